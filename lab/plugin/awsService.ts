import { status, type UntypedServiceImplementation, type handleUnaryCall } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Properties } from "../resource";
import { Refusal } from "../refusal";
import { carriedAtOnce, type Carry } from "./calls";
import type { AwsProvider, Existing, Named } from "./awsProvider";
import type { Difference } from "./difference";
import { fromStruct, toStruct } from "./struct";

const kinds = {
  add: { stays: rpc.PropertyDiff.Kind.ADD, replaces: rpc.PropertyDiff.Kind.ADD_REPLACE },
  delete: { stays: rpc.PropertyDiff.Kind.DELETE, replaces: rpc.PropertyDiff.Kind.DELETE_REPLACE },
  update: { stays: rpc.PropertyDiff.Kind.UPDATE, replaces: rpc.PropertyDiff.Kind.UPDATE_REPLACE },
} as const;

/** The provider as the engine calls it. Methods that are not here answer that they are not implemented. */
export function awsService(
  provider: AwsProvider,
  version: string,
  carry: Carry = carriedAtOnce,
): UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
    getSchema: unary(() => new rpc.GetSchemaResponse().setSchema("{}")),
    checkConfig: unary((request: rpc.CheckRequest) => {
      const inputs = fromStruct(request.getNews());
      return checked(inputs, provider.checkConfig(inputs));
    }),
    // Another role or region changes where the next request goes, and nothing that exists.
    diffConfig: unary(() => new rpc.DiffResponse().setChanges(rpc.DiffResponse.DiffChanges.DIFF_UNKNOWN)),
    configure: unary((request: rpc.ConfigureRequest) => {
      provider.configure(fromStruct(request.getArgs()));
      return new rpc.ConfigureResponse().setSupportspreview(true);
    }),
    check: unary((request: rpc.CheckRequest) =>
      checked(fromStruct(request.getNews()), provider.check(named(request))),
    ),
    diff: unary((request: rpc.DiffRequest) => {
      const [state, before, after] = [request.getOlds(), request.getOldInputs(), request.getNews()].map(
        fromStruct,
      );
      const resource = named(request);
      const found = provider.diff(resource, state ?? {}, before ?? {}, after ?? {});
      const first = provider.deletesFirst(resource, request.getId(), found, after ?? {});
      return differing(found).setDeletebeforereplace(first);
    }),
    create: unary(async (request: rpc.CreateRequest) => {
      const inputs = fromStruct(request.getProperties());
      if (request.getPreview()) {
        return new rpc.CreateResponse().setProperties(toStruct(provider.previewCreate(inputs)));
      }
      const resource = named(request);
      const make = (): Existing => provider.create(resource, inputs);
      const { id, outputs } = await carry({ operation: "create", ...resource }, make);
      return new rpc.CreateResponse().setId(id).setProperties(toStruct(outputs));
    }),
    read: unary((request: rpc.ReadRequest) => {
      const [state, inputs] = [fromStruct(request.getProperties()), fromStruct(request.getInputs())];
      const found = provider.read(named(request), request.getId(), state, inputs);
      if (found === undefined) return new rpc.ReadResponse();
      return new rpc.ReadResponse()
        .setId(found.id)
        .setInputs(toStruct(found.inputs))
        .setProperties(toStruct(found.outputs));
    }),
    update: unary(async (request: rpc.UpdateRequest) => {
      const after = fromStruct(request.getNews());
      if (request.getPreview()) {
        const [state, before] = [fromStruct(request.getOlds()), fromStruct(request.getOldInputs())];
        return new rpc.UpdateResponse().setProperties(toStruct(provider.previewUpdate(state, before, after)));
      }
      const resource = named(request);
      const make = (): Existing => provider.update(resource, request.getId(), after);
      const { outputs } = await carry({ operation: "update", ...resource }, make);
      return new rpc.UpdateResponse().setProperties(toStruct(outputs));
    }),
    delete: unary(async (request: rpc.DeleteRequest) => {
      const [state, inputs] = [fromStruct(request.getProperties()), fromStruct(request.getOldInputs())];
      const resource = named(request);
      await carry({ operation: "delete", ...resource }, () => {
        provider.delete(resource, request.getId(), state, inputs);
      });
      return new Empty();
    }),
    invoke: unary((request: rpc.InvokeRequest) =>
      new rpc.InvokeResponse().setReturn(
        toStruct(provider.invoke(request.getTok(), fromStruct(request.getArgs()))),
      ),
    ),
    // What is under way in AWS cannot be called back.
    cancel: unary(() => new Empty()),
  };
}

/** Answers, or fails with AWS's code and message: the engine shows the words to the user, so no stack trace. */
function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(answer)
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback(failure(error));
        },
      );
  };
}

function failure(error: unknown): { readonly code: status; readonly details: string } {
  return error instanceof Refusal
    ? { code: status.FAILED_PRECONDITION, details: `${error.code}: ${error.message}` }
    : { code: status.INTERNAL, details: `The embedded cloud failed: ${String(error)}` };
}

function named(request: { getUrn(): string; getType(): string }): Named {
  return { urn: request.getUrn(), type: request.getType() };
}

function checked(inputs: Properties, problem: string | undefined): rpc.CheckResponse {
  const response = new rpc.CheckResponse().setInputs(toStruct(inputs));
  return problem === undefined
    ? response
    : response.setFailuresList([new rpc.CheckFailure().setReason(problem)]);
}

function differing(found: readonly Difference[]): rpc.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
  const response = new rpc.DiffResponse()
    .setChanges(found.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList(found.map(({ property }) => property))
    .setReplacesList(found.filter(({ replaces }) => replaces).map(({ property }) => property))
    .setHasdetaileddiff(true);
  for (const { property, kind, replaces } of found) {
    const detail = new rpc.PropertyDiff()
      .setKind(kinds[kind][replaces ? "replaces" : "stays"])
      .setInputdiff(true);
    response.getDetaileddiffMap().set(property, detail);
  }
  return response;
}
