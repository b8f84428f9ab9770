/* Where a message is printed, in words: page and line, paragraph, or line. */
import { say } from "./phrases.js";

const ON_PAGES = /^page (\d+), line (\d+)(?: to page (\d+), line (\d+))?$/;
/** `paragraph 9`, `table 2 row 3`, `part 1.2`, `cell Inbox!B2`: what formats without lines count. */
const COUNTED = /^(?:(?:paragraph|table|row|footnote|endnote|comment|header|footer|part|cell) \S+ ?)+$/;

/** A place that is no line of a page, in the reader's words; the path of an element stays. @param {string} place */
const counted = (place) => (COUNTED.test(place) ? place.replace(/([a-z]+) (\S+)/g, (_, unit, number) => say(`unit_${unit}`, { number })) : place);

/** `page 1, lines 29–36`; `lines 3–9` where there are no pages. @param {import("./data.js").Print} print */
export const placeWords = (print) => {
  const found = ON_PAGES.exec(print.place || "");
  if (!found) return print.place ? print.place.split(" to ").map(counted).join(" – ") : say("lines", { lines: print.lines.join("–") });
  const [, page, line, lastPage = page, lastLine = line] = found;
  if (page !== lastPage) return `${say("page_line", { page, line })} – ${say("page_line", { page: lastPage, line: lastLine })}`;
  if (line === lastLine) return say("page_line", { page, line });
  return say("page_lines", { page, lines: `${line}–${lastLine}` });
};

/** Where a message begins: `page 3, line 12`, `paragraph 9`, `line 40`. @param {import("./data.js").Print} print */
export const firstPlace = (print) => {
  const found = ON_PAGES.exec(print.place || "");
  if (found) return say("page_line", { page: found[1], line: found[2] });
  return print.place ? counted(print.place.split(" to ")[0]) : say("unit_line", { number: String(print.lines[0]) });
};
