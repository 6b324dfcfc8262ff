import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ExecuteApiEndpoint, Network, PublicNetwork } from "../../components";
import { EmbeddedRunError, type Failure } from "../../lab/embedded/failure";
import { runEmbedded } from "../../lab/embedded/run";
import { types } from "../../lab/services/types";
import { accountIds, onEmbeddedCloud, providerFor, valueOf } from "../support/embedded";
import { accountOfState, awsStates, stateOf } from "../support/states";

const region = "ap-northeast-2";
const cidrBlock = "10.0.0.0/16";

/** Everything that a run of the program is refused for. */
async function failuresOf(program: () => unknown): Promise<readonly Failure[]> {
  try {
    await onEmbeddedCloud(program);
  } catch (error) {
    if (error instanceof EmbeddedRunError) return error.failures;
    throw error;
  }
  return assert.fail("the run was not refused");
}

/** Each refusal in one line. */
async function refusalsOf(program: () => unknown): Promise<readonly string[]> {
  return (await failuresOf(program)).map(({ what, code, message }) => `${what}: ${code}: ${message}`);
}

/** A VPC of the networks' account, with a subnet in it. */
function vpcWithSubnet(args: Partial<aws.ec2.VpcArgs> = {}) {
  const opts = { provider: providerFor("networks") };
  const vpc = new aws.ec2.Vpc("vpc", { region, cidrBlock, enableDnsHostnames: true, ...args }, opts);
  const subnet = new aws.ec2.Subnet("subnet", { region, vpcId: vpc.id, cidrBlock: "10.0.0.0/24" }, opts);
  return { vpcId: vpc.id, subnetIds: [subnet.id], opts };
}

