import type { Meter } from "./meters";
import { flat, tiered, type Price } from "./price";
import type { Source } from "./sources";

/** Prices of one region; what is not among them is unpriced there, never guessed. */
export type RegionPrices = Readonly<Partial<Record<Exclude<Meter, "regionTransfer" | "hostedZone">, Price>>>;

const million = 1e6;
/** Of the tiers of "AWS PrivateLink pricing", in GB. */
const petabyte = 1_048_576;

/** By the tiers that every region has in common. */
function endpointData(source: Source): Price {
  return tiered(source, [petabyte, 0.01], [5 * petabyte, 0.006], [Infinity, 0.004]);
}

/** API Gateway's tiers for REST APIs, dollars a million of requests. */
function apiRequests(source: Source, ...usd: readonly [number, number, number, number]): Price {
  const ends = [333 * million, 1_000 * million, 20_000 * million, Infinity];
  return tiered(source, ...ends.map((end, tier) => [end, (usd[tier] ?? 0) / million] as const));
}

/** The same in every commercial region that stands here. Source: the services' pricing pages. */
const everywhere = {
  lambdaRequest: flat(0.2 / million, "page"),
  lambdaArm: flat(0.0000133334, "page"),
  lambdaX86: flat(0.0000166667, "page"),
  key: flat(1, "page"),
  alarm: flat(0.1, "page"),
  metric: flat(0.3, "page"),
  zoneTransfer: flat(0.01, "page"),
  balancerCapacity: flat(0.006, "page"),
  queueRequest: flat(0.4 / million, "page"),
  endpointData: endpointData("privateLinkPage"),
} satisfies RegionPrices;

/** Virginia, Ohio and Oregon charge alike for everything here. */
const leastDear = {
  ...everywhere,
  endpointHour: flat(0.01, "page"),
  balancerHour: flat(0.0225, "page"),
  transitAttachmentHour: flat(0.05, "page"),
  apiRequest: apiRequests("gatewayPaper", 3.5, 2.8, 2.38, 1.51),
  tableRead: flat(0.125 / million, "page"),
  tableWrite: flat(0.625 / million, "page"),
  tableStorage: flat(0.25, "page"),
  tableBackup: flat(0.2, "page"),
  logIngest: flat(0.5, "page"),
  flowLogIngest: flat(0.5, "page"),
  logStorage: flat(0.03, "page"),
  instanceHourT4gNano: flat(0.0042, "page"),
  volumeGp3: flat(0.08, "page"),
} satisfies RegionPrices;

/** The table. Where a price has tiers that AWS keeps for large quantities only, the first one stands for all. */
export const regions: Readonly<Record<string, RegionPrices>> = {
  "ap-northeast-2": {
    ...everywhere,
    endpointHour: flat(0.013, "guides"),
    endpointData: endpointData("guides"),
    balancerHour: flat(0.0225, "listSeoul"),
    balancerCapacity: flat(0.006, "listSeoul"),
    transitAttachmentHour: flat(0.07, "listSeoul"),
    zoneTransfer: flat(0.01, "listSeoul"),
    apiRequest: apiRequests("page", 3.5, 3.19, 2.71, 1.72),
    lambdaRequest: flat(0.2 / million, "listSeoul"),
    lambdaArm: flat(0.0000133334, "listSeoul"),
    lambdaX86: flat(0.0000166667, "listSeoul"),
    tableRead: flat(0.1355 / million, "listSeoulTables"),
    tableWrite: flat(0.68 / million, "listSeoulTables"),
    tableStorage: flat(0.27075, "page"),
    key: flat(1, "listSeoul"),
    logIngest: flat(0.76, "listSeoul"),
    flowLogIngest: flat(0.76, "listSeoul"),
    logStorage: flat(0.0314, "listSeoul"),
    alarm: flat(0.1, "listSeoul"),
    metric: flat(0.3, "listSeoul"),
    instanceHourT4gNano: flat(0.0052, "page"),
    volumeGp3: flat(0.0912, "listSeoul"),
  },
  "us-west-2": {
    ...leastDear,
    endpointHour: flat(0.01, "listOregon"),
    endpointData: endpointData("listOregon"),
  },
  "us-east-1": leastDear,
  "us-east-2": leastDear,
  "us-west-1": {
    ...everywhere,
    endpointHour: flat(0.011, "page"),
    balancerHour: flat(0.0252, "page"),
    apiRequest: apiRequests("page", 3.5, 3.19, 2.71, 1.72),
    logIngest: flat(0.67, "page"),
    flowLogIngest: flat(0.67, "page"),
  },
  "eu-west-1": {
    ...everywhere,
    endpointHour: flat(0.011, "page"),
    balancerHour: flat(0.0252, "page"),
    transitAttachmentHour: flat(0.05, "page"),
    apiRequest: apiRequests("page", 3.5, 2.8, 2.38, 1.51),
    logIngest: flat(0.57, "page"),
    flowLogIngest: flat(0.57, "page"),
    logStorage: flat(0.03, "page"),
    instanceHourT4gNano: flat(0.0046, "page"),
    volumeGp3: flat(0.088, "page"),
  },
  "ap-northeast-1": {
    ...everywhere,
    endpointHour: flat(0.014, "listTokyo"),
    endpointData: endpointData("listTokyo"),
    balancerHour: flat(0.0243, "page"),
    transitAttachmentHour: flat(0.07, "page"),
    apiRequest: apiRequests("page", 4.25, 3.53, 3, 1.91),
    lambdaRequest: flat(0.2 / million, "listTokyo"),
    lambdaX86: flat(0.0000166667, "listTokyo"),
    tableRead: flat(0.1425 / million, "listTokyo"),
    tableWrite: flat(0.715 / million, "listTokyo"),
    tableStorage: flat(0.285, "page"),
    key: flat(1, "listTokyo"),
    logIngest: flat(0.76, "listTokyo"),
    flowLogIngest: flat(0.76, "page"),
    logStorage: flat(0.033, "page"),
    alarm: flat(0.1, "listTokyo"),
    metric: flat(0.3, "listTokyo"),
    queueRequest: flat(0.4 / million, "listTokyo"),
    instanceHourT4gNano: flat(0.0054, "page"),
    volumeGp3: flat(0.096, "page"),
  },
  "ap-southeast-1": {
    ...everywhere,
    endpointHour: flat(0.013, "listSingapore"),
    endpointData: endpointData("listSingapore"),
    balancerHour: flat(0.0252, "page"),
    transitAttachmentHour: flat(0.07, "page"),
    apiRequest: apiRequests("page", 4.25, 3.53, 3, 1.91),
    key: flat(1, "listSingapore"),
    logIngest: flat(0.7, "page"),
    flowLogIngest: flat(0.7, "page"),
    logStorage: flat(0.03, "listSingapore"),
    alarm: flat(0.1, "listSingapore"),
    instanceHourT4gNano: flat(0.0053, "page"),
    volumeGp3: flat(0.096, "listSingapore"),
  },
};

/** Of an account, whatever the region: 25 zones, and then more of them. */
export const hostedZones: Price = tiered("page", [25, 0.5], [Infinity, 0.1]);

/** Kinds of endpoints that the program makes beside interface endpoints, or that a company may have instead. */
export const otherEndpoints = {
  gatewayEndpointHour: flat(0, "guides"),
  gatewayEndpointData: flat(0, "guides"),
  /** Seoul. */
  gatewayLoadBalancerEndpointData: flat(0.0035, "guides"),
} as const;
