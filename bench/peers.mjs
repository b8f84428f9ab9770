// The npm package email-forward-parser: node peers.mjs CORPUS PASSES judged|timed; see peers.py.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.MAILRECON_BENCH_MODULES + "/");
const library = require("email-forward-parser");
const Parser = library.default || library.EmailForwardParser || library;
const { version } = JSON.parse(readFileSync(`${process.env.MAILRECON_BENCH_MODULES}/node_modules/email-forward-parser/package.json`));
const [, , corpus, passes, judged] = process.argv;
const texts = JSON.parse(readFileSync(corpus, "utf-8"));
const seconds = [];
let found = [];
let failures = 0;
const parser = new Parser();
for (let pass = 0; pass < Number(passes); pass += 1) {
  found = [];
  const start = process.hrtime.bigint();
  for (const text of texts) {
    try {
      const { email } = parser.read(text);
      found.push([{ from: JSON.stringify(email.from || ""), to: JSON.stringify(email.to || ""), subject: email.subject || "", body: email.body || "" }]);
    } catch {
      failures += 1;
      found.push([]);
    }
  }
  seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
}
process.stdout.write(JSON.stringify({ version, seconds, found: judged === "judged" ? found : [], failures, memory: process.resourceUsage().maxRSS }));
