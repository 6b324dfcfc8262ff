import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { unknown } from "../../../lab/state";
import { addressOf } from "../../../verify/model/addresses";
import { types } from "../../../verify/model/types";
import { tracerOf } from "../../../verify/trace";
import {
  add,
  apiId,
  domain,
  endpointId,
  endpointName,
  modelWith,
  region,
  remove,
  resource,
  set,
  sources,
  testOutcomes,
  type Change,
} from "../../support/oneEndpoint";

/** What a resolver answers, in short: the addresses, `public`, `nxdomain` or `unknown`. */
function resolved(changes: readonly Change[], name: string, from: keyof typeof sources): string {
  const answer = tracerOf(modelWith(...changes)).resolve(sources[from], name);
  return answer.kind === "private"
    ? answer.addresses.map(({ address }) => addressOf(address)).join(" ")
    : answer.kind;
}

type DnsRow = readonly [
  title: string,
  changes: readonly Change[],
  name: string,
  answers: Partial<Record<keyof typeof sources, string>>,
];

function testAnswers(rows: readonly DnsRow[]): void {
  for (const [title, changes, name, answers] of rows)
    for (const [from, expected] of Object.entries(answers)) {
      it(`${title}, asked by ${from}: ${expected}`, () => {
        assert.equal(resolved(changes, name, from as keyof typeof sources), expected);
      });
    }
}

const inside = "10.0.1.5";
const privateDns = set("endpoint", { privateDnsEnabled: true });
const regional = set("api", { endpointConfiguration: { types: "REGIONAL" } });
const defaultName = `${apiId}.${domain}`;
const aliasName = `${apiId}-${endpointId}.${domain}`;
const second: Change = add(
  resource(types.endpoint, "second", "vpce-0f", {
    vpcId: "vpc-away",
    serviceName: `com.amazonaws.${region}.execute-api`,
    subnetConfigurations: [{ subnetId: "subnet-guest", ipv4: "10.1.0.7" }],
    subnetIds: ["subnet-guest"],
    dnsEntries: [],
  }),
);
const bothAssociated = set("api", {
  endpointConfiguration: { types: ["PRIVATE"], vpcEndpointIds: [endpointId, "vpce-0f"] },
});

describe("names of API Gateway", () => {
  const everywhere = (answer: string) => ({
    caller: answer,
    neighbour: answer,
    guest: answer,
    corporate: answer,
    internet: answer,
  });
  const elsewhere = (caller: string, other: string) => ({ ...everywhere(other), caller, neighbour: caller });
  testAnswers([
    ["a private API's own name", [], defaultName, everywhere("nxdomain")],
    ["a private API's own name with private DNS", [privateDns], defaultName, elsewhere(inside, "nxdomain")],
    ["a public API's own name", [regional], defaultName, everywhere("public")],
    ["a public API's own name, captured", [privateDns, regional], defaultName, elsewhere(inside, "public")],
    [
      "an API without endpoint configuration, which is edge-optimised",
      [set("api", { endpointConfiguration: undefined })],
      defaultName,
      everywhere("public"),
    ],
    [
      "an API of which nobody knows whether it is private",
      [set("api", { endpointConfiguration: unknown })],
      defaultName,
      everywhere("unknown"),
    ],
    ["the alias", [], aliasName, everywhere(inside)],
    ["the alias with private DNS", [privateDns], aliasName, everywhere(inside)],
    [
      "the alias without association",
      [set("api", { endpointConfiguration: { types: "PRIVATE" } })],
      aliasName,
      everywhere("nxdomain"),
    ],
    [
      "the alias of another VPC's endpoint",
      [second, bothAssociated],
      `${apiId}-vpce-0f.${domain}`,
      everywhere("10.1.0.7"),
    ],
    [
      "the alias of another VPC's endpoint, captured",
      [second, bothAssociated, privateDns],
      `${apiId}-vpce-0f.${domain}`,
      elsewhere(inside, "10.1.0.7"),
    ],
    [
      "an alias that was never made, captured all the same",
      [privateDns],
      `${apiId}-vpce-0f.${domain}`,
      elsewhere(inside, "nxdomain"),
    ],
    ["the endpoint's own name", [], endpointName, everywhere(inside)],
    ["the endpoint's own name with private DNS", [privateDns], endpointName, everywhere(inside)],
    ["an API that is not there", [], `zzz.${domain}`, everywhere("unknown")],
    ["an API that is not there, captured", [privateDns], `zzz.${domain}`, elsewhere(inside, "unknown")],
    ["the API in another region", [], `${apiId}.execute-api.us-west-2.amazonaws.com`, everywhere("unknown")],
    [
      "the API in another region is not captured",
      [privateDns],
      `${apiId}.execute-api.us-west-2.amazonaws.com`,
      everywhere("unknown"),
    ],
    [
      "the API below another domain",
      [],
      `${apiId}.execute-api.${region}.amazonaws.com.cn`,
      everywhere("unknown"),
    ],
    [
      "an endpoint that is not there",
      [set("api", { endpointConfiguration: { types: "PRIVATE", vpcEndpointIds: ["vpce-0f"] } })],
      `${apiId}-vpce-0f.${domain}`,
      everywhere("unknown"),
    ],
    ["capitals and a final dot", [], `${aliasName.toUpperCase()}.`, everywhere(inside)],
    ["a name that nothing knows", [], "www.example.com", everywhere("unknown")],
    ["a name that ends as the captured zone does", [privateDns], `x${domain}`, everywhere("unknown")],
  ]);
});

