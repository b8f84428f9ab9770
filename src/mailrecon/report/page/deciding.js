/* Decisions: each goes to the server at once, and the page shows what follows from it. */
import { archive, messages, whole } from "./data.js";
import { byId } from "./dom.js";
import { tell } from "./links.js";
import { markSelected, redrawRow } from "./list.js";
import { marksOf } from "./marks.js";
import { drawMessage } from "./message.js";
import { say } from "./phrases.js";
import { select, show, showArchive, startOf, views } from "./reading.js";
import { Refused, server } from "./server.js";
import { state } from "./state.js";

/** What the server says now; the message that was chosen stays chosen. @param {boolean} all whether messages may have changed */
const bring = async (all) => {
  const chosen = state.selected === null ? null : messages()[state.selected];
  const place = /** @type {[number, number] | null} */ (chosen && chosen.prints[0].document !== null ? [chosen.prints[0].document, startOf(chosen)] : null);
  archive.content = await server.content();
  showProgress();
  if (!all) {
    if (state.selected !== null) {
      redrawRow(state.selected);
      drawMessage(await whole(state.selected));
    }
    if (state.view !== "messages") views[state.view]();
    return;
  }
  archive.known.clear();
  await showArchive(chosen ? chosen.id : null, place);
};

export const showProgress = () => {
  const { work } = archive.content;
  const checked = messages().filter((_, number) => marksOf(number).checked).length;
  byId("progress").max = Math.max(1, messages().length);
  byId("progress").value = checked;
  byId("progress-text").textContent = say("checked_of", { checked, total: messages().length });
  byId("undo").disabled = !work.undo;
  byId("redo").disabled = !work.redo;
};

/** Do something on the server and show what follows; whether it was done. @param {() => Promise<any>} doing @param {boolean} all @param {string} done */
const follow = async (doing, all, done) => {
  tell(say("saving"));
  try {
    const { told } = await doing();
    await bring(all);
    tell(told || done);
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const words = error.message || say("server_gone");
    try {
      await bring(all);
    } catch {
      // The server is gone: what it said, or did not say, is told all the same.
    }
    tell(words);
    byId("status").classList.add("warn-text");
    return false;
  }
};

const MARKS = new Set(["checked", "note", "star", "tag"]);

/** @param {{action: string, value?: any, message?: number | null, document?: number, span?: number[], why?: string}} decision */
export const decide = (decision) => {
  byId("status").classList.remove("warn-text");
  return follow(() => server.decide(decision), !MARKS.has(decision.action), say("saved"));
};

/** @param {string} [id] */
export const undo = (id) => follow(() => server.undo(id), true, say("undone"));
export const redo = () => follow(() => server.redo(), true, say("redone"));

/** @param {Iterable<File>} files */
export const addFiles = async (files) => {
  for (const file of files) await follow(() => server.add(file).then(() => ({ told: null })), true, say("file_added", { name: file.name }));
};

/** The correction of an action that holds for a message, so that a mark can be taken off. @param {string} action @param {number} number */
const holding = (action, number) =>
  archive.content.work.history.find((/** @type {any} */ item) => item.holds && item.action === action && item.message === number);

/** Put a mark on the chosen message, or take it off. @param {"checked" | "star"} action */
export const toggle = async (action) => {
  const number = state.selected;
  if (number === null) return;
  const held = marksOf(number)[action] ? holding(action, number) : null;
  if (held) await undo(held.id);
  else await decide({ action, message: number });
};

/** Mark the chosen message as checked and go to the next one that is not. */
export const check = async () => {
  const number = state.selected;
  if (number === null) return;
  if (marksOf(number).checked) {
    await toggle("checked");
    return;
  }
  if (!(await decide({ action: "checked", message: number }))) return;
  const place = state.shown.indexOf(number);
  const next = state.shown.slice(place + 1).find((other) => !marksOf(other).checked);
  if (next !== undefined) {
    if (state.view !== "messages") show("messages");
    select(next, true);
  } else {
    markSelected();
    tell(say("all_checked"));
  }
};
