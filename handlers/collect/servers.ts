import type { Server } from "../common/server";
import { etcOf } from "./etc";
import { firstOf } from "./firstOf";
import type { Machine } from "./machine";
import { isOutsideEc2, type ManagedNode } from "./managedNode";
import type { CollectedAccount, Source } from "./sources";

/** What one source answered. */
export interface Reading {
  readonly machines: readonly Machine[];
  /** undefined where Systems Manager could not be read: then nothing is known of its nodes, not that there are none. */
  readonly nodes: readonly ManagedNode[] | undefined;
}

/** States of an instance that works or is about to. Source: Amazon EC2 User Guide, "Instance state changes". */
const aliveStates: ReadonlySet<string | undefined> = new Set(["pending", "running"]);

/**
 * States of a managed node that does not work. One whose connection is lost may well work, and an assessment that takes
 * it for gone would pass it over.
 */
const deadStatuses: ReadonlySet<string | undefined> = new Set(["Stopped", "Terminated"]);

/**
 * The servers of a source, each once: EC2's instances with what Systems Manager knows of them, and the machines outside
 * EC2 that only Systems Manager knows. An `i-…` node that EC2 does not list is none: Systems Manager keeps
 * the inventory of terminated instances for a while.
 */
export function serversOf({ account }: Source, { machines, nodes = [] }: Reading): readonly Server[] {
  const nodeById = new Map(nodes.map((node) => [node.id, node]));
  const servers = [
    ...machines.map((machine) => instance(account, machine, nodeById.get(machine.id))),
    ...nodes.filter(({ id }) => isOutsideEc2(id)).map((node) => machineOutsideEc2(account, node)),
  ];
  // An instance that changes while its pages are read can be on two of them: the later one is the newer.
  return [...new Map(servers.map((server) => [server["instance-id"], server])).values()];
}

function instance(account: CollectedAccount, machine: Machine, node: ManagedNode | undefined): Server {
  return {
    aws_account_id: account.id,
    aws_account_name: account.name,
    "instance-id": machine.id,
    os: firstOf(node?.os, machine.platform),
    version: firstOf(node?.version),
    ip: firstOf(machine.ip, node?.ip),
    name: firstOf(machine.tags["Name"], node?.computerName),
    service: firstOf(machine.tags["service"], machine.tags["Service"]),
    role: firstOf(machine.tags["role"], machine.tags["Role"]),
    alive: aliveStates.has(machine.state) ? 1 : 0,
    etc: etcOf(machine.type, machine.state),
  };
}

/** GetInventory tells no tags, so that service and role of such a machine are not known. */
function machineOutsideEc2(account: CollectedAccount, node: ManagedNode): Server {
  return {
    aws_account_id: account.id,
    aws_account_name: account.name,
    "instance-id": node.id,
    os: firstOf(node.os),
    version: firstOf(node.version),
    ip: firstOf(node.ip),
    name: firstOf(node.computerName),
    service: "",
    role: "",
    alive: deadStatuses.has(node.status) ? 0 : 1,
    etc: etcOf("managed node", node.status),
  };
}
