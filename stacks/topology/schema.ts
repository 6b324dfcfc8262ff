import { z } from "zod";
import { domainName } from "./domainName";
import { flag, list, mapping, name, oneOf, range, text, vpcRange, whole } from "./fields";
import { scheduleExpression } from "./schedule";

function region() {
  return text("the name of an AWS region", /^[a-z]{2}(-[a-z]+)+-\d+$/, "such as ap-northeast-2 or us-west-2");
}

/** An id as AWS makes them: a prefix, a dash, and hexadecimal digits. */
function id(prefixes: string, of: string) {
  return text(
    `the id of ${of}`,
    new RegExp(`^(${prefixes})-[0-9a-f]{8,17}$`),
    `such as ${prefixes.split("|")[0]}-0123456789abcdef0`,
  );
}

export const account = mapping("an account", {
  id: text(
    "an account id of 12 digits in quotes",
    /^\d{12}$/,
    'write it in quotes, such as "012345670123": without them YAML reads a number, one that begins with 0 as octal',
  ),
  role: text(
    "the ARN of a role",
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    "such as arn:aws:iam::111111111111:role/apilink",
  ).optional(),
  profile: text("the name of a profile", /^[^\s\p{Cc}]+$/u, "as in ~/.aws/config").optional(),
  region: region().optional(),
  apiLogs: oneOf(["off", "existing", "create"]).default("off"),
});

const zones = z
  .union(
    [whole(1, 8), list(text("a zone name", /^[a-z0-9-]+[a-z]$/, "such as us-west-2a"), "zone names").min(1)],
    {
      error: () =>
        "must be a whole number from 1 to 8, or a list of zone names\nsuch as 2, or [us-west-2a, us-west-2b]",
    },
  )
  .default(2);

/** An entry that can be written as the service's name alone. */
function ofService<Entry extends z.ZodType>(entry: Entry) {
  return z.preprocess((value) => (typeof value === "string" ? { service: value } : value), entry);
}

const awsServiceLabel = text(
  "the name of an AWS service",
  /./,
  "as in com.amazonaws.REGION.NAME, such as s3",
);

const gateway = ofService(
  mapping("the name of an AWS service, or { service, buckets } or { service, tables }", {
    service: awsServiceLabel,
    buckets: list(
      text("the name of a bucket", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "3 to 63 of a-z, 0-9, . and -"),
      "bucket names",
    )
      .min(1, { error: () => "must name at least one\nleave it out for all buckets" })
      .optional(),
    tables: list(
      text("the name of a table", /^[A-Za-z0-9_.-]{3,255}$/, "3 to 255 of letters, digits, _, . and -"),
      "table names",
    )
      .min(1, { error: () => "must name at least one\nleave it out for all tables" })
      .optional(),
  }),
);

const interfaceEndpoint = ofService(
  mapping("the name of an AWS service, or { service, privateDns }", {
    service: awsServiceLabel,
    privateDns: flag().default(true),
  }),
);

/** Alarm actions of one state. Source: PutMetricAlarm of the CloudWatch API reference. */
const mostTopics = 5;

const canary = mapping("true, false, or { schedule, alarmTopicArns }", {
  schedule: scheduleExpression().default("rate(5 minutes)"),
  alarmTopicArns: list(
    text(
      "the ARN of an SNS topic",
      /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/,
      "such as arn:aws:sns:ap-northeast-2:111111111111:alarms",
    ),
    "ARNs of SNS topics",
  )
    .max(mostTopics, {
      error: () =>
        `must name at most ${mostTopics} topics\nan alarm takes no more: fan out behind one of them`,
    })
    .default([]),
});

/** `true` is a canary with every default, `false` none. */
const canarySwitch = z
  .preprocess((value) => (value === true ? {} : value === false ? undefined : value), canary.optional())
  .optional();

export const network = mapping("a network", {
  account: name("an account"),
  region: region(),
  cidr: vpcRange(),
  zones,
  publicSubnets: flag().default(false),
  privateDns: flag().default(false),
  callsPublicApis: flag().default(false),
  corporate: list(
    mapping("a corporate range", {
      cidr: range(),
      via: id("vgw|tgw", "a virtual private or transit gateway"),
    }),
    "corporate ranges",
  ).default([]),
  gateways: list(gateway, "gateway endpoints").default([]),
  interfaces: list(interfaceEndpoint, "interface endpoints").default([]),
  canary: canarySwitch,
  existing: mapping("an adopted VPC", {
    vpcId: id("vpc", "a VPC"),
    subnetIds: list(id("subnet", "a subnet"), "subnet ids"),
    routeTableIds: list(id("rtb", "a route table"), "route table ids"),
    endpointId: id("vpce", "an interface endpoint").optional(),
  }).optional(),
});

/** What an inventory is collected from: where accounts or regions are left out, all that the topology has. */
export const collect = mapping("what to collect", {
  schedule: scheduleExpression().default("rate(1 day)"),
  accounts: list(name("an account"), "account names").optional(),
  regions: list(region(), "regions")
    .min(1, {
      error: () =>
        "must name at least one\nleave it out for all regions, or write accounts: [] to collect nothing",
    })
    .optional(),
});

export const api = mapping("an API", {
  account: name("an account"),
  region: region(),
  stage: text("a stage name", /^[A-Za-z0-9_-]{1,128}$/, "1 to 128 letters, digits, - and _").default("v1"),
  access: oneOf(["private", "regional"]).default("private"),
  backend: oneOf(["mock", "inventory"]).default("mock"),
  collect: collect.optional(),
  apiKey: flag().default(false),
  cors: list(
    text(
      "an origin",
      /^(\*|https?:\/\/[A-Za-z0-9.-]+(:\d+)?)$/,
      'such as "https://portal.example.com", or "*" for all',
    ),
    "origins",
  ).default([]),
  domain: mapping("a private custom domain", {
    name: domainName(),
    certificateArn: text(
      "the ARN of a certificate",
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
      "such as arn:aws:acm:ap-northeast-2:111111111111:certificate/01234567-89ab-cdef-0123-456789abcdef",
    ),
  }).optional(),
  front: mapping("a front", { network: name("a network") }).optional(),
});

export const link = mapping("a link", {
  from: name("a network"),
  to: name("an API"),
  through: name("a network").optional(),
});

export const service = mapping("a service", {
  network: name("a network"),
  port: whole(1, 65535).default(80),
  instances: whole(1, 1000).default(2),
  acceptance: flag().default(true),
  regions: list(region(), "regions").default([]),
});

export const subscription = mapping("a subscription", {
  from: name("a network"),
  to: name("a service"),
  accept: flag().default(true),
});