describe("an endpoint's addresses", () => {
  const zonal = (zone: string): string =>
    `vpce-0e-xyz-${region}${zone}.execute-api.${region}.vpce.amazonaws.com`;
  const two = set("endpoint", {
    subnetIds: ["subnet-carrier", "subnet-caller"],
    subnetConfigurations: [
      { subnetId: "subnet-carrier", ipv4: inside },
      { subnetId: "subnet-caller", ipv4: "10.0.0.6" },
    ],
    dnsEntries: [{ dnsName: endpointName }, { dnsName: zonal("a") }, { dnsName: zonal("b") }],
  });
  const hidden = (subnetIds: unknown) => set("endpoint", { subnetConfigurations: undefined, subnetIds });
  testAnswers([
    ["all of them", [two], endpointName, { internet: `${inside} 10.0.0.6` }],
    ["those of the zone", [two], zonal("a"), { internet: "10.0.0.6" }],
    ["those of the other zone", [two], zonal("b"), { internet: inside }],
    [
      "those of a zone that is not known",
      [two, set("caller.subnet", { availabilityZone: unknown })],
      zonal("a"),
      { internet: "unknown" },
    ],
    [
      "any of the subnet's, where AWS has not told",
      [hidden(["subnet-carrier"])],
      aliasName,
      { guest: "10.0.1.4" },
    ],
    ["those of subnets that are not known", [hidden(unknown)], aliasName, { guest: "unknown" }],
    [
      "those of two subnets, one not known",
      [hidden(["subnet-carrier", unknown])],
      aliasName,
      { guest: "unknown" },
    ],
    ["a zonal name that is not there", [], zonal("a"), { internet: "unknown" }],
    [
      "a service that is not API Gateway",
      [set("endpoint", { serviceName: `com.amazonaws.${region}.s3` })],
      endpointName,
      { internet: "unknown" },
    ],
  ]);

  it("says where AWS has not told the address", () => {
    const answer = tracerOf(modelWith(hidden(["subnet-carrier"]))).resolve(sources.guest, aliasName);
    assert.match(answer.says, /^resolves to an address not told yet: the alias of api/);
  });
});

