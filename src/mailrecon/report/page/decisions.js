/* All that was decided, newest first. */
import { archive } from "./data.js";
import { button, byId, make, own } from "./dom.js";
import { say } from "./phrases.js";
import { server } from "./server.js";
import { placeOf } from "./tools.js";

/** @param {any} value */
const valueText = (value) => Object.entries(value).map(([name, said]) => `${name}: ${typeof said === "string" ? said : JSON.stringify(said)}`).join(", ").slice(0, 200);

export const drawDecisions = async () => {
  const { file, by } = archive.content.work;
  const history = await server.history();
  const panel = byId("view-decisions");
  const body = make("tbody");
  for (const item of history) {
    const last = make("td", "", item.holds ? button(say("undo"), { act: "undo-one", id: item.id }) : say("is_undone"));
    const what = make("td", "", say(`did_${item.action.replaceAll("-", "_")}`), make("div", "small", own(valueText(item.value))));
    body.append(make("tr", "", make("td", "", `${item.at.slice(0, 19).replace("T", " ")} UTC`), own(item.by, "td"), what, own(placeOf(item), "td"), own(item.why || "", "td"), last));
  }
  const head = make("tr", "", ...["when", "who", "what", "where", "why", "undo"].map((name) => make("th", "", say(name))));
  for (const cell of head.children) cell.scope = "col";
  panel.replaceChildren(make("h2", "", say("decisions")), make("p", "small", say("decisions_kept", { file, by })));
  if (history.length) panel.append(make("table", "", make("thead", "", head), body));
  else panel.append(make("p", "", say("nothing_decided")));
};
