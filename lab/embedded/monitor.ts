import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import resources from "@pulumi/pulumi/proto/resource_pb";
import { accountOf } from "../account";
import { withoutContents } from "../archives";
import { ExpandedVpc } from "../awsx/vpc";
import { Cloud } from "../cloud";
import type { Place, Properties } from "../resource";
import { Refusal } from "../refusal";
import { call } from "../services/functions";
import { conceal, hasUnknown, isSecret, reveal, secret, secretLike, type ResourceState } from "../state";
import { nameOf, typeOf, urnOf } from "../urns";
import type { Store } from "../world";
import { failureOf, type Failure } from "./failure";

type RegisterRequest = resources.RegisterResourceRequest;

/** What the program gets back for a resource: without an id and outputs, all of it stays unknown. */
interface Answer {
  readonly id?: string;
  readonly outputs: Properties;
}

/** Components of other packages, expanded in this process into what their plugins would make. */
const remoteComponents: Readonly<
  Record<
    string,
    new (
      name: string,
      inputs: pulumi.Inputs,
      opts: pulumi.ComponentResourceOptions,
    ) => pulumi.ComponentResource
  >
> = { "awsx:ec2:Vpc": ExpandedVpc };

/**
 * Stands where the engine stands when a program runs on the embedded cloud: gives each resource its URN and provider,
 * asks the cloud, and keeps the list of states. What is refused stays unknown to the program, so that the run goes on and
 * finds every other refusal, too.
 */
export class EmbeddedMonitor {
  readonly failures: Failure[] = [];
  /** How many requests there were so far. */
  requests = 0;
  private readonly states = new Map<string, ResourceState>();
  private readonly cloud: Cloud;
  /** Resources without outputs, because they or what they depend on were refused: not to be told a second time. */
  private readonly fruitless = new Set<string>();
  /** By component, the providers that its children inherit, by package. */
  private readonly inherited = new Map<string, ReadonlyMap<string, string>>();

  constructor(
    store: Store,
    private readonly project: string,
    private readonly stack: string,
  ) {
    this.cloud = new Cloud(store);
  }

  /** Every resource so far, in the order of registration. */
  resources(): readonly ResourceState[] {
    return [...this.states.values()];
  }

  async register(request: RegisterRequest): Promise<resources.RegisterResourceResponse> {
    this.requests += 1;
    const type = request.getType();
    if (request.getRemote()) return this.expand(request, remoteComponents[type]);
    const urn = urnOf(this.project, this.stack, type, request.getName(), request.getParent());
    const raw = propertiesOf(request.getObject());
    const inputs = reveal(raw) as Properties;
    if (!request.getCustom()) this.inherited.set(urn, this.providersFor(request));
    const answer = this.answer(urn, request, inputs);
    const secrets = new Set(request.getAdditionalsecretoutputsList());
    const outputs = mapValues(secretLike(raw, answer.outputs), (value, key) =>
      secrets.has(key) && !isSecret(value) ? secret(value) : value,
    );
    this.states.set(urn, {
      urn,
      type,
      custom: request.getCustom(),
      ...(answer.id !== undefined && { id: answer.id }),
      ...(request.getParent() !== "" && { parent: request.getParent() }),
      ...(request.getProvider() !== "" && { provider: request.getProvider() }),
      inputs: kept(raw),
      outputs: kept(outputs),
      dependencies: request.getDependenciesList(),
    });
    return responseOf(urn, { ...answer, outputs });
  }

  /** A component tells its outputs once it is complete; the stack's are the program's own. */
  registerOutputs(urn: string, outputs: Properties): void {
    this.requests += 1;
    const state = this.states.get(urn);
    if (state === undefined) return;
    if (hasUnknown(outputs) && this.failures.length === 0) {
      const unread = Object.keys(outputs).filter((key) => hasUnknown(outputs[key]));
      this.fail(
        urn,
        new Refusal(
          "UnreturnedOutput",
          `${unread.join(", ")}: read from an output that the embedded cloud does not return`,
        ),
      );
    }
    this.states.set(urn, { ...state, outputs: conceal(outputs) as Properties });
  }

  invoke(token: string, args: Properties, provider: string): Properties {
    this.requests += 1;
    if (token === "pulumi:pulumi:getResource") return this.getResource(String(args["urn"]));
    return call(token, args, this.placeOf(provider, args));
  }

  fail(urn: string, error: unknown): void {
    this.failures.push(failureOf(`${typeOf(urn)} ${nameOf(urn)}`, error));
    this.fruitless.add(urn);
  }

