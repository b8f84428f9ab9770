/* People and dates as they are shown. */
import { messages } from "./data.js";
import { say } from "./phrases.js";

/** @typedef {import("./data.js").Message} Message */
/** @typedef {import("./data.js").Person} Person */

/** @param {Person} person */
export const personName = ([name, address, removed]) => name || address || (removed ? say("redacted") : say("unknown"));

/** Who a person is in the archive, however the name is printed; two people may have one name. @param {Person} person */
export const personKey = (person) => person[5] || personCalled(person);

/** The name a person goes by in the archive. @param {Person} person */
export const personCalled = (person) => person[3] || personName(person);

/** The name that a person goes by, if the printed one is another. @param {Person} person */
export const otherName = (person) => (person[3] && person[3] !== person[0] ? person[3] : "");

/** @type {Map<string, string>} */
let labels = new Map();
/** How a person is named by `personKey`: people of one name also by what tells them apart. @param {string} key */
export const personLabel = (key) => labels.get(key) || key;

/** Name all people anew: the archive changed. @returns {Map<string, number>} how often each is named */
export const namePeople = () => {
  /** @type {Map<string, number>} */
  const counts = new Map();
  /** @type {Map<string, Person>} */
  const known = new Map();
  /** @type {Map<string, Set<string>>} */
  const keys = new Map();
  for (const message of messages()) {
    for (const person of everyone(message)) {
      const key = personKey(person);
      counts.set(key, (counts.get(key) || 0) + 1);
      const before = known.get(key);
      if (!before || (!before[1] && person[1])) known.set(key, person);
      const name = personCalled(person);
      keys.set(name, (keys.get(name) || new Set()).add(key));
    }
  }
  labels = new Map([...known].map(([key, person]) => {
    const name = personCalled(person);
    // `Ann Poe <ann@quay.example>` and `Ann Poe <ann@dock.example>` are two.
    const several = (keys.get(name) || new Set()).size > 1;
    return [key, several && key !== name ? `${name} · ${person[1] || key}` : name];
  }));
  return counts;
};

/** @param {Person} person */
export const personText = (person) => {
  const [name, address, removed] = person;
  const shown = name && address ? `${name} <${address}>` : personName(person);
  return removed ? `${shown} ${name ? say("address_removed") : ""}`.trim() : shown;
};
/** @param {Message} message */
export const originator = (message) => (message.from.length ? personName(message.from[0]) : say("unknown"));
/** @param {Message} message */
export const recipients = (message) => [...message.to, ...message.cc, ...message.bcc];
/** @param {Message} message */
export const everyone = (message) => [...message.from, ...message.sender, ...recipients(message)];
/** @param {Message} message */
export const dateText = (message) => (message.date ? message.date.replace("T", " ").slice(0, 16) : say("undated"));
/** @param {Message} message */
export const usedInferences = (message) => message.inferred.filter((item) => item[4]);
