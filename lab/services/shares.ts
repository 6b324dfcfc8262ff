import type { Handler, ResourceRequest } from "../handler";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { regional, requiredText, tagged, unset } from "./fields";
import { arn, nameOf, uuid } from "./names";
import { needed } from "./references";
import { types } from "./types";

const share: Handler = {
  type: types.resourceShare,
  id: (request) => arn(request, "ram", `resource-share/${uuid(request.digest)}`),
  replaceOn: ["permissionArns", "region"],
  absent: [],
  outputs: (request) =>
    tagged(
      request,
      { ...unset("resourceShareConfiguration"), allowExternalPrincipals: false, permissionArns: [] },
      { arn: request.id, name: nameOf(request) },
    ),
};

/** An association of a share with what the other property names: the provider makes the id of both. */
function association(
  type: string,
  property: string,
  check: (request: ResourceRequest, world: World, value: string) => void,
): Handler {
  return {
    type,
    id: ({ inputs }) => [requiredText(inputs, "resourceShareArn"), requiredText(inputs, property)].join(),
    replaceOn: [property, "region", "resourceShareArn"],
    absent: [],
    outputs: (request, world) => {
      needed(request, world, types.resourceShare, requiredText(request.inputs, "resourceShareArn"));
      check(request, world, requiredText(request.inputs, property));
      return regional(request, {});
    },
  };
}

/** A share takes what its own account and region have. Of the types that can be shared, domain names are known here. */
function checkResource(request: ResourceRequest, world: World, resource: string): void {
  if (world.others({ ...request, id: "" }, types.domainName, { arn: resource }).length > 0) return;
  throw new Refusal("UnknownResourceException", `The resource ${resource} could not be found.`);
}

/** An account, or an organization or a unit of one. Source: `principals` of `AssociateResourceShare`, RAM API reference. */
function checkPrincipal(_request: ResourceRequest, _world: World, principal: string): void {
  if (/^\d{12}$/.test(principal) || /^arn:aws[a-z-]*:(?:organizations|iam)::\d{12}:.+$/.test(principal))
    return;
  throw new Refusal("InvalidParameterException", `Principal ID ${principal} is malformed.`);
}

/** Whether a share holds both the resource and the account. All accounts here are of one organization. */
export function isSharedWith(account: string, resourceArn: string, world: World): boolean {
  const shares = world.where(types.resourceAssociation, { resourceArn });
  return shares.some(
    ({ outputs: { resourceShareArn } }) =>
      world.where(types.principalAssociation, { resourceShareArn, principal: account }).length > 0,
  );
}

/** Resource shares, what is shared, and with whom. */
export const shareHandlers: readonly Handler[] = [
  share,
  association(types.resourceAssociation, "resourceArn", checkResource),
  association(types.principalAssociation, "principal", checkPrincipal),
];
