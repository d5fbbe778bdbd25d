import { formatDuration } from "../base/duration.ts";
import { counted } from "../base/words.ts";
import type { Block } from "../jobs/blocks.ts";
import type { RequestContext } from "../registry/request-context.ts";
import type { Clock } from "../retry/clock.ts";
import type { Phase, PhaseRecord } from "./target.ts";

/** Milliseconds after which what was seen of tags may be true no more, although nothing was missing meanwhile. */
const longestReading = 30_000;

/** What a phase came to, also in a few words. */
export interface PhaseEnd<T> {
  readonly value: T;
  readonly outcome: string;
}

/** What is asked for ahead of a phase, whose retries are told of with that phase. */
export interface Ahead {
  readonly context: RequestContext;
  /** Why each retry was made so far, in a few words. */
  readonly retries: string[];
}

/** Keeps the record of one target's phases, and tells each in one line when it ends. */
export class Recorder {
  readonly phases: PhaseRecord[] = [];
  /** What the summary has to say of an image that was published all the same, one sentence each. */
  readonly notes: string[] = [];
  /** The phases in which something was not there at once. */
  readonly #late = new Set<PhaseRecord>();
  /** How often the most-retried request was sent. */
  attempts = 1;
  readonly #name: string;
  readonly #begin: () => Block;
  #block: Block | undefined;
  readonly #clock: Clock;
  readonly #epoch: number;
  readonly #signal: AbortSignal;

  constructor(name: string, begin: () => Block, clock: Clock, epoch: number, signal: AbortSignal) {
    this.#name = name;
    this.#begin = begin;
    this.#clock = clock;
    this.#epoch = epoch;
    this.#signal = signal;
  }

  /**
   * Runs one phase and returns what it came to. `work` is handed the context that counts its retries. A phase that a
   * cancelled run broke off is told of as `cancelled`, also where `work` returns what it came to until then.
   *
   * @param ahead what was asked for before the phase began
   */
  async phase<T>(
    phase: Phase,
    work: (context: RequestContext, say: (line: string) => void) => Promise<PhaseEnd<T>>,
    { retries } = this.ahead(),
  ): Promise<T> {
    this.#block ??= this.#begin();
    const record: PhaseRecord = { phase, start: this.#now(), end: this.#now(), retries, outcome: "" };
    this.phases.push(record);
    const context = this.#context(retries, record);
    try {
      const { value, outcome } = await work(context, (line) => this.#line(phase, line));
      record.outcome = this.#signal.aborted ? "cancelled" : outcome;
      return value;
    } catch (error) {
      record.outcome = this.#signal.aborted ? "cancelled" : "failed";
      throw error;
    } finally {
      record.end = this.#now();
      const told = retries.length > 0 ? `; ${countReasons(retries)}` : "";
      this.#line(phase, `${record.outcome}, ${formatDuration(record.end - record.start)}${told}`);
    }
  }

  /** For what is asked for before the phase begins that is handed it. */
  ahead(): Ahead {
    const retries: string[] = [];
    return { retries, context: this.#context(retries) };
  }

  /** Milliseconds that a phase has taken so far. */
  spent(phase: Phase): number {
    const records = this.phases.filter((record) => record.phase === phase);
    return records.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** Whether something was not there at once, or what came since tags were last decided about took long. */
  hasWaited(): boolean {
    const since = this.phases.slice(this.phases.findLastIndex(({ phase }) => phase === "check") + 1);
    return elapsedIn(since) > longestReading || since.some((record) => this.#late.has(record));
  }

  /** Says a line that belongs to no phase. */
  warning(line: string): void {
    this.#block ??= this.#begin();
    this.#block.warning(`${this.#name}: ${line}`);
  }

  /** Says what is worth a mark on the run, and no fault. */
  notice(line: string): void {
    this.#block ??= this.#begin();
    this.#block.notice(`${this.#name}: ${line}`);
  }

  /** Nothing more will be said. */
  end(): void {
    this.#block?.end();
  }

  #context(retries: string[], record?: PhaseRecord): RequestContext {
    const onLate = () => void (record && this.#late.add(record));
    return {
      signal: this.#signal,
      onLate,
      onRetry: ({ reason, attempt, limit }) => {
        // What a failed phase left running is no part of its record.
        if (record?.outcome) return;
        // A registry's limit delays every request, and says nothing of what it asks for.
        if (!limit) onLate();
        this.attempts = Math.max(this.attempts, attempt + 1);
        retries.push(reason);
      },
    };
  }

  #line(phase: Phase, text: string): void {
    this.#block ??= this.#begin();
    this.#block.info(`${this.#name}  ${phase.padEnd(6)}  ${text}`);
  }

  #now(): number {
    return this.#clock.now() - this.#epoch;
  }
}

/** Milliseconds from the start of the first phase to the end of the last. */
export function elapsedIn(phases: readonly PhaseRecord[]): number {
  return (phases.at(-1)?.end ?? 0) - (phases[0]?.start ?? 0);
}

/** `3 retries: HTTP 503 ×2, conn reset`. */
export function countReasons(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const words = [...counts].map(([reason, count]) => (count > 1 ? `${reason} ×${count}` : reason));
  return `${counted(reasons.length, "retry", "retries")}: ${words.join(", ")}`;
}
