import assert from "node:assert/strict";
import { failureOf } from "../../cli/curl/failures";
import { placeOf } from "../../cli/where";
import { sampleServers } from "../../lab/sampleServers";
import type { ResourceState } from "../../lab/state";
import type { Topology } from "../../stacks/topology/types";
import { callersOf } from "../../verify/check/callers";
import { callsOf } from "../../verify/check/calls";
import { modelOf } from "../../verify/model";
import { contains, rangeOf } from "../../verify/model/addresses";
import type { Model } from "../../verify/model/facts";
import { tracerOf } from "../../verify/trace";
import type { DnsAnswer, TraceRequest, Url } from "../../verify/trace/types";
import { parseUrl } from "../../verify/trace/url";
import { filled } from "./placeholders";
import type { Call, Expected, Form } from "./shape";

/** What a caller observed, in the words of a row. */
export type Observed = Omit<Expected, "because"> & { readonly explanation: string };

/** Makes a call from every part of where it comes from. */
export function observe(
  call: Call,
  form: Form | undefined,
  topology: Topology,
  resources: readonly ResourceState[],
): readonly Observed[] {
  const model = modelOf(resources, topology, { servers: sampleServers });
  const tracer = tracerOf(model);
  const request = requestOf(call, form, topology, model, resources);
  const parts = callersOf(model, topology)
    .filter((caller) => placeOf(caller) === call.from)
    .flatMap((caller) => caller.parts);
  assert.ok(parts.length > 0, `nobody calls from ${call.from}`);
  // A link needs every address to answer, and whoever is kept out has to fail at each: a row holds for both.
  return parts.flatMap(({ source }) =>
    (["every", "any"] as const).map((demand): Observed => {
      const { outcome, decidedBy, answer, explanation } = tracer.trace({ ...request, source, demand });
      return {
        resolves: resolved(tracer.resolve(source, request.url.host), call.expect.resolves),
        outcome,
        decidedBy,
        curl: call.client === "browser" ? null : (failureOf(outcome, request.url)?.status ?? 0),
        status: answer?.status ?? null,
        errorType: answer?.headers["x-amzn-errortype"] ?? null,
        body: answer?.body ?? null,
        explanation,
      };
    }),
  );
}

/** The wanted range where it holds every address, else what the name resolves to instead. */
function resolved(answer: DnsAnswer, wanted: string): string {
  if (answer.kind !== "private") return answer.kind;
  const range = rangeOf(wanted);
  const inside = ({ address }: { readonly address: number }): boolean =>
    range !== undefined && contains(range, address);
  return answer.addresses.length > 0 && answer.addresses.every(inside) ? wanted : answer.says;
}

function requestOf(
  call: Call,
  form: Form | undefined,
  topology: Topology,
  model: Model,
  resources: readonly ResourceState[],
): Omit<TraceRequest, "source" | "demand"> {
  const written = form === undefined ? undefined : writtenOf(call, form, topology, model);
  const headers = Object.entries({ ...written?.sent, ...call.headers }).flatMap(([name, value]) =>
    value === null ? [] : [[name.toLowerCase(), filled(value, resources)] as const],
  );
  return {
    method: call.method,
    url:
      written === undefined
        ? parseUrl(filled(call.url ?? assert.fail("neither form nor url"), resources))
        : below(written.parsed, call.path),
    headers: Object.fromEntries(headers),
    client: call.client,
    insecure: call.insecure ?? written?.insecure ?? false,
    ...(call.origin !== undefined && { origin: call.origin }),
  };
}

/** The call as `apilink check` would write it; there must be exactly one of this form. */
function writtenOf({ to, through }: Call, form: Form, topology: Topology, model: Model) {
  const [api = "", ...others] = to === undefined ? Object.keys(topology.apis) : [to];
  assert.deepEqual(others, [], "several APIs: say to which one");
  const bare = form === "endpoint-bare";
  const found = callsOf(model, topology, api).filter(
    (call) =>
      call.form === (bare ? "endpoint-host" : form) && (through === undefined || call.through === through),
  );
  const [only = assert.fail(`no call of the form ${form}`)] = found;
  assert.equal(found.length, 1, `several calls of the form ${form}: say through which network`);
  if (!bare) return only;
  const { host, ...sent } = only.sent;
  assert.ok(host !== undefined);
  return { ...only, sent };
}

/** The URL with a path appended; one without a path of its own ends in a slash. */
function below(url: Url, path: string): Url {
  return path === "" ? url : { ...url, path: `${url.path.replace(/\/$/, "")}${path}` };
}