describe("the settings of a VPC", () => {
  testAnswers([
    [
      "DNS support off",
      [set("home.vpc", { enableDnsSupport: false })],
      aliasName,
      { caller: "nxdomain", guest: inside, corporate: inside },
    ],
    [
      "DNS support not known",
      [set("home.vpc", { enableDnsSupport: unknown })],
      aliasName,
      { caller: "unknown", guest: inside },
    ],
    [
      "DNS support unsaid, which is on",
      [set("home.vpc", { enableDnsSupport: undefined })],
      aliasName,
      { caller: inside },
    ],
    [
      "host names off: private DNS captures nothing",
      [privateDns, set("home.vpc", { enableDnsHostnames: false })],
      defaultName,
      { caller: "nxdomain" },
    ],
    [
      "host names unsaid, which is off",
      [privateDns, set("home.vpc", { enableDnsHostnames: undefined })],
      defaultName,
      { caller: "nxdomain" },
    ],
    [
      "host names not known",
      [privateDns, set("home.vpc", { enableDnsHostnames: unknown })],
      defaultName,
      { caller: "unknown", guest: "nxdomain" },
    ],
    [
      "private DNS not known",
      [set("endpoint", { privateDnsEnabled: unknown })],
      defaultName,
      { caller: "unknown", guest: "nxdomain" },
    ],
    [
      "private DNS not known, another name",
      [set("endpoint", { privateDnsEnabled: unknown })],
      endpointName,
      { caller: inside },
    ],
    [
      "private DNS not known, host names off",
      [set("endpoint", { privateDnsEnabled: unknown }), set("home.vpc", { enableDnsHostnames: false })],
      defaultName,
      { caller: "nxdomain" },
    ],
    ["the VPC is not there", [remove("home.vpc")], aliasName, { caller: "unknown" }],
  ]);
});

