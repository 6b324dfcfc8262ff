import assert from "node:assert/strict";
import type { Place, Properties } from "../../../lab/resource";
import { types } from "../../../lab/services/types";
import { isMapping } from "../../../stacks/mapping";
import { landscape, oregon, owner, seoul, type Landscape } from "./landscape";
import { inputsLike, refuses, refusesToDelete } from "./refusing";

const stranger: Place = { account: "333333333333", region: seoul.region };

/** A VPC of another place with one subnet, and what an endpoint from there to the service is made with. */
function consumerIn(made: Landscape, place: Place, more: Properties = {}): Properties {
  const vpcId = made.make(types.vpc, "abroad", { cidrBlock: "10.0.0.0/16" }, place);
  const range = { cidrBlock: "10.0.0.0/20", availabilityZone: `${place.region}a` };
  const serviceName = made.output("service", "serviceName");
  const subnetIds = [made.make(types.subnet, "abroad.a", { vpcId, ...range }, place)];
  return { vpcId, subnetIds, serviceName, vpcEndpointType: "Interface", ...more };
}

/** The service, offered in Oregon, too. */
function offeredAbroad(made: Landscape): unknown {
  const inputs = { ...inputsLike(made, "service"), supportedRegions: [seoul.region, oregon.region] };
  made.make(types.endpointService, "abroad service", inputs);
  return made.output("abroad service", "serviceName");
}

describe("endpoint services of the embedded cloud", () => {
  refuses([
    {
      name: "a service without a load balancer",
      type: types.endpointService,
      like: "service",
      inputs: () => ({ networkLoadBalancerArns: [] }),
      code: "MissingParameter",
    },
    {
      name: "another account's load balancer",
      type: types.endpointService,
      place: owner,
      like: "service",
      inputs: () => ({}),
      code: "InvalidParameter",
      message: /The Network Load Balancer '.*' does not exist/,
    },
    {
      name: "another region's load balancer",
      type: types.endpointService,
      place: oregon,
      like: "service",
      inputs: () => ({}),
      code: "InvalidParameter",
    },
    {
      name: "a region that does not exist",
      type: types.endpointService,
      like: "service",
      inputs: () => ({ supportedRegions: ["ap-northeast-9"] }),
      code: "InvalidRegion",
    },
  ]);
  refusesToDelete([["service", "ExistingVpcEndpointConnections"]]);

  it("is named by its id, in the zones of its load balancer, for its own region", () => {
    const made = landscape();
    const id = made.id("service");
    assert.match(id, /^vpce-svc-0[0-9a-f]{16}$/);
    assert.equal(made.output("service", "serviceName"), `com.amazonaws.vpce.ap-northeast-2.${id}`);
    assert.deepEqual(made.output("service", "availabilityZones"), ["ap-northeast-2a", "ap-northeast-2c"]);
    assert.deepEqual(made.output("service", "supportedRegions"), ["ap-northeast-2"]);
    assert.deepEqual(made.output("service", "baseEndpointDnsNames"), [
      `${id}.ap-northeast-2.vpce.amazonaws.com`,
    ]);
  });
});

