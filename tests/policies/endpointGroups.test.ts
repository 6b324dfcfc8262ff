import assert from "node:assert/strict";
import { unknown } from "../../lab/state";
import { endpointHttpsOnly, privateDnsCapture } from "../../policies/policies";
import { types } from "../../policies/types";
import type { Mapping } from "../../stacks/mapping";
import { askedAll, type Given } from "./asking";

const vpc: Given = {
  type: types.vpc,
  name: "vpc",
  properties: { id: "vpc-1", cidrBlock: "10.0.0.0/16", defaultSecurityGroupId: "sg-default" },
};

function endpoint(more: Mapping = {}, madeFrom: Given["madeFrom"] = { vpcId: ["vpc"] }): Given {
  const properties = {
    id: "vpce-1",
    serviceName: "com.amazonaws.ap-northeast-2.execute-api",
    vpcEndpointType: "Interface",
    vpcId: "vpc-1",
    securityGroupIds: ["sg-1"],
    ...more,
  };
  return { type: types.endpoint, name: "door", properties, madeFrom };
}

function group(name: string, id: string, ...cidrBlocks: readonly string[]): Given {
  const ingress = cidrBlocks.map((range) => ({
    protocol: "tcp",
    fromPort: 443,
    toPort: 443,
    [range.includes(":") ? "ipv6CidrBlocks" : "cidrBlocks"]: [range],
  }));
  return { type: types.securityGroup, name, properties: { id, ingress } };
}

const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
function rule(properties: Mapping, madeFrom: Given["madeFrom"] = {}): Given {
  return { type: types.securityGroupIngressRule, name: "rule", properties, madeFrom };
}

describe("endpoint-https-only, of everywhere in disguise", () => {
  const both = endpoint({ securityGroupIds: ["sg-1", "sg-2"] });

  it("adds up the groups of an endpoint, and of no two", async () => {
    const halves = [group("one", "sg-1", "0.0.0.0/1"), group("two", "sg-2", "128.0.0.0/1")];
    const together = (await askedAll(endpointHttpsOnly, [both, ...halves])).violations.join("\n");
    assert.match(together, /the groups of door together let 0\.0\.0\.0\/0 in/);
    const eights = Array.from({ length: 2 }, (_, index) =>
      group(`g${index}`, `sg-${index + 1}`, `${index + 3}.0.0.0/8`),
    );
    assert.match(
      (await askedAll(endpointHttpsOnly, [both, ...eights])).violations.join(),
      /together let more of the internet/,
    );
    const apart = [endpoint(), { ...endpoint({ id: "vpce-2", securityGroupIds: ["sg-2"] }), name: "other" }];
    assert.deepEqual((await askedAll(endpointHttpsOnly, [...apart, ...eights])).violations, []);
  });

  it("stops more of the internet than anybody has, and no ranges that a caller may have", async () => {
    for (const ranges of [
      ["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"],
      ["2000::/3"],
      ["16.0.0.0/7"],
      ["3.0.0.0/8", "4.0.0.0/32"],
    ]) {
      const { violations } = await askedAll(endpointHttpsOnly, [endpoint(), group("one", "sg-1", ...ranges)]);
      assert.match(violations.join(), /more of the internet than any caller has/, ranges.join());
    }
    const fine = [
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.0.0/16",
      "100.64.0.0/10",
      "17.0.0.0/8",
      "fc00::/7",
      "2600:1f00::/24",
    ];
    assert.deepEqual(
      (await askedAll(endpointHttpsOnly, [endpoint(), group("one", "sg-1", ...fine)])).violations,
      [],
    );
  });

  it("names prefix lists that nothing here tells", async () => {
    const listed = (prefixListId: unknown): Promise<{ open: string | undefined }> =>
      askedAll(endpointHttpsOnly, [
        endpoint(),
        group("one", "sg-1"),
        rule({ ...https, securityGroupId: "sg-1", prefixListId }),
      ]);
    assert.match((await listed("pl-9")).open ?? "", /^not known from this stack: rule\.prefixListId;/);
    assert.match((await listed(unknown)).open ?? "", /^not known before the update: rule;/);
    const extended: Given = {
      type: types.managedPrefixListEntry,
      name: "entry",
      properties: { prefixListId: "pl-9", cidr: "10.0.0.0/8" },
    };
    const added = [
      endpoint(),
      group("one", "sg-1"),
      rule({ ...https, securityGroupId: "sg-1", prefixListId: "pl-9" }),
      extended,
    ];
    assert.match((await askedAll(endpointHttpsOnly, added)).open ?? "", /rule\.prefixListId/);
  });
});