describe("hosted zones", () => {
  const zone = (name: string, id: string, vpcs: readonly string[] | undefined = ["vpc-home"]): Change =>
    add(resource(types.zone, id, id, { zoneId: id, name, vpcs: vpcs.map((vpcId) => ({ vpcId })) }));
  const record = (id: string, zoneId: string, more: Properties): Change =>
    add(resource(types.record, id, id, { zoneId, type: "A", ...more }));
  const internal = zone("example.internal", "Z1");
  const api = "api.example.internal";
  testAnswers([
    [
      "an alias record",
      [internal, record("r", "Z1", { name: api, aliases: [{ name: endpointName }] })],
      api,
      { caller: inside, guest: "unknown", corporate: "unknown" },
    ],
    [
      "an alias to a name in capitals",
      [internal, record("r", "Z1", { name: api, aliases: [{ name: `${endpointName.toUpperCase()}.` }] })],
      api,
      { caller: inside },
    ],
    [
      "an address record",
      [internal, record("r", "Z1", { name: api, records: ["10.0.1.5", "10.0.1.6"] })],
      api,
      { caller: "10.0.1.5 10.0.1.6" },
    ],
    [
      "a canonical name",
      [internal, record("r", "Z1", { type: "CNAME", name: api, records: [endpointName] })],
      api,
      { caller: inside },
    ],
    [
      "a record of another type",
      [internal, record("r", "Z1", { type: "TXT", name: api, records: ["10.0.1.5"] })],
      api,
      { caller: "nxdomain" },
    ],
    [
      "a record by its label below the zone",
      [internal, record("r", "Z1", { name: "api", records: [inside] })],
      api,
      { caller: inside },
    ],
    [
      "a record in full, with a final dot",
      [zone("Example.Internal.", "Z1"), record("r", "Z1", { name: `${api}.`, records: [inside] })],
      api,
      { caller: inside },
    ],
    [
      "a record by its full name",
      [internal, record("r", "Z1", { name: "other", fqdn: api, records: [inside] })],
      api,
      { caller: inside },
    ],
    [
      "a record at the apex",
      [internal, record("r", "Z1", { name: "", records: [inside] })],
      "example.internal",
      { caller: inside },
    ],
    [
      "a record of the zone's name at the apex",
      [internal, record("r", "Z1", { name: "example.internal", records: [inside] })],
      "example.internal",
      { caller: inside },
    ],
    [
      "a wildcard",
      [internal, record("r", "Z1", { name: "*.example.internal", records: [inside] })],
      api,
      { caller: inside },
    ],
    [
      "a record before the wildcard",
      [
        internal,
        record("w", "Z1", { name: "*", records: ["10.0.1.9"] }),
        record("r", "Z1", { name: "api", records: [inside] }),
      ],
      api,
      { caller: inside },
    ],
    [
      "a wildcard is not for the apex",
      [internal, record("w", "Z1", { name: "*", records: ["10.0.1.9"] })],
      "example.internal",
      { caller: "nxdomain" },
    ],
    [
      "the most specific zone, and no other",
      [
        internal,
        zone("api.example.internal", "Z2"),
        record("r", "Z1", { name: "v1.api", records: [inside] }),
      ],
      "v1.api.example.internal",
      { caller: "nxdomain" },
    ],
    [
      "the most specific zone, whatever their order",
      [zone("api.example.internal", "Z2"), internal, record("r", "Z2", { name: "v1", records: [inside] })],
      "v1.api.example.internal",
      { caller: inside },
    ],
    ["a name outside of the zone", [internal], "other.internal", { caller: "unknown" }],
    ["a name that only ends as the zone", [internal], "my-example.internal", { caller: "unknown" }],
    [
      "another VPC's zone",
      [zone("example.internal", "Z1", ["vpc-away"]), record("r", "Z1", { name: api, records: [inside] })],
      api,
      { caller: "unknown", guest: inside },
    ],
    [
      "a zone that is associated on its own",
      [
        zone("example.internal", "Z1", ["vpc-away"]),
        add(resource(types.zoneAssociation, "za", "za", { zoneId: "Z1", vpcId: "vpc-home" })),
        record("r", "Z1", { name: api, records: [inside] }),
      ],
      api,
      { caller: inside, guest: inside, corporate: "unknown" },
    ],
    [
      "a public zone",
      [zone("example.com", "Z1", []), record("r", "Z1", { name: "api", records: [inside] })],
      "api.example.com",
      { caller: inside, guest: inside, corporate: inside, internet: inside },
    ],
    [
      "an alias of a public zone",
      [
        zone("example.com", "Z1", []),
        record("r", "Z1", { name: "api", type: "CNAME", records: ["b.example.com."] }),
        record("s", "Z1", { name: "b", aliases: [{ name: endpointName }] }),
      ],
      "api.example.com",
      { caller: inside, guest: inside, corporate: inside, internet: inside },
    ],
    [
      "an alias of a public zone to a captured name",
      [
        privateDns,
        zone("example.com", "Z1", []),
        record("r", "Z1", { name: "api", type: "CNAME", records: [defaultName] }),
      ],
      "api.example.com",
      { caller: inside, internet: "nxdomain" },
    ],
    [
      "an alias of a public zone that leads in a circle",
      [
        zone("example.com", "Z1", []),
        record("r", "Z1", { name: "api", aliases: [{ name: "api.example.com" }] }),
      ],
      "api.example.com",
      { caller: "unknown", internet: "unknown" },
    ],
    [
      "an alias to a captured name",
      [privateDns, internal, record("r", "Z1", { name: api, aliases: [{ name: defaultName }] })],
      api,
      { caller: inside },
    ],
    [
      "an alias to a name that is not public",
      [internal, record("r", "Z1", { name: api, aliases: [{ name: defaultName }] })],
      api,
      { caller: "nxdomain" },
    ],
    [
      "an alias to an alias",
      [
        internal,
        record("r", "Z1", { name: api, aliases: [{ name: "b.example.internal" }] }),
        record("s", "Z1", { name: "b", aliases: [{ name: endpointName }] }),
      ],
      api,
      { caller: inside },
    ],
    [
      "an alias that leads in a circle",
      [internal, record("r", "Z1", { name: api, aliases: [{ name: api }] })],
      api,
      { caller: "unknown" },
    ],
    [
      "an alias that is not known",
      [internal, record("r", "Z1", { name: api, aliases: [{ name: unknown }] })],
      api,
      { caller: "unknown" },
    ],
    [
      "a zone of the captured name's parent",
      [privateDns, zone("amazonaws.com", "Z1")],
      defaultName,
      { caller: inside },
    ],
    [
      "a wildcard for two labels",
      [internal, record("w", "Z1", { name: "*", records: [inside] })],
      "a.b.example.internal",
      { caller: inside },
    ],
    [
      "the longest wildcard",
      [
        internal,
        record("w", "Z1", { name: "*", records: ["10.0.1.9"] }),
        record("v", "Z1", { name: "*.b", records: [inside] }),
      ],
      "a.b.example.internal",
      { caller: inside },
    ],
    [
      "a zone whose VPCs are not known",
      [internal, set("Z1", { vpcs: unknown }), record("r", "Z1", { name: api, records: [inside] })],
      api,
      { caller: "unknown", guest: "unknown", internet: "unknown" },
    ],
    [
      "a zone whose name is not known",
      [internal, set("Z1", { name: unknown }), record("r", "Z1", { name: api, records: [inside] })],
      defaultName,
      { caller: "unknown", internet: "nxdomain" },
    ],
    [
      "a record whose zone is not known",
      [internal, record("r", "Z1", { name: api, zoneId: unknown, records: [inside] })],
      api,
      { caller: "unknown" },
    ],
    [
      "what does not rest on the zone",
      [internal, set("Z1", { name: unknown })],
      aliasName,
      { caller: inside },
    ],
  ]);
});

