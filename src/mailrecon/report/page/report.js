/* The report: the page alone, read-only. */
import { messages } from "./data.js";
import { watchPaper } from "./paper.js";
import { translate } from "./phrases.js";
import { followAddress, show, showArchive } from "./reading.js";
import { watch } from "./watching.js";

const address = location.hash;
translate();
watch();
watchPaper();
showArchive(null);
followAddress(address);
if (!messages().length) show("documents");
