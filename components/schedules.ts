const unitSeconds = { minute: 60, hour: 3600, day: 86400 } as const;

const rate = /^rate\(([1-9]\d{0,8}) (minute|hour|day)(s?)\)$/;
const cron = /^cron\(\S+( \S+){5}\)$/;

/** The problem of a text that is to be a schedule of EventBridge, or undefined. Source: "Schedule expressions", EventBridge user guide. */
export function scheduleProblem(text: string): string | undefined {
  const [, value, , plural] = rate.exec(text) ?? [];
  if (value !== undefined && (value === "1") === (plural === "")) return undefined;
  if (cron.test(text)) return undefined;
  return `${JSON.stringify(text)} is no schedule, such as rate(1 day), rate(5 minutes) or cron(0 3 * * ? *)`;
}

/** Seconds between two runs; undefined for a cron expression, whose runs may be of uneven distance. */
export function secondsBetween(schedule: string): number | undefined {
  const [, value, unit] = rate.exec(schedule) ?? [];
  return value === undefined ? undefined : Number(value) * unitSeconds[unit as keyof typeof unitSeconds];
}
