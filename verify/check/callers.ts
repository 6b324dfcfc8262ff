import type { Source } from "../trace/types";
import type { Vantage } from "../contract";

/** Everybody who calls from one vantage of one network, or from the internet. */
export interface Caller {
  /** The network's name, or `internet`. */
  readonly from: string;
  readonly vantage: Vantage;
  /** The range as a whole: the network's, or a corporate range. */
  readonly range: string;
  /** Its parts, such as subnets, each of which fares alike throughout; empty where nothing is known of the network. */
  readonly parts: readonly CallerPart[];
}

export interface CallerPart {
  /** In CIDR notation. */
  readonly range: string;
  readonly source: Source;
}
