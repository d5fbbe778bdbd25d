import type { Log } from "../base/log.ts";
import type { Forge } from "../forge/forge.ts";
import { lazyForge } from "../forge/lazy.ts";
import { environmentToOpen } from "./forge-kind.ts";
import type { ParsedInputs } from "./inputs.ts";

/** What the action lends to the work. */
export interface LaneContext {
  readonly env: NodeJS.ProcessEnv;
  /** Makes the `fetch` for the forge's API, when that is needed. */
  readonly fetch: () => Promise<typeof globalThis.fetch>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** The forge, opened when it is first asked for. */
export function opener(
  token: string,
  { serverUrl, kind }: Pick<ParsedInputs, "serverUrl" | "kind">,
  workspace: string,
  { env, fetch, log, signal }: LaneContext,
): () => Promise<Forge> {
  const environment = environmentToOpen(env, kind, workspace);
  return lazyForge({ serverUrl, token, environment, log, fetch }, signal);
}
