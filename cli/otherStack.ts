import { readdirSync } from "node:fs";
import { join } from "node:path";
import { types } from "../lab/services/types";
import { readStackFile, type StackFile } from "../stacks/stackFile";
import { UserError } from "../stacks/userError";
import { stackOutputsIn } from "../verify/stackOutputs";
import {
  loadStack,
  namesNoSource,
  projectDir,
  stackFileFrom,
  type LoadedStack,
  type SourceOptions,
} from "./source";
import { networkOf } from "./where";

/** The stack that a call is made in. */
export interface FoundStack extends LoadedStack {
  /** What to tell the user where it is not the default. */
  readonly note?: string;
}

interface Call {
  /** As of `--from`. */
  readonly where: string;
  /** The name that is called or asked for. */
  readonly host: string;
}

/**
 * Loads the stack that the options name. Where they name none and the default stack has not got the caller, or the API
 * or endpoint of the host name, the project's other stack files are tried.
 *
 * @param folder That of the other stack files.
 * @throws UserError where more than one of them will do.
 */
export async function findStack(
  options: SourceOptions,
  call: Call,
  folder = projectDir,
): Promise<FoundStack> {
  if (!namesNoSource(options)) return loadStack(options);
  const isUsual = hasCaller(stackFileFrom(options), call);
  if (isUsual) {
    const usual = await loadStack(options);
    if (hasCallee(usual, call)) return usual;
  }
  const files = stackFilesIn(folder).filter((file) => hasCaller(file, call));
  const others: LoadedStack[] = [];
  for (const { file } of files) others.push(await loadStack({ ...options, file }));
  const withCallee = others.filter((other) => hasCallee(other, call));
  const fitting = withCallee.length > 0 || isUsual ? withCallee : others;
  const [only] = fitting;
  // Whoever follows the call says what is missing.
  if (only === undefined) return loadStack(options);
  const what = isUsual ? call.host : networkOf(call.where);
  if (fitting.length === 1) return { ...only, note: `${what} is in stack ${only.stack}` };
  const names = fitting.map(({ stack }) => stack).join(", ");
  throw new UserError(`${what} is in the stacks ${names}\n  hint: name one of them with --stack`);
}

function hasCaller({ topology }: Pick<LoadedStack, "topology">, { where }: Call): boolean {
  const network = networkOf(where);
  return network === "internet" || Object.hasOwn(topology.networks, network);
}

/** Whether a stack has the API and the endpoint whose ids a host name holds; it does where the name holds none. */
function hasCallee({ resources }: LoadedStack, { host }: Call): boolean {
  const ids = idsIn(host);
  if (ids.length === 0) return true;
  const { apis, endpoints } = stackOutputsIn(resources);
  const made = resources.flatMap(({ type, id }) => (type === types.endpoint ? (id ?? []) : []));
  const known = new Set([...Object.values(apis), ...Object.values(endpoints), ...made]);
  return ids.every((id) => known.has(id));
}

/** Names of API Gateway begin with the API's id, the endpoint's, or both; every endpoint's own names hold its id. */
function idsIn(host: string): readonly string[] {
  const [first = "", service] = host.toLowerCase().split(".");
  const own = /(?:^|\.)(vpce-[0-9a-f]{17})-.*\.vpce\./i.exec(host)?.[1];
  if (service !== "execute-api") return own === undefined ? [] : [own.toLowerCase()];
  const endpoint = /vpce-[0-9a-f]{17}/.exec(first)?.[0];
  const api = /^[a-z0-9]{10}(?=$|-)/.exec(first)?.[0];
  return [api, endpoint].filter((id) => id !== undefined);
}

/** The project's stack files; those that have errors are told by the commands that name them. */
function stackFilesIn(folder: string): readonly StackFile[] {
  return readdirSync(folder)
    .filter((name) => /^Pulumi\..+\.ya?ml$/.test(name))
    .sort()
    .flatMap((name) => {
      try {
        return [readStackFile(join(folder, name))];
      } catch (error) {
        if (error instanceof UserError) return [];
        throw error;
      }
    });
}
