import type { Mapping } from "../../stacks/mapping";

/** Something that is there; see verify/sources/live/types.ts. */
export interface Live {
  readonly account: string;
  readonly region: string;
  readonly type: string;
  readonly id: string;
  readonly outputs: Mapping;
  readonly tags: Readonly<Record<string, string>>;
}

/** The tags that a program of apilink's gives everything. */
export const ownTags = {
  topology: "apilink:topology",
  component: "apilink:component",
  name: "Name",
} as const;
