/* Where a message is printed, in words: page and line, paragraph, or line. */
import { say } from "./phrases.js";

const ON_PAGES = /^page (\d+), line (\d+)(?: to page (\d+), line (\d+))?$/;

/** `page 1, lines 29–36`; `lines 3–9` where there are no pages. @param {import("./data.js").Print} print */
export const placeWords = (print) => {
  const found = ON_PAGES.exec(print.place || "");
  if (!found) return print.place || say("lines", { lines: print.lines.join("–") });
  const [, page, line, lastPage = page, lastLine = line] = found;
  if (page !== lastPage) return `${say("page_line", { page, line })} – ${say("page_line", { page: lastPage, line: lastLine })}`;
  if (line === lastLine) return say("page_line", { page, line });
  return say("page_lines", { page, lines: `${line}–${lastLine}` });
};
