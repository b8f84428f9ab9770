/* All that was decided, newest first. */
import { archive, messages } from "./data.js";
import { button, byId, make, own } from "./dom.js";
import { personText } from "./names.js";
import { say } from "./phrases.js";
import { server } from "./server.js";
import { KNOWN_OF_PEOPLE, placeOf } from "./tools.js";

const MOST = 200;

/** @param {string} text */
const shortened = (text) => (text.length > MOST ? `${text.slice(0, MOST)}…` : text);
/** @param {{name?: string, address?: string}} person as printed */
const printedPerson = ({ name, address }) => personText([name || null, address || null, false]);

/** Another message that a decision names: by its first words, or by its Message-ID. @param {any} message */
const messageWords = (message) => (message.target ? `“${message.target.exact.split("\n")[0]}”` : message["message-id"]);

/** What is decided, by its kind. @type {Record<string, (value: any) => string>} */
const VALUES = {
  field: ({ field, span, text }) => `${say(field.replace("-", "_"))}: ${text || (span ? say("as_marked") : say("none"))}`,
  mail: (value) => Object.keys(value).map((name) => say(name.replace("-", "_"))).join(", "),
  date: ({ datetime, zone }) => [datetime.replace("T", " "), zone].filter(Boolean).join(" "),
  parent: ({ message, relation }) => (message ? `${say(relation === "forward" ? "forwards" : "answers")}: ${messageWords(message)}` : say("nothing")),
  copies: ({ messages }) => messages.map(messageWords).join(", "),
  "person-join": ({ people }) => people.map(printedPerson).join(" · "),
  person: ({ person, ...known }) => `${printedPerson(person)}: ${KNOWN_OF_PEOPLE.flatMap((name) => known[name] || []).join(", ")}`,
  note: ({ text }) => text,
  tag: ({ tag }) => tag,
};
VALUES["not-copies"] = VALUES.copies;
VALUES["person-split"] = VALUES["person-join"];

/** @param {any} item */
const valueText = ({ action, value }) => (VALUES[action] ? shortened(VALUES[action](value)) : "");

/** Where a decision applies, and the way there. @param {any} item */
const placeCell = (item) => {
  const words = placeOf(item);
  if (item.message === null || !messages()[item.message]) return own(words, "td");
  const link = button(words, { goto: item.message, view: "messages" }, "link");
  link.dir = "auto";
  return make("td", "", link);
};

export const drawDecisions = async () => {
  const { file, by } = archive.content.work;
  const history = await server.history();
  const panel = byId("view-decisions");
  const body = make("tbody");
  for (const item of history) {
    const last = make("td", "", item.holds ? button(say("undo"), { act: "undo-one", id: item.id }) : say("is_undone"));
    const what = make("td", "", say(`did_${item.action.replaceAll("-", "_")}`), own(valueText(item), "div", "small"));
    body.append(make("tr", "", make("td", "", `${item.at.slice(0, 19).replace("T", " ")} UTC`), own(item.by, "td"), what, placeCell(item), own(item.why || "", "td"), last));
  }
  const head = make("tr", "", ...["when", "who", "what", "where", "why", "undo"].map((name) => make("th", "", say(name))));
  for (const cell of head.children) cell.scope = "col";
  panel.replaceChildren(make("h2", "", say("decisions")), make("p", "small", say("decisions_kept", { file, by })));
  if (history.length) panel.append(make("table", "", make("thead", "", head), body));
  else panel.append(make("p", "", say("nothing_decided")));
};
