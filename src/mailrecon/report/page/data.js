/* What is shown. In a report all of it is in the page; the app brings it piece by piece. */
import { byId } from "./dom.js";

/**
 * @typedef {[string | null, string | null, boolean, string?, string?, string?]} Person name, address, whether something was removed, the name they go by, role and organisation, their id in the archive
 * @typedef {[number, number]} Span in UTF-16 code units, half-open
 * @typedef {{role: string, label: string | null, text: string, span: Span, how: string, reason: string}} Field
 * @typedef {{document: number | null, name: string, lines: number[], place: string | null, bates: string[], footnote: string | null, header: Span[], body: Span[], fields: Field[]}} Print
 * @typedef {{id: string, idPrinted: boolean, parent: number | null, parentId: string | null, relation: string | null,
 *   from: Person[], sender: Person[], replyTo: Person[], to: Person[], cc: Person[], bcc: Person[], date: string | null,
 *   zone: string | null, datePrinted: string | null, subject: string | null, body: string, layout: string,
 *   language: string | null, confidence: number, level: string | null, native: boolean, redacted: string[], prints: Print[], duplicates: number[],
 *   inferred: [string, string, string, number, boolean][], bounds: any[] | null, citation: string, cited: [string, string, number],
 *   warnings: [string, string, Span | null][], light?: boolean, key?: number}} Message `light`: without text and places
 * @typedef {{name: string, sha256: string, kind: string, text: string, segments: [string, number, number][],
 *   redactions: [number, number, string][], hidden: [number, number, string, number, string][], pages?: number, length?: number}} Source
 * @typedef {{title: string, version: string, documents: Source[], messages: Message[], warnings: [string, string, string][], unread: string[], work?: any, generation?: number, working?: boolean, decided?: number, reading?: number | null}} Content
 * @typedef {{from: number, to: number, length: number, text: string, redactions: any[], hidden: any[], segments: any[]}} Stretch
 */

/** @type {{content: Content, known: Map<number, Message>}} */
export const archive = { content: JSON.parse(byId("content").textContent), known: new Map() };

/** @returns {Message[]} */
export const messages = () => archive.content.messages;
export const sources = () => archive.content.documents;

/** Where what is not in the page comes from: the app puts its own calls here. */
export const origin = {
  /** @type {((number: number) => Promise<Message>) | null} */
  message: null,
  /** @type {((source: number, from: number, to: number) => Promise<Stretch>) | null} */
  stretch: null,
  /** @type {((words: string[]) => Promise<Set<number>>) | null} */
  search: null,
};

/** A message with all that is known of it, if it is at hand. @param {number} number @returns {Message | null} */
export const atHand = (number) => {
  const message = messages()[number];
  return message.light ? archive.known.get(number) || null : message;
};

/** A message with all that is known of it. @param {number} number @returns {Promise<Message>} */
export const whole = async (number) => {
  const held = atHand(number);
  if (held || !origin.message) return held || messages()[number];
  const message = await origin.message(number);
  archive.known.set(number, message);
  return message;
};

/** A stretch of a document's text with what was removed there. @param {number} source @param {number} from @param {number} to @returns {Promise<Stretch>} */
export const stretch = async (source, from, to) => {
  if (origin.stretch) return origin.stretch(source, from, to);
  const { text, redactions, hidden, segments } = sources()[source];
  const end = Math.min(text.length, to);
  return { from, to: end, length: text.length, text: text.slice(from, end), redactions, hidden, segments };
};
