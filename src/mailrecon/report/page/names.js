/* People and dates as they are shown. */
import { say } from "./phrases.js";

/** @typedef {import("./data.js").Message} Message */
/** @typedef {import("./data.js").Person} Person */

/** @param {Person} person */
export const personName = ([name, address, removed]) => name || address || (removed ? say("redacted") : say("unknown"));

/** Who a person is in the archive, however the name is printed. @param {Person} person */
export const personKey = (person) => person[3] || personName(person);

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
