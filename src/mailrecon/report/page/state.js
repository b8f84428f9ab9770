/* What the reader looks at. */

/** @type {{view: string, shown: number[], drawn: number, selected: number | null, print: number, words: string[]}} */
export const state = { view: "messages", shown: [], drawn: 0, selected: null, print: 0, words: [] };
