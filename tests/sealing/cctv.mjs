// Prints the CCTV vectors of the package in the folder given: {name: base64, ...}.
import path from "node:path";
import { pathToFileURL } from "node:url";

const vectors = await import(pathToFileURL(path.join(process.argv[2], "cctv-age", "index.js")));
const out = {};
for (const [name, bytes] of Object.entries(vectors)) out[name] = Buffer.from(bytes).toString("base64");
process.stdout.write(JSON.stringify(out));
