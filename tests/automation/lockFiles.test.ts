import assert from "node:assert/strict";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { clearCutOff } from "../../automation/locking";
import { cutOffLocks, removed } from "../../automation/lockFiles";
import { stateFolderOf } from "../../automation/realRun";
import { temporaryFolders } from "../support/temporary";

const holder = { who: "ann@build-7", since: undefined, pid: 4711, host: "build-7" };
const whole = JSON.stringify({ pid: 4711, username: "ann", hostname: "build-7" });

describe("the files of locks", () => {
  const folder = temporaryFolders();

  function lockIn(state: string, content: string, age = 60): string {
    const file = join(state, ".pulumi", "locks", "organization", "apilink", "prod", "1.json");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    const then = Date.now() / 1000 - age;
    utimesSync(file, then, then);
    return file;
  }

  it("are cut off where they name nobody, unless they are just being written", () => {
    const state = folder();
    const seen = (content: string, age?: number): number => {
      lockIn(state, content, age);
      return cutOffLocks(state, "apilink", "org/apilink/prod").length;
    };
    assert.deepEqual([seen(""), seen(`{"pid":47`), seen("{}"), seen(whole), seen("", 0)], [1, 1, 1, 0, 0]);
    assert.deepEqual(cutOffLocks(state, "other", "prod"), []);
  });

  it("are named where they are cut off, and cleared by --recover", () => {
    const [workDir, state] = [folder(), folder()];
    writeFileSync(join(workDir, "Pulumi.yaml"), "name: apilink\n");
    const file = lockIn(state, "");
    assert.throws(() => clearCutOff("prod", { workDir, state }, false), {
      name: "StackLockedError",
      status: 3,
      message:
        /^the stack prod is locked by a run that was killed as it began since .*1\.json\), so run again with --recover$/,
    });
    assert.ok(existsSync(file));
    assert.equal(clearCutOff("prod", { workDir, state }, true).length, 1);
    assert.ok(!existsSync(file));
    assert.deepEqual(clearCutOff("prod", { workDir, state: undefined }, true), []);
  });

  it("go where they are the holder's own, whatever the backend's URL asks for", () => {
    const file = lockIn(folder(), whole);
    const url = `${pathToFileURL(file).href}?metadata=skip`;
    assert.equal(removed({ ...holder, file: url, pid: 4712 }), false, "another run's");
    assert.equal(removed({ ...holder, file: url, host: "laptop" }), false, "another machine's");
    assert.equal(removed({ ...holder, file: `${pathToFileURL(file).href}?prefix=a/` }), false);
    assert.ok(existsSync(file));
    assert.equal(removed({ ...holder, file: url }), true);
    assert.ok(!existsSync(file));
    assert.equal(removed({ ...holder, file: url }), true, "gone already");
  });

  it("are no other files", () => {
    const file = join(folder(), "state.json");
    writeFileSync(file, whole);
    for (const each of [pathToFileURL(file).href, `s3://states${file}`, file, undefined])
      assert.equal(removed({ ...holder, file: each }), false);
    assert.ok(existsSync(file));
  });

  it("lie in the backend that the engine chooses", () => {
    const [dir, states] = [folder(), folder()];
    const of = (url: string) => stateFolderOf(dir, { PULUMI_HOME: folder(), PULUMI_BACKEND_URL: url });
    assert.equal(of(`file://${states}?metadata=skip`), states);
    assert.equal(of("s3://states"), undefined);
    writeFileSync(join(dir, "Pulumi.yaml"), `name: x\nbackend: { url: "file://${states}" }\n`);
    assert.deepEqual([of(""), of("https://api.pulumi.com")], [states, undefined]);
  });
});
