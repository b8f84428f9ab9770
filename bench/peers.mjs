// The npm package email-forward-parser: node peers.mjs CORPUS judged|timed; see peers.py.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.MAILRECON_BENCH_MODULES + "/");
const library = require("email-forward-parser");
const Parser = library.default || library.EmailForwardParser || library;
const { version } = JSON.parse(readFileSync(`${process.env.MAILRECON_BENCH_MODULES}/node_modules/email-forward-parser/package.json`));
const [, , corpus, judged] = process.argv;
const { warm, texts } = JSON.parse(readFileSync(corpus, "utf-8"));
const parser = new Parser();
let failures = 0;

function parse(text) {
  try {
    const { email } = parser.read(text);
    return [{ from: JSON.stringify(email.from || ""), to: JSON.stringify(email.to || ""), subject: email.subject || "", date: email.date || "", body: email.body || "" }];
  } catch {
    failures += 1;
    return [];
  }
}

warm.forEach(parse);
const start = process.cpuUsage();
const found = texts.map(parse);
const used = process.cpuUsage(start);
const seconds = (used.user + used.system) / 1e6;
// As in peers.py: an address, a subject or a date.
const read = found.flat().filter((one) => (one.from + one.to).includes("@") || one.subject || one.date).length;
process.stdout.write(JSON.stringify({ version, seconds, read, found: judged === "judged" ? found : [], failures, memory: process.resourceUsage().maxRSS }));
