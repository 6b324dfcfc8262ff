import { entryOf } from "./named";
import type { Link, Topology } from "./topology/types";
import type { FormName } from "./urlForms";

/** How a call over a link can end by design, in the words of the guides' outcomes. */
export type ExpectedOutcome = "ok" | "nxdomain" | "tls-mismatch" | "forbidden";

type Expectation = (link: Link, topology: Topology) => ExpectedOutcome;

/** Links are made so that a call over them is answered; these are the forms whose name or certificate may not do. */
const expectations: Readonly<Record<FormName, Expectation>> = {
  default: (link, topology) => (resolvesDefaultName(link, topology) ? "ok" : "nxdomain"),
  alias: () => "ok",
  "endpoint-host": () => "ok",
  "endpoint-header": () => "ok",
  // What is shown is the endpoint's certificate or the domain's own, and neither holds a load balancer's name (row D6).
  "nlb-header": () => "tls-mismatch",
  // Nobody knows who would read the key, so none is sent (row D11).
  "nlb-header-insecure": ({ to }, { apis }) => (entryOf(apis, to).apiKey ? "forbidden" : "ok"),
  domain: () => "ok",
};

/**
 * What `apilink check` predicts for a workload of the link's own network that calls in this form, with the API's key where it
 * wants one and the certificate is checked. Pure.
 *
 * @param form One that the stack's outputs name for the link.
 */
export function expectedOutcome(link: Link, form: FormName, topology: Topology): ExpectedOutcome {
  return expectations[form](link, topology);
}

/**
 * The name of a private API is held by no zone but the one that AWS keeps for an endpoint with private DNS, which answers in
 * that endpoint's own VPC and for the APIs of its own region (rows C1, C2, D5, R2). Of an adopted endpoint it is taken to be off.
 */
function resolvesDefaultName({ from, to }: Link, { networks, apis }: Topology): boolean {
  const { privateDns, region } = entryOf(networks, from);
  return privateDns && region === entryOf(apis, to).region;
}
