/* How a message is cited in the reader’s language; outputs cite in English. */
import { language, say } from "./phrases.js";
import { firstPlace } from "./places.js";

/** What Python writes for somebody who is removed or unknown. @type {Record<string, string>} */
const NOBODY = { "[redacted]": "redacted", "[unknown]": "unknown" };
/** @param {string} name */
const cited = (name) => (NOBODY[name] ? say(NOBODY[name]) : name);

const inWords = new Intl.DateTimeFormat(language, { dateStyle: "long", calendar: "gregory", timeZone: "UTC" });
/** A day in words: `3. März 2021`. @param {string} iso */
const dayInWords = (iso) => {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return inWords.format(date);
};

/** `TERN-FOIA-001004`, `release.pdf, page 3, line 2`. @param {import("./data.js").Print} print */
const sourceOf = (print) => {
  const [first, last] = [print.bates[0], print.bates[print.bates.length - 1]];
  if (!first) return `${print.name}, ${firstPlace(print)}`;
  return first === last ? first : say("cited_range", { first, last });
};

/** @param {import("./data.js").Message} message */
const whoToWhom = ({ cited: [sender, first, recipients] }) => {
  if (!recipients) return cited(sender);
  const names = { sender: cited(sender || "[unknown]"), first: cited(first) };
  return recipients > 1 ? say("cited_others", { ...names, n: recipients - 1 }) : say("cited_to", names);
};

/** `TERN-FOIA-001004, E-Mail vom 3. März 2021, Holt an Rask`. @param {import("./data.js").Message} message */
export const citationOf = (message) => {
  if (language === "en") return message.citation;
  const undated = message.datePrinted ? say("cited_dated", { date: message.datePrinted }) : say("cited_undated");
  const mail = message.date ? say("cited_mail", { day: dayInWords(message.date) }) : undated;
  const who = whoToWhom(message);
  return [sourceOf(message.prints[0]), mail, ...(who ? [who] : [])].join(language === "ja" ? "、" : ", ");
};
