/* Who wrote to whom, and how often. */
import { messages } from "./data.js";
import { personKey, recipients } from "./names.js";
import { say } from "./phrases.js";

/** Pairs of who wrote and who received, with the number of messages; most frequent first. @param {number[]} numbers @returns {[string, string, number][]} */
export const pairsOf = (numbers) => {
  /** @type {Map<string, number>} */
  const pairs = new Map();
  for (const number of numbers) {
    const message = messages()[number];
    const from = message.from.length ? personKey(message.from[0]) : say("unknown");
    for (const person of recipients(message)) {
      const key = JSON.stringify([from, personKey(person)]);
      pairs.set(key, (pairs.get(key) || 0) + 1);
    }
  }
  const sorted = [...pairs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return sorted.map(([key, count]) => {
    const [from, to] = JSON.parse(key);
    return [from, to, count];
  });
};