describe("endpoint-https-only, of an endpoint that names no group", () => {
  const open = [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }];
  const managed: Given = {
    type: types.defaultSecurityGroup,
    name: "default",
    properties: { id: "sg-default", vpcId: "vpc-1", ingress: open },
  };

  it("judges the default group of its VPC, and of no other", async () => {
    for (const securityGroupIds of [undefined, [], unknown, ["sg-default"]]) {
      const bare = endpoint({ securityGroupIds });
      const { violations } = await askedAll(endpointHttpsOnly, [vpc, bare, managed]);
      assert.equal(violations.length, 2, String(securityGroupIds));
    }
    const another = { ...managed, properties: { ...managed.properties, vpcId: "vpc-2", id: "sg-9" } };
    const bare = endpoint({ securityGroupIds: undefined });
    assert.deepEqual((await askedAll(endpointHttpsOnly, [vpc, bare, another])).violations, []);
  });

  it("judges rules of a default group that no resource stands for, before there are ids and after", async () => {
    const wide = { ...https, cidrIpv4: "0.0.0.0/0" };
    const after = [
      vpc,
      endpoint({ securityGroupIds: ["sg-default"] }),
      rule({ ...wide, securityGroupId: "sg-default" }),
    ];
    const early = [
      { ...vpc, properties: { cidrBlock: "10.0.0.0/16" } },
      endpoint({ securityGroupIds: undefined, vpcId: unknown, id: undefined }),
      rule({ ...wide, securityGroupId: unknown }, { securityGroupId: ["vpc"] }),
    ];
    for (const given of [after, early]) {
      assert.match(
        (await askedAll(endpointHttpsOnly, given)).violations.join(),
        /rule lets 0\.0\.0\.0\/0 in/,
      );
    }
  });

  it("leaves the default group out where an association replaces it", async () => {
    const association: Given = {
      type: types.endpointSecurityGroup,
      name: "association",
      properties: { vpcEndpointId: "vpce-1", securityGroupId: "sg-1", replaceDefaultAssociation: true },
    };
    const given = [
      vpc,
      endpoint({ securityGroupIds: undefined }),
      managed,
      group("one", "sg-1"),
      association,
    ];
    assert.deepEqual((await askedAll(endpointHttpsOnly, given)).violations, []);
  });
});

describe("what is known beside what is not", () => {
  it("stops a wrong port whose callers are not known yet, and waits for the rest", async () => {
    for (const [bad, shown] of [
      [{ protocol: "tcp", fromPort: 22, toPort: 22 }, "tcp 22"],
      [{ protocol: "tcp", fromPort: 22, toPort: unknown }, "tcp 22 to \\?"],
      [{ protocol: "udp", fromPort: unknown, toPort: unknown }, "udp \\?"],
    ] as const) {
      const ingress = [{ ...bad, cidrBlocks: unknown }];
      const given = [endpoint(), { ...group("one", "sg-1"), properties: { id: "sg-1", ingress } }];
      const said = await askedAll(endpointHttpsOnly, given);
      assert.match(said.violations.join(), new RegExp(`lets ${shown} in`));
      assert.match(said.open ?? "", /one\.ingress\[0\]/);
    }
    const ingress = unknown;
    const given = [endpoint(), { ...group("one", "sg-1"), properties: { id: "sg-1", ingress } }];
    assert.deepEqual((await askedAll(endpointHttpsOnly, given)).violations, []);
  });

  it("names an endpoint of which it is not known what it is", async () => {
    for (const property of ["vpcEndpointType", "serviceName"]) {
      const said = await askedAll(endpointHttpsOnly, [
        endpoint({ [property]: unknown }),
        group("one", "sg-1"),
      ]);
      assert.match(said.open ?? "", new RegExp(`door\\.${property}`));
    }
    const gateway = endpoint({
      vpcEndpointType: "Gateway",
      serviceName: unknown,
      securityGroupIds: undefined,
    });
    assert.equal((await askedAll(endpointHttpsOnly, [gateway])).open, undefined);
  });

  it("names one that may take the names of public APIs", async () => {
    const config = { vpcsCallingPublicApis: ["vpc"] };
    const asked = (more: Mapping) =>
      askedAll(privateDnsCapture, [vpc, endpoint({ privateDnsEnabled: true, ...more })], config);
    for (const property of ["vpcEndpointType", "serviceName"]) {
      const { violations, open } = await asked({ [property]: unknown });
      assert.deepEqual(violations, []);
      assert.match(open ?? "", /door/);
    }
    assert.equal((await asked({})).violations.length, 1);
  });
});
