import assert from "node:assert/strict";
import { checkText } from "../../cli/checkText";
import { brokenLines, otherErrors } from "../../cli/checkText/broken";
import { callLines } from "../../cli/checkText/calls";
import { conclusion } from "../../cli/checkText/conclusion";
import { findingLines } from "../../cli/checkText/findings";
import { parseTopology } from "../../stacks/topology/parse";
import type { Report, ReportedSubscription } from "../../verify/contract";
import { broken, finding, keptOut, link, names, probe, report, topologyOf, view } from "./values";

const verbose = { ...view, verbose: true };

describe("what is broken", () => {
  it("is nothing where all is as it should be", () => {
    assert.deepEqual(brokenLines(report({ probes: [probe(), keptOut()] }), view), []);
  });

  it("is told once a reason, with the forms and the callers that it is the reason of", () => {
    const probes = [
      broken({ form: "alias" }),
      broken({ form: "endpoint-host" }),
      broken({ form: "alias", vantage: "corporate", source: "192.168.0.0/16" }),
      broken({ form: "default", through: null, outcome: "nxdomain", explanation: "there is no such name" }),
      probe({ from: "oregon" }),
    ];
    const error = { severity: "error", rule: "link-broken" } as const;
    const findings = [
      finding({ ...error, where: "links[0]", hint: "accept it" }),
      finding({ ...error, where: "links[1]", hint: "no" }),
      finding({ ...error, rule: "isolation-broken", where: "apis.srv", hint: "not this" }),
      finding({ hint: "nor this" }),
    ];
    const links = [link({ ok: false }), link({ from: "oregon" })];
    assert.deepEqual(brokenLines(report({ links, probes, findings }), view), [
      "Not as it should be",
      "  seoul -> srv  linked, but not answered",
      "    alias of seoul, endpoint-host of seoul from 10.0.0.0/16, 192.168.0.0/16: timeout",
      "      the peering is not accepted",
      "    default from 10.0.0.0/16: nxdomain",
      "      there is no such name",
      "    -> accept it",
    ]);
  });

  it("tells a link from a caller who should be kept out, each with its own hint", () => {
    const findings = [
      finding({ rule: "isolation-broken", severity: "error", where: "apis.log", hint: "not this" }),
      finding({ rule: "isolation-broken", severity: "error", where: "apis.srv", hint: "narrow the policy" }),
      finding({ rule: "link-broken", severity: "error", where: "links[0]", hint: "nor this" }),
    ];
    const open = keptOut({ outcome: "ok", ok: false, client: "browser" });
    const [, ...lines] = brokenLines(report({ links: [link()], probes: [open], findings }), view);
    assert.deepEqual(lines, [
      "  seoul -> srv  not linked, but answered: isolation is broken",
      "    alias of seoul in a browser from 10.0.0.0/16: ok",
      "      no such name",
      "    -> narrow the policy",
    ]);
  });

  it("sends no command to the terminal", () => {
    const text = brokenLines(report({ probes: [broken({ explanation: "\u001b[2Jgone" })] }), view).join("\n");
    assert.ok(text.includes("\\u001b[2Jgone"));
  });

  it("leaves to the errors what no probe tells", () => {
    const error = { severity: "error", rule: "link-broken" } as const;
    const about = finding({ ...error, where: "links[0]" });
    const other = finding({ ...error, where: "links[1]" });
    const quota = finding({ severity: "error", rule: "quota" });
    const open = finding({ severity: "error", rule: "isolation-broken", where: "apis.srv" });
    const links = [link({ ok: false }), link({ from: "oregon" })];
    const findings = [about, other, quota, open, finding()];
    assert.deepEqual(otherErrors(report({ links, probes: [broken()], findings })), [other, quota, open]);
  });
});

describe("findings", () => {
  it("stand by rule, equal messages and equal hints once", () => {
    const findings = [
      finding(),
      finding({ rule: "assumed", message: "the resolver is the VPC's own", hint: "ask doctor" }),
      finding({ where: "networks.oregon" }),
      finding({ where: "networks.tokyo", message: "has no zone" }),
    ];
    assert.deepEqual(findingLines("Warnings", findings, view), [
      "Warnings",
      "  single-zone",
      "    networks.seoul, networks.oregon: has one zone",
      "    networks.tokyo: has no zone",
      "    -> give it two zones",
      "  assumed",
      "    networks.seoul: the resolver is the VPC's own",
      "    -> ask doctor",
    ]);
    assert.deepEqual(findingLines("Warnings", [], view), []);
  });

  it("are summed up where there are many, unless they are errors or everything is asked for", () => {
    const many = names("networks.n", 20).map((where, index) => finding({ where, message: `has ${index}` }));
    const lines = findingLines("Warnings", many, view);
    assert.equal(lines.length, 2 + 5 + 1 + 1);
    assert.ok(lines.includes("    and 15 more: --verbose shows all"));
    assert.equal(findingLines("Warnings", many, verbose).length, 2 + 20 + 1);
    const errors = many.map((each) => ({ ...each, severity: "error" as const }));
    assert.equal(findingLines("Errors", errors, view).length, 2 + 20 + 1);
  });

  it("name a few of many places that have the same", () => {
    const [, , line = ""] = findingLines(
      "Warnings",
      names("n", 20).map((where) => finding({ where })),
      view,
    );
    assert.equal(line, "    n0, n1, n2, n3, n4 and 15 more: has one zone");
  });
});

