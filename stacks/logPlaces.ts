import type { Api, Network, Topology } from "./topology/types";

/** Whether the VPCs that are created log their traffic. */
export interface FlowLogsSetting {
  readonly flowLogs: boolean;
}

/** The APIs whose calls are logged, and the networks whose traffic is. */
export function logged(topology: Topology, { flowLogs }: FlowLogsSetting): readonly (Api | Network)[] {
  const networks = flowLogs ? Object.values(topology.networks) : [];
  return [
    ...Object.values(topology.apis).filter((api) => isLogged(topology, api)),
    // An adopted VPC's logs are its owner's business.
    ...networks.filter(({ existing }) => existing === undefined),
  ];
}

/** Whether an API's calls are logged: its account has a log role then. */
export function isLogged({ accounts }: Topology, { account }: Api): boolean {
  return (accounts[account]?.apiLogs ?? "off") !== "off";
}
