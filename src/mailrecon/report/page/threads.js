/* Threads: children below parents, in print order. */
import { messages } from "./data.js";

/** @type {{children: number[][], roots: number[], depth: number[], orders: Record<string, number[]>}} */
export const threads = { children: [], roots: [], depth: [], orders: {} };

/** @param {number[]} starts */
const inThreads = (starts) => {
  const order = [];
  const waiting = starts.slice().reverse().map((number) => [number, 0]);
  const met = new Set();
  while (waiting.length) {
    const [number, depth] = /** @type {number[]} */ (waiting.pop());
    if (met.has(number)) continue;
    met.add(number);
    threads.depth[number] = depth;
    order.push(number);
    for (const child of threads.children[number].slice().reverse()) waiting.push([child, depth + 1]);
  }
  return order;
};

/** Work out the threads of what is shown now. */
export const findThreads = () => {
  const all = messages();
  threads.children = all.map(() => []);
  threads.roots = [];
  threads.depth = new Array(all.length).fill(0);
  all.forEach((message, number) => {
    if (message.parent !== null && message.parent !== number) threads.children[message.parent].push(number);
    else threads.roots.push(number);
  });
  /** @param {number} number */
  const day = (number) => all[number].date || "9999";
  const sure = all.map((_, number) => number).sort((a, b) => all[a].confidence - all[b].confidence || a - b);
  threads.orders = {
    print: inThreads(threads.roots),
    date: inThreads(threads.roots.slice().sort((a, b) => day(a).localeCompare(day(b)))),
    sure,
  };
};

/** @param {number} number */
export const rootOf = (number) => {
  const met = new Set();
  let root = number;
  for (let parent = messages()[root].parent; parent !== null && !met.has(root); parent = messages()[root].parent) {
    met.add(root);
    root = parent;
  }
  return root;
};