describe("the calls", () => {
  it("are one line a link: the recommended URL", () => {
    const { url } = link();
    assert.deepEqual(callLines(report({ links: [link()], probes: [probe()] }), view), [
      "Calls",
      "  seoul -> srv",
      `    curl ${url}`,
    ]);
  });

  it("hold what must be sent, and the corporate network's URL where it is another", () => {
    const headers = { "x-api-key": "<api-key:srv>" };
    const links = [
      link({ through: "tokyo", url: "https://a.example/", corporateUrl: "https://b.example/", headers }),
    ];
    assert.deepEqual(callLines(report({ links }), view).slice(1), [
      "  seoul -> srv through tokyo",
      "    curl -H 'x-api-key: <api-key:srv>' https://a.example/",
      "    from the corporate network:",
      "      curl -H 'x-api-key: <api-key:srv>' https://b.example/",
    ]);
  });

  it("put the URL on a line of its own where the line would be too long", () => {
    const lines = callLines(report({ links: [link({ headers: { "x-api-key": "<api-key:srv>" } })] }), view);
    assert.deepEqual(lines.slice(2), ["    curl -H 'x-api-key: <api-key:srv>' \\", `      ${link().url}`]);
  });

  it("stay one command of the shell, however many headers there are", () => {
    const headers = Object.fromEntries(
      names("x-header-", 4).map((name) => [name, "a b c d e f g h i j k l m"]),
    );
    const lines = callLines(report({ links: [link({ headers })] }), { ...view, width: 80 }).slice(2);
    assert.deepEqual(lines, [
      "    curl -H 'x-header-0: a b c d e f g h i j k l m' \\",
      "      -H 'x-header-1: a b c d e f g h i j k l m' \\",
      "      -H 'x-header-2: a b c d e f g h i j k l m' \\",
      "      -H 'x-header-3: a b c d e f g h i j k l m' \\",
      `      ${link().url}`,
    ]);
  });

  it("quote for the shell", () => {
    const lines = callLines(
      report({ links: [link({ url: "https://a.example/", headers: { a: "it's" } })] }),
      view,
    );
    assert.equal(lines[2], "    curl -H 'a: it'\\''s' https://a.example/");
  });

  it("say of a broken link how it fails", () => {
    const [, title] = callLines(report({ links: [link({ ok: false })], probes: [broken(), probe()] }), view);
    assert.equal(title, "  seoul -> srv  broken: timeout");
  });

  it("show every form with its outcome where everything is asked for", () => {
    const other = { form: "default", through: null, url: "https://c.example/", outcome: "nxdomain" } as const;
    const probes = [
      probe(),
      probe(other),
      probe({ ...other, source: "10.0.1.0/24", outcome: "ok" }),
      probe({ form: "nlb-header-insecure", url: "https://d.example/", headers: { a: "b" } }),
      probe({ vantage: "corporate", form: "endpoint-host" }),
      probe({ through: "tokyo", form: "endpoint-header" }),
      probe({ from: "oregon", form: "domain" }),
    ];
    const { url } = link();
    assert.deepEqual(callLines(report({ links: [link()], probes }), verbose).slice(2), [
      "    alias (recommended): ok",
      `      curl ${url}`,
      "    default: nxdomain, ok",
      "      curl https://c.example/",
      "    nlb-header-insecure: ok",
      "      curl -k -H 'a: b' https://d.example/",
    ]);
  });

  it("are summed up where there are many, save those that are broken", () => {
    const links = names("n", 100).map((from, index) => link({ from, ok: index !== 99 }));
    const lines = callLines(report({ links }), view);
    assert.ok(lines.includes("  n99 -> srv through seoul  broken"));
    assert.equal(lines.filter((line) => line.startsWith("  n")).length, 31);
    assert.equal(lines.at(-1), "  and 69 more links that are answered: --verbose shows all");
    assert.equal(callLines(report({ links }), verbose).filter((line) => line.startsWith("  n")).length, 100);
  });

  it("are none without links", () => {
    assert.deepEqual(callLines(report(), view), ["Calls", "  none: no network is linked to an API"]);
  });
});

