/* A picture of who wrote to whom up to a day: people on a circle, lines as thick as they wrote. */
import { messages } from "./data.js";
import { button, drawn, make } from "./dom.js";
import { pairsOf } from "./pairs.js";
import { say } from "./phrases.js";
import { state } from "./state.js";

const MOST_PEOPLE = 40;
const MIDDLE = { x: 500, y: 280 };
const RADIUS = { x: 290, y: 215 };

/** @typedef {{name: string, others: Set<string>, sent: number, got: number}} Someone */

/** @param {[string, string, number][]} pairs @returns {Someone[]} the busiest first */
const peopleIn = (pairs) => {
  /** @type {Map<string, Someone>} */
  const found = new Map();
  /** @param {string} name */
  const of = (name) => {
    const held = found.get(name) || { name, others: new Set(), sent: 0, got: 0 };
    found.set(name, held);
    return held;
  };
  for (const [from, to, count] of pairs) {
    of(from).sent += count;
    of(to).got += count;
    if (from !== to) {
      of(from).others.add(to);
      of(to).others.add(from);
    }
  }
  return [...found.values()].sort((a, b) => b.sent + b.got - a.sent - a.got || (a.name < b.name ? -1 : 1));
};

/** @param {number} place @param {number} count @param {number} out how far outside the circle */
const onCircle = (place, count, out) => {
  const angle = (2 * Math.PI * place) / Math.max(1, count) - Math.PI / 2;
  return [MIDDLE.x + (RADIUS.x + out) * Math.cos(angle), MIDDLE.y + (RADIUS.y + out) * Math.sin(angle)].map((value) => Math.round(value * 10) / 10);
};

/** @param {[string, string, number][]} pairs */
const picture = (pairs) => {
  const people = peopleIn(pairs).slice(0, MOST_PEOPLE);
  const place = new Map(people.map((person, number) => [person.name, number]));
  const most = Math.max(1, ...pairs.map((pair) => pair[2]));
  const svg = drawn("svg", { viewBox: "0 0 1000 560", class: "network", role: "img", "aria-label": say("network_label", { n: people.length }), xmlns: "http://www.w3.org/2000/svg" });
  for (const [from, to, count] of pairs) {
    const [one, other] = [place.get(from), place.get(to)];
    if (one === undefined || other === undefined || one === other) continue;
    const [x1, y1] = onCircle(one, people.length, 0);
    const [x2, y2] = onCircle(other, people.length, 0);
    // Who wrote more bends the line to their right: both ways can be seen.
    const [bx, by] = [(x1 + x2) / 2 + (y2 - y1) / 8, (y1 + y2) / 2 - (x2 - x1) / 8];
    const line = drawn("path", { d: `M${x1} ${y1}Q${bx} ${by} ${x2} ${y2}`, fill: "none", stroke: "#1f5a94", "stroke-opacity": 0.55, "stroke-width": (0.8 + (6 * count) / most).toFixed(1) });
    line.append(drawn("title", {}, `${from} → ${to}: ${count}`));
    svg.append(line);
  }
  people.forEach((person, number) => {
    const [x, y] = onCircle(number, people.length, 0);
    const [tx, ty] = onCircle(number, people.length, 18);
    const dot = drawn("circle", { cx: x, cy: y, r: 4 + Math.min(9, person.others.size), fill: "#1f5a94" });
    const anchor = tx > MIDDLE.x + 20 ? "start" : tx < MIDDLE.x - 20 ? "end" : "middle";
    const label = drawn("text", { x: tx, y: ty + 4, "text-anchor": anchor, "font-size": 13, fill: "currentColor" }, person.name.slice(0, 28));
    const told = say("network_person", { name: person.name, others: person.others.size, sent: person.sent, got: person.got });
    svg.append(drawn("g", {}, drawn("title", {}, told), dot, label));
  });
  return svg;
};

/** The picture with a slider for the last day that counts, and a button that saves it. */
export const drawNetwork = () => {
  const days = [...new Set(state.shown.flatMap((number) => (messages()[number].date || "").slice(0, 10) || []))].sort();
  const frame = make("div", "network-frame", picture(pairsOf(state.shown)));
  const shown = make("output", "", days.at(-1) || "");
  const slider = make("input");
  Object.assign(slider, { type: "range", min: 0, max: Math.max(0, days.length - 1), value: Math.max(0, days.length - 1) });
  slider.addEventListener("input", () => {
    const last = days[Number(slider.value)];
    shown.value = last;
    frame.replaceChildren(picture(pairsOf(state.shown.filter((number) => {
      const date = messages()[number].date;
      return date !== null && date.slice(0, 10) <= last;
    }))));
  });
  const tools = make("p", "tools", make("label", "", say("up_to_day"), " ", slider, " ", shown), button(say("save_picture"), { act: "network" }));
  return make("div", "", tools, frame);
};
