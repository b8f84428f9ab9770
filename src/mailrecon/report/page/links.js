/* Addresses that lead to a message, and what is copied for others. */
import { messages } from "./data.js";
import { byId } from "./dom.js";
import { say } from "./phrases.js";

/** @param {string} id */
const bare = (id) => id.replace(/^<|>$/g, "");

/** The part of the page's address that leads to a message: `#<Message-ID>`, escaped. @param {number} number */
export const linkTo = (number) => `#${encodeURIComponent(bare(messages()[number].id)).replace(/%40/g, "@")}`;

/** The message an address leads to, by its Message-ID or by an older link's number; -1: none. @param {string} hash */
export const linked = (hash) => {
  let asked = hash.slice(1);
  try {
    asked = decodeURIComponent(asked);
  } catch {
    // A percent sign that somebody typed.
  }
  if (!asked) return -1;
  const found = messages().findIndex((message) => bare(message.id) === bare(asked));
  if (found >= 0) return found;
  const numbered = /^message-(\d+)$/.exec(asked);
  return numbered && messages()[Number(numbered[1]) - 1] ? Number(numbered[1]) - 1 : -1;
};

/** @param {string} text @param {boolean} [isWarning] */
export const tell = (text, isWarning = false) => {
  byId("status").textContent = text;
  byId("status").classList.toggle("warn-text", isWarning);
};

/** @param {string} text */
export const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages opened from a file may not use the clipboard in some browsers.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  tell(say("copied", { text }));
};

/** Let the reader save a file. @param {string} name @param {string} text @param {string} type */
export const save = (name, text, type) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
