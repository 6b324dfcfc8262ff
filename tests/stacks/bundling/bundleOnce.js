require("tsx/cjs");
require("./bundleOnce.ts");
