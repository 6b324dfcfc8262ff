import type { Link, Subscription, Topology } from "../stacks/topology/types";
import { linkName } from "./charge";
import type { Component } from "./stack";

/** The links that a condition holds for, by name. */
export function linksWhere({ links }: Topology, holds: (link: Link) => boolean): readonly string[] {
  return links.filter(holds).map(linkName);
}

export function subscriptionsWhere(
  { subscriptions }: Topology,
  holds: (subscription: Subscription) => boolean,
): readonly string[] {
  return subscriptions.filter(holds).map(linkName);
}

/** The links and subscriptions that a component is there for; its resources are split over them. */
export function carriedBy(
  { kind, name }: Component,
  topology: Topology,
  network: string | null,
): readonly string[] {
  return carriers[kind]?.(name, topology, network) ?? [];
}

type Carrier = (name: string, topology: Topology, network: string | null) => readonly string[];

const toApi: Carrier = (name, topology) => linksWhere(topology, ({ to }) => to === name);

const ofNetwork: Carrier = (name, topology) => [
  ...linksWhere(topology, ({ from, through }) => from === name || through === name),
  ...subscriptionsWhere(topology, ({ from }) => from === name),
];

const carriers: Readonly<Record<string, Carrier>> = {
  Network: ofNetwork,
  PublicNetwork: ofNetwork,
  ExecuteApiEndpoint: (name, topology) => linksWhere(topology, ({ through }) => through === name),
  PrivateApi: toApi,
  ApiStage: toApi,
  InventoryBackend: toApi,
  InventoryCollector: toApi,
  PrivateDomain: (name, topology, network) =>
    linksWhere(topology, ({ from, to }) => to === name && (network === null || from === network)),
  NlbFront: (name, topology) => {
    const before = topology.apis[name]?.front?.network;
    return linksWhere(topology, ({ to, through }) => to === name && through === before);
  },
  LinkCanary: (name, topology) => linksWhere(topology, ({ from }) => from === name),
  CorporateLink: (name, topology) =>
    linksWhere(topology, ({ from, through }) => from === name && through === name),
  EndpointService: (name, topology) => subscriptionsWhere(topology, ({ to }) => to === name),
  ServiceConsumer: (name, topology) =>
    subscriptionsWhere(topology, ({ from, to }) => `${from}.${to}` === name),
};
