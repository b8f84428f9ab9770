/* What the reader looks at. */

/** `place` is where in the list the chosen message was when it was chosen: what is corrected may move. @type {{view: string, shown: number[], selected: number | null, place: number, print: number, words: string[]}} */
export const state = { view: "messages", shown: [], selected: null, place: 0, print: 0, words: [] };
