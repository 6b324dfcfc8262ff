import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { awsService, awsServiceLabels } from "../../components/awsServices";

const region = "ap-northeast-2";
const services = awsServiceLabels.map((label) => awsService(label) ?? assert.fail(label));

function namesOf(label: string, where = region): readonly string[] {
  return awsService(label)?.privateNames(where) ?? assert.fail(label);
}

describe("the catalogue of AWS services", () => {
  it("has most services that PrivateLink knows, each once and in order", () => {
    assert.ok(awsServiceLabels.length > 300, String(awsServiceLabels.length));
    assert.deepEqual(awsServiceLabels, [...new Set(awsServiceLabels)].sort());
    const source = readFileSync(join(__dirname, "../../components/awsServices.ts"), "utf8");
    const [, regular = ""] = /const regular = `([^`]+)`/.exec(source) ?? [];
    const written = [
      ...(regular.match(/\S+/g) ?? []),
      ...[...source.matchAll(/^ {2}"?([a-z0-9.-]+)"?: \{/gm)].map(([, label = ""]) => label),
    ];
    assert.deepEqual(written.sort(), awsServiceLabels, "a label that is written twice would hide a row");
  });

  it("has labels as AWS writes them", () => {
    for (const label of awsServiceLabels) assert.match(label, /^[a-z0-9]+([.-][a-z0-9]+)*$/);
  });

  it("has private names that are valid, of the region, and nobody else's", () => {
    const seen = new Map<string, string>();
    for (const { label, privateNames } of services) {
      for (const name of privateNames(region)) {
        assert.match(name, /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+(amazonaws\.com|api\.aws)$/, label);
        assert.ok(name.includes(`.${region}.`), name);
        assert.equal(seen.get(name), undefined, `${name} of ${label}`);
        seen.set(name, label);
      }
    }
  });

  it("has valid ports, each once, and 443 for nearly all", () => {
    for (const { label, ports } of services) {
      assert.ok(ports.length > 0 && new Set(ports).size === ports.length, label);
      for (const port of ports) assert.ok(Number.isInteger(port) && port > 0 && port < 65536, label);
    }
    assert.deepEqual(
      services.filter(({ ports }) => ports.join() !== "443").map(({ label, ports }) => [label, ports]),
      [
        ["cassandra", [9142]],
        ["cassandra-fips", [9142]],
        ["email-smtp", [25, 465, 587, 2465, 2587]],
        ["storagegateway", [443, 1026, 1027, 1028, 1031, 2222]],
      ],
    );
  });

  it("has gateway endpoints for S3 and DynamoDB alone", () => {
    assert.deepEqual(
      services.filter(({ hasGateway }) => hasGateway).map(({ label }) => label),
      ["dynamodb", "s3"],
    );
  });

  it("has services of every region, each of them with a row, and knows of no others", () => {
    const source = readFileSync(join(__dirname, "../../components/awsServices.ts"), "utf8");
    const [, written = ""] = /const everywhere[^`]+`([^`]+)`/.exec(source) ?? [];
    assert.deepEqual(
      services.filter(({ isEverywhere }) => isEverywhere).map(({ label }) => label),
      written.trim().split(/\s+/),
    );
    for (const label of ["kms-fips", "groundstation", "emrwal.prod", "bedrock", "codebuild", "ec2messages"])
      assert.equal(awsService(label)?.isEverywhere, false, label);
  });

  it("names a service by its label, region and partition", () => {
    assert.deepEqual(namesOf("cloudformation"), ["cloudformation.ap-northeast-2.amazonaws.com"]);
    assert.deepEqual(namesOf("rds-data"), ["rds-data.ap-northeast-2.amazonaws.com"]);
    assert.deepEqual(namesOf("sts", "us-gov-west-1"), ["sts.us-gov-west-1.amazonaws.com"]);
    assert.deepEqual(namesOf("sts", "cn-north-1"), ["sts.cn-north-1.amazonaws.com.cn"]);
  });

  const exceptions: Readonly<Record<string, readonly string[]>> = {
    "codeartifact.api": ["codeartifact"],
    "codeartifact.repositories": ["d.codeartifact", "*.d.codeartifact"],
    "ecr.api": ["api.ecr"],
    "ecr.dkr": ["dkr.ecr", "*.dkr.ecr"],
    "ecs-agent": ["ecs-a"],
    "ecs-telemetry": ["ecs-t"],
    "execute-api": ["execute-api", "*.execute-api"],
    "kinesis-firehose": ["firehose"],
    "kinesis-streams": ["kinesis", "*.control-kinesis", "*.data-kinesis"],
    s3: ["s3", "*.s3", "*.s3-accesspoint", "*.s3-control"],
    "sagemaker.api": ["api.sagemaker"],
    "sagemaker.runtime": ["runtime.sagemaker"],
    dynamodb: [],
    "dynamodb-streams": [],
    "iot.data": [],
    "iot.credentials": [],
  };
  for (const [label, names] of Object.entries(exceptions)) {
    it(`knows the private names of ${label}`, () => {
      assert.deepEqual(
        namesOf(label),
        names.map((name) => `${name}.${region}.amazonaws.com`),
      );
    });
  }

  it("knows who lives outside of the partition's domain", () => {
    assert.deepEqual(namesOf("s3vectors"), ["s3vectors.ap-northeast-2.api.aws"]);
  });

  it("knows what an endpoint's own names are made from", () => {
    const told = ["cloudformation", "ecr.api", "ecr.dkr", "dynamodb", "dynamodb-streams", "iot.data"];
    assert.deepEqual(
      told.map((label) => awsService(label)?.ownLabel),
      ["cloudformation", "api.ecr", "dkr.ecr", "dynamodb", "streams.dynamodb", "data.iot"],
    );
    for (const { label, ownLabel } of services) assert.match(ownLabel, /^[a-z0-9][a-z0-9.-]*$/, label);
  });

  it("knows no other name", () => {
    for (const label of ["cloudfront", "", "constructor", "com.amazonaws.us-east-1.s3", "S3"])
      assert.equal(awsService(label), undefined, label);
  });
});
