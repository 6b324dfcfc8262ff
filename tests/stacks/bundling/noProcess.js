// Required before anything else: whatever starts a process fails.
require("node:child_process").spawn = (command) => {
  throw new Error(`${command} is started`);
};
