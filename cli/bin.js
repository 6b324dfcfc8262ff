#!/usr/bin/env node
// The sources run as they are, so an edit shows in the next run; a loader in this process costs no second one.
require("tsx/cjs");
require("./main.ts");
