/* Who wrote to whom: a picture and a table. */
import { button, byId, make } from "./dom.js";
import { personLabel } from "./names.js";
import { drawNetwork } from "./network.js";
import { pairsOf } from "./pairs.js";
import { say } from "./phrases.js";
import { state } from "./state.js";

const MOST_ROWS = 500;

/** @param {[string, string, number][]} rows */
const drawTable = (rows) => {
  const body = make("tbody");
  for (const [from, to, count] of rows.slice(0, MOST_ROWS)) {
    const row = make("tr");
    for (const name of [from, to]) {
      const link = button(personLabel(name), { person: name }, "link");
      link.dir = "auto";
      row.append(make("td", "", link));
    }
    row.append(make("td", "number", String(count)));
    body.append(row);
  }
  const head = make("tr", "", make("th", "", say("who_wrote")), make("th", "", say("to_whom")), make("th", "number", say("messages")));
  for (const cell of head.children) cell.scope = "col";
  return make("table", "", make("thead", "", head), body);
};

/** What the app adds: how people are joined and split. */
export const peopleTools = {
  /** @type {(() => any) | null} */
  draw: null,
};

export const drawPeople = () => {
  const rows = pairsOf(state.shown);
  const panel = byId("view-people");
  panel.replaceChildren(...(peopleTools.draw ? [make("h2", "", say("who_is_who")), peopleTools.draw()] : []));
  panel.append(make("h2", "", say("who_to_whom")), drawNetwork(), drawTable(rows));
  if (rows.length > MOST_ROWS) panel.append(make("p", "small", say("most_frequent", { shown: MOST_ROWS, n: rows.length })));
};
