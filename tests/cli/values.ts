import type { Finding, Probe, Report, ReportedLink } from "../../verify/contract";
import { parseTopology } from "../../stacks/topology/parse";
import type { Topology } from "../../stacks/topology/types";
import type { View } from "../../cli/checkText/view";
import { plain } from "../../cli/paint";

export const view: View = { width: 100, paint: plain, verbose: false };

const url = "https://0123456789-vpce-0123456789abcdef0.execute-api.ap-northeast-2.amazonaws.com/v1";

/** A probe of a link that is answered. */
export function probe(more: Partial<Probe> = {}): Probe {
  return {
    from: "seoul",
    vantage: "workload",
    source: "10.0.0.0/16",
    to: "srv",
    through: "seoul",
    form: "alias",
    client: "curl",
    method: "GET",
    url,
    headers: {},
    linked: true,
    outcome: "ok",
    status: 200,
    decidedBy: "backend",
    explanation: "the mock answers",
    ok: true,
    ...more,
  };
}

/** A probe of a caller who is kept out, as is meant. */
export function keptOut(more: Partial<Probe> = {}): Probe {
  return probe({
    linked: false,
    outcome: "nxdomain",
    status: null,
    decidedBy: "dns",
    explanation: "no such name",
    ...more,
  });
}

/** A probe of a link that is not answered. */
export function broken(more: Partial<Probe> = {}): Probe {
  return probe({
    outcome: "timeout",
    status: null,
    decidedBy: "route",
    explanation: "the peering is not accepted",
    ok: false,
    ...more,
  });
}

export function link(more: Partial<ReportedLink> = {}): ReportedLink {
  return {
    from: "seoul",
    to: "srv",
    through: "seoul",
    ok: true,
    url,
    corporateUrl: null,
    headers: {},
    ...more,
  };
}

export function finding(more: Partial<Finding> = {}): Finding {
  return {
    severity: "warning",
    rule: "single-zone",
    where: "networks.seoul",
    message: "has one zone",
    hint: "give it two zones",
    ...more,
  };
}

export function report(more: Partial<Report> = {}): Report {
  return {
    schema: "apilink.check/1",
    stack: "test",
    ok: true,
    resources: 22,
    links: [],
    subscriptions: [],
    probes: [],
    findings: [],
    ...more,
  };
}

/** A topology of networks and APIs with these names, all in one account and region. */
export function topologyOf(
  networks: readonly string[],
  apis: readonly string[],
  corporate: Readonly<Record<string, readonly string[]>> = {},
): Topology {
  const place = { account: "a", region: "ap-northeast-2" };
  return parseTopology(
    {
      accounts: { a: { id: "111111111111" } },
      networks: Object.fromEntries(
        networks.map((name, index) => [
          name,
          {
            ...place,
            cidr: `10.${index}.0.0/16`,
            corporate: (corporate[name] ?? []).map((cidr) => ({ cidr, via: "vgw-0123456789abcdef0" })),
          },
        ]),
      ),
      apis: Object.fromEntries(apis.map((name) => [name, place])),
      links: [],
    },
    "test",
  );
}

/** `n` names. */
export function names(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}
