/** The day on which the table was put together. */
export const pricesOf = "2026-11-22";

/** Where figures are from, and of which day. */
export const sources = {
  guides: 'the guides, "Prices the guides quote"',
  listSeoul: "AWS Price List, offer files of ap-northeast-2, as quoted on 2026-10-01",
  listSeoulTables: "AWS Price List, AmazonDynamoDB of ap-northeast-2, as quoted in 2026",
  listOregon: "AWS Price List, AmazonVPC of us-west-2, as quoted on 2026-10-06",
  listTokyo: "AWS Price List, offer files of ap-northeast-1, as quoted on 2026-09-23",
  listSingapore: "AWS Price List, offer files of ap-southeast-1, as quoted on 2026-08-12",
  privateLinkPage: 'AWS, "AWS PrivateLink pricing", tiers for all regions, as quoted in 2026',
  gatewayPaper:
    'AWS, "Best Practices for Designing Amazon API Gateway Private APIs", table 4, which names no region',
  page: "AWS's public pricing page of the service, noted on 2026-11-22 and not compared with the Price List",
} as const;
export type Source = keyof typeof sources;
