import type { Forge } from "../forge/forge.ts";
import type { Git } from "../git/client.ts";
import type { Contents } from "../git/repository.ts";
import type { Clock } from "../retry/clock.ts";
import type { HostPause } from "../retry/retry.ts";

/** What all templates are worked on with. */
export interface Tools {
  readonly git: Git;
  /** What has been read from any template: they mostly hold the same. */
  readonly contents: Contents;
  /** Asked for only when something besides git is needed. */
  readonly forge: () => Promise<Forge>;
  readonly clock: Clock;
  /** The server's. */
  readonly pause: HostPause;
  readonly signal: AbortSignal;
}
