import type { ResourceRequest } from "../handler";
import type { CloudResource, Place } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { requiredText } from "./fields";
import { types } from "./types";

/** What a service says of a request to create what it has already, or undefined where it writes over that. */
type Answer = (request: ResourceRequest, existing: CloudResource) => Refusal | undefined;

const refused =
  (code: string, message: string | ((request: ResourceRequest) => string)): Answer =>
  (request) =>
    new Refusal(code, typeof message === "string" ? message : message(request));

const conflict = (message: string): Answer => refused("ConflictException", message);

/** What stands behind the account in an address, or behind the bus in a rule's id. */
const nameInId = (id: string): string => id.slice(id.lastIndexOf("/") + 1);

const overwritten: Answer = () => undefined;

/**
 * Written over where it is the same resource of a program. AWS would do so for any: a program with two of one name is
 * refused here all the same, since each would undo the other's settings.
 */
const overwrittenByItself =
  (answer: Answer): Answer =>
  (request, existing) =>
    existing.urn === request.urn ? undefined : answer(request, existing);

/** Refused only where it is another part of the same owner; records share ids across owners. */
const withinOwner =
  (property: string, answer: Answer): Answer =>
  (request, existing) =>
    existing.inputs[property] === request.inputs[property] ? answer(request, existing) : undefined;

/**
 * By type, where an id can follow from the inputs. Sources: the API references of the services, on the operation that is
 * named; what is marked with (m) has no such source and is written down as the services are known to behave.
 */
const existing: Readonly<Record<string, Answer>> = {
  // EC2: CreateRoute (m), CreatePlacementGroup (m), AttachVpnGateway for the same pair (m).
  [types.route]: refused("RouteAlreadyExists", ({ inputs }) => {
    const destination =
      inputs["destinationCidrBlock"] ??
      inputs["destinationIpv6CidrBlock"] ??
      inputs["destinationPrefixListId"];
    return `The route identified by ${String(destination)} already exists.`;
  }),
  [types.placementGroup]: refused(
    "InvalidPlacementGroup.Duplicate",
    ({ id }) => `The Placement Group '${id}' already exists.`,
  ),
  [types.vpnGatewayAttachment]: overwritten,
  // ModifyVpcEndpoint, ModifyVpcPeeringConnectionOptions and the rules of a VPC's own group: settings of what is there.
  [types.defaultSecurityGroup]: overwritten,
  [types.endpointPolicy]: overwritten,
  [types.peeringOptions]: overwritten,
  // The provider accepts what is pending and takes what is accepted as it is (m).
  [types.endpointAccepter]: overwritten,
  [types.peeringAccepter]: overwritten,

  // API Gateway: the Create operations, PutMethod and PutMethodResponse refuse; PutIntegration and its response overwrite.
  [types.method]: conflict("Method already exists for this resource"),
  [types.methodResponse]: conflict("Response already exists for this resource"),
  [types.integration]: overwritten,
  [types.integrationResponse]: overwritten,
  [types.stage]: conflict("Stage already exists"),
  [types.methodSettings]: overwritten,
  [types.restApiPolicy]: overwritten,
  [types.gatewayAccount]: overwritten,
  [types.usagePlanKey]: withinOwner("usagePlanId", conflict("Usage Plan Key already exists")),
  [types.basePathMapping]: conflict("Base path already exists for this domain name"),
  [types.domainAssociation]: conflict("The domain name access association already exists"),

  // Route 53: ChangeResourceRecordSets creates, or with `allowOverwrite` upserts.
  [types.record]: (request) =>
    request.inputs["allowOverwrite"] === true || request.inputs["allowOverwrite"] === "true"
      ? undefined
      : new Refusal(
          "InvalidChangeBatch",
          `Tried to create resource record set [name='${requiredText(request.inputs, "name")}', ` +
            `type='${requiredText(request.inputs, "type")}'] but it already exists`,
        ),

  // RAM: AssociateResourceShare succeeds for what is associated.
  [types.resourceAssociation]: overwritten,
  [types.principalAssociation]: overwritten,

  // IAM: CreateRole refuses; PutRolePolicy and AttachRolePolicy overwrite.
  [types.role]: refused("EntityAlreadyExists", ({ id }) => `Role with name ${id} already exists.`),
  [types.rolePolicy]: overwritten,
  [types.rolePolicyAttachment]: overwritten,

  // CreateLogGroup, CreateTable, CreateFunction and AddPermission refuse; PutFunctionEventInvokeConfig overwrites.
  [types.logGroup]: refused("ResourceAlreadyExistsException", "The specified log group already exists"),
  [types.table]: refused("ResourceInUseException", ({ id }) => `Table already exists: ${id}`),
  [types.lambdaFunction]: refused("ResourceConflictException", ({ id }) => `Function already exist: ${id}`),
  [types.lambdaPermission]: withinOwner(
    "function",
    refused(
      "ResourceConflictException",
      ({ id }) =>
        `The statement id (${id}) provided already exists. ` +
        "Please provide a new statement id, or remove the existing statement.",
    ),
  ),
  [types.eventInvokeConfig]: overwritten,

  // SQS: CreateQueue answers with the queue that is there where the attributes are the same.
  [types.queue]: (request, { inputs }) =>
    JSON.stringify(inputs) === JSON.stringify(request.inputs)
      ? undefined
      : new Refusal(
          "QueueAlreadyExists",
          `A queue already exists with the same name: ${nameInId(request.id)}`,
        ),

  // EventBridge and CloudWatch: PutRule, PutTargets and PutMetricAlarm create or update.
  [types.eventRule]: overwrittenByItself(
    refused("ResourceAlreadyExistsException", ({ id }) => `Rule ${nameInId(id)} already exists.`),
  ),
  [types.eventTarget]: overwritten,
  [types.metricAlarm]: overwrittenByItself(
    refused("ValidationError", ({ id }) => `An alarm named ${id} already exists`),
  ),
};

/** Services that know no regions: what they have is the account's, whatever region the request went to. */
const withoutRegions: ReadonlySet<string> = new Set([
  types.role,
  types.rolePolicy,
  types.rolePolicyAttachment,
  types.zone,
  types.record,
]);

/** What has the request's id already. */
export function existingWith(
  type: string,
  request: Place & { readonly id: string },
  world: World,
): CloudResource | undefined {
  if (!withoutRegions.has(type)) return world.find(request, type, request.id);
  return world.where(type, { id: request.id }).find(({ account }) => account === request.account);
}

/** @throws Refusal where a service would not create what it has already. */
export function refuseExisting(request: ResourceRequest, found: CloudResource): void {
  const answer = existing[found.type] ?? refused("AlreadyExists", ({ id }) => `${id} already exists`);
  const refusal = answer(request, found);
  if (refusal !== undefined) throw refusal;
}

/** Whether it is known what a service does about what it has already. */
export function knowsExisting(type: string): boolean {
  return existing[type] !== undefined;
}
