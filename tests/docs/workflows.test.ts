import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { run } from "../../cli/program";
import { isMapping, type Mapping } from "../../stacks/mapping";
import { Collected } from "../cli/collected";

const folder = join(".github", "workflows");
const gitlab = join("docs", "ci", "gitlab-ci.yml");
const names = readdirSync(folder).sort();

function workflow(name: string): Mapping {
  return mapping(parse(readFileSync(join(folder, name), "utf8")));
}

function mapping(value: unknown): Mapping {
  return isMapping(value) ? value : assert.fail(`no mapping: ${JSON.stringify(value)}`);
}

function jobsOf(name: string): readonly (readonly [job: string, content: Mapping])[] {
  return Object.entries(mapping(workflow(name)["jobs"])).map(([job, content]) => [job, mapping(content)]);
}

function stepsOf(job: Mapping): readonly Mapping[] {
  const steps = job["steps"] ?? [];
  return Array.isArray(steps) ? steps.map(mapping) : assert.fail();
}

/** Every line of a script that starts the command, in GitHub's files and GitLab's. */
function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/node cli\/bin\.js (.*)$/gm)].map(([, args = ""]) => args);
}

/** The one statement of a trust policy. */
function statementOf(name: string): Mapping {
  const { Statement } = mapping(JSON.parse(readFileSync(join("docs", "ci", name), "utf8")));
  assert.ok(Array.isArray(Statement) && Statement.length === 1, name);
  return mapping(Statement[0]);
}

