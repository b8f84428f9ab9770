/* Elements. What documents say is set as text, never as markup. */

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

/** @param {string} tag @param {string} [className] @param {...any} children @returns {any} */
export const make = (tag, className, ...children) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
};

/** Text in its own direction. @param {any} text @returns {any} */
export const own = (text, tag = "span", className = "") => {
  const element = make(tag, className, text);
  element.dir = "auto";
  return element;
};

/** Text of its own direction inside a line: the line around it stays as it is. @param {any} text */
export const isolated = (text) => make("bdi", "", text);

/** @param {any[]} parts @param {string} between */
export const joined = (parts, between) =>
  make("span", "", ...parts.flatMap((part, place) => (place ? [between, part] : [part])));

/** A button with data for whoever handles clicks. @param {any} text @param {Record<string, any>} data @returns {any} */
export const button = (text, data, className = "") => {
  const made = make("button", className, text);
  made.type = "button";
  for (const [name, value] of Object.entries(data)) made.dataset[name] = String(value);
  return made;
};

/** A heading and a list below it, or nothing. @param {string} title @param {...any} items */
export const section = (title, ...items) => {
  if (!items.length) return [];
  return [make("h3", "", title), make("ul", "plain", ...items.map((item) => make("li", "", item)))];
};

/** @param {string} name @param {Record<string, any>} attributes @param {...any} children @returns {any} */
export const drawn = (name, attributes, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
};
