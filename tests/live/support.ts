import type { Topology } from "../../stacks/topology/types";
import { readStackFile, type StackFile } from "../../stacks/stackFile";
import { isMapping } from "../../stacks/mapping";
import { parseTopology } from "../../stacks/topology/parse";
import type { DoctorReport } from "../../verify/doctor/report";
import { diagnose, type DiagnoseOptions } from "../../verify/sources/live";
import { motoVariables } from "../support/moto";

type Stack = Pick<StackFile, "stack" | "config" | "topology">;

/** A stack whose accounts are entered by roles: a server of moto's takes the account out of a role's ARN. */
export function withRoles({ topology, ...file }: Stack): Stack {
  const accounts: Topology["accounts"] = Object.fromEntries(
    Object.entries(topology.accounts).map(([name, account]) => [
      name,
      { ...account, role: account.role ?? `arn:aws:iam::${account.id}:role/apilink` },
    ]),
  );
  return { ...file, topology: { ...topology, accounts } };
}

/** A stack whose topology names what is there by the server's ids: what it adopts, and its corporate gateways. */
export function withLiveIds(stack: Stack, ids: ReadonlyMap<string, string>): Stack {
  const renamed = (value: unknown): unknown => {
    if (typeof value === "string") return ids.get(value) ?? value;
    if (Array.isArray(value)) return value.map(renamed);
    if (!isMapping(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamed(item)]));
  };
  const topology = parseTopology(renamed(stack.topology), "the stack");
  return { ...stack, topology, config: { ...stack.config, "apilink:topology": topology } };
}

/**
 * Runs the doctor in this process against a server that answers as AWS does, or a proxy before it.
 *
 * @param stackFile A stack file's path, or what it holds.
 */
export async function doctorOf(
  stackFile: string | Stack,
  endpoint: string,
  more: Omit<DiagnoseOptions, "endpointUrl"> = {},
): Promise<DoctorReport> {
  const stack = withRoles(typeof stackFile === "string" ? readStackFile(stackFile) : stackFile);
  return await inEnvironment(motoVariables(endpoint), () =>
    diagnose(stack, { ...more, endpointUrl: endpoint }),
  );
}

/** Does something with other variables of the environment, which are put back afterwards. */
export async function inEnvironment<Result>(
  variables: Readonly<Record<string, string | undefined>>,
  action: () => Promise<Result>,
): Promise<Result> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  set(Object.entries(variables));
  try {
    return await action();
  } finally {
    set(before);
  }
}

function set(variables: readonly (readonly [string, string | undefined])[]): void {
  for (const [name, value] of variables) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}
