import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { types } from "../../../lab/services/types";
import { isSecret, signature, unknown, type ResourceState } from "../../../lab/state";
import { isMapping } from "../../../stacks/mapping";
import { UserError } from "../../../stacks/userError";
import { readStateFile, type StateFile } from "../../../verify/sources/stateFile";
import { exportOf, secretWith } from "../../support/hostileStates";
import { outputsOf, runStack, runTopology } from "../../support/stacks";
import { stateOf } from "../../support/states";
import { temporaryFolders } from "../../support/temporary";

const urnOf = (name: string, type = "acme:index:Thing"): string => `urn:pulumi:dev::acme::${type}::${name}`;

const thing = (name: string, more: object = {}): object => ({
  ...{ urn: urnOf(name), type: "acme:index:Thing", custom: true },
  ...more,
});

const special = (signature: string, more: object = {}): object => ({
  "4dabf18193072939515e22adb298388d": signature,
  ...more,
});

const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));

describe("readStateFile", () => {
  const folder = temporaryFolders();
  let file = "";
  before(() => {
    file = join(folder(), "state.json");
  });

  function readText(text: string): StateFile {
    writeFileSync(file, text);
    return readStateFile(file);
  }

  function read(...resources: readonly unknown[]): StateFile {
    return readText(JSON.stringify({ version: 3, deployment: { resources } }));
  }

  /** One resource with a property `a`, as it was read. */
  function readValue(value: unknown): unknown {
    return read(thing("a", { outputs: { a: value } })).resources[0]?.outputs["a"];
  }

  function refused(act: () => unknown, ...messages: readonly (RegExp | string)[]): void {
    assert.throws(act, (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.ok(error.message.startsWith(`${file}: `), error.message);
      assert.match(error.message, /\n {2}hint: ./);
      for (const message of messages) {
        if (typeof message === "string") assert.ok(error.message.includes(message), error.message);
        else assert.match(error.message, message);
      }
      return true;
    });
  }

  describe("what it gives", () => {
    /** As the reader leaves what is special: a secret that is encrypted, and code. */
    const opaque = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(opaque);
      if (!isMapping(value)) return value;
      if (Object.hasOwn(value, signature)) return unknown;
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, opaque(item)]));
    };

    it("is what the program made, but for its secrets and its code", async () => {
      for (const stack of ["dev", "prod"]) {
        const resources = await runStack(stack);
        const result = readText(JSON.stringify(exportOf(resources), null, 4));
        assert.equal(result.stack, stack);
        const plain = resources.map((resource) =>
          resource.type === "pulumi:pulumi:Stack"
            ? { ...resource, outputs: { ...resource.outputs, apiKeys: unknown } }
            : resource,
        );
        assert.deepEqual(result.resources, opaque(plain));
      }
    });

    it("keeps what it knows of a resource and nothing else, with defaults", () => {
      const whole = {
        ...{ id: "i", parent: urnOf("b"), provider: "p::1", inputs: { a: 1 }, outputs: { b: null } },
        dependencies: [urnOf("b"), urnOf("gone")],
      };
      const { stack, resources } = read(
        thing("a", { ...whole, protect: true, external: true, created: "now", propertyDependencies: {} }),
        thing("b", { custom: false, inputs: null, dependencies: null, id: null }),
      );
      assert.equal(stack, "dev");
      assert.deepEqual(resources, [
        { urn: urnOf("a"), type: "acme:index:Thing", custom: true, ...whole },
        {
          urn: urnOf("b"),
          type: "acme:index:Thing",
          custom: false,
          inputs: {},
          outputs: {},
          dependencies: [],
        },
      ]);
    });

    it("leaves out what is only to be deleted yet, even where another of its URN is there", () => {
      const { resources } = read(
        thing("a", { id: "new", delete: false }),
        thing("a", { id: "old", delete: true }),
        thing("a", { id: "older", delete: true }),
      );
      assert.deepEqual(
        resources.map(({ id }) => id),
        ["new"],
      );
    });

    it("reads a file with a byte order mark", () => {
      const text = JSON.stringify({ version: 3, deployment: { resources: [thing("a")] } });
      assert.equal(readText(`\ufeff${text}`).resources.length, 1);
    });

    it("takes names such as __proto__ for names", () => {
      const inputs = '{"__proto__":{"polluted":true},"constructor":1,"a":[{"__proto__":2}]}';
      const { resources } = readText(
        `{"version":3,"deployment":{"resources":[${JSON.stringify(thing("a")).slice(0, -1)},"inputs":${inputs}}]}}`,
      );
      const [first] = resources;
      assert.equal(JSON.stringify(first?.inputs), inputs);
      assert.equal(first?.inputs["polluted"], undefined);
      assert.equal(Object.getPrototypeOf(first?.inputs), Object.prototype);
    });
  });

  describe("special values", () => {
    const asset = special("c44067f5952c0a294b673a41bacd8c17", { text: "a" });
    const cases: Readonly<Record<string, readonly [written: unknown, read: unknown]>> = {
      "an encrypted secret": [secretWith({ ciphertext: "v1:abc" }), unknown],
      "a secret in clear": [secretWith({ plaintext: '{"b":[1]}' }), { b: [1] }],
      "a secret null in clear": [secretWith({ plaintext: "null" }), null],
      "a secret in a secret": [
        secretWith({ plaintext: JSON.stringify([secretWith({ plaintext: "1" }), secretWith({})]) }),
        [1, unknown],
      ],
      "special values deep inside": [[{ b: secretWith({ ciphertext: "x" }) }], [{ b: unknown }]],
      "a reference to a resource": [special("5cf8f73096256a8f31e491e813e4eb8e", { urn: "u", id: "i" }), "i"],
      "a reference to a component": [special("5cf8f73096256a8f31e491e813e4eb8e", { urn: "u" }), unknown],
      "a reference without an id yet": [special("5cf8f73096256a8f31e491e813e4eb8e", { id: "" }), unknown],
      "an output": [special("d0e6a833031e9bbcd3f4e8bde6ca49a4", { value: [asset] }), [unknown]],
      "an output that is not known": [special("d0e6a833031e9bbcd3f4e8bde6ca49a4", { secret: true }), unknown],
      "an asset": [asset, unknown],
      "an archive": [special("0def7320c3a5731c473e5ecbe6d01bc7", { assets: {} }), unknown],
      "a kind that is not known": [special("constructor"), unknown],
      "what the engine did not know": [unknown, unknown],
    };
    for (const [what, [written, expected]] of Object.entries(cases)) {
      it(`reads ${what}`, () => {
        assert.deepEqual(readValue(written), expected);
      });
    }

    it("refuses secrets that cannot be read", () => {
      const where = "deployment.resources[0].outputs holds a secret";
      refused(() => readValue(secretWith({ plaintext: "{" })), `${where} whose plaintext is not JSON`);
      const deep = JSON.stringify(nested(101));
      refused(() => readValue(secretWith({ plaintext: deep })), `${where} that nests deeper than 100 levels`);
      const within = secretWith({ plaintext: JSON.stringify(nested(90)) });
      assert.deepEqual(readValue(within), nested(90));
      const twice = JSON.parse("[".repeat(50) + JSON.stringify(within) + "]".repeat(50)) as unknown;
      refused(() => readValue(twice), `${where} that nests deeper than 100 levels`);
      const many = secretWith({ plaintext: `[${"0,".repeat(1_200_000)}0]` });
      refused(() => readValue([many, many]), "holds secrets of too many values");
      const all = thing("a", { outputs: secretWith({ ciphertext: "x" }) });
      refused(() => read(all), "deployment.resources[0].outputs must be a mapping");
      assert.deepEqual(
        read(thing("a", { inputs: secretWith({ plaintext: '{"b":1}' }) })).resources[0]?.inputs,
        {
          b: 1,
        },
      );
    });
  });

  describe("API keys", () => {
    const clear = "AKAPIKEYINCLEAR0123456789";

    /** Every secret in clear, as `--show-secrets` writes it. */
    const uncovered = (value: unknown): unknown => {
      if (isSecret(value)) return secretWith({ plaintext: JSON.stringify(clear) });
      if (Array.isArray(value)) return value.map(uncovered);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, uncovered(item)]));
    };

    let resources: readonly ResourceState[] = [];
    before(async () => {
      resources = await runTopology({
        accounts: { a: { id: "111111111111" } },
        apis: { srv: { account: "a", region: "ap-northeast-2", apiKey: true } },
        networks: { seoul: { account: "a", region: "ap-northeast-2", cidr: "10.0.0.0/16", canary: true } },
        links: [{ from: "seoul", to: "srv" }],
      });
    });

    it("are nowhere, even if the file tells them", () => {
      const text = JSON.stringify(uncovered(exportOf(resources)));
      assert.ok(
        text.split(clear).length > 5,
        "the key, the plan's, the stage's, the stack's and the canary's",
      );
      const { resources: result } = readText(text);
      assert.equal(JSON.stringify(result).includes(clear), false);
      assert.equal(stateOf(result, types.apiKey, "srv.key").outputs["value"], unknown);
      assert.equal(stateOf(result, types.usagePlanKey, "srv.key").outputs["value"], unknown);
      assert.equal(outputsOf(result)["apiKeys"], unknown);
      assert.deepEqual(outputsOf(result)["topology"], outputsOf(resources)["topology"]);
      const { inputs } = stateOf(result, types.lambdaFunction, "seoul.canary.function");
      assert.deepEqual(inputs["environment"], {
        variables: { API_KEYS: unknown, NODE_OPTIONS: "--enable-source-maps" },
      });
    });

    it("are nowhere, even if nothing marked them as secrets", () => {
      const key = "aws:apigateway/apiKey:ApiKey";
      const values = { value: clear, name: "key" };
      const { resources: result } = read(
        thing("k", { urn: urnOf("k", key), type: key, inputs: values, outputs: values }),
        thing("other", { outputs: { value: "shown" } }),
      );
      assert.deepEqual(result[0]?.inputs, { value: unknown, name: "key" });
      assert.deepEqual(result[0].outputs, { value: unknown, name: "key" });
      assert.deepEqual(result[1]?.outputs, { value: "shown" });
    });
  });

  describe("what it refuses", () => {
    const exportCommand = "pulumi stack export --stack NAME --file FILE";

    it("a file that cannot be read", () => {
      const there = file;
      file = join(folder(), "none.json");
      refused(() => readStateFile(file), "no such file", exportCommand);
      file = join(there, "below-a-file");
      refused(() => readStateFile(file), "no such file");
      file = folder();
      refused(
        () => readStateFile(file),
        `${file}: is a folder, not a file\n  hint: write it`,
        /^(?!.*cannot be read)/s,
      );
      file = "nul\u0000";
      refused(() => readStateFile(file), "cannot be read (ERR_INVALID_ARG_VALUE)");
      file = join(folder(), "pipe");
      execFileSync("mkfifo", [file]);
      refused(() => readStateFile(file), "is no regular file");
      file = there;
    });

    it("a file that the user may not read", function () {
      const closed = join(folder(), "closed");
      mkdirSync(closed);
      writeFileSync(join(closed, "state.json"), "{}");
      chmodSync(closed, 0);
      const there = file;
      file = join(closed, "state.json");
      // Root may read everything.
      refused(
        () => readStateFile(file),
        process.getuid?.() === 0 ? "not what pulumi stack export" : "may not be read",
      );
      chmodSync(closed, 0o700);
      file = there;
    });

    it("what is not JSON, with the place and none of the content", () => {
      refused(() => readText(" \n "), "is empty");
      refused(() => readText('{"version": 3, "deployment": {'), "looks cut off", exportCommand);
      refused(() => readText("config:\n  apilink:topology: {}\n"), "line 1, column 1", exportCommand);
      const hidden = `{\n  "version": 3,\n  "a": sesame-${"x".repeat(1000)}}`;
      refused(() => readText(hidden), "is not JSON: the error is in line 3, column 8\n", /^(?!.*sesame)/s);
      const deep = JSON.stringify({ version: 3, deployment: { a: nested(98) } });
      refused(() => readText(deep), "holds no resources");
      const deeper = JSON.stringify({ version: 3, deployment: { a: nested(99) } }, null, 1);
      refused(
        () => readText(deeper),
        "nests lists and mappings deeper than 100 levels, in line 102, column 101",
      );
    });

    const others: readonly (readonly [value: unknown, is: string])[] = [
      [[], "it is no mapping"],
      [3, "it is no mapping"],
      [{}, "it has no deployment"],
      [{ version: 3, checkpoint: {} }, "is a checkpoint of Pulumi's own store"],
      [{ config: {}, steps: [] }, "is what pulumi preview --json writes"],
      [{ config: {} }, "is a stack file"],
      [{ manifest: {}, resources: [] }, "is the inside of an export"],
      [{ constructor: {} }, "it has no deployment"],
      [{ deployment: {} }, "version must be a number"],
      [{ version: "3", deployment: {} }, "version must be a number"],
      [{ version: 4, deployment: {} }, "has version 4 of Pulumi's format"],
      [{ version: 3, deployment: [] }, "deployment must be a mapping"],
      [{ version: 3, deployment: { resources: {} } }, "deployment.resources must be a list"],
    ];
    for (const [value, is] of others) {
      it(JSON.stringify(value), () => {
        refused(() => readText(JSON.stringify(value)), is, exportCommand);
      });
    }

    it("a state without resources", () => {
      const none = "holds no resources: the stack is empty";
      for (const deployment of [null, {}, { resources: null }, { resources: [] }]) {
        refused(() => readText(JSON.stringify({ version: 3, deployment })), none);
      }
      refused(() => read(thing("a", { delete: true })), none);
    });

    const wrong: readonly (readonly [resource: unknown, problem: string])[] = [
      [null, "deployment.resources[1] must be a mapping"],
      [["urn"], "deployment.resources[1] must be a mapping"],
      [thing("b", { urn: 1 }), "deployment.resources[1].urn must be text"],
      [thing("b", { urn: null }), "deployment.resources[1].urn must be text"],
      [thing("b", { type: {} }), "deployment.resources[1].type must be text"],
      [thing("b", { custom: "true" }), "deployment.resources[1].custom must be true or false"],
      [thing("b", { delete: 1 }), "deployment.resources[1].delete must be true or false"],
      [thing("b", { id: 1 }), "deployment.resources[1].id must be text"],
      [thing("b", { parent: [] }), "deployment.resources[1].parent must be text"],
      [thing("b", { provider: {} }), "deployment.resources[1].provider must be text"],
      [thing("b", { inputs: [] }), "deployment.resources[1].inputs must be a mapping of names to values"],
      [thing("b", { outputs: "" }), "deployment.resources[1].outputs must be a mapping of names to values"],
      [
        thing("b", { dependencies: ["a", 1] }),
        "deployment.resources[1].dependencies must be a list of texts",
      ],
      [thing("b", { delete: true, id: 1 }), "deployment.resources[1].id must be text"],
      [
        thing("b", { type: "acme:index:Other" }),
        '.urn names the type "acme:index:Thing", not "acme:index:Other"',
      ],
      ...["", "b", "urn:pulumi:dev::acme::acme:index:Thing", "urn:pulumi:::acme::acme:index:Thing::b"].map(
        (urn) =>
          [thing("b", { urn }), `.urn must be urn:pulumi:STACK::PROJECT::TYPE::NAME, not "${urn}"`] as const,
      ),
      ...[
        "urn:pulumi:dev::::acme:index:Thing::b",
        "urn:pulumi:dev::acme::acme:index:Thing::",
        "a::b::c::d",
      ].map(
        (urn) =>
          [thing("b", { urn }), `.urn must be urn:pulumi:STACK::PROJECT::TYPE::NAME, not "${urn}"`] as const,
      ),
    ];
    for (const [resource, problem] of wrong) {
      it(`${problem} (${JSON.stringify(resource).slice(0, 90)})`, () => {
        refused(() => read(thing("a"), resource), problem, exportCommand);
      });
    }

    it("the first few of many problems, none at length", () => {
      refused(
        () =>
          read(...Array.from({ length: 100 }, () => thing("a", { urn: `\u001b[2J${"x".repeat(10_000)}` }))),
        /^[^\u001b]{0,1800}$/,
        'resources[0].urn must be urn:pulumi:STACK::PROJECT::TYPE::NAME, not "\\u001b[2Jxx',
        "resources[4].urn",
        /^(?!.*resources\[5\])/s,
      );
    });

    it("two resources of one URN", () => {
      refused(() => read(thing("a"), thing("b"), thing("a")), `${urnOf("a")} is there twice`);
    });

    it("a parent that is not there, or is only to be deleted yet", () => {
      const problem = `${urnOf("a")} has the parent ${urnOf("b")}, which is not there`;
      refused(() => read(thing("a", { parent: urnOf("b") })), problem);
      refused(() => read(thing("b", { delete: true }), thing("a", { parent: urnOf("b") })), problem);
    });

    it("circles of parents, of dependencies, and of both", () => {
      const circular = (name: string): string => `${urnOf(name)} is its own parent or dependency`;
      refused(() => read(thing("a", { parent: urnOf("a") })), circular("a"));
      refused(() => read(thing("a", { dependencies: [urnOf("a")] })), circular("a"));
      refused(
        () => read(thing("a", { parent: urnOf("b") }), thing("b", { dependencies: [urnOf("a")] })),
        /Thing::[ab] is its own parent/,
      );
      const [before, after] = [
        thing("before", { dependencies: [urnOf("a")] }),
        thing("after", { dependencies: [urnOf("before")] }),
      ];
      refused(
        () =>
          read(after, before, thing("a", { dependencies: [urnOf("b")] }), thing("b", { parent: urnOf("a") })),
        /Thing::[ab] is its own parent/,
      );
      const twice = [urnOf("b"), urnOf("b")];
      assert.equal(
        read(thing("a", { parent: urnOf("b"), dependencies: twice }), thing("b")).resources.length,
        2,
      );
    });
  });

  it("reads 20,000 resources of 30 MB as fast as JSON is parsed, or nearly so", async function () {
    this.timeout(60_000);
    const [model] = (await runStack("dev")).filter(({ type }) => type === types.stage);
    assert.ok(model);
    const urn = (index: number): string => `${urnOf("", model.type)}${index}`;
    // One long chain: what is recursive would overflow.
    const many = Array.from({ length: 20_000 }, (_, index) => ({
      ...{ ...model, urn: urn(index), parent: index === 0 ? undefined : urn(index - 1) },
      dependencies: index === 0 ? [] : [urn(index - 1), urn(0)],
    }));
    const text = JSON.stringify({ version: 3, deployment: { resources: many } }, null, 1);
    writeFileSync(file, text);
    assert.ok(text.length > 30e6 && text.length < 64e6, `${text.length}`);
    const timed = (act: () => void): number => {
      const start = performance.now();
      act();
      return performance.now() - start;
    };
    const parsing = timed(() => {
      JSON.parse(text);
    });
    const reading = timed(() => {
      assert.equal(readStateFile(file).resources.length, 20_000);
    });
    // Measured: a second beyond parsing; three leave room for a busy machine.
    assert.ok(reading - parsing < 3000, `${reading} ms, of which parsing ${parsing} ms`);
  });
});
