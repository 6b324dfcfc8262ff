import type { Probe, Report, ReportedLink } from "../../verify/contract";
import { distinct, grouped } from "../layout";
import type { View } from "./view";

/** Links that are shown one by one where all is well. */
const most = 30;

/** How each link is called: the recommended URL, and each other form of it where everything is asked for. */
export function callLines({ links, probes }: Report, view: View): string[] {
  if (links.length === 0) return [view.paint("bold", "Calls"), "  none: no network is linked to an API"];
  const sound = links.filter(({ ok }) => ok);
  const kept = new Set(view.verbose ? links : [...links.filter(({ ok }) => !ok), ...sound.slice(0, most)]);
  const shown = links.filter((link) => kept.has(link));
  const own = probesOfEach(shown, probes);
  const more = links.length - kept.size;
  return [
    view.paint("bold", "Calls"),
    ...shown.flatMap((link, index) => linkLines(link, own[index] ?? [], view)),
    ...(more === 0 ? [] : [`  and ${more} more links that are answered: --verbose shows all`]),
  ];
}

function linkLines(link: ReportedLink, probes: readonly Probe[], view: View): string[] {
  const { from, to, through, ok, url, corporateUrl, headers } = link;
  const title = `${from} -> ${to}${through === from ? "" : ` through ${through}`}`;
  const broken = distinct(probes.filter((probe) => !probe.ok).map(({ outcome }) => outcome)).join(", ");
  const forms = view.verbose ? formLines(probes, url, view) : [];
  return [
    `  ${title}${ok ? "" : view.paint("red", `  broken${broken === "" ? "" : `: ${broken}`}`)}`,
    ...(forms.length > 0
      ? forms
      : url === ""
        ? ["    no URL is known"]
        : curlLines(url, headers, "    ", view.width)),
    ...(corporateUrl === null || corporateUrl === url
      ? []
      : ["    from the corporate network:", ...curlLines(corporateUrl, headers, "      ", view.width)]),
  ];
}

/** For each link the probes that call as it is meant to be called: through the endpoint that carries it, or through none. */
function probesOfEach(
  links: readonly ReportedLink[],
  probes: readonly Probe[],
): readonly (readonly Probe[])[] {
  const callers = new Map<string, Map<string, { readonly through: string; readonly own: Probe[] }>>();
  const each = links.map(({ from, to, through }) => {
    const own: Probe[] = [];
    const called =
      callers.get(from) ?? new Map<string, { readonly through: string; readonly own: Probe[] }>();
    callers.set(from, called.set(to, { through, own }));
    return own;
  });
  for (const probe of probes) {
    const link = callers.get(probe.from)?.get(probe.to);
    if (link !== undefined && (probe.through ?? link.through) === link.through) link.own.push(probe);
  }
  return each;
}

function formLines(probes: readonly Probe[], recommended: string, view: View): string[] {
  const asWorkload = probes.filter(({ vantage, client }) => vantage === "workload" && client === "curl");
  return grouped(asWorkload, ({ form, method }) => `${form} ${method}`).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const outcomes = distinct(group.map(({ outcome }) => outcome)).join(", ");
    const own = first.url === recommended ? " (recommended)" : "";
    const insecure = first.form === "nlb-header-insecure" ? ["-k"] : [];
    return [
      `    ${first.form}${own}: ${outcomes}`,
      ...curlLines(first.url, first.headers, "      ", view.width, insecure),
    ];
  });
}

/** One call as a shell takes it: on one line where there is room, else the URL on the next. */
export function curlLines(
  url: string,
  headers: Readonly<Record<string, string>>,
  indent: string,
  width: number,
  flags: readonly string[] = [],
): string[] {
  const words = [
    "curl",
    ...flags,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
  ];
  const line = `${indent}${words.join(" ")} ${url}`;
  if (line.length <= width || words.length === 1) return [line];
  const lines: string[] = [];
  let part = indent;
  for (const word of words) {
    if (part.trim() !== "" && `${part} ${word} \\`.length > width) {
      lines.push(`${part} \\`);
      part = `${indent} `;
    }
    part = part === indent ? `${indent}${word}` : `${part} ${word}`;
  }
  return [...lines, `${part} \\`, `${indent}  ${url}`];
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
