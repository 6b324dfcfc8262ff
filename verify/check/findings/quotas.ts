import { endpointPolicyLimit, resourcePolicyLimit } from "../../../components/policyDocuments";
import { groupBy } from "../../../components/groupBy";
import { interfaceEndpointsIn } from "../../model/interfaceEndpoints";
import type { Model } from "../../model/facts";
import type { Checked, Found } from ".";

/** A limit of AWS, and how much of it is used. */
interface Quota {
  readonly name: string;
  readonly unit: string;
  /** What AWS grants at first; above it, more has to be asked for. */
  readonly byDefault: number;
  /** What AWS grants at most; undefined where it names no maximum. */
  readonly maximum?: number;
  readonly used: (checked: Checked) => readonly Used[];
}

interface Used {
  readonly where: string;
  readonly what: string;
  readonly count: number;
}

/** Sources: the quota pages of Amazon VPC, AWS PrivateLink and API Gateway. */
const all: readonly Quota[] = [
  {
    name: "inbound rules of a security group",
    unit: "rules",
    byDefault: 60,
    maximum: 1000,
    used: ({ model }) => {
      const guarded = groupBy([...interfaceEndpointsIn(model), ...model.loadBalancers], inVpc);
      return networksIn(model).flatMap(({ where, vpcId }) =>
        (guarded.get(vpcId) ?? [])
          .flatMap(({ groups = [] }) => groups)
          .map(({ label, ingress }) => ({ where, what: label, count: ingress.length })),
      );
    },
  },
  {
    name: "the size of an endpoint policy",
    unit: "characters",
    byDefault: endpointPolicyLimit,
    maximum: endpointPolicyLimit,
    used: ({ model }) =>
      endpointsIn(model).flatMap(({ where, endpoint: { policy } }) =>
        policy === undefined ? [] : [{ where, what: policy.label, count: policy.text.length }],
      ),
  },
  {
    name: "the size of a resource policy",
    unit: "characters",
    byDefault: resourcePolicyLimit,
    used: ({ model }) =>
      apisIn(model).flatMap(({ where, api }) =>
        [...api.stages.values()].flatMap(({ published }) =>
          published?.policy === undefined
            ? []
            : [{ where, what: api.label, count: published.policy.text.length }],
        ),
      ),
  },
  {
    name: "interface endpoints of a VPC",
    unit: "endpoints",
    byDefault: 50,
    used: ({ model }) => {
      const endpoints = groupBy(interfaceEndpointsIn(model), inVpc);
      return networksIn(model).map(({ where, vpcId, label }) => ({
        where,
        what: label,
        count: endpoints.get(vpcId)?.length ?? 0,
      }));
    },
  },
  {
    name: "gateway endpoints of an account and region",
    unit: "gateway endpoints",
    byDefault: 20,
    used: ({ model, topology }) => {
      const homes = new Map(
        [...model.names.networks].map(([network, vpcId]) => [vpcId, topology.networks[network]]),
      );
      return byPlace(model.gatewayEndpoints.flatMap(({ vpcId }) => homes.get(vpcId ?? "") ?? []));
    },
  },
  {
    name: "active peering connections of a VPC",
    unit: "peerings",
    byDefault: 50,
    maximum: 125,
    used: ({ model }) => {
      const counts = new Map<string, number>();
      for (const { active, vpcIds } of model.peerings.values()) {
        if (active !== true) continue;
        for (const vpcId of vpcIds) counts.set(vpcId, (counts.get(vpcId) ?? 0) + 1);
      }
      return networksIn(model).map(({ where, vpcId, label }) => ({
        where,
        what: label,
        count: counts.get(vpcId) ?? 0,
      }));
    },
  },
  {
    name: "private APIs of an account and region",
    unit: "APIs",
    byDefault: 600,
    used: ({ topology }) =>
      byPlace(Object.values(topology.apis).filter(({ access }) => access === "private")),
  },
  {
    name: "private custom domains of an account and region",
    unit: "private custom domains",
    byDefault: 50,
    used: ({ topology }) =>
      byPlace(Object.values(topology.apis).filter(({ domain }) => domain !== undefined)),
  },
  {
    name: "domain name access associations of an account and region",
    unit: "access associations",
    byDefault: 100,
    used: ({ topology: { apis, networks, links } }) => {
      const associated = new Map(
        links
          .filter(({ to }) => apis[to]?.domain !== undefined)
          .map(({ to, through }) => [`${to} ${through}`, networks[through]]),
      );
      return byPlace([...associated.values()].flatMap((home) => home ?? []));
    },
  },
];

/** What is above a quota: a warning, and an error where AWS grants no more. */
export function quotas(checked: Checked): readonly Found[] {
  return all.flatMap(({ name, unit, byDefault, maximum = Infinity, used }) =>
    used(checked)
      .filter(({ count }) => count > byDefault)
      .map(({ where, what, count }) => ({
        rule: "quota" as const,
        severity: count > maximum ? ("error" as const) : ("warning" as const),
        where,
        message: `${what} has ${count} ${unit}; AWS's quota (${name}) is ${byDefault}${maximum === Infinity || maximum === byDefault ? "" : `, at most ${maximum}`}`,
        hint:
          count > maximum
            ? "split what it carries"
            : "ask AWS for more before you deploy, or split what it carries",
      })),
  );
}

/** How many there are in each account and region. */
function byPlace(placed: readonly { readonly account: string; readonly region: string }[]): readonly Used[] {
  return [...groupBy(placed, ({ account, region }) => `${account} ${region}`)].map(([what, there]) => ({
    where: `accounts.${there[0]?.account ?? ""}`,
    what,
    count: there.length,
  }));
}

function inVpc({ vpcId }: { readonly vpcId: string }): string {
  return vpcId;
}

function networksIn({ names, vpcs }: Model) {
  return [...names.networks].map(([name, vpcId]) => ({
    where: `networks.${name}`,
    vpcId,
    label: vpcs.get(vpcId)?.label ?? vpcId,
  }));
}

function endpointsIn({ names, endpoints }: Model) {
  return [...names.endpoints].flatMap(([name, id]) => {
    const endpoint = endpoints.get(id);
    return endpoint === undefined ? [] : [{ where: `networks.${name}`, endpoint }];
  });
}

function apisIn({ names, apis }: Model) {
  return [...names.apis].flatMap(([name, id]) => {
    const api = apis.get(id);
    return api === undefined ? [] : [{ where: `apis.${name}`, api }];
  });
}