describe("a name that is not resolved", () => {
  testOutcomes([
    ["does not exist", [], "dns nxdomain", { url: `https://${defaultName}/v1` }],
    ["is not known", [], "dns unknown", { url: "https://www.example.com/v1" }],
    [
      "has no address",
      [zoneWith({ records: [] })],
      "route unknown",
      { url: "https://api.example.internal/v1" },
    ],
    [
      "has an address that nothing has",
      [zoneWith({ records: ["10.0.1.99"] })],
      "route timeout",
      { url: "https://api.example.internal/v1" },
    ],
    [
      "has an address beyond the VPC",
      [zoneWith({ records: ["10.9.0.1"] })],
      "route timeout",
      { url: "https://api.example.internal/v1" },
    ],
  ]);

  function zoneWith(record: Properties): Change {
    return add(
      resource(types.zone, "zone", "Z1", {
        zoneId: "Z1",
        name: "example.internal",
        vpcs: [{ vpcId: "vpc-home" }],
      }),
      resource(types.record, "r", "r", { zoneId: "Z1", type: "A", name: "api", ...record }),
    );
  }
});

describe("an address of several", () => {
  const two = (second: string): Change =>
    set("endpoint", {
      subnetIds: ["subnet-carrier", "subnet-caller"],
      subnetConfigurations: [
        { subnetId: "subnet-carrier", ipv4: inside },
        { subnetId: "subnet-caller", ipv4: second },
      ],
    });
  const blocked = add(
    resource(types.networkAcl, "acl", "acl-0", { subnetIds: ["subnet-carrier"], ingress: [], egress: [] }),
  );
  testOutcomes([
    ["all of them answer", [two("10.0.0.6")], "backend ok 200"],
    ["one does not, and every one has to", [two("10.0.0.6"), blocked], "firewall timeout"],
    ["one does not, and any is enough", [two("10.0.0.6"), blocked], "backend ok 200", { demand: "any" }],
  ]);
});

