/* The app: the report's page with a server behind it. */
import { archive, messages, origin } from "./data.js";
import { addFiles, check, isBeingRead, isSaving, redo, showProgress, toggle, undo, watchLinking, watchOthers } from "./deciding.js";
import { drawDecisions } from "./decisions.js";
import { byId } from "./dom.js";
import { watchHand } from "./hand.js";
import { linked, tell } from "./links.js";
import { additions } from "./message.js";
import { watchPaper } from "./paper.js";
import { peopleTools } from "./people.js";
import { say, translate } from "./phrases.js";
import { drawPictures, lightPicture } from "./pictures.js";
import { followAddress, show, showArchive, views } from "./reading.js";
import { drawSample, judge, judgeByKey, redraw, toggleWrong } from "./sample.js";
import { Refused, server } from "./server.js";
import { image, texts } from "./source.js";
import { letTextBeMarked } from "./textmarks.js";
import { decidePeople, decideWords, isGathering, messageTools, noMail, question, watchSelection } from "./tools.js";
import { acts, keys, otherKeys, watch } from "./watching.js";
import { decidePair, drawWho, personAt } from "./who.js";

Object.assign(origin, { message: server.message, stretch: server.stretch, search: server.search });
Object.assign(texts, { mark: letTextBeMarked });
Object.assign(image, { draw: drawPictures, light: lightPicture });
Object.assign(views, { sample: drawSample, decisions: drawDecisions });
Object.assign(acts, {
  undo: () => undo(),
  redo,
  check,
  star: () => toggle("star"),
  "no-mail": noMail,
  words: decideWords,
  question,
  people: (/** @type {HTMLElement} */ pressed) => decidePeople(pressed.dataset.what || "", personAt(pressed)),
  pair: decidePair,
  draw: redraw,
  judge: (/** @type {HTMLElement} */ pressed) => judge(pressed.dataset.said || ""),
  wrong: (/** @type {HTMLElement} */ pressed) => toggleWrong(pressed.dataset.field || ""),
  "undo-one": (/** @type {HTMLElement} */ pressed) => undo(pressed.dataset.id),
});
Object.assign(keys, { c: check, s: () => toggle("star"), x: noMail, u: () => undo(), U: redo });
otherKeys.push(judgeByKey);
additions.above = messageTools;
peopleTools.draw = drawWho;

const watchFiles = () => {
  byId("file").addEventListener("change", () => addFiles(byId("file").files));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer && event.dataTransfer.files.length) addFiles(event.dataTransfer.files);
  });
};

/** The browser asks before it leaves a page of which something is not saved. */
const watchLeaving = () => {
  window.addEventListener("beforeunload", (event) => {
    if (isSaving() || isGathering()) event.preventDefault();
  });
};

/** The address the page was opened with; what the reader chooses counts more. @returns {() => string} */
const watchAddress = () => {
  let address = location.hash;
  for (const type of ["keydown", "pointerdown"]) window.addEventListener(type, () => (address = ""), { once: true });
  return () => address;
};

const start = async () => {
  const address = watchAddress();
  translate();
  watch();
  watchHand();
  watchPaper();
  watchSelection();
  watchFiles();
  watchLeaving();
  tell(say("loading"));
  try {
    archive.content = await server.content();
  } catch (error) {
    tell(error instanceof Refused && error.message ? error.message : say("server_gone"));
    return;
  }
  byId("order").value = "sure";
  showProgress();
  await showArchive(null);
  const isThere = linked(address()) >= 0;
  if (isThere || !isBeingRead()) followAddress(address());
  if (isBeingRead() || archive.content.working) await watchLinking();
  // The message that the address names may be in the file that is read last.
  if (!isThere && address()) followAddress(address());
  if (!messages().length) show("documents");
  watchOthers();
};

start();
