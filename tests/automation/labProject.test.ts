import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isInLab, labFolders, makeLabFolders } from "../../automation/labFolders";
import { labStack, writeLabProject } from "../../automation/labProject";
import { temporaryFolders } from "../support/temporary";

describe("the lab's project", () => {
  const folder = temporaryFolders();

  it("runs the same program as the real one, in the same way, with the lab's plugins", () => {
    const dir = folder();
    const folders = labFolders(join(dir, ".lab"), "dev");
    makeLabFolders(folders);
    const stackFile = join(dir, "Pulumi.dev.yaml");
    writeFileSync(stackFile, "config:\n  apilink:topology: { accounts: {} }\n");
    const plugins = [{ name: "aws", path: "/plugins/aws" }];
    const main = join(dir, "index.ts");
    writeLabProject(folders, { stack: "dev", stackFile, main, plugins });
    const project: unknown = parse(readFileSync(join(folders.project, "Pulumi.yaml"), "utf8"));
    const real: unknown = parse(readFileSync("Pulumi.yaml", "utf8"));
    assert.deepEqual(at(project, "name"), at(real, "name"));
    assert.deepEqual(at(project, "runtime"), at(real, "runtime"));
    assert.deepEqual(at(project, "main"), main);
    assert.deepEqual(at(project, "plugins"), { providers: plugins });
    const stack: unknown = parse(readFileSync(join(folders.project, "Pulumi.dev.yaml"), "utf8"));
    assert.deepEqual(stack, { config: { "apilink:topology": { accounts: {} } } });
  });

  it("keeps its own salt from run to run, and leaves the real stack's secrets where they are", () => {
    const real = {
      secretsprovider: "awskms://alias/real",
      encryptedkey: "real",
      encryptionsalt: "real",
      environment: ["real"],
      config: { "apilink:topology": {}, "apilink:token": { secure: "v1:real" } },
    };
    assert.deepEqual(labStack(real, "/project/Pulumi.dev.yaml", {}), { config: { "apilink:topology": {} } });
    assert.deepEqual(
      labStack(real, "/project/Pulumi.dev.yaml", { encryptionsalt: "lab", config: { "a:b": 1 } }),
      {
        encryptionsalt: "lab",
        config: { "apilink:topology": {} },
      },
    );
  });

  it("finds the topology's own file from the real stack file on", () => {
    const named = (path: string): unknown =>
      labStack({ config: { "apilink:topologyFile": path } }, "/project/stacks/Pulumi.dev.yaml", {});
    assert.deepEqual(named("../big.yaml"), { config: { "apilink:topologyFile": "/project/big.yaml" } });
    assert.deepEqual(named("/big.yaml"), { config: { "apilink:topologyFile": "/big.yaml" } });
  });

  it("refuses a stack name that leads out of the lab", () => {
    for (const name of ["..", "../prod", "org/dev", "/dev", ".hidden", ""]) {
      assert.throws(() => labFolders("/project/.lab", name), { name: "LabMixedError" });
    }
  });

  it("marks a lab, wherever it lies", () => {
    const dir = folder();
    makeLabFolders(labFolders(join(dir, "elsewhere"), "dev"));
    mkdirSync(join(dir, "other"));
    assert.ok(isInLab(join(dir, "elsewhere", "dev", "state")));
    assert.ok(isInLab("/project/.lab/dev/state"));
    assert.ok(!isInLab(join(dir, "other")));
  });
});

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
}
