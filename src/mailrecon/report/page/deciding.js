/* Decisions: each goes to the server at once, and the page shows what follows from it. */
import { archive, messages, sources } from "./data.js";
import { byId } from "./dom.js";
import { keepFocus } from "./focus.js";
import { isInHand, untilFree } from "./hand.js";
import { tell } from "./links.js";
import { redrawRow } from "./list.js";
import { marksOf } from "./marks.js";
import { drawMessage } from "./message.js";
import { say } from "./phrases.js";
import { drawAsked, select, show, showArchive, startOf, views } from "./reading.js";
import { sayRefusal } from "./reasons.js";
import { Refused, server } from "./server.js";
import { state } from "./state.js";

/** Show the marks as they are now. */
const showMarks = async () => {
  showProgress();
  const { selected } = state;
  if (selected !== null) {
    redrawRow(selected);
    await drawAsked(selected, drawMessage);
  }
  if (state.view !== "messages") views[state.view]();
};

/** Put what changed since the generation that is shown into the page. @param {any} found */
const merge = (found) => {
  if (Array.isArray(found.messages)) {
    archive.content = found;
    return;
  }
  const { keys, parents, messages: drawn, documents, ...rest } = found;
  const held = new Map(messages().map((message) => [message.key, message]));
  const list = keys.map((/** @type {number} */ key, /** @type {number} */ number) => ({ ...(drawn[key] || held.get(key)), key, parent: parents[number] }));
  const all = sources().slice();
  for (const [number, source] of Object.entries(documents)) all[Number(number)] = /** @type {any} */ (source);
  archive.content = { ...archive.content, ...rest, messages: list, documents: all };
};

/** Where somebody said that a message begins: it is chosen as soon as it is there. @type {[number, number] | null} */
let begun = null;

/** Where the last message begins that begins at a place or before it. @param {[number, number]} place @returns {[number, number] | null} */
const startAbove = ([source, offset]) => {
  const starts = messages().filter((message) => message.prints[0].document === source).map(startOf).filter((start) => start <= offset);
  return starts.length ? [source, Math.max(...starts)] : null;
};

/** Show the generation that the server has now; the message that was chosen stays chosen. */
const bring = async () => {
  const chosen = state.selected === null ? null : messages()[state.selected];
  const place = /** @type {[number, number] | null} */ (chosen && chosen.prints[0].document !== null ? [chosen.prints[0].document, startOf(chosen)] : null);
  const found = await server.changes(archive.content.generation || 0);
  await untilFree();
  merge(found);
  archive.known.clear();
  showProgress();
  const wanted = begun && startAbove(begun);
  begun = null;
  await showArchive(chosen && !wanted ? chosen.id : null, wanted || place);
};

/** Show what an answer says: marks at once, a new generation as soon as it is there. @param {any} answer */
const take = async (answer) => {
  await untilFree();
  const isNew = answer.generation !== archive.content.generation;
  const restoreFocus = keepFocus();
  archive.content.work = answer.work;
  archive.content.decided = answer.decided;
  await (isNew ? bring() : showMarks());
  restoreFocus();
  if (answer.working) watchLinking();
};

/** How far reading is. The bar moves all that is below it, so it comes and goes when nothing is in hand. @param {any} found */
const showReading = async (found) => {
  archive.content.reading = found.reading;
  await untilFree();
  const share = archive.content.reading || 0;
  byId("reading").hidden = !isBeingRead();
  if (!isBeingRead()) return;
  // Where nobody knows how far it is, the bar only says that it goes on.
  if (share > 0) byId("reading-bar").value = share;
  else byId("reading-bar").removeAttribute("value");
  byId("reading-text").textContent = [share > 0 ? `${share} %` : "", messages().length ? say("n_so_far", { n: messages().length }) : ""].filter(Boolean).join(", ");
};

/** Whether files are still being read, or what was read last is being linked. */
export const isBeingRead = () => archive.content.reading !== null && archive.content.reading !== undefined;

const PAUSE = 400;
let watching = false;
/** How many own decisions are under way. */
let following = 0;
/** What was said of the last decision while files were read: said again when they are. */
let doneMeanwhile = "";
/** Nothing is drawn anew under the hand of somebody who answers a question or has marked words. */
const isBusy = () => isInHand() || document.querySelector(".marked-tools:not([hidden])") !== null;

/** Show what the server has now; null where it moved on meanwhile. */
const stateShown = async () => {
  try {
    const answer = await server.state();
    if (answer.generation !== archive.content.generation || !answer.working) await take(answer);
    await showReading(answer);
    return answer;
  } catch (error) {
    // While files are read the list is made anew again and again: what was asked for may be of one before.
    if (error instanceof Refused && error.message && isBeingRead()) return null;
    throw error;
  }
};

