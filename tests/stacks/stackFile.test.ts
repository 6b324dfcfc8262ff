import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { readStackFile, stackFileOf } from "../../stacks/stackFile";
import { TopologyError } from "../../stacks/topology/problem";
import { UserError } from "../../stacks/userError";

const topology = {
  accounts: { a: { id: "111111111111" } },
  networks: { n: { account: "a", region: "us-west-2", cidr: "10.0.0.0/16" } },
};

describe("a stack file", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "apilink-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const problemsOf = (file: string): readonly { path: string; message: string }[] => {
    try {
      readStackFile(file);
    } catch (error) {
      assert.ok(error instanceof TopologyError, String(error));
      return error.problems;
    }
    return [];
  };

  it("gives the stack its name", () => {
    const text = stringify({ config: { "apilink:topology": topology } });
    assert.equal(readStackFile(write("Pulumi.staging.yaml", text)).stack, "staging");
    assert.equal(readStackFile(write("mine.yml", text)).stack, "mine");
  });

  it("is found by the stack's name, with or without its organization", () => {
    assert.equal(stackFileOf("dev", folder), join(folder, "Pulumi.dev.yaml"));
    assert.equal(stackFileOf("acme/dev", folder), join(folder, "Pulumi.dev.yaml"));
  });

  it("shows nothing of the file to the terminal but text", () => {
    const file = write("Pulumi.x.yaml", "config: *\u001bred");
    assert.throws(
      () => readStackFile(file),
      (error) =>
        error instanceof TopologyError &&
        !error.message.includes("\u001b") &&
        error.message.includes("\\u001bred"),
    );
  });

  it("may name a file with the topology, relative to itself", () => {
    write("large.yaml", stringify(topology));
    const file = write("Pulumi.x.yaml", stringify({ config: { "apilink:topologyFile": "large.yaml" } }));
    assert.deepEqual(Object.keys(readStackFile(file).topology.networks), ["n"]);
  });

  it("tells names that are given twice, with path and line, together with the other errors", () => {
    const file = write(
      "Pulumi.x.yaml",
      [
        "config:",
        "  apilink:topology:",
        "    accounts:",
        '      a: { id: "111111111111" }',
        '      a: { id: "22" }',
      ].join("\n"),
    );
    assert.deepEqual(
      problemsOf(file).map(({ path }) => path),
      ["accounts.a", "accounts.a.id"],
    );
    assert.match(problemsOf(file)[0]?.message ?? "", /the second time in line 5/);
  });

  const wrong: readonly (readonly [name: string, text: string, path: string, message: RegExp])[] = [
    ["an empty file", "", "config", /the file is empty/],
    ["a file of comments", "# nothing\n", "config", /the file is empty/],
    ["YAML that does not parse", "config: [", "line 1, column 10", /does not parse/],
    ["tabs", "config:\n\tapilink:topology: {}", "line 2, column 1", /does not parse/],
    ["a file without config", "accounts: {}", "config", /is missing from the stack file/],
    ["a config that is a list", "config: []", "config", /must be a mapping/],
    ["a config without topology", "config: {}", "topology", /is empty/],
    [
      "a topology file that is not there",
      "config: { apilink:topologyFile: x.yaml }",
      "apilink:topologyFile",
      /no such file/,
    ],
    [
      "two topologies",
      "config: { apilink:topologyFile: x, apilink:topology: {} }",
      "apilink:topology",
      /only one/,
    ],
    ["two documents", "config: {}\n---\nconfig: {}", "YAML", /more than one document/],
    [
      "sections without anything in them",
      "config: { apilink:topology: { accounts: , networks: } }",
      "topology",
      /is empty/,
    ],
    [
      "too many aliases",
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]`,
      "YAML",
      /alias/,
    ],
  ];
  for (const [name, text, path, message] of wrong) {
    it(`is refused for ${name}`, () => {
      const [problem, ...more] = problemsOf(write("Pulumi.x.yaml", text));
      assert.equal(problem?.path, path);
      assert.match(problem.message, message);
      assert.deepEqual(more, []);
    });
  }

  it("reads merge keys as Pulumi does", () => {
    const file = write(
      "Pulumi.x.yaml",
      [
        "config:",
        "  apilink:topology:",
        '    accounts: { a: { id: "111111111111" } }',
        "    networks:",
        "      one: &one { account: a, region: us-west-2, cidr: 10.0.0.0/16 }",
        "      two: { <<: *one, cidr: 10.1.0.0/16 }",
      ].join("\n"),
    );
    assert.equal(readStackFile(file).topology.networks["two"]?.region, "us-west-2");
  });

  it("takes flowLogs as `pulumi config set` writes it, and tags as texts", () => {
    const config = {
      "apilink:topology": topology,
      "apilink:flowLogs": "true",
      "apilink:tags": { team: "a" },
    };
    assert.deepEqual(readStackFile(write("Pulumi.x.yaml", stringify({ config }))).settings, {
      flowLogs: true,
      tags: { team: "a" },
    });
  });

  it("is refused with the errors of all its keys together", () => {
    const config = {
      "apilink:topology": { ...topology, accounts: {} },
      "apilink:flowlogs": true,
      "apilink:flowLogs": "maybe",
      "apilink:tags": { secure: "v1:abc" },
      "aws:region": "us-west-2",
    };
    assert.deepEqual(
      problemsOf(write("Pulumi.x.yaml", stringify({ config }))).map(({ path }) => path),
      ["apilink:flowlogs", "apilink:tags", "apilink:flowLogs", "networks.n.account"],
    );
  });

  it("is refused where it is a folder", () => {
    assert.throws(
      () => readStackFile(folder),
      (error) => error instanceof UserError && /is a folder, not a file/.test(error.message),
    );
  });

  it("is refused where there is none, and where the topology is encrypted", () => {
    assert.throws(
      () => readStackFile(join(folder, "Pulumi.none.yaml")),
      (error) => error instanceof UserError && /no such file/.test(error.message),
    );
    const encrypted = write("Pulumi.x.yaml", "config: { apilink:topology: { secure: v1:abc } }");
    assert.throws(
      () => readStackFile(encrypted),
      (error) => error instanceof TopologyError && /apilink:topology: is encrypted/.test(error.message),
    );
  });
});
