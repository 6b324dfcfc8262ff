import { isMapping } from "../common/mapping";
import { SettingsError } from "../common/settings";

/** An account whose servers are collected, as `settings.json` names it. */
export interface CollectedAccount {
  readonly name: string;
  /** Twelve digits. */
  readonly id: string;
  /** The read-only role that the function assumes there. */
  readonly roleArn: string;
}

/** One place that servers are read from. */
export interface Source {
  readonly account: CollectedAccount;
  readonly region: string;
}

/**
 * The sources of `settings.json`: each account times its regions, in the order of the file, none twice.
 *
 * @param settings `{"sources": [{"name", "id", "roleArn", "regions": []}]}`.
 * @throws SettingsError naming the place where the settings have another shape.
 */
export function sourcesOf(settings: unknown): readonly Source[] {
  const accounts = isMapping(settings) ? settings["sources"] : undefined;
  if (!Array.isArray(accounts)) throw new SettingsError('settings.json has no list "sources"');
  const sources = accounts.flatMap((entry: unknown, index) => {
    const account = accountOf(entry, `sources[${index}]`);
    return regionsOf(entry, `sources[${index}]`).map((region): Source => ({ account, region }));
  });
  return [...new Map(sources.map((source) => [`${source.account.id} ${source.region}`, source])).values()];
}

function accountOf(entry: unknown, where: string): CollectedAccount {
  const text = (key: string): string => {
    const value = isMapping(entry) ? entry[key] : undefined;
    if (typeof value === "string" && value !== "") return value;
    throw new SettingsError(`settings.json: ${where}.${key} is not a text`);
  };
  return { name: text("name"), id: text("id"), roleArn: text("roleArn") };
}

function regionsOf(entry: unknown, where: string): readonly string[] {
  const regions = isMapping(entry) ? entry["regions"] : undefined;
  if (Array.isArray(regions) && regions.every((region) => typeof region === "string")) return regions;
  throw new SettingsError(`settings.json: ${where}.regions is not a list of texts`);
}
