// Plain JavaScript, so that nothing is loaded before what is measured. Writes how many milliseconds that took.
const { writeFileSync } = require("node:fs");
const [, , file, found] = process.argv;
const start = performance.now();
require(file);
writeFileSync(found, String(performance.now() - start));
