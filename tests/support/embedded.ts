import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type resources from "@pulumi/pulumi/proto/resource_pb";
import { runEmbedded, type EmbeddedOptions } from "../../lab/embedded/run";
import type { ResourceState } from "../../lab/state";

/** The account of the networks, and that of the APIs. */
export const accountIds = { networks: "111111111111", apis: "222222222222" } as const;

/** What a program asked of the engine beside the inputs: none of it shows in a state. */
export interface ResourceOptions {
  readonly type: string;
  readonly name: string;
  readonly ignoreChanges: readonly string[];
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
}

export interface EmbeddedRun<T> {
  /** What the program returned. */
  readonly result: T;
  readonly states: readonly ResourceState[];
  readonly options: readonly ResourceOptions[];
}

type Settings = Partial<Pick<EmbeddedOptions, "project" | "stack" | "config" | "adopted">>;

/** Runs a small program on the embedded cloud, as the stack `test` of the project `acme`. */
export async function onEmbeddedCloud<T>(program: () => T, settings: Settings = {}): Promise<EmbeddedRun<T>> {
  const options: ResourceOptions[] = [];
  const results: T[] = [];
  const states = await runEmbedded(
    () => {
      recordInto(options);
      results.push(program());
    },
    { project: "acme", stack: "test", ...settings },
  );
  const [result] = results as [T];
  return { result, states, options };
}

/** What a constructor's arguments are refused with, and that it has registered nothing by then. */
export async function problemsOf(construct: () => unknown): Promise<readonly unknown[]> {
  const { result, states } = await onEmbeddedCloud(() => {
    try {
      construct();
    } catch (error) {
      return error;
    }
    return undefined;
  });
  assert.ok(pulumi.InputPropertiesError.isInstance(result), `no InputPropertiesError: ${String(result)}`);
  assert.deepEqual(
    states.map(({ type }) => type).filter((type) => !type.startsWith("pulumi:")),
    [],
    "registers nothing",
  );
  return result.errors;
}

/** A provider of one account that is allowed in no other. */
export function providerFor(account: keyof typeof accountIds, region = "ap-northeast-2"): aws.Provider {
  return new aws.Provider(account, {
    region: region as aws.Region,
    allowedAccountIds: [accountIds[account]],
  });
}

/** The value of an output; one that stays unknown is an error in time, instead of a test that never asserts. */
export function valueOf<T>(output: pulumi.Output<T>, ms = 1000): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the output has no value after ${ms} ms`));
    }, ms);
    void output.apply((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

function recordInto(options: ResourceOptions[]): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource: (request: resources.RegisterResourceRequest, ...rest: readonly unknown[]) => unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, ...rest) => {
    options.push({
      type: request.getType(),
      name: request.getName(),
      ignoreChanges: request.getIgnorechangesList(),
      retainOnDelete: request.getRetainondelete() === true,
      deleteBeforeReplace: request.getDeletebeforereplace(),
      replaceOnChanges: request.getReplaceonchangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    });
    return register(request, ...rest);
  };
}

/** Stands for the bundle of any function. */
export const handlerCode = new pulumi.asset.AssetArchive({
  "index.js": new pulumi.asset.StringAsset("exports.handler"),
});
