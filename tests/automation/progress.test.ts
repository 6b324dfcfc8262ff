import assert from "node:assert/strict";
import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import { Progress, type Expected, type Step } from "../../automation/progress";
import { typeOf } from "../../lab/urns";

const urn = (chain: string, name: string): string => `urn:pulumi:dev::apilink::${chain}::${name}`;
const stack = urn("pulumi:pulumi:Stack", "apilink-dev");
const provider = urn("pulumi:providers:aws", "main");
const network = urn("apilink:index:Network", "seoul");
const gateway = urn("apilink:index:Network$apilink:index:Gateway", "seoul.s3");
const vpc = urn("apilink:index:Network$aws:ec2/vpc:Vpc", "seoul.vpc");
const endpoint = urn(
  "apilink:index:Network$apilink:index:Gateway$aws:ec2/vpcEndpoint:VpcEndpoint",
  "seoul.s3",
);
const parents = new Map([
  [provider, stack],
  [network, stack],
  [vpc, network],
  [gateway, network],
  [endpoint, gateway],
]);

const expected: readonly Expected[] = [stack, ...parents.keys()].map((known) => {
  const parent = parents.get(known);
  const custom = !/:index:|Stack/.test(typeOf(known));
  return { urn: known, type: typeOf(known), custom, ...(parent !== undefined && { parent }) };
});

type Kind = "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent";

/** As the engine writes them: it leaves out what is false, and of a deletion there is only what was. */
function event(kind: Kind, op: OpType, about: string): EngineEvent {
  const type = typeOf(about);
  const custom = !/:index:|Stack/.test(type);
  const state = {
    type,
    urn: about,
    id: "",
    parent: parents.get(about) ?? "",
    inputs: {},
    outputs: {},
    provider: "",
  };
  const side = { ...state, ...(custom && { custom }) };
  const metadata = {
    op,
    urn: about,
    type,
    provider: "",
    ...(op.startsWith("delete") ? { old: side } : { new: side }),
  };
  return { sequence: 1, timestamp: 1, [kind]: { metadata } };
}

const starts = (op: OpType, about: string): EngineEvent => event("resourcePreEvent", op, about);
const ends = (op: OpType, about: string): EngineEvent => event("resOutputsEvent", op, about);
const fails = (op: OpType, about: string): EngineEvent => event("resOpFailedEvent", op, about);

/** The steps in short, and where the components are after them. */
function follow(progress: Progress, events: readonly EngineEvent[]): readonly string[] {
  const steps = events.map((each) => progress.observe(each)).filter((step) => step !== undefined);
  return steps.map(({ at, operation, name, component }: Step) => `${component}: ${operation} ${name} ${at}`);
}

function shown(progress: Progress): readonly string[] {
  return progress.components.map(({ name, kind, done, total, failed, underWay }) =>
    [`${name} ${kind} ${done}/${total}`, ...(failed > 0 ? [`failed ${failed}`] : []), ...underWay].join(" "),
  );
}

describe("the progress of a run", () => {
  it("begins with what is expected, by component, and what belongs to none last", () => {
    const progress = new Progress(expected);
    assert.deepEqual(shown(progress), ["seoul Network 0/4", "stack stack 0/2"]);
    assert.deepEqual([progress.done, progress.total], [0, 6]);
  });

  it("counts what is under way and what has ended, with nested components in the outermost", () => {
    const progress = new Progress(expected);
    const events = [
      starts("create", stack),
      starts("create", network),
      ends("create", network),
      starts("create", vpc),
      ends("create", vpc),
      starts("create", endpoint),
    ];
    assert.deepEqual(follow(progress, events), [
      "stack: create apilink-dev started",
      "seoul: create seoul started",
      "seoul: create seoul done",
      "seoul: create seoul.vpc started",
      "seoul: create seoul.vpc done",
      "seoul: create seoul.s3 started",
    ]);
    assert.deepEqual(shown(progress), ["seoul Network 2/4 seoul.s3", "stack stack 0/2"]);
    assert.deepEqual([progress.done, progress.total], [2, 6]);
  });

  it("takes a resource's outputs once, however often they come in", () => {
    const progress = new Progress(expected);
    const events = [starts("create", network), ends("create", network), ends("create", network)];
    assert.equal(follow(progress, events).length, 2);
    assert.equal(progress.done, 1);
  });

  it("counts a failure as ended, and tells of it", () => {
    const progress = new Progress(expected);
    assert.deepEqual(follow(progress, [starts("create", vpc), fails("create", vpc)]), [
      "seoul: create seoul.vpc started",
      "seoul: create seoul.vpc failed",
    ]);
    assert.deepEqual(shown(progress), ["seoul Network 1/4 failed 1", "stack stack 0/2"]);
  });

  it("takes a replacement for one resource, and the end of the old one for another", () => {
    const progress = new Progress(expected);
    const steps = follow(progress, [
      starts("create-replacement", vpc),
      ends("create-replacement", vpc),
      starts("replace", vpc),
      ends("replace", vpc),
      starts("delete-replaced", vpc),
    ]);
    assert.deepEqual(steps, [
      "seoul: replace seoul.vpc started",
      "seoul: replace seoul.vpc done",
      "seoul: delete seoul.vpc started",
    ]);
    assert.deepEqual(shown(progress), ["seoul Network 1/5 seoul.vpc", "stack stack 0/2"]);
  });

  it("tells of a refresh what it has found", () => {
    const steps = follow(new Progress(expected), [starts("refresh", vpc), ends("update", vpc)]);
    assert.deepEqual(steps, ["seoul: refresh seoul.vpc started", "seoul: update seoul.vpc done"]);
  });

  it("adds what nobody expected when it is first seen", () => {
    const progress = new Progress([]);
    follow(progress, [
      starts("delete", vpc),
      ends("delete", vpc),
      starts("delete", network),
      starts("same", provider),
    ]);
    assert.deepEqual(shown(progress), ["seoul Network 1/2", "stack stack 0/1 main"]);
  });

  it("takes a provider's resource that is a parent for no component", () => {
    const progress = new Progress([]);
    const subnet = urn("aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet", "a");
    parents.set(subnet, urn("aws:ec2/vpc:Vpc", "b"));
    follow(progress, [starts("delete", subnet)]);
    assert.deepEqual(shown(progress), ["stack stack 0/1 a"]);
  });

  it("hears no step in other events, nor in steps that it does not know", () => {
    const progress = new Progress(expected);
    const summary = { sequence: 1, timestamp: 1, cancelEvent: {} };
    assert.deepEqual(follow(progress, [summary, starts("remove-pending-replace", vpc)]), []);
    assert.equal(progress.total, 6);
  });
});
