import { hours } from "./month";
import { pricesOf } from "./prices";
import type { Usage } from "./types";

/** What nobody has said of a stack, and a bill depends on. */
export const assumed = {
  /** Seconds of a run, by the component that the function belongs to. */
  seconds: { InventoryBackend: 0.1, InventoryCollector: 60, LinkCanary: 2 },
  /** Servers that an inventory holds, the gigabytes of each, and how many of them change between two collections. */
  servers: 1000,
  gbPerServer: 2e-6,
  changing: 0.1,
  /** Read units of a call of an inventory. */
  readsPerCall: 1,
  /** Gigabytes of log for each call, in each log that records it. */
  logGb: 500e-9,
  /** What CloudWatch Logs keeps of a gigabyte, compressed. */
  compressed: 0.15,
  /** Metrics of a method with detailed metrics. Source: "Amazon API Gateway dimensions and metrics". */
  metricsPerMethod: 5,
  /** Metrics that a canary or a collector publishes. */
  metricsPerFunction: 3,
  /** Ways in which a canary calls each link. */
  canaryForms: 4,
  /** Gigabytes of an instance's root volume: that of Amazon Linux 2023. */
  volumeGb: 8,
  /** What of the traffic goes to the API or service; the rest comes back. */
  sent: 0.5,
} as const;

/** What one NLCU of TCP takes. Source: "Elastic Load Balancing pricing", Network Load Balancer. */
export const capacity = { gbPerHour: 1, connectionsPerSecond: 800 } as const;

const number = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 6 });

/** The assumptions in words, the figures that they were made with among them. */
export function assumptions({ trafficGb, requests }: Usage): readonly string[] {
  return [
    `Each link and each accepted subscription carries ${number(trafficGb)} GB and ${number(requests)} requests a month; calls without a link are not counted.`,
    `A month has ${hours} hours. Prices are in US dollars, on demand, without tax, free tiers or discounts, of ${pricesOf}; where AWS charges less from a large quantity on, the table says so for endpoints' data, API requests and hosted zones only.`,
    "Half of the traffic is sent, half comes back; callers and endpoints are spread evenly over their zones. Between the zones of one VPC and its endpoints it is free; over peering it is free within a zone, and across zones charged to both sides.",
    `A call of an inventory takes ${assumed.seconds.InventoryBackend} s and ${assumed.readsPerCall} read unit, a collection ${assumed.seconds.InventoryCollector} s, a canary's run ${assumed.seconds.LinkCanary} s and ${assumed.canaryForms} requests a link.`,
    `An inventory holds ${number(assumed.servers)} servers of ${number(assumed.gbPerServer * 1e6)} kB, of which every collection reads all and writes ${assumed.changing * 100} %.`,
    `Each call leaves ${number(assumed.logGb * 1e9)} bytes in every log that records it. Methods with detailed metrics have ${assumed.metricsPerMethod} each, canaries and collectors ${assumed.metricsPerFunction}, all of them every hour.`,
    "The load balancer before an API or service takes what its links and subscriptions carry, each request on a connection of its own. Queues of failures stay empty; KMS requests and DNS queries are left out.",
    "What several links share is split over them evenly, whatever each carries.",
  ];
}
