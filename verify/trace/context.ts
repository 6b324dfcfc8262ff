import { addressOf } from "../model/addresses";
import type { CompiledPolicy, ContextValue, PolicyRequest } from "../policy";
import type { Called } from "./gateway";
import type { Arrival, TraceRequest } from "./types";

/** What a condition key says of a call. */
type KeyValue = (call: Call) => ContextValue;

interface Call {
  readonly request: TraceRequest;
  readonly arrival: Arrival;
  readonly called: Called;
  readonly policy: CompiledPolicy;
}

/** A call that no IAM identity has signed. Sources: "AWS global condition context keys"; API Gateway's condition keys. */
const keyValues: Readonly<Record<string, KeyValue>> = {
  "aws:sourcevpce": ({ arrival }) => throughEndpoint(arrival, ({ endpoint }) => endpoint.id),
  "aws:sourcevpc": ({ arrival }) => throughEndpoint(arrival, ({ endpoint }) => endpoint.vpcId),
  // A caller stands for all of its range, of which text does not tell where it begins and ends.
  "aws:vpcsourceip": ({ arrival, policy }) =>
    policy.readsAddressAsText
      ? "unknown"
      : throughEndpoint(arrival, ({ sourceAddress }) => addressOf(sourceAddress)),
  // Present on public calls alone, whose address is not among the resources.
  "aws:sourceip": ({ arrival }) => (arrival.kind === "public" ? "unknown" : undefined),
  "aws:securetransport": ({ request }) => [String(request.url.scheme === "https")],
  "aws:requestedregion": ({ called }) => [called.api.region],
  "aws:resourceaccount": ({ called }) => [called.api.account],
  "aws:viaawsservice": () => ["false"],
  "aws:referer": ({ request }) => headerOf(request, "referer"),
  "aws:useragent": ({ request }) => headerOf(request, "user-agent") ?? "unknown",
  "aws:currenttime": () => "unknown",
  "aws:epochtime": () => "unknown",
  // Whether API Gateway fills in the newer keys, and these for unsigned calls, AWS does not say.
  "aws:sourcevpcarn": () => "unknown",
  "aws:vpceaccount": () => "unknown",
  "aws:principaltype": () => "unknown",
  "aws:userid": () => "unknown",
  "aws:vpceorgid": () => "unknown",
  "aws:vpceorgpaths": () => "unknown",
  "aws:resourceorgid": () => "unknown",
  "aws:resourceorgpaths": () => "unknown",
  "execute-api:viadomainarn": ({ called }) => (called.domain === undefined ? undefined : [called.domain.arn]),
};

/** As a map, in which a key that an attacker chooses finds nothing inherited. */
const keys = new Map(Object.entries(keyValues));

/** The call as a policy sees it. Keys of an identity, of tags and of sessions are absent: nobody has signed. */
export function policyRequest(call: Call, resource: string): PolicyRequest {
  return {
    principal: { kind: "anonymous" },
    action: "execute-api:Invoke",
    resource,
    context: (key) => keys.get(key)?.(call),
  };
}

function throughEndpoint(
  arrival: Arrival,
  read: (arrival: Extract<Arrival, { kind: "endpoint" }>) => string,
): ContextValue {
  return arrival.kind === "public" ? undefined : [read(arrival)];
}

function headerOf({ headers }: TraceRequest, name: string): readonly string[] | undefined {
  const value = headers[name];
  return value === undefined ? undefined : [value];
}