describe("the last line", () => {
  it("says that all is well, and how much was looked at", () => {
    const line = conclusion(report({ links: [link()], probes: [probe(), probe()] }), view);
    assert.equal(line, "test: ok, 1 link, 2 calls traced, 22 resources");
    assert.equal(
      conclusion(report({ findings: [finding()] }), view),
      "test: ok, 0 links, 1 warning, 0 calls traced, 22 resources",
    );
  });

  it("says what is not well", () => {
    const open = keptOut({ outcome: "ok", ok: false });
    const line = conclusion(
      report({
        ok: false,
        links: [link({ ok: false }), link()],
        probes: [broken(), open, { ...open, form: "default" }, { ...open, from: "oregon" }],
        findings: [
          finding({ severity: "error", rule: "quota" }),
          finding({ severity: "error", rule: "link-broken", where: "links[0]" }),
        ],
      }),
      view,
    );
    assert.equal(
      line,
      "test: 1 of 2 links broken, isolation broken 2 times, 1 error, 4 calls traced, 22 resources",
    );
  });
});

describe("the text of check", () => {
  it("has the matrix first, then what is wrong, then how to call, and the verdict last", () => {
    const topology = topologyOf(["seoul"], ["srv"]);
    const checked = report({
      ok: false,
      links: [link({ ok: false })],
      probes: [broken(), keptOut({ from: "internet", vantage: "internet", outcome: "unknown" })],
      findings: [finding(), finding({ severity: "error", rule: "quota" })],
    });
    const lines = checkText(checked, { topology, resources: [] }, view);
    const titles = lines.filter((line) => /^\S/.test(line));
    assert.deepEqual(titles, [
      "Not as it should be",
      "Errors",
      "Warnings",
      "Calls",
      "test: 1 of 1 link broken, 1 error, 1 warning, 2 calls traced, 22 resources",
    ]);
    assert.equal(lines[0], "            srv");
    const everything = checkText(checked, { topology, resources: [] }, verbose);
    assert.deepEqual(everything.filter((line) => /^\S/.test(line)).slice(0, 3), [
      "Accounts",
      "Networks",
      "APIs",
    ]);
  });
});

describe("subscriptions", () => {
  const topology = parseTopology(
    {
      accounts: { a: { id: "111111111111" }, b: { id: "222222222222" } },
      networks: Object.fromEntries(
        ["host", "one", "two"].map((name, index) => [
          name,
          { account: index === 0 ? "a" : "b", region: "ap-northeast-2", cidr: `10.${index}.0.0/16` },
        ]),
      ),
      apis: {},
      links: [],
      services: { web: { network: "host" } },
      subscriptions: [
        { from: "one", to: "web" },
        { from: "two", to: "web", accept: false },
      ],
    },
    "test",
  );
  const subscription = (from: string, ok: boolean): ReportedSubscription => ({
    from,
    to: "web",
    url: `http://${from}.example`,
    ok,
  });
  const unanswered = finding({
    severity: "error",
    rule: "link-broken",
    where: "subscriptions[0]",
    message: "one cannot call web: timeout",
    hint: "accept it",
  });
  const textOf = (subscriptions: readonly ReportedSubscription[], more: Partial<Report> = {}): string[] =>
    checkText(report({ subscriptions, ...more }), { topology, resources: [] }, view);

  it("are told one by one, with their URLs, and no APIs where there are none", () => {
    assert.deepEqual(textOf([subscription("one", true), subscription("two", false)]), [
      "Subscriptions",
      "  one -> web  + answered",
      "    curl http://one.example",
      "  two -> web  . left pending, as it is meant to be",
      "    curl http://two.example",
      "",
      "test: ok, 2 subscriptions, 22 resources",
    ]);
  });

  it("are broken where they are not answered, and open where they are to be pending", () => {
    const text = textOf([subscription("one", false), subscription("two", true)], {
      ok: false,
      findings: [unanswered],
    });
    assert.deepEqual(text, [
      "Subscriptions",
      "  one -> web  x BROKEN: see below",
      "    curl http://one.example",
      "  two -> web  ! to be left pending, but ANSWERED",
      "    curl http://two.example",
      "",
      "Errors",
      "  link-broken",
      "    subscriptions[0]: one cannot call web: timeout",
      "    -> accept it",
      "",
      "test: 1 of 2 subscriptions broken, 22 resources",
    ]);
  });

  it("have no URL where no endpoint is there", () => {
    const lines = textOf([{ ...subscription("one", false), url: "" }]);
    assert.equal(lines[2], "    no URL is known");
  });

  it("are shown all where everything is asked for, and the first of many sound ones else", () => {
    const many = Array.from({ length: 33 }, (_, index) => subscription("one", index !== 1));
    const shown = (verbose: boolean): number =>
      checkText(report({ subscriptions: many }), { topology, resources: [] }, { ...view, verbose }).filter(
        (line) => line.includes("one -> web"),
      ).length;
    assert.deepEqual([shown(true), shown(false)], [33, 30]);
    assert.ok(textOf(many).includes("  and 3 more that are as they should be: --verbose shows all"));
  });
});
