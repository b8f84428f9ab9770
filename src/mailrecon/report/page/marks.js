/* What whoever works on an archive noted of its messages; a report has no such marks. */
import { archive } from "./data.js";

/** @typedef {{checked: boolean, star: boolean, notes: string[], tags: string[]}} Marks */

/** @type {Marks} */
const NONE = { checked: false, star: false, notes: [], tags: [] };

/** @param {number} number @returns {Marks} */
export const marksOf = (number) => (archive.content.work ? { ...NONE, ...archive.content.work.marks[number] } : NONE);
