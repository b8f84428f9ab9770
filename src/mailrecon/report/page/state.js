/* What the reader looks at. */

/**
 * `place` is where in the list the chosen message was when it was chosen: what is corrected may move.
 * `held` is a message that stays in the list though what is searched for is not in it since it was corrected.
 * @type {{view: string, shown: number[], selected: number | null, held: number | null, place: number, print: number, words: string[]}}
 */
export const state = { view: "messages", shown: [], selected: null, held: null, place: 0, print: 0, words: [] };
