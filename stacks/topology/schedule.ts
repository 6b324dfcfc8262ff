import { z } from "zod";
import { readSchedule, scheduleExamples } from "../../components/schedules";
import { wrong } from "./fields";

/** An expression `rate(…)` or `cron(…)` of EventBridge. */
export function scheduleExpression() {
  return z.string({ error: wrong("a schedule", scheduleExamples) }).superRefine((value, context) => {
    const read = readSchedule(value);
    if (read.kind !== "fault") return;
    context.addIssue({ code: "custom", message: wrong(read.what, read.hint)({ input: value }) });
  });
}
