/** What AWS charges for, and in which unit a price is told. */
export const meters = {
  endpointHour: "zone-hour",
  endpointData: "GB",
  balancerHour: "hour",
  balancerCapacity: "NLCU-hour",
  transitAttachmentHour: "hour",
  /** Between zones of a region, over peering or behind a load balancer: each GB is charged as it leaves and as it enters. */
  zoneTransfer: "GB",
  /** Between regions, as it leaves: by the pair of regions. */
  regionTransfer: "GB",
  apiRequest: "request",
  lambdaRequest: "request",
  lambdaArm: "GB-second",
  lambdaX86: "GB-second",
  tableRead: "read unit",
  tableWrite: "write unit",
  tableStorage: "GB-month",
  tableBackup: "GB-month",
  key: "key-month",
  hostedZone: "zone-month",
  logIngest: "GB",
  flowLogIngest: "GB",
  logStorage: "GB-month",
  alarm: "alarm-month",
  metric: "metric-month",
  queueRequest: "request",
  /** On demand, Linux. */
  instanceHourT4gNano: "hour",
  volumeGp3: "GB-month",
} as const;
export type Meter = keyof typeof meters;
