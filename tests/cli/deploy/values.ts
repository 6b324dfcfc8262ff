import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import type { PolicyRemark } from "../../../automation/policyRemarks";
import type { ComponentProgress, Step } from "../../../automation/progress";
import type { ResourceChange } from "../../../cli/deploy/changes";
import type { Checked } from "../../../cli/deploy/checked";
import type { RunName } from "../../../cli/deploy/events";
import type { Report } from "../../../verify/contract";
import { broken, link, probe, report, topologyOf } from "../values";

export function component(more: Partial<ComponentProgress> = {}): ComponentProgress {
  return { name: "seoul", kind: "Network", done: 0, total: 14, failed: 0, underWay: [], ...more };
}

export function step(more: Partial<Step> = {}): Step {
  return {
    at: "done",
    operation: "create",
    type: "aws:ec2/subnet:Subnet",
    name: "seoul.private-1",
    component: "seoul",
    ...more,
  };
}

export function change(more: Partial<ResourceChange> = {}): ResourceChange {
  return {
    type: "aws:ec2/subnet:Subnet",
    name: "seoul.private-1",
    operation: "create",
    component: { kind: "Network", name: "seoul" },
    properties: [],
    failed: false,
    ...more,
  };
}

export function remark(more: Partial<PolicyRemark> = {}): PolicyRemark {
  return {
    kind: "advice",
    pack: "house",
    rule: "no-subnets",
    type: "aws:ec2/subnet:Subnet",
    name: "seoul.private-1",
    message: "No subnets.\nnot one",
    ...more,
  };
}

/** What the engine says when it has done something to a subnet of the network seoul. */
export function outputsEvent(op: OpType, more: object = {}): EngineEvent {
  const urn = "urn:pulumi:dev::apilink::apilink:index:Network$aws:ec2/subnet:Subnet::seoul.private-1";
  const state = {
    type: "aws:ec2/subnet:Subnet",
    urn,
    custom: true,
    id: "",
    parent: "",
    inputs: {},
    outputs: {},
  };
  const metadata = { op, urn, type: state.type, new: { ...state, provider: "" }, provider: "", ...more };
  return { sequence: 1, timestamp: 1, resOutputsEvent: { metadata } };
}

/** A check of one network that is linked to one API. */
export function checked(more: Partial<Report> = {}, of: Checked["of"] = "program"): Checked {
  return {
    of,
    report: report({ links: [link()], probes: [probe()], ...more }),
    topology: topologyOf(["seoul"], ["srv"]),
    resources: [],
  };
}

/** The same with the link broken. */
export function red(more: Partial<Report> = {}): Checked {
  return checked({ ok: false, links: [link({ ok: false })], probes: [broken()], ...more });
}

/** A command on a stack that nobody has. */
export const run: RunName = { command: "up", stack: "test", lab: true };
