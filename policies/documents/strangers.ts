import type { Condition, PolicyRequest, Statement } from "../../verify/policy";
import { hasWildcard } from "./samples";

/** A condition key whose value no stranger can choose: it belongs to who owns the resource, or to who calls. */
interface NamingKey {
  /** Whether a value of a condition names somebody, rather than everybody. */
  readonly names: (value: string) => boolean;
  /** What the key holds of a stranger. */
  readonly strangers: (word: string) => string;
  /** Has every request the key, also one without a signature for the resource of an account outside of any organization? */
  readonly isAlwaysThere?: true;
}

const whole: NamingKey = { names: (value) => !hasWildcard(value), strangers: (word) => word };
const wholeAndAlways: NamingKey = { ...whole, isAlwaysThere: true };
/** An organization's paths begin with its id. */
const path: NamingKey = {
  names: (value) => value.includes("/") && !hasWildcard(value.slice(0, value.indexOf("/"))),
  strangers: (word) => `o-${word}/r-${word}/`,
};
const principalArn: NamingKey = {
  names: (value) => /^\d{12}$/.test(value.split(":")[4] ?? ""),
  strangers: (word) => `arn:aws:iam::999999999999:user/${word}`,
};
/** `aws:userid` begins with the id of the user or role. */
const userId: NamingKey = {
  names: (value) => !hasWildcard(value.split(":", 1)[0] ?? ""),
  strangers: (word) => word,
};
/**
 * A VPC's range is at most a /16, and of IPv6 at least a /60, so a wider one says nothing of who is meant inside. Source:
 * Amazon VPC User Guide, "VPC CIDR blocks".
 */
const address: NamingKey = {
  names: (value) => {
    const [text = "", length = text.includes(":") ? "128" : "32"] = value.split("/");
    return Number(length) > (text.includes(":") ? 60 : 16);
  },
  strangers: () => "203.0.113.7",
  isAlwaysThere: true,
};

/**
 * Source: IAM User Guide, "AWS global condition context keys", and of `s3:` and `kms:` the service's list in the Service
 * Authorization Reference. Tags are left out, as a stranger tags what is his as he likes; so are the endpoint and its VPC, which
 * are the same for all that comes through an endpoint.
 */
const namingKeys: Readonly<Partial<Record<string, NamingKey>>> = {
  "aws:resourceaccount": wholeAndAlways,
  "aws:resourceorgid": whole,
  "aws:resourceorgpaths": path,
  "s3:resourceaccount": wholeAndAlways,
  "s3:dataaccesspointaccount": whole,
  "aws:principalaccount": whole,
  "aws:principalarn": principalArn,
  "aws:principalorgid": whole,
  "aws:principalorgpaths": path,
  "aws:principalservicename": whole,
  "aws:userid": userId,
  "kms:calleraccount": whole,
  "aws:sourceip": address,
  "aws:vpcsourceip": address,
};

/** What holds of every stranger who signs: he is no service of AWS, and none calls on his behalf. */
const facts: Readonly<Partial<Record<string, string>>> = {
  "aws:principalisawsservice": "false",
  "aws:viaawsservice": "false",
};

/** A stranger, once with a signature and once without, by what conditions may ask of him. */
export function strangers(word: string): readonly PolicyRequest["context"][] {
  const signed: PolicyRequest["context"] = (key) => {
    const value = facts[key] ?? namingKeys[key]?.strangers(word);
    return value === undefined ? undefined : [value];
  };
  return [signed, (key) => (namingKeys[key]?.isAlwaysThere ? signed(key) : undefined)];
}

/**
 * A statement as a stranger meets it, who has whatever else a condition asks for: of an Allow only what names somebody is left,
 * and a Deny that asks for anything else he dodges.
 */
export function asAStrangerMeets(statement: Statement): Statement | undefined {
  const conditions = statement.conditions.filter(isOutOfHisHands);
  if (statement.effect === "Deny" && conditions.length < statement.conditions.length) return undefined;
  return { ...statement, conditions };
}

function isOutOfHisHands({ operator, key, values }: Condition): boolean {
  const known = key.toLowerCase();
  if (facts[known] !== undefined) return true;
  // Whether a key is there names nobody.
  if (operator.toLowerCase() === "null") return false;
  const naming = namingKeys[known];
  return naming !== undefined && values.every((value) => !value.includes("${") && naming.names(value));
}
