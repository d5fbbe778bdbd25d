import type { Patience } from "../registry/patience.ts";
import type { RequestContext } from "../registry/request-context.ts";
import type { Kit } from "./kit.ts";

/** Who reads, and how long they wait for an answer. */
export interface Resolver extends Pick<Kit, "waiter" | "platforms"> {
  readonly context: RequestContext;
  readonly patience: Patience;
}
