import { addressOf } from "../model/addresses";
import type { CompiledPolicy, ContextValue, PolicyRequest } from "../policy";
import type { S3Request } from "./s3Request";
import type { CarryingEndpoint, TraceRequest } from "./types";

interface Call {
  readonly request: TraceRequest;
  readonly arrival: { readonly region: string; readonly sourceAddress: number };
  readonly endpoint: CarryingEndpoint;
  readonly policy: CompiledPolicy;
}

/** What a condition key says of an unsigned call through an endpoint. Source: "AWS global condition context keys". */
const keyValues: Readonly<Record<string, (call: Call) => ContextValue>> = {
  "aws:sourcevpce": ({ endpoint }) => [endpoint.id],
  "aws:sourcevpc": ({ endpoint }) => [endpoint.vpcId],
  // A caller stands for all of its range, of which text does not tell where it begins and ends.
  "aws:vpcsourceip": ({ arrival, policy }) =>
    policy.readsAddressAsText ? "unknown" : [addressOf(arrival.sourceAddress)],
  // Present on public calls alone.
  "aws:sourceip": () => undefined,
  "aws:securetransport": ({ request }) => [String(request.url.scheme === "https")],
  "aws:requestedregion": ({ arrival }) => [arrival.region],
  "aws:viaawsservice": () => ["false"],
  "aws:principalorgid": () => undefined,
  "aws:principalarn": () => undefined,
  "aws:principalaccount": () => undefined,
};

/** As a map, in which a key that an attacker chooses finds nothing inherited. */
const keys = new Map(Object.entries(keyValues));

/** The call as the endpoint's policy sees it. What S3 fills in besides, such as `s3:prefix` or the bucket's owner, is not known. */
export function s3PolicyRequest(call: Call, { action, resource }: S3Request): PolicyRequest {
  return {
    principal: { kind: "anonymous" },
    action,
    resource,
    context: (key) => {
      const value = keys.get(key);
      return value === undefined ? "unknown" : value(call);
    },
  };
}
