import type { Refusal } from "./refusal";
import type { CloudResource, Place, Properties } from "./resource";
import type { World } from "./world";

/** One create or update, as a handler sees it. */
export interface ResourceRequest extends Place {
  readonly urn: string;
  readonly id: string;
  readonly inputs: Properties;
}

/** What an id is made from: `digest` is 64 hexadecimal digits, the same for the same resource every time. */
export interface IdRequest extends Place {
  readonly urn: string;
  readonly inputs: Properties;
  readonly digest: string;
}

export type Result =
  | { readonly ok: true; readonly id: string; readonly outputs: Properties }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * One AWS resource type of the embedded cloud, as data and pure functions.
 */
export interface Handler {
  /** Pulumi's type token, for example `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  /** The id as AWS shapes it. */
  readonly id: (request: IdRequest) => string;
  /** Inputs that AWS cannot change in place: a change of one replaces the resource. */
  readonly replaceOn: readonly string[];
  /** Further such inputs, where other inputs decide which they are. */
  readonly alsoReplaceOn?: (inputs: Properties) => readonly string[];
  /** Outputs that the SDK declares and this handler does not return; a program that reads one is an error. */
  readonly absent: readonly string[];
  /**
   * Checks the inputs as AWS would and computes the outputs (the inputs are already among them). Also runs on update,
   * with the id kept.
   *
   * @throws Refusal with AWS's own code and message.
   */
  readonly outputs: (request: ResourceRequest, world: World) => Properties;
  /** @throws Refusal where AWS would not delete it yet. */
  readonly beforeDelete?: (record: CloudResource, world: World) => void;
}

/** The inputs whose change replaces a resource that has these inputs from then on. */
export function replacing(handler: Handler, inputs: Properties): readonly string[] {
  return [...handler.replaceOn, ...(handler.alsoReplaceOn?.(inputs) ?? [])];
}
