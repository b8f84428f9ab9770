/* Questions that need an answer in words: one small dialog for all of them. */
import { button, make } from "./dom.js";
import { say } from "./phrases.js";

/** A list with more entries has a box to search in, and shows so many at once. */
const MOST_CHOICES = 500;

/** Show the entries that have all words; the one that was chosen stays chosen. @param {any} list @param {[string, string][]} choices @param {string} words */
const offerChoices = (list, choices, words) => {
  const { value } = list;
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = choices.filter(([, text]) => wanted.every((word) => text.toLowerCase().includes(word))).slice(0, MOST_CHOICES);
  list.replaceChildren(...found.map(([key, text]) => {
    const option = make("option", "", text);
    option.value = key;
    return option;
  }));
  if (found.some(([key]) => key === value)) list.value = value;
  // An empty list would answer with nothing, which is an answer, too.
  list.setCustomValidity(found.length ? "" : say("none_found"));
};

/** @param {any} list @param {[string, string][]} choices @param {string} label */
const searchBox = (list, choices, label) => {
  const box = make("input");
  Object.assign(box, { type: "search", autocomplete: "off", dir: "auto", placeholder: say("search") });
  box.setAttribute("aria-label", `${say("search")}: ${label}`);
  box.addEventListener("input", () => offerChoices(list, choices, box.value));
  // Who searched looks at what was found before it is saved.
  box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    list.focus();
  });
  return box;
};

/**
 * Ask for a few words. @param {string} title
 * @param {{name: string, label: string, value?: string, type?: string, choices?: [string, string][], optional?: boolean}[]} fields
 * @param {(name: string, inputs: Record<string, any>) => void} [changed] what follows from a field that was changed
 * @returns {Promise<Record<string, string> | null>} null: the reader thought better of it
 */
export const askFor = (title, fields, changed) =>
  new Promise((resolve) => {
    const form = make("form", "asking");
    form.method = "dialog";
    form.append(make("h2", "", title));
    /** @type {Record<string, any>} */
    const inputs = {};
    for (const field of fields) {
      const input = make(field.choices ? "select" : "input");
      const choices = field.choices || [];
      // What is chosen at first may be far down.
      if (field.choices) offerChoices(input, [...choices.filter(([value], place) => value === field.value && place >= MOST_CHOICES), ...choices], "");
      if (field.type) input.type = field.type;
      if (field.value !== undefined) input.value = field.value;
      input.required = !field.optional;
      input.dir = "auto";
      inputs[field.name] = input;
      if (changed) input.addEventListener("change", () => changed(field.name, inputs));
      form.append(make("label", "", make("span", "", field.label), input));
      if (choices.length > MOST_CHOICES) form.append(searchBox(input, choices, field.label));
    }
    const ok = make("button", "primary", say("ok"));
    const cancel = button(say("cancel"), {});
    form.append(make("p", "tools", ok, cancel));
    const dialog = make("dialog", "", form);
    dialog.setAttribute("aria-label", title);
    let isAnswered = false;
    /** It is gone at once, not when the browser comes to say so: the next press is meant for the page. @param {boolean} isOk */
    const finish = (isOk) => {
      if (isAnswered) return;
      isAnswered = true;
      dialog.close();
      dialog.remove();
      resolve(isOk ? Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value.trim()])) : null);
    };
    cancel.addEventListener("click", () => finish(false));
    form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      finish(true);
    });
    for (const name of ["cancel", "close"]) dialog.addEventListener(name, () => finish(false));
    document.body.append(dialog);
    dialog.showModal();
  });
