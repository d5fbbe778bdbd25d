import type { Call, Outcome, Phase, Reply, RequestView, Service } from "../types.ts";

/** Handles the request properly, authentication included. */
export type Next = () => Promise<Reply>;

export interface FaultAct {
  readonly name: string;
  run(call: Call, next: Next): Promise<Outcome> | Outcome;
}

/** Which requests a fault is for; what is left out may be anything. */
export interface Match {
  /** `owner/name` */
  readonly repository?: string;
  readonly service?: Service;
  readonly phase?: Phase;
  /** Position among those that match the rest, from 1; earlier ones pass. Default 1. */
  readonly nth?: number;
  readonly where?: (request: RequestView) => boolean;
}

export interface Fault {
  readonly match?: Match;
  readonly act: FaultAct;
  /** How many requests; default 1, `Infinity` for all. */
  readonly times?: number;
}

export interface FaultHandle {
  /** How many requests it has hit so far. */
  readonly hits: number;
  remove(): void;
}

interface Armed {
  readonly fault: Fault;
  seen: number;
  hits: number;
}

/**
 * The scripted faults of one server; the first that matches a request gets it. They come before
 * authentication, as a front end's do.
 */
export class FaultBox {
  readonly #armed = new Set<Armed>();

  add(fault: Fault): FaultHandle {
    const armed: Armed = { fault, seen: 0, hits: 0 };
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
  pick(request: RequestView): FaultAct | undefined {
    for (const armed of this.#armed) {
      const { match = {}, act, times = 1 } = armed.fault;
      if (armed.hits >= times || !matches(match, request)) continue;
      armed.seen += 1;
      if (armed.seen < (match.nth ?? 1)) continue;
      armed.hits += 1;
      return act;
    }
    return undefined;
  }
}

function matches(match: Match, request: RequestView): boolean {
  return (
    (match.repository === undefined || match.repository === request.repository) &&
    (match.service === undefined || match.service === request.service) &&
    (match.phase === undefined || match.phase === request.phase) &&
    (match.where === undefined || match.where(request))
  );
}
