// Read a folder of EML files with a library from npm; print what it sees as JSON.
// Run by `readers.py`: node peers.mjs READER FOLDER
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const [, , name, folder] = process.argv;
// Packages need not export their package.json.
const version = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;

const readers = {
  mailparser: async (data) => {
    const mail = await require("mailparser").simpleParser(data);
    return { message_id: mail.messageId || "", subject: mail.subject || "", author: mail.from?.value[0]?.name || "", body: mail.text || "" };
  },
  "postal-mime": async (data) => {
    const { default: PostalMime } = await import("postal-mime");
    const mail = await PostalMime.parse(data);
    return { message_id: mail.messageId || "", subject: mail.subject || "", author: mail.from?.name || "", body: mail.text || "" };
  },
};

const messages = [];
for (const file of readdirSync(folder).filter((item) => item.endsWith(".eml")).sort()) {
  messages.push(await readers[name](readFileSync(join(folder, file))));
}
process.stdout.write(JSON.stringify({ version, messages }));