describe("a run on the embedded cloud", () => {
  it("lists each resource as `pulumi stack export` does", async () => {
    const { states } = await onEmbeddedCloud(vpcWithSubnet);
    const [vpc, subnet] = [stateOf(states, types.vpc, "vpc"), stateOf(states, types.subnet, "subnet")];
    const provider = stateOf(states, "pulumi:providers:aws", "networks");
    const stack = stateOf(states, "pulumi:pulumi:Stack", "acme-test");
    const { id = "", outputs, inputs, ...rest } = vpc;
    assert.deepEqual(rest, {
      urn: "urn:pulumi:test::acme::aws:ec2/vpc:Vpc::vpc",
      type: "aws:ec2/vpc:Vpc",
      custom: true,
      parent: stack.urn,
      provider: `${provider.urn}::${provider.id ?? ""}`,
      dependencies: [],
    });
    assert.match(id, /^vpc-0[0-9a-f]{16}$/);
    assert.equal(outputs["enableDnsSupport"], true);
    assert.equal(inputs["cidrBlock"], cidrBlock);
    assert.deepEqual(subnet.dependencies, [vpc.urn]);
    assert.equal(subnet.inputs["vpcId"], id);
  });

  it("gives every resource the engine's URN: the types of all its parents, below the stack", async () => {
    const { states } = await onEmbeddedCloud(() => {
      const outer = new pulumi.ComponentResource(
        "acme:index:Outer",
        "outer",
        {},
        { provider: providerFor("networks") },
      );
      const inner = new pulumi.ComponentResource("acme:index:Inner", "inner", {}, { parent: outer });
      const vpc = new aws.ec2.Vpc("deep", { region, cidrBlock }, { parent: inner });
      new aws.ec2.Subnet("deeper", { region, vpcId: vpc.id, cidrBlock: "10.0.0.0/24" }, { parent: vpc });
      new PublicNetwork("pub", { region, cidr: "10.1.0.0/16", zones: 1 }, { parent: inner });
    });
    const urns = new Set(states.map(({ urn }) => urn));
    const chain = "acme:index:Outer$acme:index:Inner";
    const awsx = `${chain}$apilink:index:PublicNetwork$awsx:ec2:Vpc`;
    for (const expected of [
      "pulumi:pulumi:Stack::acme-test",
      "pulumi:providers:aws::networks",
      "acme:index:Outer::outer",
      `${chain}::inner`,
      `${chain}$aws:ec2/vpc:Vpc::deep`,
      `${chain}$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet::deeper`,
      `${awsx}::pub`,
      `${awsx}$aws:ec2/vpc:Vpc::pub`,
      `${awsx}$aws:ec2/vpc:Vpc$aws:ec2/internetGateway:InternetGateway::pub`,
      `${awsx}$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet$aws:ec2/routeTable:RouteTable$aws:ec2/route:Route::pub-public-1`,
    ]) {
      assert.ok(urns.has(`urn:pulumi:test::acme::${expected}`), expected);
    }
  });

  it("lets children inherit the provider of the nearest parent that has one, also through awsx", async () => {
    const { states } = await onEmbeddedCloud(() => {
      const [networks, apis] = [providerFor("networks"), providerFor("apis")];
      const outer = new pulumi.ComponentResource("acme:index:Outer", "outer", {}, { provider: networks });
      const inner = new pulumi.ComponentResource("acme:index:Inner", "inner", {}, { parent: outer });
      new aws.ec2.Vpc("inherited", { region, cidrBlock }, { parent: inner });
      new aws.ec2.Vpc("own", { region, cidrBlock }, { parent: inner, provider: apis });
      const other = new pulumi.ComponentResource(
        "acme:index:Inner",
        "other",
        {},
        { parent: outer, provider: apis },
      );
      new PublicNetwork("pub", { region, cidr: "10.1.0.0/16", zones: 1 }, { parent: other });
      new PublicNetwork("far", { region, cidr: "10.1.0.0/16", zones: 1 }, { parent: inner });
    });
    const accounts = {
      inherited: accountIds.networks,
      own: accountIds.apis,
      pub: accountIds.apis,
      far: accountIds.networks,
    };
    for (const [name, account] of Object.entries(accounts)) {
      assert.equal(accountOfState(states, stateOf(states, types.vpc, name)), account, name);
    }
    for (const state of awsStates(states).filter(({ urn }) => /::(pub|far)/.test(urn))) {
      const account = state.urn.includes("::pub") ? accountIds.apis : accountIds.networks;
      assert.equal(accountOfState(states, state), account, state.urn);
    }
  });

  it("takes the region of the resource, else of its provider", async () => {
    const { states } = await onEmbeddedCloud(() => {
      const provider = providerFor("networks", "us-west-2");
      new aws.ec2.Vpc("there", { cidrBlock }, { provider });
      new aws.ec2.Vpc("here", { cidrBlock, region }, { provider });
    });
    const regions = ["there", "here"].map((name) => stateOf(states, types.vpc, name).outputs["region"]);
    assert.deepEqual(regions, ["us-west-2", region]);
  });

  it("keeps what was secret as an input secret as an output, and in the program, too", async () => {
    const { result, states } = await onEmbeddedCloud(() => {
      const opts = { provider: providerFor("networks") };
      const log = new aws.cloudwatch.LogGroup("log", { region, kmsKeyId: pulumi.secret("hidden key") }, opts);
      const tags = { plain: "shown tag", secret: pulumi.secret("hidden tag") };
      return [log, new aws.ec2.Vpc("vpc", { region, cidrBlock, tags }, opts)] as const;
    });
    const [log, vpc] = [stateOf(states, types.logGroup, "log"), stateOf(states, types.vpc, "vpc")];
    const hidden = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    for (const { kmsKeyId } of [log.inputs, log.outputs]) assert.deepEqual(kmsKeyId, hidden);
    for (const { tags } of [vpc.inputs, vpc.outputs])
      assert.deepEqual(tags, { plain: "shown tag", secret: hidden });
    assert.ok(await pulumi.isSecret(result[0].kmsKeyId));
    assert.equal(await valueOf(result[0].kmsKeyId), "hidden key");
  });

  it("answers functions with secrets where AWS's provider does", async () => {
    const { result, states } = await onEmbeddedCloud(() => {
      const provider = providerFor("networks");
      const name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
      const answer = aws.ssm.getParameterOutput({ name, region }, { provider });
      const log = new aws.cloudwatch.LogGroup("log", { region, kmsKeyId: answer.value }, { provider });
      return { log, image: pulumi.unsecret(answer.insecureValue) };
    });
    const { kmsKeyId } = stateOf(states, types.logGroup, "log").inputs;
    assert.deepEqual(kmsKeyId, {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    });
    assert.match(await valueOf(result.image), /^ami-0[0-9a-f]{16}$/);
  });

  it("has what was adopted", async () => {
    const vpc = { account: accountIds.networks, region, type: types.vpc, id: "vpc-0123456789abcdef0" };
    const program = () =>
      new aws.ec2.RouteTable("table", { region, vpcId: vpc.id }, { provider: providerFor("networks") });
    const { states } = await onEmbeddedCloud(program, { adopted: [{ ...vpc, inputs: {}, outputs: {} }] });
    assert.equal(awsStates(states).length, 1);
    assert.deepEqual(await refusalsOf(program), [
      `aws:ec2/routeTable:RouteTable table: InvalidVpcID.NotFound: The vpc ID '${vpc.id}' does not exist`,
    ]);
  });

  it("reads the configuration, and forgets it with the run", async () => {
    const read = () => new pulumi.Config("acme").get("greeting");
    assert.equal((await onEmbeddedCloud(read, { config: { "acme:greeting": "hello" } })).result, "hello");
    assert.equal((await onEmbeddedCloud(read)).result, undefined);
  });

  it("keeps runs apart: the same program gives the same states again", async () => {
    const program = () =>
      new Network("seoul", { region, cidr: cidrBlock }, { provider: providerFor("networks") });
    const runs = [await onEmbeddedCloud(program), await onEmbeddedCloud(program)];
    assert.deepEqual(runs[0]?.states, runs[1]?.states);
  });
});

