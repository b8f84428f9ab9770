/* Where the rows of the list are: how high each is, measured or likely, and its place among its siblings. */

/** A row before it was ever measured, in pixels. */
const LIKELY = 58;

/** @typedef {{kind: string, depth: number}} Row */

/** @type {{rows: Row[], heights: (number | undefined)[], tops: Float64Array, stale: boolean, siblings: [number, number][]}} */
const held = { rows: [], heights: [], tops: new Float64Array(1), stale: false, siblings: [] };
/** The heights of the rows of each kind that were measured: how many, and their sum. @type {Map<string, [number, number]>} */
const measured = new Map();

/** @param {string} kind */
const likelyHeight = (kind) => {
  const [count, sum] = measured.get(kind) || [1, LIKELY];
  return sum / count;
};

/** @param {number} place */
export const rowHeight = (place) => held.heights[place] ?? likelyHeight(held.rows[place].kind);
/** @param {number} place */
export const isMeasured = (place) => held.heights[place] !== undefined;

const tops = () => {
  if (!held.stale) return held.tops;
  held.stale = false;
  const { length } = held.rows;
  held.tops = new Float64Array(length + 1);
  for (let place = 0; place < length; place += 1) held.tops[place + 1] = held.tops[place] + rowHeight(place);
  return held.tops;
};

/** @param {number} place */
export const rowTop = (place) => tops()[place];
export const totalHeight = () => tops()[held.rows.length];

/** The place of the row at a height; the first or last one above and below them all. @param {number} y */
export const rowAt = (y) => {
  let [low, high] = [0, Math.max(0, held.rows.length - 1)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops()[middle] <= y) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Note how high a row is; undefined: it has to be measured again. @param {number} place @param {number | undefined} height */
export const setRowHeight = (place, height) => {
  held.heights[place] = height;
  held.stale = true;
  if (height === undefined) return;
  const { kind } = held.rows[place];
  const [count, sum] = measured.get(kind) || [0, 0];
  measured.set(kind, [count + 1, sum + height]);
};

/** The number of each row among the rows of its level below one parent, and how many these are. @param {Row[]} rows @returns {[number, number][]} */
const countSiblings = (rows) => {
  /** @type {{size: number}[]} */
  const open = [];
  const counted = rows.map(({ depth }) => {
    open.length = Math.min(open.length, depth + 1);
    // Where a filter leaves an answer without what it answers, it begins a group of its own.
    open[depth] = open[depth] || { size: 0 };
    open[depth].size += 1;
    return { group: open[depth], position: open[depth].size };
  });
  return counted.map(({ group, position }) => [position, group.size]);
};

/** Other rows: nothing is known of them but their kinds. @param {Row[]} rows */
export const setRows = (rows) => {
  Object.assign(held, { rows, heights: [], stale: true, siblings: countSiblings(rows) });
};

/** A row's number among its siblings, and how many these are. @param {number} place */
export const rowsWithin = (place) => held.siblings[place];