/** Ask until all is read and linked anew, and show that. @param {string} [done] what is said then */
export const watchLinking = async (done) => {
  if (watching) return;
  watching = true;
  doneMeanwhile = "";
  const wasRead = isBeingRead();
  try {
    await showReading(archive.content);
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (isBusy()) continue;
      const answer = await stateShown();
      if (!answer || answer.working || isBeingRead()) continue;
      const isRead = [doneMeanwhile, say("all_read", { n: messages().length })].filter(Boolean).join(" ");
      tell(answer.remark ? sayRefusal(answer.remark) : wasRead ? isRead : withHeld(done || say("saved_linked")), Boolean(answer.remark));
      return;
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tell(error.message || say("server_gone"), true);
  } finally {
    watching = false;
  }
};

/** A button that can't be pressed any more would take the focus with it. @param {any} pressed @param {boolean} isOn @param {any} other */
const enable = (pressed, isOn, other) => {
  const hadFocus = document.activeElement === pressed;
  pressed.disabled = !isOn;
  if (isOn || !hadFocus) return;
  other.disabled = false;
  other.focus();
};

export const showProgress = () => {
  const { work } = archive.content;
  const checked = messages().filter((_, number) => marksOf(number).checked).length;
  byId("progress").max = Math.max(1, messages().length);
  byId("progress").value = checked;
  byId("progress-text").textContent = say("checked_of", { checked, total: messages().length });
  enable(byId("undo"), work.undo, byId("redo"));
  enable(byId("redo"), work.redo, byId("undo"));
};

/** What is said of a decision, and that its message is shown though what is searched for is no longer in it. @param {string} done */
const withHeld = (done) => (state.held === null ? done : `${done} ${say("stays_in_list")}`);

/** Do something on the server and show what follows; whether it was done. @param {() => Promise<any>} doing @param {string} done */
const follow = async (doing, done) => {
  tell(say("saving"));
  following += 1;
  try {
    const answer = await doing();
    await take(answer);
    doneMeanwhile = answer.remark ? "" : done;
    tell(answer.remark ? sayRefusal(answer.remark) : answer.working ? `${done} ${say("linking")}` : withHeld(done), Boolean(answer.remark));
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const words = error.message || say("server_gone");
    try {
      await take(await server.state());
    } catch {
      // The server is gone: what it said, or did not say, is told all the same.
    }
    tell(words, true);
    return false;
  } finally {
    following -= 1;
  }
};

/** Whether a decision is on its way and not yet saved. */
export const isSaving = () => following > 0;

const EVERY = 2500;
const OFTEN_ENOUGH = 3;
/** Show what others decided, in another window or another program; whether anything was there to see. */
const showOthers = async () => {
  const found = await server.look();
  const { generation, decided } = archive.content;
  if (following || watching || isBusy() || (found.generation === generation && found.decided === decided && !found.working)) return;
  const said = say("others_decided");
  // Linking anew is watched with these words, not with those of an own decision.
  if (found.working) await watchLinking(said);
  else {
    await take(await server.state());
    tell(said);
  }
};

/** Ask now and then whether others did something, as long as the page is looked at. */
export const watchOthers = async () => {
  let failed = 0;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    if (document.hidden || following || watching) continue;
    try {
      await showOthers();
      failed = 0;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      failed += 1;
      // A damaged file may be mended; a server that ended does not come back.
      if (failed === 1) tell(error.message || say("server_gone"), true);
      if (!error.message && failed === OFTEN_ENOUGH) return;
    }
  }
};

/** What was written beforehand as the reason of the next decision; a check mark needs none. @param {string} action */
const reasonWritten = (action) => (action === "checked" ? "" : byId("why").value.trim());

/** @param {{action: string, value?: any, message?: number | null, document?: number, span?: number[], why?: string}} decision */
export const decide = async (decision) => {
  const { action, document: source, span } = decision;
  const written = reasonWritten(action);
  begun = ["begins", "mail"].includes(action) && source !== undefined && span ? [source, span[0]] : null;
  const isSaved = await follow(() => server.decide({ ...decision, why: decision.why || written || undefined }), say("saved"));
  // It is for one decision; what was written meanwhile is for the next.
  if (isSaved && written && reasonWritten(action) === written) byId("why").value = "";
  return isSaved;
};

/** @param {string} [id] */
export const undo = (id) => follow(() => server.undo(id), say("undone"));
export const redo = () => follow(() => server.redo(), say("redone"));

/** @param {Iterable<File>} files */
export const addFiles = async (files) => {
  for (const file of files) await follow(() => server.add(file), say("file_added", { name: file.name }));
};

/** Put a mark on the chosen message, or take it off. @param {"checked" | "star"} action */
export const toggle = async (action) => {
  const number = state.selected;
  if (number === null) return;
  if (marksOf(number)[action]) await follow(() => server.unmark(number, action), say("undone"));
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
  // What was corrected may have moved down the list: those it passed come first, then those above.
  const from = Math.min(state.shown.indexOf(number) + 1, state.place);
  const next = [...state.shown.slice(from), ...state.shown.slice(0, from)].find((other) => other !== number && !marksOf(other).checked);
  if (next !== undefined) {
    if (state.view !== "messages") show("messages");
    select(next, true);
  } else {
    tell(say("all_checked"));
  }
};