describe("other names", () => {
  const balancer = (more: Properties): Change =>
    add(
      resource(types.loadBalancer, "front", "front", {
        loadBalancerType: "network",
        dnsName: "Front.elb.amazonaws.com",
        subnetMappings: [{ subnetId: "subnet-carrier", privateIpv4Address: "10.0.1.20" }],
        ...more,
      }),
    );
  const name = "front.elb.amazonaws.com";
  const own = add(
    resource(types.domainName, "dom", "dom", {
      domainName: "srv.example.internal",
      endpointConfiguration: { types: "PRIVATE" },
    }),
  );
  testAnswers([
    [
      "a load balancer's",
      [balancer({})],
      name,
      { caller: "10.0.1.20", guest: "10.0.1.20", corporate: "10.0.1.20" },
    ],
    [
      "a load balancer's whose addresses AWS chose",
      [balancer({ subnets: ["subnet-carrier"], subnetMappings: [{ subnetId: "subnet-carrier" }] })],
      name,
      { caller: "10.0.1.4" },
    ],
    [
      "a load balancer's whose subnets nobody knows",
      [balancer({ subnets: ["subnet-elsewhere"] })],
      name,
      { caller: "unknown" },
    ],
    [
      "a load balancer's of two addresses, one not known",
      [
        balancer({
          subnetMappings: [
            { subnetId: "subnet-carrier", privateIpv4Address: "10.0.1.20" },
            { subnetId: "subnet-caller", privateIpv4Address: unknown },
          ],
        }),
      ],
      name,
      { caller: "unknown" },
    ],
    [
      "an Application Load Balancer's",
      [balancer({ loadBalancerType: "application" })],
      name,
      { caller: "unknown" },
    ],
    [
      "a private custom domain with a public record",
      [
        own,
        add(
          resource(types.zone, "Z9", "Z9", { zoneId: "Z9", name: "example.internal", vpcs: [] }),
          resource(types.record, "r9", "r9", { zoneId: "Z9", type: "A", name: "srv", records: ["10.0.1.5"] }),
        ),
      ],
      "srv.example.internal",
      { caller: "10.0.1.5", internet: "10.0.1.5" },
    ],
    [
      "a private custom domain without a zone",
      [own],
      "srv.example.internal",
      { caller: "nxdomain", internet: "nxdomain" },
    ],
  ]);
});

describe("names of other services of AWS", () => {
  const endpointTo = (label: string, where = region, more: Properties = {}): Change =>
    add(
      resource(types.endpoint, "other", "vpce-0d", {
        vpcId: "vpc-home",
        vpcEndpointType: "Interface",
        serviceName: `com.amazonaws.${where}.${label}`,
        privateDnsEnabled: false,
        ...more,
      }),
    );
  const both = (answer: string) => ({ caller: answer, internet: answer });
  const rare = `groundstation.${region}.amazonaws.com`;
  testAnswers([
    ...["s3", "reports.s3", "dynamodb", "sqs", "kms", "1.dkr.ecr", "cloudformation"].map((name): DnsRow => [
      name,
      [],
      `${name}.${region}.amazonaws.com`,
      both("public"),
    ]),
    ["a service in China", [], "sqs.cn-north-1.amazonaws.com.cn", both("public")],
    ...["kms-fips", "groundstation", "prod.emrwal", "ec2messages", "email-smtp"].map((name): DnsRow => [
      name,
      [],
      `${name}.${region}.amazonaws.com`,
      both("unknown"),
    ]),
    ["a service that an endpoint leads to", [endpointTo("groundstation")], rare, both("public")],
    [
      "a service that an endpoint with private DNS leads to",
      [
        endpointTo("groundstation", region, {
          privateDnsEnabled: true,
          subnetIds: ["subnet-carrier"],
          subnetConfigurations: [{ subnetId: "subnet-carrier", ipv4: "10.0.1.9" }],
        }),
      ],
      rare,
      { caller: "10.0.1.9", neighbour: "10.0.1.9", guest: "public", internet: "public" },
    ],
    [
      "a service that an endpoint leads to in another region",
      [endpointTo("groundstation", "us-west-2")],
      rare,
      both("unknown"),
    ],
    ["another service than an endpoint leads to", [endpointTo("kms-fips")], rare, both("unknown")],
  ]);

  it("tells what is not known", () => {
    const answer = tracerOf(modelWith()).resolve(sources.internet, rare);
    assert.deepEqual(answer, {
      kind: "unknown",
      says: `whether AWS offers groundstation in ${region} is not known`,
    });
  });
});

describe("a public name of somebody's own that leads to a public API", () => {
  const leading = [
    set("api", { endpointConfiguration: { types: "REGIONAL" } }),
    add(
      resource(types.zone, "Z1", "Z1", { zoneId: "Z1", name: "example.com", vpcs: [] }),
      resource(types.record, "r", "r", {
        zoneId: "Z1",
        type: "CNAME",
        name: "api",
        records: [`${apiId}.${domain}`],
      }),
    ),
  ];
  testOutcomes([
    [
      "shows a certificate that is not known",
      leading,
      "tls unknown",
      { from: "internet", url: "https://api.example.com/v1" },
    ],
  ]);
});
