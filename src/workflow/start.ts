import type { ForgeKind } from "../forge/forge.ts";
import { isBefore } from "../forge/product.ts";
import type { PushTrigger } from "./push/trigger.ts";
import { dependsOnVersion, type Push, whyDoubtful, whyUnstarted } from "./push/why-unstarted.ts";
import type { ServerKind } from "./server-kind.ts";

/** Whether a push starts a workflow. */
export interface Start {
  /** Why it does not, as what follows on the workflow's name; undefined where it does, or may. */
  readonly unstarted: string | undefined;
  /** Why that is not known, or what is odd about it, as what follows on the workflow's name. */
  readonly doubt: string | undefined;
}

/**
 * Whether a push starts a workflow on a server, which is asked for its kind and its version only where they matter.
 *
 * @param possible kinds that it may be
 */
export async function startOf(
  trigger: PushTrigger,
  push: Push,
  server: ServerKind,
  possible: readonly ForgeKind[],
  signal: AbortSignal,
): Promise<Start> {
  const unstarted = await server.answer((kind) => whyUnstarted(trigger, push, kind), possible);
  if (unstarted !== undefined) return { unstarted, doubt: undefined };
  const doubt = await server.answer((kind) => whyDoubtful(trigger, push, kind), possible);
  if (doubt === undefined || !dependsOnVersion(trigger, push)) return { unstarted, doubt };
  const product = await server.product(signal);
  if (product?.kind !== "gitea") return { unstarted, doubt };
  const reader = isBefore(product, 1, 23) ? "gitea before 1.23" : "gitea from 1.23";
  return { unstarted: whyUnstarted(trigger, push, reader), doubt: whyDoubtful(trigger, push, reader) };
}
