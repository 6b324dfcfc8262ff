// The sources run as they are; a loader in this process costs no second one.
require("tsx/cjs");
require("./pack.ts");
