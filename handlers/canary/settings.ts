import type { Environment } from "../common/environment";
import { isMapping } from "../common/mapping";
import { SettingsError } from "../common/settings";
import type { Outcome } from "../../verify/trace/types";

/** What `settings.json` holds. */
export interface CanarySettings {
  readonly network: string;
  readonly calls: readonly Call[];
}

/** One form of one link. */
export interface Call {
  readonly to: string;
  readonly through: string;
  readonly form: string;
  /** HTTPS. */
  readonly url: string;
  /** `Host` among them is sent instead of the URL's. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether any certificate is accepted. */
  readonly insecure: boolean;
  /** How the call should end. */
  readonly expected: Outcome;
  /** The API whose key is sent. @default - no key */
  readonly apiKey?: string;
}

/** The values of API keys, by API. */
export type ApiKeys = Readonly<Record<string, string>>;

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const areTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  isMapping(value) && Object.values(value).every((each) => typeof each === "string");

/** What each key of a call must be, and whether it is. */
const shape: Readonly<Record<keyof Call, readonly [wanted: string, isSo: (value: unknown) => boolean]>> = {
  to: ["a text", isText],
  through: ["a text", isText],
  form: ["a text", isText],
  url: ["an https URL", (value) => isText(value) && value.startsWith("https://") && URL.canParse(value)],
  headers: ["a mapping of texts", areTexts],
  insecure: ["true or false", (value) => typeof value === "boolean"],
  expected: ["a text", isText],
  apiKey: ["a text", (value) => value === undefined || isText(value)],
};

/** @throws SettingsError naming the place where the settings have another shape. */
export function canarySettingsOf(settings: unknown): CanarySettings {
  const { network, calls } = isMapping(settings) ? settings : {};
  if (!isText(network)) throw new SettingsError("settings.json: network is not a text");
  if (!Array.isArray(calls)) throw new SettingsError("settings.json: calls is not a list");
  return { network, calls: calls.map((call: unknown, index) => callOf(call, `calls[${index}]`)) };
}

function callOf(value: unknown, where: string): Call {
  const read = isMapping(value) ? value : {};
  for (const [key, [wanted, isSo]] of Object.entries(shape))
    if (!isSo(read[key])) throw new SettingsError(`settings.json: ${where}.${key} is not ${wanted}`);
  return read as unknown as Call;
}

/**
 * The keys of the environment's `API_KEYS`, JSON by API; none where there is no such variable.
 *
 * @throws SettingsError, which unlike the parser's own error quotes nothing of the text.
 */
export function apiKeysIn(environment: Environment): ApiKeys {
  const text = environment["API_KEYS"] ?? "{}";
  const keys = parsed(text);
  if (!areTexts(keys)) throw new SettingsError("The environment's API_KEYS is not a JSON mapping of texts");
  return keys;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
