import { paginateDescribeInstances, type EC2Client } from "@aws-sdk/client-ec2";
import { paginateGetInventory, type SSMClient } from "@aws-sdk/client-ssm";
import { clientsIn, type Credentials } from "./clients";
import type { Answer } from "./collect";
import { machineOf, type Machine } from "./machine";
import { instanceInformation, managedNodeOf, type ManagedNode } from "./managedNode";
import { during, Problem } from "./problem";

/** The most that EC2 and Systems Manager answer at once. Source: API references, "DescribeInstances", "GetInventory". */
const pageSizes = { instances: 1_000, inventory: 50 } as const;

/**
 * Reads a region of an account. Systems Manager that cannot be read takes nothing from what EC2 answered.
 *
 * @throws Problem where EC2 cannot be read.
 */
export async function readSource(
  region: string,
  credentials: Credentials,
  abortSignal: AbortSignal,
): Promise<Answer> {
  const { ec2, ssm } = clientsIn(region, credentials);
  try {
    const [machines, nodes] = await Promise.all([
      during("instances", () => machinesOf(ec2, abortSignal)),
      during("inventory", () => nodesOf(ssm, abortSignal)).catch(asProblem),
    ]);
    return nodes instanceof Problem
      ? { reading: { machines, nodes: undefined }, problem: nodes.message }
      : { reading: { machines, nodes } };
  } finally {
    ec2.destroy();
    ssm.destroy();
  }
}

async function machinesOf(client: EC2Client, abortSignal: AbortSignal): Promise<readonly Machine[]> {
  const machines: Machine[] = [];
  const pages = paginateDescribeInstances({ client, pageSize: pageSizes.instances }, {}, { abortSignal });
  for await (const { Reservations = [] } of pages)
    for (const { Instances = [] } of Reservations) machines.push(...Instances.map(machineOf).filter(isKnown));
  return machines;
}

async function nodesOf(client: SSMClient, abortSignal: AbortSignal): Promise<readonly ManagedNode[]> {
  const nodes: ManagedNode[] = [];
  const query = { ResultAttributes: [{ TypeName: instanceInformation }] };
  const pages = paginateGetInventory({ client, pageSize: pageSizes.inventory }, query, { abortSignal });
  for await (const { Entities = [] } of pages) nodes.push(...Entities.map(managedNodeOf).filter(isKnown));
  return nodes;
}

const isKnown = <Value>(value: Value | undefined): value is Value => value !== undefined;

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}
