import { createLogUpdate } from "log-update";
import type { Progress } from "../../automation/progress";
import type { Paint } from "../paint";
import { screenLines } from "./screen";

/** A terminal, as Node has it; its size changes whenever its user likes. */
export type Terminal = NodeJS.WritableStream & { readonly columns?: unknown; readonly rows?: unknown };

/** How often the screen may change: often enough for the eye, and seldom enough to be read. */
const everyMilliseconds = 100;

/** Nobody's eyes follow a longer line. */
const widest = 120;

/** Shows a run's progress in one place of the terminal, until it is stopped; then the last picture stays. */
export class LiveScreen {
  private readonly render: ReturnType<typeof createLogUpdate>;
  private readonly timer: NodeJS.Timeout;
  private readonly begun = Date.now();
  private notice: string | undefined;

  constructor(
    private readonly terminal: Terminal,
    private readonly title: string,
    private readonly progress: Progress,
    private readonly paint: Paint,
  ) {
    this.render = createLogUpdate(terminal);
    this.timer = setInterval(() => {
      this.draw();
    }, everyMilliseconds);
    this.draw();
  }

  /** Tells the reader something below the list. */
  tell(notice: string): void {
    this.notice = notice;
    // The terminal has written ^C onto the row of the cursor.
    this.render.clear();
    this.draw();
  }

  stop(): void {
    clearInterval(this.timer);
    this.draw();
    this.render.done();
  }

  private draw(): void {
    const { components, done, total } = this.progress;
    const seconds = (Date.now() - this.begun) / 1000;
    const state = { title: this.title, components, done, total, seconds };
    const size = {
      width: sizeOf(this.terminal.columns, 80, widest) - 1,
      height: sizeOf(this.terminal.rows, 24),
    };
    const lines = screenLines(
      this.notice === undefined ? state : { ...state, notice: this.notice },
      size,
      this.paint,
    );
    this.render(lines.join("\n"));
  }
}

/** Some terminals say that they have no size at all. */
function sizeOf(told: unknown, usual: number, most = Infinity): number {
  return typeof told === "number" && told > 0 ? Math.min(told, most) : usual;
}

/** Whether what is written there can be written over. */
export function isTerminal(stream: object, term: string | undefined): boolean {
  return "isTTY" in stream && stream.isTTY === true && term !== "dumb";
}