describe("a run on the embedded cloud is refused for", () => {
  it("a second resource of the same URN", async () => {
    const refusals = await refusalsOf(() => {
      const provider = providerFor("networks");
      for (const cidr of ["10.0.0.0/16", "10.1.0.0/16"])
        new aws.ec2.Vpc("vpc", { region, cidrBlock: cidr }, { provider });
    });
    assert.deepEqual(refusals, [
      "aws:ec2/vpc:Vpc vpc: DuplicateUrn: a resource of this type and name exists already",
    ]);
  });

  it("two components of the same URN", async () => {
    const refusals = await refusalsOf(() => {
      for (const name of ["same", "same"]) new pulumi.ComponentResource("acme:index:Part", name);
    });
    assert.deepEqual(refusals, [
      "acme:index:Part same: DuplicateUrn: a resource of this type and name exists already",
    ]);
  });

  it("a type without a handler", async () => {
    assert.deepEqual(
      await refusalsOf(() => new aws.sns.Topic("news", {}, { provider: providerFor("networks") })),
      [
        "aws:sns/topic:Topic news: UnknownType: The embedded cloud does not know the type aws:sns/topic:Topic",
      ],
    );
  });

  it("a component of another package that it cannot expand", async () => {
    const remote = () =>
      new pulumi.ComponentResource(
        "other:index:Thing",
        "thing",
        {},
        { provider: providerFor("networks") },
        true,
      );
    assert.deepEqual(await refusalsOf(remote), [
      "other:index:Thing thing: UnknownType: The embedded cloud does not know the component other:index:Thing",
    ]);
  });

  it("an input that is read from an output which no handler returns", async () => {
    const refusals = await refusalsOf(() => {
      const provider = providerFor("apis");
      const api = new aws.apigateway.RestApi("api", { region }, { provider });
      new aws.cloudwatch.LogGroup("log", { region, tags: { made: api.createdDate } }, { provider });
    });
    assert.deepEqual(refusals, [
      "aws:cloudwatch/logGroup:LogGroup log: UnreturnedOutput: tags: read from an output that the embedded cloud does " +
        "not return (of aws:apigateway/restApi:RestApi)",
    ]);
  });

  it("an exported output which no handler returns", async () => {
    const program = () => {
      const api = new aws.apigateway.RestApi("api", { region }, { provider: providerFor("apis") });
      return { made: api.createdDate };
    };
    await assert.rejects(
      runEmbedded(program, { project: "acme", stack: "test" }),
      /Stack acme-test\n +UnreturnedOutput: made: read from an output that the embedded cloud does not return/,
    );
  });

  it("a component's output which no handler returns", async () => {
    class Part extends pulumi.ComponentResource {
      constructor() {
        super("acme:index:Part", "part", {}, { provider: providerFor("apis") });
        const api = new aws.apigateway.RestApi("api", { region }, { parent: this });
        this.registerOutputs({ made: api.createdDate });
      }
    }
    const refusals = await refusalsOf(() => new Part());
    assert.equal(refusals.length, 1);
    assert.match(refusals[0] ?? "", /^acme:index:Part part: UnreturnedOutput: made: /);
  });

  it("a resource without an explicit provider", async () => {
    assert.deepEqual(await refusalsOf(() => new aws.ec2.Vpc("vpc", { region, cidrBlock })), [
      "aws:ec2/vpc:Vpc vpc: DefaultProvider: names no provider: default providers are switched off " +
        "(pulumi:disable-default-providers)",
    ]);
  });

  it("a function without an explicit provider", async () => {
    const refusals = await refusalsOf(() => {
      const names = aws.getAvailabilityZones({ region }).then(({ names: all }) => all.join("-"));
      new aws.cloudwatch.LogGroup("log", { region, name: names }, { provider: providerFor("apis") });
    });
    assert.equal(refusals.length, 1);
    assert.match(refusals[0] ?? "", /^program: Error: .*default providers are switched off/);
  });

  it("a role of another account than the provider allows", async () => {
    const refusals = await refusalsOf(() => {
      const provider = new aws.Provider("wrong", {
        region,
        allowedAccountIds: [accountIds.networks],
        assumeRoles: [{ roleArn: `arn:aws:iam::${accountIds.apis}:role/apilink` }],
      });
      new aws.ec2.Vpc("vpc", { region, cidrBlock }, { provider });
    });
    assert.deepEqual(refusals, [
      `aws:ec2/vpc:Vpc vpc: AccountNotAllowed: AWS account ID not allowed: ${accountIds.apis}`,
    ]);
  });

  it("another account's id", async () => {
    const refusals = await refusalsOf(() => {
      const { vpcId } = vpcWithSubnet();
      new aws.ec2.RouteTable("table", { region, vpcId }, { provider: providerFor("apis") });
    });
    assert.equal(refusals.length, 1);
    assert.match(refusals[0] ?? "", /^aws:ec2\/routeTable:RouteTable table: InvalidVpcID.NotFound: /);
  });

  it("everything that is refused, at once, and not for what fails because of that", async () => {
    const refusals = await refusalsOf(() => {
      const provider = providerFor("networks");
      for (const [name, range] of [
        ["good", "10.0.0.0/16"],
        ["large", "10.0.0.0/8"],
        ["small", "10.0.0.0/30"],
      ] as const) {
        const vpc = new aws.ec2.Vpc(name, { region, cidrBlock: range }, { provider });
        const subnet = new aws.ec2.Subnet(
          name,
          { region, vpcId: vpc.id, cidrBlock: "10.0.0.0/28" },
          { provider },
        );
        const table = new aws.ec2.RouteTable(name, { region, vpcId: vpc.id }, { provider });
        new aws.ec2.RouteTableAssociation(
          name,
          { region, subnetId: subnet.id, routeTableId: table.id },
          { provider },
        );
      }
    });
    assert.deepEqual(refusals.map((line) => line.split(": ").slice(0, 2).join(": ")).sort(), [
      "aws:ec2/vpc:Vpc large: InvalidVpc.Range",
      "aws:ec2/vpc:Vpc small: InvalidVpc.Range",
    ]);
  });

  it("what a component exports of a refused child is told once, with the child", async () => {
    const refusals = await refusalsOf(
      () =>
        new Network(
          "seoul",
          { region: "xx-north-1", cidr: cidrBlock, zones: ["xx-north-1a"] },
          { provider: providerFor("networks") },
        ),
    );
    assert.equal(refusals.length, 1);
    assert.match(refusals[0] ?? "", /^aws:ec2\/vpc:Vpc seoul.vpc: /);
  });

  it("a promise of the program's that is rejected, whether anybody waits for it or not", async () => {
    const dropped = await refusalsOf(() => {
      void Promise.reject(new Error("nobody waits"));
    });
    assert.deepEqual(dropped, ["program: Error: nobody waits"]);
    const awaited = await refusalsOf(() => {
      const opts = { provider: providerFor("networks") };
      const name = Promise.reject<string>(new Error("the group waits"));
      const group = new aws.cloudwatch.LogGroup("log", { region, name }, opts);
      new aws.cloudwatch.LogGroup("next", { region, name: pulumi.interpolate`${group.name}-next` }, opts);
      new aws.ec2.Vpc("large", { region, cidrBlock: "10.0.0.0/8" }, opts);
    });
    assert.equal(awaited.length, 2, "and every other refusal of the run is told, too");
    assert.match(awaited[0] ?? "", /^aws:ec2\/vpc:Vpc large: InvalidVpc.Range/);
    assert.match(awaited[1] ?? "", /^program: Error: .*the group waits/);
  });

  it("an apply that throws", async () => {
    const refusals = await refusalsOf(() => {
      const { vpcId } = vpcWithSubnet();
      void vpcId.apply(() => {
        throw new RangeError("in an apply");
      });
    });
    assert.deepEqual(refusals, ["program: Error: in an apply"]);
  });

  it("nothing of the runs before it", async () => {
    await refusalsOf(() => new aws.ec2.Vpc("vpc", { region, cidrBlock }));
    assert.equal(awsStates((await onEmbeddedCloud(() => vpcWithSubnet())).states).length, 2);
  });

  it("what the program throws, as it is", async () => {
    const wrong = new pulumi.RunError("mend this");
    await assert.rejects(
      onEmbeddedCloud(() => {
        throw wrong;
      }),
      wrong,
    );
  });

  it("a summary of all of it, as its message", async () => {
    const program = () => {
      const provider = providerFor("networks");
      for (const name of ["one", "other"])
        new aws.ec2.Vpc(name, { region, cidrBlock: "10.0.0.0/8" }, { provider });
    };
    await assert.rejects(onEmbeddedCloud(program), {
      name: "EmbeddedRunError",
      message: [
        "2 errors on the embedded cloud, as there would be on AWS",
        "  aws:ec2/vpc:Vpc one",
        "    InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid.",
        "  aws:ec2/vpc:Vpc other",
        "    InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid.",
      ].join("\n"),
    });
  });
});

