"use strict";
/* Draws the page from the JSON block. What documents say is set as text, never as markup. */
(() => {
  const content = JSON.parse(document.getElementById("content").textContent);
  const { documents, messages } = content;
  const BATCH = 200;
  const CONTEXT = 500;
  const CHUNK = 20000;
  const PRINTED_AT_MOST = 300;
  const byId = (id) => document.getElementById(id);
  const state = { view: "messages", shown: [], drawn: 0, selected: null };

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    for (const child of children) if (child !== null && child !== undefined) element.append(child);
    return element;
  };
  const own = (text, tag = "span", className = "") => {
    const element = make(tag, className, text);
    element.dir = "auto";
    return element;
  };
  /* Text of its own direction inside a line: the line around it stays as it is. */
  const isolated = (text) => make("bdi", "", text);
  const joined = (parts, between) => make("span", "", ...parts.flatMap((part, place) => (place ? [between, part] : [part])));
  const plural = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

  const personName = ([name, address, removed]) => name || address || (removed ? "[redacted]" : "[unknown]");
  const personText = (person) => {
    const [name, address, removed] = person;
    const shown = name && address ? `${name} <${address}>` : personName(person);
    return removed ? `${shown} ${name ? "(address removed)" : ""}`.trim() : shown;
  };
  const originator = (message) => (message.from.length ? personName(message.from[0]) : "[unknown]");
  const everyone = (message) => [...message.from, ...message.sender, ...message.to, ...message.cc, ...message.bcc];
  const dateText = (message) => (message.date ? message.date.replace("T", " ").slice(0, 16) : "undated");
  const usedInferences = (message) => message.inferred.filter((item) => item[4]);

  /* Threads: children below parents, in print order. */
  const children = messages.map(() => []);
  const roots = [];
  messages.forEach((message, number) => {
    if (message.parent !== null && message.parent !== number) children[message.parent].push(number);
    else roots.push(number);
  });
  const depthOf = new Array(messages.length).fill(0);
  const inThreads = (starts) => {
    const order = [];
    const waiting = starts.slice().reverse().map((number) => [number, 0]);
    const met = new Set();
    while (waiting.length) {
      const [number, depth] = waiting.pop();
      if (met.has(number)) continue;
      met.add(number);
      depthOf[number] = depth;
      order.push(number);
      for (const child of children[number].slice().reverse()) waiting.push([child, depth + 1]);
    }
    return order;
  };
  const rootOf = (number) => {
    const met = new Set();
    while (messages[number].parent !== null && !met.has(number)) {
      met.add(number);
      number = messages[number].parent;
    }
    return number;
  };
  const orders = {
    print: inThreads(roots),
    date: inThreads(roots.slice().sort((a, b) => (messages[a].date || "9999").localeCompare(messages[b].date || "9999"))),
  };
  const rank = new Map(roots.map((number, place) => [number, place + 1]));

  /* Search and filter. */
  const haystacks = new Array(messages.length);
  const haystack = (number) => {
    if (haystacks[number] === undefined) {
      const message = messages[number];
      haystacks[number] = [message.subject || "", message.body, message.id, ...everyone(message).map(personText)].join("\n").toLowerCase();
    }
    return haystacks[number];
  };
  const filters = () => ({
    words: byId("search").value.toLowerCase().split(/\s+/).filter(Boolean),
    person: byId("person").value,
    since: byId("since").value,
    until: byId("until").value,
    only: [...document.querySelectorAll("[data-only]:checked")].map((box) => box.dataset.only),
  });
  const matches = (number, chosen) => {
    const message = messages[number];
    if (chosen.only.includes("redacted") && !message.redacted.length) return false;
    if (chosen.only.includes("inferred") && !usedInferences(message).length) return false;
    if (chosen.only.includes("warnings") && !message.warnings.length) return false;
    const day = message.date ? message.date.slice(0, 10) : "";
    if (chosen.since && (!day || day < chosen.since)) return false;
    if (chosen.until && (!day || day > chosen.until)) return false;
    if (chosen.person && !everyone(message).some((person) => personName(person) === chosen.person)) return false;
    return chosen.words.every((word) => haystack(number).includes(word));
  };
  const applyFilters = () => {
    const chosen = filters();
    state.shown = orders[byId("order").value].filter((number) => matches(number, chosen));
    state.drawn = 0;
    byId("list").replaceChildren();
    drawMore();
    const all = state.shown.length === messages.length;
    byId("status").textContent = all ? `All ${plural(messages.length, "message")} shown.` : `${plural(state.shown.length, "message")} of ${messages.length.toLocaleString("en")} shown.`;
    if (state.view !== "messages") drawView();
    if (state.shown.length && !state.shown.includes(state.selected)) select(state.shown[0], false);
    else markSelected();
  };

  /* The list of threads, drawn as far as it was scrolled. */
  const drawRow = (number) => {
    const message = messages[number];
    const row = make("li");
    row.setAttribute("role", "treeitem");
    row.setAttribute("aria-level", String(depthOf[number] + 1));
    row.setAttribute("aria-selected", "false");
    row.tabIndex = -1;
    row.dataset.number = number;
    row.style.setProperty("--depth", Math.min(depthOf[number], 8));
    const relation = message.relation ? { reply: "↳ ", forward: "→ " }[message.relation] : "";
    row.append(
      make("div", "row-top", make("span", "row-who", relation, isolated(originator(message))), own(dateText(message), "span", "row-date")),
      own(message.subject || "(no subject)", "div", "row-subject"),
    );
    const tags = make("div", "tags");
    if (message.redacted.length) tags.append(make("span", "tag", "removed"));
    if (usedInferences(message).length) tags.append(make("span", "tag infer", "inferred"));
    if (message.warnings.length) tags.append(make("span", "tag warn", plural(message.warnings.length, "warning")));
    if (message.prints.length > 1) tags.append(make("span", "tag", `${message.prints.length} prints`));
    if (tags.childElementCount) row.append(tags);
    return row;
  };
  const drawMore = () => {
    const upTo = Math.min(state.drawn + BATCH, state.shown.length);
    const rows = document.createDocumentFragment();
    for (; state.drawn < upTo; state.drawn += 1) rows.append(drawRow(state.shown[state.drawn]));
    byId("list").append(rows);
  };
  const rowOf = (number) => byId("list").querySelector(`[data-number="${number}"]`);
  const markSelected = () => {
    for (const row of byId("list").querySelectorAll('[aria-selected="true"]')) {
      row.setAttribute("aria-selected", "false");
      row.tabIndex = -1;
    }
    const row = state.selected === null ? null : rowOf(state.selected);
    if (row) {
      row.setAttribute("aria-selected", "true");
      row.tabIndex = 0;
    } else if (byId("list").firstElementChild) byId("list").firstElementChild.tabIndex = 0;
    return row;
  };
  const select = (number, focus) => {
    state.selected = number;
    const place = state.shown.indexOf(number);
    while (place >= state.drawn && state.drawn < state.shown.length) drawMore();
    const row = markSelected();
    if (row) row.scrollIntoView({ block: "nearest" });
    if (row && focus) row.focus({ preventScroll: true });
    drawMessage(messages[number]);
    drawSource(messages[number], 0);
    history.replaceState(null, "", `#message-${number + 1}`);
  };
  const step = (by) => {
    const place = state.shown.indexOf(state.selected);
    const next = state.shown[Math.max(0, Math.min(state.shown.length - 1, place + by))];
    if (next !== undefined) select(next, true);
  };

  /* One message. */
  const fieldRow = (name, value, role, how, howClass) => {
    let label = name;
    if (role) {
      label = make("button", "field-name", name);
      label.type = "button";
      label.title = "Show where it is printed";
    }
    const row = make("div", "field", make("dt", "", label));
    const shown = make("dd", "", value instanceof Node ? value : own(value));
    if (how) shown.append(own(how, "span", `how ${howClass || ""}`));
    row.append(shown);
    if (role) row.dataset.roles = role;
    return row;
  };
  const drawFields = (message) => {
    const list = make("dl", "fields");
    const printed = message.prints[0].fields;
    const has = (role) => printed.some((field) => field.role === role);
    const reasons = (name) => usedInferences(message).filter((item) => item[0] === name).map((item) => `inferred: ${item[2]} (${item[3].toFixed(2)})`).join("; ");
    const wrap = (row) => list.append(row);
    const people = (name, persons, role) => {
      if (!persons.length) return;
      const how = reasons(name);
      wrap(fieldRow(name, joined(persons.map((person) => isolated(personText(person))), ", "), has(role) ? role : "", how, how ? "infer" : ""));
    };
    people("From", message.from.length ? message.from : [[null, null, false]], "from");
    people("Sender", message.sender, "sender");
    people("Reply-To", message.replyTo, "reply_to");
    people("To", message.to, "to");
    people("Cc", message.cc, "cc");
    people("Bcc", message.bcc, "bcc");
    const [lowest, highest, why] = message.bounds || [];
    const narrowed = lowest || highest ? `, but it was between ${lowest || "any"} and ${highest || "any"}: ${why}` : "";
    const zone = message.date && !message.zone ? `no zone printed${narrowed}` : "";
    const dateHow = joined([message.datePrinted ? make("span", "", "printed: ", isolated(message.datePrinted)) : "none printed", zone, reasons("Date")].filter(Boolean), " · ");
    wrap(fieldRow("Date", message.date ? message.date.replace("T", " ") : "undated", has("date") ? "date" : "", dateHow, reasons("Date") ? "infer" : ""));
    const subjectHow = reasons("Subject");
    wrap(fieldRow("Subject", message.subject || "(none)", has("subject") ? "subject" : "", subjectHow, subjectHow ? "infer" : ""));
    const known = new Set(["from", "sender", "reply_to", "to", "cc", "bcc", "date", "subject"]);
    for (const field of printed) if (!known.has(field.role)) wrap(fieldRow(field.label || field.role, field.text, field.role, ""));
    if (message.parentId) {
      const answer = message.relation === "forward" ? "Forwards" : "Answers";
      let value = own(message.parentId);
      if (message.parent !== null) {
        value = make("button", "link", isolated(originator(messages[message.parent])), `, ${dateText(messages[message.parent])}`);
        value.type = "button";
        value.dataset.goto = message.parent;
      }
      const how = reasons("In-Reply-To");
      wrap(fieldRow(answer, value, "", how || "as printed", how ? "infer" : ""));
    }
    wrap(fieldRow("Message-ID", message.id, has("message_id") ? "message_id" : "", message.idPrinted ? "printed" : "made from the message's content"));
    return list;
  };
  const section = (title, ...items) => {
    if (!items.length) return [];
    const list = make("ul", "plain");
    for (const item of items) list.append(make("li", "", item));
    return [make("h3", "", title), list];
  };
  const drawBody = (message) => own(message.body || "(no text)", "div", "text");
  const drawMessage = (message) => {
    const article = byId("message");
    const unused = message.inferred.filter((item) => !item[4]);
    article.replaceChildren(
      own(message.subject || "(no subject)", "h2"),
      drawFields(message),
      drawBody(message),
      ...section("Warnings", ...message.warnings.map(([code, text, span]) => {
        if (!span) return own(`${code}: ${text}`, "span", "warn-text");
        const link = make("button", "link warn-text", `${code}: ${text}`);
        link.type = "button";
        link.dataset.span = span.join(",");
        return link;
      })),
      ...section("Removed", ...message.redacted.map((name) => (name === "Original" ? "parts of the original are blacked out" : `an address or a person in ${name}`))),
      ...section("Weighed and not used", ...unused.map((item) => own(`${item[0]}: ${item[2]} (${item[3].toFixed(2)})`))),
      ...section("Other prints", ...message.prints.slice(1).map((print, place) => {
        const link = make("button", "link", `${print.name}, lines ${print.lines.join("–")}`);
        link.type = "button";
        link.dataset.print = place + 1;
        return link;
      })),
      ...section("How sure", `${message.confidence.toFixed(2)} that this is a message`, `layout: ${message.layout}${message.language ? `, language: ${message.language}` : ""}`, message.real ? "a real message, kept as it was" : "rebuilt from what the document quotes"),
    );
    article.scrollTop = 0;
  };

  /* Its place in the document. */
  const pieces = (text, from, to, intervals) => {
    const cuts = new Set([from, to]);
    for (const [start, end] of intervals) {
      if (start > from && start < to) cuts.add(start);
      if (end > from && end < to) cuts.add(end);
    }
    const places = [...cuts].sort((a, b) => a - b);
    const out = document.createDocumentFragment();
    for (let place = 0; place + 1 < places.length; place += 1) {
      const [start, end] = [places[place], places[place + 1]];
      const names = [];
      const roles = [];
      for (const [first, last, name, role] of intervals) {
        if (first <= start && end <= last) {
          names.push(name);
          if (role) roles.push(role);
        }
      }
      const piece = make(roles.length ? "mark" : "span", names.join(" ") || "context", text.slice(start, end));
      if (roles.length) piece.dataset.role = roles[roles.length - 1];
      piece.dataset.start = start;
      out.append(piece);
    }
    return out;
  };
  const legend = (...entries) => make("ul", "legend", ...entries.map(([name, text]) => make("li", "", make("i", name), text)));
  const drawSource = (message, which) => {
    const panel = byId("source");
    const print = message.prints[which];
    const spans = [...print.header, ...print.body];
    const start = Math.min(...spans.map((span) => span[0]));
    const end = Math.max(...spans.map((span) => span[1]));
    const where = [`lines ${print.lines.join("–")}`, `characters ${start}–${end}`];
    if (print.place) where.unshift(/^\d/.test(print.place) ? `page ${print.place}` : print.place);
    if (print.footnote) where.unshift(`footnote ${print.footnote}`);
    const head = make("div", "source-head", own(print.name, "h2"), make("p", "small", where.join(" · ")));
    panel.replaceChildren(head);
    if (print.document === null) {
      panel.append(make("p", "", "The document is not part of this report."));
      return;
    }
    const source = documents[print.document];
    const from = Math.max(0, start - CONTEXT);
    const to = Math.min(source.text.length, end + CONTEXT);
    const intervals = [
      ...print.header.map((span) => [...span, "in-header"]),
      ...print.body.map((span) => [...span, "in-body"]),
      ...print.fields.map((field) => [...field.span, "in-field", field.role]),
      ...source.redactions.filter((item) => item[1] > from && item[0] < to).map((item) => [item[0], item[1], "removed"]),
      ...source.hidden.filter((item) => item[1] > from && item[0] < to && item[0] < item[1]).map((item) => [item[0], item[1], "removed"]),
      ...message.warnings.filter((item) => item[2] && which === 0).map((item) => [...item[2], "noted"]),
    ];
    const page = own(pieces(source.text, from, to, intervals), "pre");
    if (from > 0) page.prepend(make("span", "context", "… "));
    if (to < source.text.length) page.append(make("span", "context", " …"));
    head.append(legend(["k-header", "header"], ["k-field", "printed value"], ["k-body", "text"]));
    panel.append(page);
    const first = page.querySelector(".in-header, .in-body");
    panel.scrollTop = 0;
    if (first) panel.scrollTop = Math.max(0, first.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 4);
  };
  const light = (test, scroll) => {
    let first = null;
    for (const piece of byId("source").querySelectorAll("pre span, pre mark")) {
      const on = test(piece);
      piece.classList.toggle("lit", on);
      if (on && !first) first = piece;
    }
    if (first && scroll) first.scrollIntoView({ block: "center" });
  };
  const lightField = (row, scroll) => light((piece) => piece.dataset.role === row.dataset.roles, scroll);
  const lightNothing = () => light(() => false, false);

  /* Timeline, people, documents. */
  const drawTimeline = () => {
    const dated = state.shown.filter((number) => messages[number].date);
    const panel = byId("view-timeline");
    panel.replaceChildren(make("h2", "", "Messages over time"));
    const days = new Set(dated.map((number) => messages[number].date.slice(0, 10)));
    const length = days.size <= 31 ? 10 : new Set([...days].map((day) => day.slice(0, 7))).size <= 60 ? 7 : 4;
    const counts = new Map();
    for (const number of dated) {
      const key = messages[number].date.slice(0, length);
      counts.set(key, (counts.get(key) || 0) + 1);
    }
    const most = Math.max(1, ...counts.values());
    const list = make("ul", "bars");
    for (const key of [...counts.keys()].sort()) {
      const bar = make("span", "bar");
      bar.style.width = `${(100 * counts.get(key)) / most}%`;
      const button = make("button", "", make("span", "", key), make("span", "", bar), make("span", "", String(counts.get(key))));
      button.type = "button";
      button.dataset.period = key;
      button.title = `Show the ${plural(counts.get(key), "message")} of ${key}`;
      list.append(make("li", "", button));
    }
    const undated = state.shown.length - dated.length;
    panel.append(list);
    if (undated) panel.append(make("p", "small", `${plural(undated, "message")} without a readable date.`));
  };
  const drawPeople = () => {
    const pairs = new Map();
    for (const number of state.shown) {
      const message = messages[number];
      for (const person of [...message.to, ...message.cc, ...message.bcc]) {
        const key = JSON.stringify([originator(message), personName(person)]);
        pairs.set(key, (pairs.get(key) || 0) + 1);
      }
    }
    const rows = [...pairs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const body = make("tbody");
    for (const [key, count] of rows.slice(0, 500)) {
      const row = make("tr");
      for (const name of JSON.parse(key)) {
        const link = make("button", "link", name);
        link.type = "button";
        link.dir = "auto";
        link.dataset.person = name;
        row.append(make("td", "", link));
      }
      row.append(make("td", "number", String(count)));
      body.append(row);
    }
    const count = make("th", "number", "Messages");
    const head = make("tr", "", make("th", "", "Who wrote"), make("th", "", "to whom"), count);
    for (const cell of head.children) cell.scope = "col";
    const panel = byId("view-people");
    panel.replaceChildren(make("h2", "", "Who wrote to whom"), make("table", "", make("thead", "", head), body));
    if (rows.length > 500) panel.append(make("p", "small", `The 500 most frequent of ${plural(rows.length, "pair")}.`));
  };
  const drawDocuments = () => {
    const panel = byId("view-documents");
    if (panel.childElementCount) return;
    panel.append(
      make("h2", "", "Every character of every document"),
      make("p", "small", "Narrative and furniture are what was left over: the documents' own words."),
      legend(["k-header", "header"], ["k-body", "text of a message"], ["k-separator", "separator"], ["k-narrative", "narrative"], ["k-furniture", "furniture"]),
    );
    for (const text of [...content.unread.map((item) => `not read: ${item}`), ...content.warnings]) panel.append(own(text, "p", "warn-text"));
    documents.forEach((source) => {
      const counts = {};
      for (const [kind, start, end] of source.segments) counts[kind] = (counts[kind] || 0) + end - start;
      const summary = Object.keys(counts).map((kind) => `${kind} ${counts[kind].toLocaleString("en")}`).join(" · ");
      const details = make("details", "doc", make("summary", "", own(source.name, "strong"), ` (${source.kind})`));
      details.append(make("p", "small", `${summary} characters`), make("p", "small", `SHA-256 ${source.sha256}`));
      if (source.hidden.length) details.append(make("p", "small hidden-text", hiddenText(source.hidden)));
      details.addEventListener("toggle", () => {
        if (details.open && !details.querySelector("pre")) details.append(wholeDocument(source));
      });
      details.open = documents.length <= 3;
      panel.append(details);
    });
  };
  const hiddenText = (hidden) => {
    const ways = {};
    for (const item of hidden) ways[item[2]] = (ways[item[2]] || 0) + 1;
    const counts = Object.keys(ways).map((way) => `${way} ${ways[way].toLocaleString("en")}`).join(" · ");
    const places = [...new Set(hidden.map((item) => item[4]).filter(Boolean))];
    const where = places.length ? `, at ${places.slice(0, 10).join(", ")}${places.length > 10 ? " and elsewhere" : ""}` : "";
    return `Hidden text withheld (it cannot be seen in the original): ${counts}${where}`;
  };
  const wholeDocument = (source) => {
    const page = make("pre");
    let chunk = null;
    let size = 0;
    for (const [kind, start, end] of source.segments) {
      for (let from = start; from < end; from += CHUNK) {
        if (chunk === null || size > CHUNK) {
          chunk = make("div", "chunk");
          page.append(chunk);
          size = 0;
        }
        const piece = make("span", `k-${kind}`, source.text.slice(from, Math.min(end, from + CHUNK)));
        piece.title = kind;
        chunk.append(piece);
        size += Math.min(end, from + CHUNK) - from;
      }
    }
    return page;
  };
  const drawView = () => ({ messages: () => {}, timeline: drawTimeline, people: drawPeople, documents: drawDocuments })[state.view]();
  const show = (view) => {
    state.view = view;
    for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === view));
    for (const name of ["messages", "timeline", "people", "documents"]) byId(`view-${name}`).hidden = name !== view;
    drawView();
  };
  const lastDay = (period) => {
    if (period.length === 10) return period;
    const [year, month] = period.split("-").map(Number);
    return period.length === 4 ? `${period}-12-31` : `${period}-${String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, "0")}`;
  };

  /* On paper: the thread that is chosen, or what the filters leave, if that is not too much. */
  window.addEventListener("beforeprint", () => {
    const filtered = state.shown.length < messages.length || messages.length <= PRINTED_AT_MOST;
    const root = state.selected === null ? null : rootOf(state.selected);
    const chosen = filtered && state.shown.length <= PRINTED_AT_MOST ? state.shown : state.shown.filter((number) => rootOf(number) === root).slice(0, PRINTED_AT_MOST);
    const sources = make("article", "", make("h2", "", "Documents"), ...documents.map((source) => make("p", "small", isolated(source.name), `, SHA-256 ${source.sha256}`)));
    byId("print").replaceChildren(...chosen.map((number) => {
      const message = messages[number];
      const print = message.prints[0];
      const notes = [...message.warnings.map(([code, text]) => `${code}: ${text}`)];
      return make("article", "", own(message.subject || "(no subject)", "h2"), drawFields(message), drawBody(message),
        ...section("Warnings", ...notes), make("p", "small", isolated(print.name), `, lines ${print.lines.join("–")}`));
    }), sources);
  });

  /* What the reader does. */
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(applyFilters, 120);
  };
  for (const id of ["search", "since", "until"]) byId(id).addEventListener("input", soon);
  for (const id of ["person", "order"]) byId(id).addEventListener("change", applyFilters);
  for (const box of document.querySelectorAll("[data-only]")) box.addEventListener("change", applyFilters);
  byId("more").addEventListener("click", () => {
    const open = byId("more").getAttribute("aria-expanded") !== "true";
    byId("more").setAttribute("aria-expanded", String(open));
    document.querySelector(".filters").classList.toggle("open", open);
  });
  byId("clear").addEventListener("click", () => {
    for (const id of ["search", "person", "since", "until"]) byId(id).value = "";
    for (const box of document.querySelectorAll("[data-only]")) box.checked = false;
    applyFilters();
  });
  document.querySelector(".list-pane").addEventListener("scroll", (event) => {
    const pane = event.currentTarget;
    if (pane.scrollTop + 2 * pane.clientHeight > pane.scrollHeight) drawMore();
  });
  byId("list").addEventListener("click", (event) => {
    const row = event.target.closest("[data-number]");
    if (row) select(Number(row.dataset.number), true);
  });
  byId("message").addEventListener("pointerover", (event) => {
    const row = event.target.closest("[data-roles]");
    if (row) lightField(row, false);
  });
  byId("message").addEventListener("pointerout", (event) => {
    if (event.target.closest("[data-roles]")) lightNothing();
  });
  byId("message").addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-roles]");
    if (row) lightField(row, true);
  });
  byId("source").addEventListener("pointerover", (event) => {
    for (const row of byId("message").querySelectorAll("[data-roles]")) row.classList.toggle("lit", row.dataset.roles === event.target.dataset.role);
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-roles]");
    if (row) lightField(row, true);
    const target = event.target.closest("button");
    if (!target) return;
    const { view, goto, span, print, period, person } = target.dataset;
    if (view) show(view);
    if (goto) select(Number(goto), true);
    if (print) drawSource(messages[state.selected], Number(print));
    if (span) {
      const [start, end] = span.split(",").map(Number);
      light((piece) => Number(piece.dataset.start) >= start && Number(piece.dataset.start) < Math.max(end, start + 1), true);
    }
    if (period) {
      byId("since").value = `${period}${"-01".repeat((10 - period.length) / 3)}`;
      byId("until").value = lastDay(period);
      applyFilters();
      show("messages");
    }
    if (person) {
      byId("person").value = person;
      applyFilters();
      show("messages");
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape") {
      show("messages");
      if (state.selected !== null) select(state.selected, true);
      return;
    }
    if (typing) return;
    const inList = byId("list").contains(event.target);
    const keys = { j: 1, k: -1, ...(inList ? { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity } : {}) };
    if (event.key === "/") {
      byId("search").focus();
      event.preventDefault();
    } else if (keys[event.key] !== undefined) {
      step(keys[event.key]);
      event.preventDefault();
    }
  });

  const names = new Map();
  for (const message of messages) for (const person of everyone(message)) names.set(personName(person), (names.get(personName(person)) || 0) + 1);
  for (const [name, count] of [...names].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 1000)) {
    const option = make("option", "", `\u2068${name}\u2069 (${count})`);
    option.value = name;
    byId("person").append(option);
  }
  byId("counts").textContent = [plural(messages.length, "message"), plural(rank.size, "thread"), plural(documents.length, "document")].join(" · ");
  applyFilters();
  const linked = /^#message-(\d+)$/.exec(location.hash);
  if (linked && messages[Number(linked[1]) - 1]) select(Number(linked[1]) - 1, false);
  if (!messages.length) show("documents");
})();
