/* Who is who: doubtful pairs to be joined or kept apart, and everybody with the names they have. */
import { decide } from "./deciding.js";
import { button, isolated, joined, make, own } from "./dom.js";
import { personText } from "./names.js";
import { say } from "./phrases.js";
import { sayReason } from "./reasons.js";
import { server } from "./server.js";
import { placeOf } from "./tools.js";

/** @typedef {{name?: string, address?: string}} Printed */

/** Pairs that buttons of the view speak of. @type {Printed[][]} */
let pairs = [];
/** People of the view, whom buttons speak of by number. @type {any[]} */
let listed = [];

/** @param {Printed} printed */
const printedText = (printed) => personText([printed.name || null, printed.address || null, false]);

/** @param {string} words @param {string} action @param {Printed[]} people */
const pairButton = (words, action, people) => {
  pairs.push(people);
  const made = button(words, { act: "pair", what: action, pair: pairs.length - 1 });
  made.setAttribute("aria-label", `${words}: ${people.map(printedText).join(", ")}`);
  return made;
};

/** @param {HTMLElement} pressed */
export const decidePair = (pressed) => decide({ action: pressed.dataset.what || "", value: { people: pairs[Number(pressed.dataset.pair)] } });

/** @param {string[]} names @param {any[]} rows */
const table = (names, rows) => {
  const head = make("tr", "", ...names.map((name) => make("th", "", name)));
  for (const cell of head.children) cell.scope = "col";
  return make("table", "", make("thead", "", head), make("tbody", "", ...rows));
};

/** @param {any} pair */
const proposalRow = (pair) => {
  const [one, other] = pair.people.map(printedText);
  const tools = make(
    "div",
    "tools",
    pairButton(say("are_one"), "person-join", pair.people),
    pairButton(say("are_two"), "person-split", pair.people),
  );
  return make("tr", "", own(one, "td"), own(other, "td"), make("td", "number", pair.score.toFixed(2)), own(sayReason(pair.reason), "td"), make("td", "", tools));
};

/** @param {any} person */
const personRow = (person) => {
  const [first, ...rest] = person.printed;
  const names = [make("div", "", isolated(printedText(first)))];
  for (const printed of rest) {
    names.push(make("div", "", isolated(printedText(printed)), " ", pairButton(say("is_somebody_else"), "person-split", [first, printed])));
  }
  const known = [person.address, person.role, person.organisation, person.note].filter(Boolean).join(", ");
  const edit = button(say("do_edit"), { act: "people", what: "person", listed: listed.push(person) - 1 });
  edit.setAttribute("aria-label", `${say("do_edit")}: ${person.name || printedText(first)}`);
  const name = make("td", "", own(person.name || printedText(first), "div"), ...(known ? [own(known, "div", "small")] : []), edit);
  return make("tr", "", name, make("td", "", ...names), make("td", "small", ...person.reasons.map((/** @type {string} */ reason) => own(sayReason(reason), "div"))));
};

/** @param {any} item */
const decidedRow = (item) => {
  const people = item.value.people || [item.value.person];
  const who = joined(people.map((/** @type {Printed} */ one) => isolated(printedText(one))), " · ");
  const said = [item.value.name, item.value.address].filter(Boolean).join(", ");
  return make("tr", "", make("td", "", say(`did_${item.action.replaceAll("-", "_")}`)), make("td", "", who, said ? own(said, "div", "small") : ""), own(item.by, "td"), own(placeOf(item) || item.why || "", "td"), make("td", "", button(say("undo"), { act: "undo-one", id: item.id })));
};

const general = () => make("p", "tools", ...[["person-join", "do_join"], ["person-split", "do_split"], ["person", "do_person"]].map(([what, name]) => button(say(name), { act: "people", what })));

/** @param {any} panel */
const fill = async (panel) => {
  const { people, more, proposals, decided } = await server.people();
  pairs = [];
  listed = [];
  const several = people.filter((/** @type {any} */ person) => person.printed.length > 1 || person.reasons.length);
  const all = make("details", "", make("summary", "", say("n_people", { n: people.length + more })), table([say("name"), say("as_printed"), say("why")], people.filter((/** @type {any} */ person) => person.printed.length).map(personRow)));
  all.open = several.length > 0 && people.length <= 100;
  panel.replaceChildren(
    general(),
    make("h3", "", say("may_be_one")),
    proposals.length ? table([say("person"), say("and_person"), say("how_sure"), say("why"), say("decide")], proposals.map(proposalRow)) : make("p", "small", say("none_doubtful")),
    ...(decided.length ? [make("h3", "", say("decisions")), table([say("what"), say("who"), say("by_whom"), say("why"), say("undo")], decided.map(decidedRow))] : []),
    make("h3", "", say("all_people")),
    all,
  );
};

/** Somebody of the view, whom a button speaks of. @param {HTMLElement} pressed */
export const personAt = (pressed) => (pressed.dataset.listed === undefined ? null : listed[Number(pressed.dataset.listed)]);

/** What the app adds to the view of people. */
export const drawWho = () => {
  const panel = make("div", "who", general());
  fill(panel);
  return panel;
};