describe("the guides' refusals on the embedded cloud", () => {
  const endpointIn = (place: ReturnType<typeof vpcWithSubnet>, name: string, privateDns: boolean) =>
    new ExecuteApiEndpoint(
      name,
      { region, vpcId: place.vpcId, subnetIds: place.subnetIds, privateDns, clients: [] },
      place.opts,
    );

  for (const off of ["enableDnsSupport", "enableDnsHostnames"] as const) {
    it(`private DNS while ${off} is false (C10)`, async () => {
      const [refusal = "", ...more] = await refusalsOf(() =>
        endpointIn(vpcWithSubnet({ [off]: false }), "seoul", true),
      );
      assert.deepEqual(more, []);
      assert.match(
        refusal,
        /^aws:ec2\/vpcEndpoint:VpcEndpoint seoul.endpoint: InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames/,
      );
      await onEmbeddedCloud(() => endpointIn(vpcWithSubnet({ [off]: false }), "seoul", false));
    });
  }

  it("a second execute-api endpoint with private DNS in a VPC", async () => {
    const [refusal = "", ...more] = await refusalsOf(() => {
      const place = vpcWithSubnet();
      for (const name of ["one", "other"]) endpointIn(place, name, true);
    });
    assert.deepEqual(more, []);
    assert.match(
      refusal,
      /InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain/,
    );
    await onEmbeddedCloud(() => {
      const place = vpcWithSubnet();
      for (const name of ["one", "other"]) endpointIn(place, name, name === "one");
    });
  });

  it("a private API without a resource policy (C11)", async () => {
    const api = (types: string) => () => {
      const opts = { provider: providerFor("apis") };
      const { id, rootResourceId } = new aws.apigateway.RestApi(
        "api",
        { region, endpointConfiguration: { types } },
        opts,
      );
      const place = { region, restApi: id, resourceId: rootResourceId, httpMethod: "ANY" };
      const method = new aws.apigateway.Method("any", { ...place, authorization: "NONE" }, opts);
      const integration = new aws.apigateway.Integration(
        "any",
        { ...place, httpMethod: method.httpMethod, type: "MOCK" },
        opts,
      );
      new aws.apigateway.Deployment("api", { region, restApi: id }, { ...opts, dependsOn: integration });
    };
    assert.deepEqual(await refusalsOf(api("PRIVATE")), [
      "aws:apigateway/deployment:Deployment api: BadRequestException: Private REST API doesn't have a resource policy attached to it",
    ]);
    await onEmbeddedCloud(api("REGIONAL"));
  });

  it("a peering of overlapping ranges (R8)", async () => {
    const peered = (other: string) => () => {
      const opts = { provider: providerFor("networks") };
      const vpcs = [cidrBlock, other].map(
        (range, n) => new aws.ec2.Vpc(`vpc-${n}`, { region, cidrBlock: range }, opts).id,
      );
      const [vpcId, peerVpcId] = vpcs as [aws.ec2.Vpc["id"], aws.ec2.Vpc["id"]];
      new aws.ec2.VpcPeeringConnection("peering", { region, vpcId, peerVpcId }, opts);
    };
    const [refusal = "", ...more] = await refusalsOf(peered("10.0.8.0/24"));
    assert.deepEqual(more, []);
    assert.match(refusal, /VpcPeeringConnection peering: failed: .*overlapping CIDR range/);
    await onEmbeddedCloud(peered("10.1.0.0/16"));
  });
});

describe("valueOf", () => {
  it("gives up on an output that stays unknown, in time", async () => {
    const { result } = await onEmbeddedCloud(
      () => new aws.apigateway.RestApi("api", { region }, { provider: providerFor("apis") }),
    );
    await assert.rejects(valueOf(result.createdDate, 20), /no value after 20 ms/);
  });
});
