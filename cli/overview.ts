import { styleText } from "node:util";
import type { ResourceState } from "../lab/state";
import type { StackFile } from "../stacks/stackFile";
import type { Topology } from "../stacks/topology/types";
import { formNames, type FormName, type UrlForm } from "../stacks/urlForms";
import type { Report, ReportedLink } from "../verify/report";
import { stackOutputsIn } from "../verify/stackOutputs";
import { componentsOf } from "./components";
import { columns, plural } from "./layout";

/** The text of `apilink check`: what there is, what would be created, and how to call. */
export function overview(file: StackFile, resources: readonly ResourceState[], report: Report): string {
  const { topology } = file;
  const created = componentsOf(resources);
  const sections = [
    [`Stack ${report.stack} on the embedded cloud: nothing is created, no account is asked`],
    [title("Accounts"), ...columns(accountRows(topology))],
    [title("Networks"), ...columns(networkRows(topology))],
    [title("APIs"), ...columns(apiRows(topology))],
    [
      title(
        `Would be created: ${plural(report.resources, "resource")} in ${plural(created.length, "component")}`,
      ),
      ...columns(created.map(({ type, name, count }) => [type, name, String(count)])),
    ],
    [title("Links"), ...linkLines(topology, resources, report)],
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** Bold where a terminal shows it; plain in a file, a pipe, or with NO_COLOR. */
function title(text: string): string {
  return styleText("bold", text, { stream: process.stdout, validateStream: true });
}

function accountRows({ accounts }: Topology): string[][] {
  return Object.entries(accounts).map(([name, { id, role, profile }]) => [
    name,
    id,
    role ?? (profile === undefined ? "" : `profile ${profile}`),
  ]);
}

function networkRows({ networks }: Topology): string[][] {
  return Object.entries(networks).flatMap(([name, network]) => {
    const { account, region, cidr, zones, existing, privateDns, publicSubnets, corporate } = network;
    const count = typeof zones === "number" ? zones : zones.length;
    const facts = [
      existing === undefined ? plural(count, "zone") : `adopted ${existing.vpcId}`,
      publicSubnets && "public subnets",
      privateDns && "private DNS",
    ].filter((fact) => fact !== false);
    return [
      [name, account, region, cidr, facts.join(", ")],
      ...corporate.map((range) => ["", "corporate", "", range.cidr, `via ${range.via}`]),
    ];
  });
}

function apiRows({ apis }: Topology): string[][] {
  return Object.entries(apis).map(([name, { account, region, access, stage, apiKey }]) => [
    name,
    account,
    region,
    access,
    [`stage ${stage}`, ...(apiKey ? ["API key"] : [])].join(", "),
  ]);
}

function linkLines(topology: Topology, resources: readonly ResourceState[], report: Report): string[] {
  const outputs = stackOutputsIn(resources);
  if (report.links.length === 0) return ["  none: nobody can call"];
  return report.links.flatMap((link, index) => [
    ...(index === 0 ? [] : [""]),
    `  ${link.from} -> ${link.to}${link.through === link.from ? "" : ` through ${link.through}`}`,
    ...formNames.flatMap((name) => formLines(name, outputs.links[index]?.forms[name], link, topology)),
  ]);
}

/** How each form is called in the guides. */
const formTitles: Readonly<Record<FormName, string>> = {
  default: "private DNS",
  alias: "alias (recommended)",
  "endpoint-host": "endpoint name with Host",
  "endpoint-header": "endpoint name with x-apigw-api-id",
};

function formLines(
  name: FormName,
  form: UrlForm | undefined,
  link: ReportedLink,
  topology: Topology,
): string[] {
  if (form === undefined)
    return [`    ${formTitles[name]}`, "      unknown: the adopted endpoint's own name"];
  const headers = Object.entries({ ...form.headers, ...link.headers }).map(
    ([header, value]) => `-H '${header}: ${value}'`,
  );
  const note = name === "default" ? defaultNote(link, topology) : "";
  return [
    `    ${formTitles[name]}${note}`,
    `      ${["curl", ...headers].join(" ")}${headers.length > 0 ? " \\\n       " : ""} ${form.url}`,
  ];
}

/** The managed private zone serves the endpoint's own VPC, and only with private DNS on. */
function defaultNote({ from, through }: ReportedLink, { networks }: Topology): string {
  if (from !== through) return `: serves ${through} alone, so this name does not resolve in ${from}`;
  if (networks[from]?.existing?.endpointId !== undefined) return ": if the adopted endpoint has it on";
  return networks[from]?.privateDns === true ? "" : `: off in ${from}, so this name does not resolve there`;
}
