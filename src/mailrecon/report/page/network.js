/* A picture of who wrote to whom between two days: people on a circle, lines as thick as they wrote. */
import { messages } from "./data.js";
import { button, drawn, make } from "./dom.js";
import { personLabel } from "./names.js";
import { pairsOf } from "./pairs.js";
import { say } from "./phrases.js";
import { state } from "./state.js";

const MOST_PEOPLE = 40;
const MIDDLE = { x: 500, y: 280 };
const RADIUS = { x: 290, y: 215 };

/** @typedef {{key: string, others: Set<string>, sent: number, got: number}} Someone */

/** @param {[string, string, number][]} pairs @returns {Someone[]} the busiest first */
const peopleIn = (pairs) => {
  /** @type {Map<string, Someone>} */
  const found = new Map();
  /** @param {string} key */
  const of = (key) => {
    const held = found.get(key) || { key, others: new Set(), sent: 0, got: 0 };
    found.set(key, held);
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
  return [...found.values()].sort((a, b) => b.sent + b.got - a.sent - a.got || (personLabel(a.key) < personLabel(b.key) ? -1 : 1));
};

/** @param {number} place @param {number} count @param {number} out how far outside the circle */
const onCircle = (place, count, out) => {
  const angle = (2 * Math.PI * place) / Math.max(1, count) - Math.PI / 2;
  return [MIDDLE.x + (RADIUS.x + out) * Math.cos(angle), MIDDLE.y + (RADIUS.y + out) * Math.sin(angle)].map((value) => Math.round(value * 10) / 10);
};

/** @param {[string, string, number][]} pairs */
const picture = (pairs) => {
  const people = peopleIn(pairs).slice(0, MOST_PEOPLE);
  const place = new Map(people.map((person, number) => [person.key, number]));
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
    line.append(drawn("title", {}, `${personLabel(from)} → ${personLabel(to)}: ${count}`));
    svg.append(line);
  }
  people.forEach((person, number) => {
    const [x, y] = onCircle(number, people.length, 0);
    const [tx, ty] = onCircle(number, people.length, 18);
    const dot = drawn("circle", { cx: x, cy: y, r: 4 + Math.min(9, person.others.size), fill: "#1f5a94" });
    const anchor = tx > MIDDLE.x + 20 ? "start" : tx < MIDDLE.x - 20 ? "end" : "middle";
    const label = drawn("text", { x: tx, y: ty + 4, "text-anchor": anchor, "font-size": 13, fill: "currentColor" }, personLabel(person.key).slice(0, 28));
    const told = say("network_person", { name: personLabel(person.key), others: person.others.size, sent: person.sent, got: person.got });
    svg.append(drawn("g", {}, drawn("title", {}, told), dot, label));
  });
  return svg;
};

/** A slider over days; its day is shown beside it. @param {string} name @param {string[]} days @param {number} place @param {() => void} moved */
const daySlider = (name, days, place, moved) => {
  const shown = make("output", "", days[place] || "");
  const slider = make("input");
  Object.assign(slider, { type: "range", min: 0, max: Math.max(0, days.length - 1), value: place });
  slider.addEventListener("input", () => {
    moved();
    shown.value = days[Number(slider.value)];
    slider.setAttribute("aria-valuetext", shown.value);
  });
  slider.setAttribute("aria-valuetext", shown.value);
  return { slider, shown, label: make("label", "", name, " ", slider, " ", shown) };
};

/** The picture with sliders for the first and the last day that count, and a button that saves it. */
export const drawNetwork = () => {
  const days = [...new Set(state.shown.flatMap((number) => (messages()[number].date || "").slice(0, 10) || []))].sort();
  const frame = make("div", "network-frame", picture(pairsOf(state.shown)));
  const redraw = () => {
    const [since, until] = [days[Number(first.slider.value)], days[Number(last.slider.value)]];
    const all = since === days[0] && until === days.at(-1);
    frame.replaceChildren(picture(pairsOf(state.shown.filter((number) => {
      const day = (messages()[number].date || "").slice(0, 10);
      // Undated messages count as long as no day is chosen.
      return all || (day && day >= since && day <= until);
    }))));
  };
  // The two never cross: the one that is moved stops at the other.
  const first = daySlider(say("from_day"), days, 0, () => {
    first.slider.value = String(Math.min(Number(first.slider.value), Number(last.slider.value)));
    redraw();
  });
  const last = daySlider(say("up_to_day"), days, Math.max(0, days.length - 1), () => {
    last.slider.value = String(Math.max(Number(first.slider.value), Number(last.slider.value)));
    redraw();
  });
  const tools = make("p", "tools", first.label, last.label, button(say("save_picture"), { act: "network" }));
  return make("div", "", tools, frame);
};
