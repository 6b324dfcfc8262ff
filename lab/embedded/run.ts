import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import providers from "@pulumi/pulumi/proto/provider_pb";
import type resources from "@pulumi/pulumi/proto/resource_pb";
import type { CloudResource, Properties } from "../resource";
import type { ResourceState } from "../state";
import { MemoryStore } from "../world";
import { EmbeddedRunError, failureOf } from "./failure";
import { EmbeddedMonitor } from "./monitor";
import { deferTraces } from "./traces";

/** What a program runs with. */
export interface EmbeddedOptions {
  readonly project: string;
  readonly stack: string;
  /** Configuration values, keys with their namespace; structures as JSON text. */
  readonly config?: Readonly<Record<string, string>>;
  /** What exists already, such as adopted VPCs. */
  readonly adopted?: readonly CloudResource[];
}

type Callback<Response> = (error: Error | null, response?: Response) => void;

/**
 * Runs a Pulumi program against the embedded cloud, in this process, through Pulumi's mocks. One at a time: the SDK keeps
 * one monitor a process.
 *
 * It runs as a preview in which everything is known: a property that the embedded cloud does not return stays unknown
 * then, instead of silently becoming `undefined`, and whoever reads it is found.
 *
 * @returns every resource, as `pulumi stack export` would list it.
 * @throws EmbeddedRunError with every refusal of the run, and whatever the program itself throws.
 */
export async function runEmbedded(
  program: () => unknown,
  { project, stack, config = {}, adopted = [] }: EmbeddedOptions,
): Promise<readonly ResourceState[]> {
  const store = new MemoryStore();
  for (const resource of adopted) store.put(resource);
  const monitor = new EmbeddedMonitor(store, project, stack);
  await pulumi.runtime.setMocks({ newResource: refuseReads, call: () => ({}) }, project, stack, true);
  // The mocks see neither URN nor parent nor the inherited provider, and an error of theirs fails nothing.
  Object.assign(pulumi.runtime.getMonitor() ?? {}, methodsOf(monitor));
  pulumi.runtime.setAllConfig({ ...config });

  const rejections = watchRejections();
  const restoreTraces = deferTraces();
  try {
    await Promise.race([complete(program), rejections.stalled(() => monitor.requests)]);
    await rejections.settled();
  } finally {
    restoreTraces();
    rejections.stop();
  }
  monitor.failures.push(...rejections.found.map((error) => failureOf("program", error)));
  if (monitor.failures.length > 0) throw new EmbeddedRunError(monitor.failures);
  return monitor.resources();
}

async function complete(program: () => unknown): Promise<void> {
  let thrown: readonly unknown[] = [];
  await pulumi.runtime.runInPulumiStack(async () => {
    try {
      return await program();
    } catch (error) {
      // The SDK would print it, and its own traces, before anybody could tell what it is.
      thrown = [error];
      return {};
    }
  });
  await pulumi.runtime.disconnect();
  if (thrown.length > 0) throw thrown[0];
}

function refuseReads({ type, id }: pulumi.runtime.MockResourceArgs): never {
  throw new Error(`the embedded cloud cannot read ${type} ${id ?? ""}`);
}

/** The calls of the engine's resource monitor that a program makes, answered by the embedded one. */
function methodsOf(monitor: EmbeddedMonitor) {
  return {
    registerResource(
      request: resources.RegisterResourceRequest,
      done: Callback<resources.RegisterResourceResponse>,
    ): void {
      monitor.register(request).then(
        (response) => {
          done(null, response);
        },
        (error: unknown) => {
          done(rpcError(error));
        },
      );
    },
    registerResourceOutputs(request: resources.RegisterResourceOutputsRequest, done: Callback<object>): void {
      monitor.registerOutputs(request.getUrn(), request.getOutputs()?.toJavaScript() ?? {});
      done(null, {});
    },
    invoke(request: resources.ResourceInvokeRequest, done: Callback<providers.InvokeResponse>): void {
      try {
        const args: Properties = request.getArgs()?.toJavaScript() ?? {};
        const response = new providers.InvokeResponse();
        const result = monitor.invoke(request.getTok(), args, request.getProvider());
        response.setReturn(Struct.fromJavaScript(result as Parameters<typeof Struct.fromJavaScript>[0]));
        done(null, response);
      } catch (error) {
        done(rpcError(error));
      }
    },
  };
}

/** An error as it arrives over the wire: the SDK shows its `details` and nothing else of it. */
function rpcError(error: unknown): Error {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return Object.assign(new Error(message), { stack, details: message });
}

/** How long nothing is asked where nothing more comes: all that a program does between two requests takes far less. */
const quietMs = 50;

/**
 * A rejection in a program's own promises surfaces nowhere else: Pulumi's own runtime, too, listens for those that nobody
 * handles.
 */
function watchRejections() {
  const found: unknown[] = [];
  const others = process.listeners("unhandledRejection");
  let tellFirst = (): void => undefined;
  const first = new Promise<void>((resolve) => (tellFirst = resolve));
  const listener = (error: unknown): void => {
    tellFirst();
    if (!found.some((earlier) => String(earlier) === String(error))) found.push(error);
  };
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", listener);
  return {
    found,
    /**
     * A rejected input keeps its resource, and whatever needs that one, from ever being registered, and the run from
     * ending. Settles once there is a rejection and nothing more is asked.
     */
    async stalled(requests: () => number): Promise<void> {
      await first;
      let before: number;
      do {
        before = requests();
        await setTimeout(quietMs);
      } while (before !== requests());
    },
    /** Rejections are reported once the queue of microtasks is empty. */
    settled: () => new Promise((resolve) => setImmediate(resolve)),
    stop(): void {
      process.removeListener("unhandledRejection", listener);
      for (const other of others) process.on("unhandledRejection", other);
    },
  };
}
