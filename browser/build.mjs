/**
 * Bundles desk and form into `built/`: desk.js, desk-worker.js, desk.css, icon.svg; form.js and back.js, also packed;
 * and the licences of what is inside.
 *
 * The same source gives the same bytes: nothing of the machine, the date or a path goes in. Whoever wants to know
 * whether a desk serves these scripts builds them and compares.
 */

import { copyFile, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const ENTRIES = { desk: "desk/main.js", "desk-worker": "desk/worker.js", form: "form/main.js", back: "form/back.js" };

const scripts = await build({
  entryPoints: ENTRIES,
  outdir: "built",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
await build({
  entryPoints: { desk: "desk/desk.css" },
  outdir: "built",
  bundle: true,
  minify: true,
  charset: "utf8",
  logLevel: "warning",
});
await copyFile("desk/icon.svg", "built/icon.svg");
for (const name of ["form", "back"]) {
  const script = await readFile(`built/${name}.js`);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: script.length };
  await writeFile(`built/${name}.js.gz`, gzipSync(script, { level: 9 }));
  await writeFile(`built/${name}.js.br`, brotliCompressSync(script, { params }));
}

/** Names of the npm packages from which at least one file went into a bundle. @returns {string[]} */
function packagesInside(metafile) {
  const names = Object.keys(metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

/** Name, version and licence text of one package. @param {string} name @returns {Promise<string>} */
async function licenceOf(name) {
  const folder = join("node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} brings no licence file: say by hand what holds for it`);
  return `${name} ${version} (${license})\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
}

const parts = await Promise.all(packagesInside(scripts.metafile).map(licenceOf));
const opening = "desk.js, desk-worker.js, form.js and back.js contain, besides our own code, these packages.\n";
await writeFile("built/licences.txt", [opening, ...parts].join(`\n${"=".repeat(78)}\n\n`));
