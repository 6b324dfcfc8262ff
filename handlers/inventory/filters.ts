import type { Server } from "../common/server";

/** Which servers a list shows; what is left out does not restrict it. */
export interface Filters {
  /** Id or name. */
  readonly account?: string;
  readonly service?: string;
  readonly alive?: 0 | 1;
}

export function passes(server: Server, { account, service, alive }: Filters): boolean {
  return (
    (account === undefined || account === server.aws_account_id || account === server.aws_account_name) &&
    (service === undefined || service === server.service) &&
    (alive === undefined || alive === server.alive)
  );
}
