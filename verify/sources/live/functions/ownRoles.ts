import { IAMClient, paginateGetAccountAuthorizationDetails, type RoleDetail } from "@aws-sdk/client-iam";
import type { ReadContext } from "../types";
import { allOf, isOwn } from "../gateway/liveResource";

/** The topology's roles, as IAM tells them. */
export type OwnRole = RoleDetail & { readonly tagValues: Readonly<Record<string, string>> };

const known = new WeakMap<IAMClient, Promise<readonly OwnRole[]>>();

/**
 * The topology's roles in the account, read once a place: functions have no tags in their lists, but they have roles. It is the
 * only list of IAM that tells tags and policies, so that no role takes a call of its own.
 */
export function ownRoles(context: ReadContext): Promise<readonly OwnRole[]> {
  const client = context.client(IAMClient);
  const before = known.get(client);
  if (before !== undefined) return before;
  const roles = readOwn(context, client);
  known.set(client, roles);
  return roles;
}

async function readOwn(context: ReadContext, client: IAMClient): Promise<readonly OwnRole[]> {
  const pages = paginateGetAccountAuthorizationDetails({ client }, { Filter: ["Role"] });
  const all = await allOf(pages, ({ RoleDetailList }) => RoleDetailList);
  return all
    .map((role) => ({ ...role, tagValues: tagValuesOf(role) }))
    .filter(({ tagValues }) => isOwn(context, tagValues));
}

function tagValuesOf({ Tags = [] }: RoleDetail): Readonly<Record<string, string>> {
  return Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** The role that an `ApiLogRole` of the topology made for a region, by the component's name. */
export function logRoleOf(roles: readonly OwnRole[], region: string): OwnRole | undefined {
  return roles.find(({ tagValues }) => {
    const component = tagValues["apilink:component"] ?? "";
    return component.startsWith("ApiLogRole/") && component.endsWith(`.${region}`);
  });
}

/** IAM tells documents as they stand in a URL. Source: GetAccountAuthorizationDetails, IAM API Reference. */
export function documentIn(told = ""): string {
  // Emulators leave it as it is.
  if (told.startsWith("{")) return told;
  try {
    return decodeURIComponent(told);
  } catch {
    return told;
  }
}
