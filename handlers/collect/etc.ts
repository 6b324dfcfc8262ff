import { firstOf } from "./firstOf";

const separator = ", ";

/** The attribute `etc` of a collected server: what it is and the state it is in, as `t4g.small, running`. */
export const etcOf = (kind: string | undefined, state: string | undefined): string =>
  [firstOf(kind, "instance"), firstOf(state, "unknown")].join(separator);

/** The same once nothing lists the server any more: it is what it was, and gone. */
export const etcWhenGone = (etc: string): string => etcOf(etc.split(separator)[0], "gone");