  private answer(urn: string, request: RegisterRequest, inputs: Properties): Answer {
    try {
      if (this.states.has(urn))
        throw new Refusal("DuplicateUrn", "a resource of this type and name exists already");
      if (!request.getCustom()) return { outputs: {} };
      if (request.getType().startsWith("pulumi:providers:"))
        return { id: idOfProvider(urn), outputs: inputs };
      if (request.getDependenciesList().some((dependency) => this.fruitless.has(dependency))) {
        this.fruitless.add(urn);
        return { outputs: {} };
      }
      if (hasUnknown(inputs)) throw unreturned(request, inputs);
      const result = this.cloud.create({ urn, inputs, ...this.placeOf(request.getProvider(), inputs) });
      if (!result.ok) throw result.refusal;
      return result;
    } catch (error) {
      this.fail(urn, error);
      return { outputs: {} };
    }
  }

  private placeOf(provider: string, inputs: Properties): Place {
    const urn = provider.slice(0, provider.lastIndexOf("::"));
    const state = this.states.get(urn);
    if (state === undefined) {
      throw new Refusal(
        "DefaultProvider",
        "names no provider: default providers are switched off (pulumi:disable-default-providers)",
      );
    }
    const region = inputs["region"] ?? state.inputs["region"];
    return { account: accountOf(state.inputs), region: typeof region === "string" ? region : "" };
  }

  /** The SDK hands providers down to the children of this process only; to a remote component the engine does. */
  private providersFor(request: RegisterRequest): ReadonlyMap<string, string> {
    return new Map([
      ...(this.inherited.get(request.getParent()) ?? []),
      ...request.getProvidersMap().getEntryList(),
    ]);
  }

  private getResource(urn: string): Properties {
    const state = this.states.get(urn);
    if (state === undefined) throw new Refusal("UnknownResource", `no resource ${urn}`);
    return { urn, id: state.id ?? "", state: state.outputs };
  }

  private async expand(
    request: RegisterRequest,
    Component: (typeof remoteComponents)[string] | undefined,
  ): Promise<resources.RegisterResourceResponse> {
    const parentUrn = request.getParent();
    if (Component === undefined) {
      const urn = urnOf(this.project, this.stack, request.getType(), request.getName(), parentUrn);
      this.fail(
        urn,
        new Refusal("UnknownType", `The embedded cloud does not know the component ${request.getType()}`),
      );
      return responseOf(urn, { outputs: {} });
    }
    const inputs = reveal(propertiesOf(request.getObject())) as pulumi.Inputs;
    const component = new Component(request.getName(), inputs, {
      ...(parentUrn !== "" && { parent: new pulumi.DependencyResource(parentUrn) }),
      providers: [...this.providersFor(request).values()].map(
        (ref) => new pulumi.DependencyProviderResource(ref),
      ),
    });
    const own = Object.fromEntries(
      Object.entries(component).filter(([property]) => property !== "urn" && !property.startsWith("__")),
    );
    const [urn, outputs] = await Promise.all([
      promiseOf(component.urn),
      pulumi.runtime.serializeProperties("", own),
    ]);
    return responseOf(urn, { outputs });
  }
}

/** An input that is not known comes from an output that no handler returns: what was refused is told before. */
function unreturned(request: RegisterRequest, inputs: Properties): Refusal {
  const keys = Object.keys(inputs).filter((key) => hasUnknown(inputs[key]));
  const sources = keys.flatMap((key) => request.getPropertydependenciesMap().get(key)?.getUrnsList() ?? []);
  const types = [...new Set(sources.map(typeOf))].join(", ");
  return new Refusal(
    "UnreturnedOutput",
    `${keys.join(", ")}: read from an output that the embedded cloud does not return (of ${types})`,
  );
}

function promiseOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply(resolve));
}

function responseOf(urn: string, { id, outputs }: Answer): resources.RegisterResourceResponse {
  const response = new resources.RegisterResourceResponse();
  response.setUrn(urn);
  response.setId(id ?? "");
  response.setObject(Struct.fromJavaScript(outputs as Parameters<typeof Struct.fromJavaScript>[0]));
  return response;
}

function propertiesOf(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** What the list of states shows of properties: that there are secrets, and what archives hold, but not themselves. */
function kept(properties: Properties): Properties {
  return withoutContents(conceal(properties)) as Properties;
}

function mapValues(properties: Properties, map: (value: unknown, key: string) => unknown): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, map(value, key)]));
}

/** Providers have ids of no meaning; the engine draws them at random. */
function idOfProvider(urn: string): string {
  const hex = createHash("sha256").update(urn).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
