/* Questions that need an answer in words: one small dialog for all of them. */
import { button, make } from "./dom.js";
import { say } from "./phrases.js";

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
      for (const [value, text] of field.choices || []) {
        const option = make("option", "", text);
        option.value = value;
        input.append(option);
      }
      if (field.type) input.type = field.type;
      if (field.value !== undefined) input.value = field.value;
      input.required = !field.optional;
      input.dir = "auto";
      inputs[field.name] = input;
      if (changed) input.addEventListener("change", () => changed(field.name, inputs));
      form.append(make("label", "", make("span", "", field.label), input));
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