describe("endpoints to somebody's own service in the embedded cloud", () => {
  refuses([
    {
      name: "an account that is no allowed principal (E4)",
      type: types.endpoint,
      place: stranger,
      inputs: (made) => consumerIn(made, stranger),
      code: "InvalidServiceName",
      message:
        /^The Vpc Endpoint Service 'com.amazonaws.vpce.ap-northeast-2.vpce-svc-0[0-9a-f]{16}' does not exist$/,
    },
    {
      name: "a region that the service does not support (E5)",
      type: types.endpoint,
      place: { ...owner, region: oregon.region },
      inputs: (made) =>
        consumerIn(made, { ...owner, region: oregon.region }, { serviceRegion: seoul.region }),
      code: "InvalidServiceName",
    },
    {
      name: "another region's service whose region is not named",
      type: types.endpoint,
      place: { ...owner, region: oregon.region },
      inputs: (made) =>
        consumerIn(made, { ...owner, region: oregon.region }, { serviceName: offeredAbroad(made) }),
      code: "InvalidServiceName",
    },
    {
      name: "a service that is not there",
      type: types.endpoint,
      like: "connection",
      place: owner,
      inputs: () => ({ serviceName: "com.amazonaws.vpce.ap-northeast-2.vpce-svc-0123456789abcdef0" }),
      code: "InvalidServiceName",
    },
    {
      name: "a zone that the service's load balancer is not in",
      type: types.endpoint,
      like: "connection",
      place: owner,
      inputs: (made) => {
        const range = { cidrBlock: "10.0.32.0/20", availabilityZone: "ap-northeast-2b" };
        const subnet = made.make(types.subnet, "b", { vpcId: made.id("consumer"), ...range }, owner);
        return { subnetIds: [subnet] };
      },
      code: "InvalidParameter",
      message: /does not support the availability zone of the subnet/,
    },
    {
      name: "private DNS of a service without a private name",
      type: types.endpoint,
      like: "connection",
      place: owner,
      inputs: (made) => ({
        ...consumerIn(made, owner, { privateDnsEnabled: true }),
        vpcId: made.id("consumer"),
        subnetIds: [made.id("consumer.a")],
      }),
      code: "InvalidParameter",
      message: /does not provide a private DNS name/,
    },
    {
      name: "an endpoint that accepts itself in another account",
      type: types.endpoint,
      like: "connection",
      place: owner,
      inputs: () => ({ autoAccept: true }),
      code: "InvalidVpcEndpointServiceId.NotFound",
    },
    {
      name: "an acceptance by the consumer's account",
      type: types.endpointAccepter,
      like: "acceptance",
      place: owner,
      inputs: () => ({}),
      code: "InvalidVpcEndpointServiceId.NotFound",
    },
    {
      name: "an acceptance in another region",
      type: types.endpointAccepter,
      like: "acceptance",
      place: oregon,
      inputs: () => ({}),
      code: "InvalidVpcEndpointServiceId.NotFound",
    },
    {
      name: "the acceptance of another service's endpoint",
      type: types.endpointAccepter,
      like: "acceptance",
      inputs: (made) => ({ vpcEndpointId: made.id("endpoint") }),
      code: "InvalidVpcEndpointId.NotFound",
    },
    {
      name: "the acceptance of an endpoint that is not there",
      type: types.endpointAccepter,
      like: "acceptance",
      inputs: () => ({ vpcEndpointId: "vpce-0123456789abcdef0" }),
      code: "InvalidVpcEndpointId.NotFound",
    },
  ]);

  it("waits until the service's account accepts it (E1, E2)", () => {
    const made = landscape();
    assert.equal(made.output("connection", "state"), "pendingAcceptance");
    assert.equal(made.output("acceptance", "vpcEndpointState"), "available");
    assert.equal(made.id("acceptance"), `${made.id("service")}_${made.id("connection")}`);
    const urn = `urn:pulumi:dev::apilink::${types.endpoint}::connection`;
    const inputs = inputsLike(made, "connection");
    const again = made.cloud.update(made.id("connection"), { ...owner, urn, inputs });
    assert.ok(again.ok);
    assert.equal(again.outputs["state"], "available");
  });

  it("is available at once where nobody has to accept, or the same account does", () => {
    const made = landscape();
    const open = { ...inputsLike(made, "service"), acceptanceRequired: false };
    made.make(types.endpointService, "open", open);
    const inputs = { ...inputsLike(made, "connection"), serviceName: made.output("open", "serviceName") };
    made.make(types.endpoint, "to open", inputs, owner);
    const own = {
      vpcId: made.id("vpc"),
      serviceName: made.output("service", "serviceName"),
      vpcEndpointType: "Interface",
      autoAccept: true,
    };
    made.make(types.endpoint, "own", own);
    assert.deepEqual(
      ["to open", "own"].map((name) => made.output(name, "state")),
      ["available", "available"],
    );
  });

  it("may be in another region that the service supports, in whatever zone, under a name of the service's region", () => {
    const made = landscape();
    const place = { ...owner, region: oregon.region };
    const [serviceName, serviceRegion] = [offeredAbroad(made), seoul.region];
    made.make(types.endpoint, "far", consumerIn(made, place, { serviceName, serviceRegion }), place);
    const entries: unknown = made.output("far", "dnsEntries");
    const [first] = (Array.isArray(entries) ? entries : []).filter(isMapping);
    const parent = `${made.id("abroad service")}.ap-northeast-2.vpce.amazonaws.com`;
    assert.match(String(first?.["dnsName"]), new RegExp(`^vpce-0[0-9a-f]{16}-[a-z0-9]{8}\\.${parent}$`));
  });
});

