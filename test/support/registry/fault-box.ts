import type { Call, Reply, RequestView } from "./types.ts";

/** What a fault may ask of the server it sits in. */
export interface FaultTools {
  /** The `WWW-Authenticate` values this server would send for the request. */
  challenge(call: Call, error?: string): string[];
  /** Makes the token the request carries worthless from now on. */
  revoke(call: Call): void;
}

/** Handles the request properly, or a changed form of it. */
export type Next = (change?: {
  method?: string;
  query?: URLSearchParams;
  body?: AsyncIterable<Buffer>;
}) => Promise<Reply>;

/** An answer, or no answer: the connection is reset, or left open without a word. */
export type Outcome = Reply | "reset" | "hang";

export interface FaultAct {
  readonly name: string;
  /** Requests the act makes sense for; a fault never fires on others. Default: all. */
  readonly applies?: (request: RequestView) => boolean;
  /** The default of {@link Fault.whenUnauthorized} for this act. */
  readonly whenUnauthorized?: boolean;
  run(call: Call, next: Next, tools: FaultTools): Promise<Outcome> | Outcome;
}

export interface Fault {
  /** Which requests; default: all that the act applies to. */
  readonly match?: (request: RequestView) => boolean;
  /** How many requests; default 1, `Infinity` for all. */
  readonly times?: number;
  /** How many matching requests to let pass first; default 0. */
  readonly after?: number;
  /**
   * Also spend the fault on requests the registry would refuse with its own 401. Default false (but true
   * for a hostile realm), so that a scripted answer reaches the request behind the challenge, as with real
   * registries.
   */
  readonly whenUnauthorized?: boolean;
  readonly act: FaultAct;
}

export interface FaultHandle {
  /** How many requests it has hit so far. */
  readonly hits: number;
  remove(): void;
}

interface Armed {
  readonly fault: Fault;
  passed: number;
  hits: number;
}

/** The scripted faults of one server; the first that matches a request gets it. */
export class FaultBox {
  readonly #armed = new Set<Armed>();

  add(fault: Fault): FaultHandle {
    const armed: Armed = { fault, passed: 0, hits: 0 };
    this.#armed.add(armed);
    return {
      get hits() {
        return armed.hits;
      },
      remove: () => {
        this.#armed.delete(armed);
      },
    };
  }

  clear(): void {
    this.#armed.clear();
  }

  /** The act for this request, counting it as spent. */
  pick(request: RequestView, refused: boolean): FaultAct | undefined {
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (armed.hits >= (fault.times ?? 1)) continue;
      if (refused && !(fault.whenUnauthorized ?? fault.act.whenUnauthorized ?? false)) continue;
      if (fault.act.applies && !fault.act.applies(request)) continue;
      if (fault.match && !fault.match(request)) continue;
      if (armed.passed < (fault.after ?? 0)) {
        armed.passed += 1;
        continue;
      }
      armed.hits += 1;
      return fault.act;
    }
    return undefined;
  }
}
