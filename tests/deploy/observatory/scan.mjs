// node scan.mjs PACKAGE SITE…: what the scanner says of each site, as JSON. Every name leads to this machine.
import dns from "node:dns";

dns.lookup = (name, options, done = options) =>
    options.all ? done(null, [{address: "127.0.0.1", family: 4}]) : done(null, "127.0.0.1", 4);

const [, , from, ...sites] = process.argv;
const {scan} = await import(`${from}/src/index.js`);
const told = {};
for (const site of sites) {
    told[site] = await scan(site);
}
process.stdout.write(JSON.stringify(told));