describe("endpoints to AWS's services in the embedded cloud", () => {
  const to = (made: Landscape, label: string, more: Properties = {}): Properties => ({
    vpcId: made.id("vpc"),
    serviceName: `com.amazonaws.ap-northeast-2.${label}`,
    vpcEndpointType: "Interface",
    subnetIds: [made.id("a")],
    ...more,
  });
  refuses([
    {
      name: "a service that no endpoint leads to",
      type: types.endpoint,
      inputs: (made) => to(made, "sun"),
      code: "InvalidServiceName",
    },
    {
      name: "a gateway endpoint to a service without one",
      type: types.endpoint,
      inputs: (made) => to(made, "cloudformation", { vpcEndpointType: "Gateway", subnetIds: [] }),
      code: "InvalidParameter",
      message: /\(Gateway\) does not match/,
    },
    {
      name: "private DNS of a service that has none",
      type: types.endpoint,
      inputs: (made) => to(made, "dynamodb", { privateDnsEnabled: true }),
      code: "InvalidParameter",
      message: /does not provide a private DNS name/,
    },
    ...[undefined, { privateDnsOnlyForInboundResolverEndpoint: true }].map((dnsOptions) => ({
      name: `private DNS of S3 without a gateway endpoint, ${dnsOptions === undefined ? "by default" : "as asked"}`,
      before: "gateway endpoint",
      type: types.endpoint,
      inputs: (made: Landscape) => to(made, "s3", { privateDnsEnabled: true, dnsOptions }),
      code: "InvalidParameter",
      message:
        /To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC vpc-\w+ must have a Gateway endpoint/,
    })),
    {
      name: "the address of an instance",
      type: types.endpoint,
      inputs: (made) => {
        const ipv4 = made.output("web", "privateIp");
        return to(made, "sts", { subnetConfigurations: [{ subnetId: made.id("a"), ipv4 }] });
      },
      code: "InvalidIPAddress.InUse",
    },
  ]);

  const names = (made: Landscape, endpoint: string): readonly string[] => {
    const entries: unknown = made.output(endpoint, "dnsEntries");
    return (Array.isArray(entries) ? entries : []).filter(isMapping).map(({ dnsName }) => String(dnsName));
  };

  it("answers the names of the service with private DNS, and is called in its own names what the service is", () => {
    const made = landscape();
    made.make(types.endpoint, "registry", to(made, "ecr.dkr", { privateDnsEnabled: true }));
    const [regional, zonal, ...privateNames] = names(made, "registry");
    assert.match(regional ?? "", /^vpce-\w+-\w{8}\.dkr\.ecr\.ap-northeast-2\.vpce\.amazonaws\.com$/);
    assert.match(
      zonal ?? "",
      /^vpce-\w+-\w{8}-ap-northeast-2a\.dkr\.ecr\.ap-northeast-2\.vpce\.amazonaws\.com$/,
    );
    assert.deepEqual(privateNames, [
      "dkr.ecr.ap-northeast-2.amazonaws.com",
      "*.dkr.ecr.ap-northeast-2.amazonaws.com",
    ]);
  });

  it("tells S3's names as wildcards, since they answer for buckets below them", () => {
    const made = landscape();
    made.make(types.endpoint, "buckets", to(made, "s3"));
    assert.match(
      names(made, "buckets")[0] ?? "",
      /^\*\.vpce-\w+-\w{8}\.s3\.ap-northeast-2\.vpce\.amazonaws\.com$/,
    );
  });

  it("takes private DNS of S3 beside a gateway endpoint, and without one for workloads as well", () => {
    const beside = landscape();
    beside.make(types.endpoint, "s3", to(beside, "s3", { privateDnsEnabled: true }));
    const alone = landscape({ before: "gateway endpoint" });
    const dnsOptions = { privateDnsOnlyForInboundResolverEndpoint: false };
    alone.make(types.endpoint, "s3", to(alone, "s3", { privateDnsEnabled: true, dnsOptions }));
    const inboundOnly = [beside, alone].map((made) => {
      const told = made.output("s3", "dnsOptions");
      return isMapping(told) && told["privateDnsOnlyForInboundResolverEndpoint"];
    });
    assert.deepEqual(inboundOnly, [true, false]);
  });
});
