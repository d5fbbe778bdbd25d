import { messageOf, UserError } from "../base/errors.ts";
import { bounded, oneLine } from "../base/text.ts";
import type { WantedMirror } from "./wanted.ts";

/** A repository of Docker Hub's that is there so that the limit can be asked for; a HEAD costs nothing of it. */
const limitRepository = "ratelimitpreview/test";

/** How long the registry may take, in ms. */
const patience = 15_000;

/** What is known of the credential and of the limit. */
export interface Allowance {
  /** Pulls that are left; undefined where the registry does not say. */
  readonly remaining: number | undefined;
  /** Why it could not be asked; undefined where it could. */
  readonly unknown: string | undefined;
}

/**
 * Asks the registry once, as the mirror would, so that a credential that is refused is known before anything is changed.
 *
 * @throws UserError where the registry refuses the user name and password
 */
export async function askAllowance(mirror: WantedMirror): Promise<Allowance> {
  const [{ Upstream }, { parseConfig }, { RegistryError }] = await Promise.all([
    import("../mirror/upstream.ts"),
    import("../mirror/config.ts"),
    import("../registry/errors.ts"),
  ]);
  const { username, password, upstream } = mirror;
  const login = username !== undefined && password !== undefined ? { username, password } : {};
  const refusals: string[] = [];
  const asked = new Upstream(parseConfig(JSON.stringify({ upstream, ...login })), (name) => {
    if (name === "refusedCredentials") refusals.push(name);
  });
  let unknown: string | undefined;
  try {
    await asked.head(limitRepository, "latest", patience);
  } catch (error) {
    // A registry without that repository has answered all the same.
    const failure = error instanceof RegistryError ? error.failure : undefined;
    if (!(failure?.kind === "http" && (failure.status === 404 || failure.status === 403)))
      unknown = bounded(oneLine(messageOf(error)), 300);
  }
  if (refusals.length > 0)
    throw new UserError(
      `input "password": ${new URL(upstream).host} refuses it for the user ${bounded(username ?? "", 100)}; ` +
        "expected a token that may read public repositories",
    );
  const remaining = asked.rateLimitRemaining ?? undefined;
  return { remaining, unknown: remaining === undefined ? unknown : undefined };
}