describe("the workflows", () => {
  it("are a preview, deployments, and the nightly doctor", () => {
    assert.deepEqual(names, ["deploy.yml", "doctor.yml", "preview.yml", "up.yml"]);
  });

  for (const name of names) {
    const text = readFileSync(join(folder, name), "utf8");

    describe(name, () => {
      it("runs actions of one commit each, with the version that it is", () => {
        for (const [, action = ""] of text.matchAll(/uses: (.*)$/gm)) {
          assert.match(action, /^\.\/\.github\/|^[a-z-]+\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
        }
      });

      it("has no key and no secret, and signs in by OIDC", () => {
        assert.doesNotMatch(
          text,
          /secrets\.|access-key|ACCESS_KEY|PASSPHRASE|TOKEN: \$\{\{ (?!github\.token)/,
        );
        for (const [job, content] of jobsOf(name)) {
          const signsIn = stepsOf(content).some(({ uses }) =>
            String(uses).startsWith("aws-actions/configure-aws-credentials@"),
          );
          const { "id-token": token } = mapping(content["permissions"]);
          assert.equal(token === "write", signsIn || content["uses"] !== undefined, job);
        }
      });

      it("gives each job the permissions that it needs, and itself none", () => {
        assert.deepEqual(workflow(name)["permissions"], {});
        const allowed = new Set(["contents: read", "id-token: write", "pull-requests: write"]);
        for (const [, content] of jobsOf(name)) {
          for (const [scope, level] of Object.entries(mapping(content["permissions"])))
            assert.ok(allowed.has(`${scope}: ${String(level)}`), scope);
        }
      });

      it("puts nothing of others' making into a script", () => {
        for (const [, content] of jobsOf(name)) {
          for (const { run: script = "" } of stepsOf(content)) assert.doesNotMatch(String(script), /\$\{\{/);
        }
      });
    });
  }

  it("deploy dev first, and prod after it and its environment's approval, one run a stack", () => {
    const jobs = new Map(jobsOf("deploy.yml"));
    assert.deepEqual([...jobs.keys()], ["dev", "prod"]);
    assert.equal(jobs.get("prod")?.["needs"], "dev");
    for (const [stack, job] of jobs) assert.deepEqual(job["with"], { stack });
    const [[, up] = assert.fail()] = jobsOf("up.yml");
    assert.equal(up["environment"], "${{ inputs.stack }}");
    assert.match(String(up["if"]), /^github\.ref == 'refs\/heads\/main' && /);
    assert.deepEqual(up["concurrency"], { group: "up-${{ inputs.stack }}", "cancel-in-progress": false });
  });

  it("run the policy pack at every preview and update, and leave a summary even where one fails", () => {
    for (const file of [...names.map((name) => join(folder, name)), gitlab]) {
      for (const command of commandsIn(readFileSync(file, "utf8"))) {
        if (!/^(preview|up) /.test(command)) continue;
        assert.match(command, /--policy-pack policies --summary \w+\.md$/, file);
      }
    }
    const last = stepsOf(jobsOf("up.yml")[0]?.[1] ?? {}).at(-1);
    assert.equal(last?.["if"], "always()");
  });

  it("replace the shell by the command, so that a cancelled job reaches it", () => {
    for (const file of [...names.map((name) => join(folder, name)), gitlab]) {
      const text = readFileSync(file, "utf8");
      assert.equal(text.match(/exec node cli\/bin\.js/g)?.length ?? 0, commandsIn(text).length, file);
    }
  });

  describe("the comment of a preview", () => {
    const comments = "repos/OWNER/REPOSITORY/issues/7/comments";
    const written = [
      "<!-- apilink preview -->",
      "",
      "## preview of `dev`: never begun",
      "",
      "## preview of `prod`: done",
      "",
    ].join("\n");

    for (const [what, ids, call] of [
      ["is made where there is none", "", `--method POST ${comments}`],
      [
        "is rewritten where there is one",
        "41\n42",
        "--method PATCH repos/OWNER/REPOSITORY/issues/comments/41",
      ],
    ] as const)
      it(`${what}, even if a stack was never previewed`, () => {
        const directory = mkdtempSync(join(tmpdir(), "apilink-"));
        const { run: script, env } =
          stepsOf(new Map(jobsOf("preview.yml")).get("preview") ?? {}).at(-1) ?? {};
        assert.deepEqual(Object.keys(mapping(env)), ["GH_TOKEN", "NUMBER"]);
        writeFileSync(join(directory, "prod.md"), "## preview of `prod`: done\n");
        const gh = '#!/bin/sh\necho "$*" >> calls\ncase "$*" in *--jq*) printf %s "$IDS";; esac\n';
        writeFileSync(join(directory, "gh"), gh, { mode: 0o755 });
        execFileSync("bash", ["-e", "-o", "pipefail", "-c", String(script)], {
          cwd: directory,
          env: {
            PATH: `${directory}:${process.env["PATH"] ?? ""}`,
            GITHUB_REPOSITORY: "OWNER/REPOSITORY",
            GITHUB_STEP_SUMMARY: "page.md",
            NUMBER: "7",
            IDS: ids,
          },
        });
        const textOf = (name: string): string => readFileSync(join(directory, name), "utf8");
        assert.equal(textOf("summary.md"), written);
        assert.equal(textOf("page.md"), written);
        const [listed = "", ...more] = textOf("calls").trim().split("\n");
        assert.ok(listed.startsWith(`api --paginate ${comments}?per_page=100 --jq `));
        assert.match(listed, /github-actions\[bot\]" and \(\.body \| startswith\("<!-- apilink preview -->"/);
        assert.deepEqual(more, [`api ${call} --field body=@summary.md --silent`]);
        rmSync(directory, { recursive: true });
      });
  });

  it("install dependencies without running any script of theirs", () => {
    for (const file of [...names.map((name) => join(folder, name)), gitlab]) {
      const installs = [...readFileSync(file, "utf8").matchAll(/\bnpm (?:ci|i|install)\b.*$/gm)];
      for (const [command] of installs) assert.equal(command, "npm ci --ignore-scripts", file);
    }
    const { packages } = mapping(JSON.parse(readFileSync("package-lock.json", "utf8")));
    const { allowScripts } = mapping(JSON.parse(readFileSync("package.json", "utf8")));
    for (const [path, content] of Object.entries(mapping(packages))) {
      const { hasInstallScript, dev, name = path.replace(/^.*node_modules\//, "") } = mapping(content);
      if (hasInstallScript !== true || dev === true) continue;
      assert.equal(mapping(allowScripts)[String(name)], false, `${String(name)} has a script`);
    }
  });

  it("use commands and options that there are", async () => {
    const lines = [...names.map((name) => join(folder, name)), gitlab].flatMap((file) =>
      commandsIn(readFileSync(file, "utf8")),
    );
    assert.ok(lines.length >= 7, String(lines.length));
    for (const line of lines) {
      const [command = "", ...args] = line.split(" ");
      const stdout = new Collected();
      assert.equal(await run([command, "--help"], { stdout, stderr: new Collected() }), 0, command);
      for (const option of args.filter((arg) => arg.startsWith("--")))
        assert.match(stdout.text, new RegExp(`^ +${option}[ ,]`, "m"), line);
    }
  });
});

describe("the trust policies of the roles in CI", () => {
  const files = readdirSync(join("docs", "ci")).filter((name) => name.endsWith("-trust.json"));
  assert.equal(files.length, 7);

  for (const name of files)
    it(`${name} trusts one repository's tokens, of one purpose, that are meant for AWS`, () => {
      const { Effect, Action, Principal, Condition } = statementOf(name);
      assert.deepEqual([Effect, Action], ["Allow", "sts:AssumeRoleWithWebIdentity"]);
      const provider = /:oidc-provider\/(.+)$/.exec(String(mapping(Principal)["Federated"]))?.[1] ?? "";
      const conditions = Object.assign({}, ...Object.values(mapping(Condition)).map(mapping)) as Mapping;
      // A branch's name is what only a preview leaves open.
      const operators =
        name === "gitlab-preview-trust.json" ? ["StringEquals", "StringLike"] : ["StringEquals"];
      assert.deepEqual(Object.keys(mapping(Condition)), operators);
      const claims =
        name === "deploy-trust.json" ? ["aud", "sub", "ref", "job_workflow_ref"] : ["aud", "sub"];
      assert.deepEqual(
        Object.keys(conditions),
        claims.map((claim) => `${provider}:${claim}`),
      );
      assert.equal(conditions[`${provider}:aud`], "sts.amazonaws.com");
      const subject = String(conditions[`${provider}:sub`]).replace(":ref_type:branch:ref:*:", ":");
      assert.doesNotMatch(subject, /[*?]/);
    });

  it("deploys what is on main, by the one workflow that does, whatever environment a branch's workflow names", () => {
    const equal = mapping(mapping(statementOf("deploy-trust.json")["Condition"])["StringEquals"]);
    const claim = (name: string): unknown => equal[`token.actions.githubusercontent.com:${name}`];
    assert.equal(claim("ref"), "refs/heads/main");
    const [, file = "", ref] =
      /^OWNER\/REPOSITORY\/\.github\/workflows\/(.+)@(.+)$/.exec(String(claim("job_workflow_ref"))) ?? [];
    assert.equal(ref, "refs/heads/main");
    assert.deepEqual(jobsOf(file)[0]?.[1]["environment"], "${{ inputs.stack }}");
    const page = readFileSync(join("docs", "deploy.md"), "utf8");
    assert.match(page, /deployment branches[^.]*`main`[^.]*`dev` and `prod`/s);
  });

  it("let each of GitLab's jobs take the role of its own environment alone", () => {
    const jobs = Object.entries(mapping(parse(readFileSync(gitlab, "utf8")))).flatMap(([job, content]) =>
      isMapping(content) && !job.startsWith(".") ? [[job, mapping(content["environment"])] as const] : [],
    );
    assert.deepEqual(
      jobs.map(([job]) => job),
      ["preview", "dev", "prod", "doctor"],
    );
    const subjects = jobs.map(([job, { name, deployment_tier: tier }]) => {
      assert.equal(name, job);
      const { StringEquals, StringLike } = mapping(statementOf(`gitlab-${job}-trust.json`)["Condition"]);
      const subject = { ...mapping(StringEquals), ...mapping(StringLike ?? {}) }["gitlab.com:sub"];
      const ref = job === "preview" ? "*" : "main";
      const claims = `ref:${ref}:environment_protected:${String(job === "prod")}:deployment_tier:${String(tier)}`;
      assert.equal(subject, `project_path:GROUP/PROJECT:ref_type:branch:${claims}`);
      return `${String(tier)} ${String(job === "prod")}`;
    });
    assert.equal(new Set(subjects).size, jobs.length);
    const page = readFileSync(join("docs", "deploy.md"), "utf8");
    const [, components = ""] = /"ci_id_token_sub_claim_components":(\[.*?\])/.exec(page) ?? [];
    const order = ["project_path", "ref_type", "ref", "environment_protected", "deployment_tier"];
    assert.deepEqual(JSON.parse(components), order);
  });

  it("give GitLab's doctor, which writes no summary, none to keep", () => {
    const jobs = mapping(parse(readFileSync(gitlab, "utf8")));
    const kept = (job: string): boolean => {
      const { artifacts, extends: parents = [] } = mapping(jobs[job]);
      return artifacts !== undefined || [parents].flat().some((parent) => kept(String(parent)));
    };
    for (const job of ["preview", "dev", "prod", "doctor"]) {
      assert.equal(kept(job), job !== "doctor", job);
    }
  });
});
