import assert from "node:assert/strict";
import { resolve } from "node:path";
import fc from "fast-check";
import type { ResourceState } from "../../lab/state";
import { nameOf } from "../../lab/urns";
import { isMapping } from "../../stacks/mapping";
import { readStackFile, type StackFile } from "../../stacks/stackFile";
import { check } from "../../verify/check";
import { diagnosed } from "../../verify/doctor";
import { differencesOf } from "../../verify/doctor/differences";
import { identities } from "../../verify/doctor/identity";
import type { Live } from "../../verify/doctor/live";
import { paired } from "../../verify/doctor/pairing";
import { placeFinder } from "../../verify/doctor/place";
import type { DoctorReport, Unread } from "../../verify/doctor/report";
import { types } from "../../verify/model/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { fakeLive, renamer } from "./fakeLive";

const projectDir = resolve(__dirname, "../..");

/** What the program asks for and AWS tells otherwise, later, or never. */
const untold: Readonly<Record<string, readonly string[]>> = {
  [types.deployment]: ["description"],
  [types.stage]: ["deployment"],
  [types.peeringAccepter]: ["autoAccept"],
  [types.key]: ["deletionWindowInDays"],
};

/** One setting of one resource in another way. */
interface Change {
  readonly live: readonly Live[];
  readonly state: ResourceState;
  readonly key: string;
}

class Subject {
  readonly expected: readonly ResourceState[];
  readonly live: readonly Live[];
  readonly #file: StackFile;

  private constructor(file: StackFile, expected: readonly ResourceState[]) {
    [this.#file, this.expected, this.live] = [file, expected, fakeLive(expected)];
  }

  static async of(path: string): Promise<Subject> {
    const file = readStackFile(resolve(projectDir, path));
    return new Subject(file, await resourcesOfProgram(file));
  }

  diagnosed(live: readonly Live[], unread: readonly Unread[] = []): DoctorReport {
    const { stack, topology } = this.#file;
    const readTypes = new Set(this.live.map(({ type }) => type));
    return diagnosed({ stack, topology, expected: this.expected, live, unread, readTypes, tag: this.#tag });
  }

  /** The report that check makes of the very same, by its ids. */
  checked(): unknown {
    const { stack, topology } = this.#file;
    return check(stack, topology, renamer(this.expected)(this.expected) as readonly ResourceState[]);
  }

  textsOf(live: readonly Live[]): readonly { readonly resource: string; readonly text: string }[] {
    const placeOf = placeFinder(this.expected);
    return differencesOf({
      expected: this.expected,
      pairing: paired(this.expected, live, { placeOf, topology: this.#tag }),
      placeOf,
      isUnread: () => false,
      isRead: () => true,
      adoptedVpcIds: new Set(),
      hasUnread: false,
    }).map(({ difference }) => difference);
  }

  /** Every setting that the program asks for, changed alone. */
  changes(): readonly Change[] {
    const places = [...this.live].reverse();
    const own = this.expected.filter(({ type }) => type.startsWith("aws:"));
    return own.flatMap((state, index) => {
      const live = places[index];
      assert.ok(live !== undefined && live.type === state.type);
      return Object.keys(state.inputs)
        .filter((key) => Object.hasOwn(live.outputs, key) && key !== "region")
        .filter((key) => !(untold[state.type] ?? []).includes(key) && !isAutoNamed(state, key))
        .map((key): Change => {
          const changed = { ...live, outputs: { ...live.outputs, [key]: otherThan(live.outputs[key]) } };
          return { live: this.live.map((each) => (each === live ? changed : each)), state, key };
        });
    });
  }

  get #tag(): string {
    return `apilink/${this.#file.stack}`;
  }
}

/** Names that end in digits are Pulumi's, and others in every stack. */
function isAutoNamed({ inputs }: ResourceState, key: string): boolean {
  return key === "name" && /-[0-9a-f]{7}$/.test(String(inputs[key]));
}

function fixed(type: string): readonly string[] {
  const { key = [], within = [] } = identities.get(type) ?? {};
  return [...key, ...within];
}

function otherThan(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (Array.isArray(value)) return [...(value as readonly unknown[]).slice(1), "another"];
  if (isMapping(value)) {
    // The first of a function's variables is a secret, which is not compared.
    const key = Object.keys(value).at(-1);
    return key === undefined ? { another: "one" } : { ...value, [key]: otherThan(value[key]) };
  }
  const text = String(value);
  return text.startsWith('{"') ? `{"Id":"another",${text.slice(1)}` : `${text}-another`;
}

describe("what the doctor finds", function () {
  this.timeout(60_000);
  const subjects = new Map<string, Subject>();
  before(async () => {
    for (const name of [
      "Pulumi.dev.yaml",
      "Pulumi.prod.yaml",
      "examples/endpoint-service/Pulumi.endpoint-service.yaml",
      "examples/nlb-front/with-domain.yaml",
      "examples/private-domain/Pulumi.private-domain.yaml",
    ])
      subjects.set(name, await Subject.of(name));
  });
  const subject = (name: string): Subject => subjects.get(name) ?? assert.fail(name);

  it("is nothing where all is as the program has it, in whatever order, and check's report", () => {
    for (const each of subjects.values()) {
      const checked = JSON.parse(JSON.stringify(each.checked())) as unknown;
      fc.assert(
        fc.property(fc.shuffledSubarray([...each.live], { minLength: each.live.length }), (live) => {
          const { report, differences, links, unread, deployments } = each.diagnosed(live);
          assert.deepEqual(
            { differences, unread, deployments },
            { differences: [], unread: [], deployments: [] },
          );
          assert.ok(links.every(({ state }) => state === "ok"));
          assert.deepEqual(JSON.parse(JSON.stringify(report)), checked);
        }),
        { numRuns: 3 },
      );
    }
  });

  it("is every single setting that is changed, and nothing of other resources' but what lies in it", () => {
    for (const each of subjects.values()) {
      for (const { live, state, key } of each.changes()) {
        const found = each.textsOf(live);
        assert.ok(
          found.some(({ resource }) => resource === nameOf(state.urn)),
          `${state.urn} ${key}: ${JSON.stringify(found.map(({ text }) => text))}`,
        );
      }
    }
  });

  it("is everything that is missing, unless what it lies in is missing as well", () => {
    for (const each of subjects.values()) {
      const own = each.expected.filter(({ type }) => type.startsWith("aws:"));
      const live = [...each.live].reverse();
      for (const [index, state] of own.entries()) {
        const found = each.textsOf(live.filter((other) => other !== live[index]));
        assert.ok(
          found.some(({ resource, text }) => resource === nameOf(state.urn) && text.endsWith(" is missing")),
          state.urn,
        );
      }
    }
  });

  it("names the setting that decides a link, in its very words", () => {
    const prod = subject("Pulumi.prod.yaml");
    const rule = prod.live.find(
      ({ type, outputs }) =>
        type === types.securityGroupIngressRule &&
        outputs["cidrIpv4"] === "10.0.0.0/15" &&
        outputs["region"] === "ap-northeast-2",
    );
    assert.ok(rule);
    const { links, ok } = prod.diagnosed(prod.live.filter((each) => each !== rule));
    assert.ok(!ok);
    assert.deepEqual(
      links.map(({ from, to, state, settings }) => [from, to, state, settings.map(({ text }) => text)]),
      [
        ["seoul", "srv", "broken", ["seoul.endpoint sg ingress 10.0.0.0/15:443 is missing"]],
        ["oregon", "srv", "broken", ["seoul.endpoint sg ingress 10.0.0.0/15:443 is missing"]],
        ["oregon", "srv-us", "ok", []],
        ["seoul", "srv-us", "ok", []],
      ],
    );
  });

  it("is, for each link that breaks, a setting that was changed", () => {
    const prod = subject("Pulumi.prod.yaml");
    // What a resource lies in cannot be changed in AWS.
    const changes = prod.changes().filter(({ state, key }) => !fixed(state.type).includes(key));
    fc.assert(
      fc.property(fc.nat(changes.length - 1), (index) => {
        const { live, state } = changes[index] ?? assert.fail();
        const broken = prod.diagnosed(live).links.filter((link) => link.state === "broken");
        for (const { from, to, settings } of broken) {
          assert.ok(settings.length > 0, `${from} -> ${to} after a change of ${state.urn}`);
        }
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  it("is what was added by hand", () => {
    const prod = subject("Pulumi.prod.yaml");
    const rule = prod.live.find(({ type }) => type === types.securityGroupIngressRule);
    assert.ok(rule);
    const extra: Live = {
      ...rule,
      id: "sgr-0abc",
      outputs: { ...rule.outputs, cidrIpv4: "0.0.0.0/0" },
      tags: {},
    };
    const { differences, ok } = prod.diagnosed([extra, ...prod.live]);
    assert.deepEqual(
      [ok, differences.map(({ kind, resource }) => [kind, resource])],
      [false, [["unexpected", "sgr-0abc"]]],
    );
  });

  it("is no default of AWS's in a block that the program leaves it out of, but another value there", () => {
    const service = subject("examples/endpoint-service/Pulumi.endpoint-service.yaml");
    const group = service.live.find(({ type }) => type === types.targetGroup) ?? assert.fail();
    const withCheck = (check: object): readonly Live[] =>
      service.live.map((each) =>
        each === group
          ? { ...group, outputs: { ...group.outputs, healthCheck: { protocol: "TCP", ...check } } }
          : each,
      );
    assert.deepEqual(service.textsOf(withCheck({ enabled: true, interval: 30, port: "traffic-port" })), []);
    assert.deepEqual(
      service.textsOf(withCheck({ enabled: false, interval: 300 })).map(({ text }) => text),
      [
        "web.targets target group healthCheck.enabled: true expected, false found",
        "web.targets target group healthCheck.interval: 30 expected, 300 found",
      ],
    );
  });

  it("is not that an endpoint waits no more until it is accepted, but that it failed", () => {
    const service = subject("examples/endpoint-service/Pulumi.endpoint-service.yaml");
    const withState = (state: string): readonly Live[] =>
      service.live.map((each) =>
        each.outputs["state"] === "pendingAcceptance"
          ? { ...each, outputs: { ...each.outputs, state } }
          : each,
      );
    assert.notDeepEqual(withState("available"), service.live);
    assert.deepEqual(service.textsOf(withState("available")), []);
    assert.deepEqual(
      service.textsOf(withState("failed")).map(({ text }) => text),
      ["custom.web.endpoint endpoint state: pendingAcceptance expected, failed found"],
    );
  });

  it("is no route of a network to itself", () => {
    const prod = subject("Pulumi.prod.yaml");
    const route = prod.live.find(({ type }) => type === types.route) ?? assert.fail();
    const { region, routeTableId } = route.outputs;
    const outputs = { region, routeTableId, destinationCidrBlock: "10.9.0.0/16", gatewayId: "local" };
    assert.deepEqual(prod.textsOf([...prod.live, { ...route, id: "r-local", outputs }]), []);
    const other = { ...route, id: "r-other", outputs: { ...outputs, gatewayId: "igw-1" } };
    assert.equal(prod.textsOf([...prod.live, other]).length, 1);
  });

  it("is nothing of what could not be read, and no link is then said to work, or to be broken, without reason", () => {
    const prod = subject("Pulumi.prod.yaml");
    for (const type of new Set(prod.live.map((each) => each.type))) {
      const unread: Unread = {
        account: "111111111111",
        region: "ap-northeast-2",
        permission: "ec2:DescribeSomething",
        types: [type],
        message: "UnauthorizedOperation",
      };
      const isHidden = (each: Live): boolean =>
        each.type === type && each.account === unread.account && each.region === unread.region;
      if (!prod.live.some(isHidden)) continue;
      const found = prod.diagnosed(
        prod.live.filter((each) => !isHidden(each)),
        [unread],
      );
      assert.deepEqual([found.ok, found.unread], [false, [unread]], type);
      assert.deepEqual(
        found.differences.map(({ text }) => text),
        [],
        type,
      );
      assert.deepEqual(
        found.links.filter(({ state }) => state === "broken"),
        [],
        type,
      );
    }
  });
});
