import { UserError } from "../base/errors.ts";
import { isLoopbackName } from "../base/loopback.ts";
import { quoted } from "../base/text.ts";
import { isHost } from "../image/host.ts";
import type { Origins } from "./http/api-origin.ts";

/** The host that serves a registry's API: Docker Hub's differs from its name in references. */
export function apiHost(registry: string): string {
  return registry === "docker.io" ? "registry-1.docker.io" : registry;
}

/**
 * Whether `host`, with or without a port, is this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
 *
 * Spellings that a URL turns into those (`127.1`, `[0:0:0:0:0:0:0:1]`) count. Names under `.localhost` do not:
 * RFC 6761 reserves them, yet some resolvers still ask the network.
 */
export function isLoopback(host: string): boolean {
  if (!isHost(host)) return false;
  return isLoopbackName(new URL(`http://${host}`).hostname);
}

/**
 * The origins that may serve a registry's API, as `URL.origin` spells them: lower case, default port left out. Plain HTTP
 * is for a registry named in `insecureRegistries` and for a loopback host alone.
 */
export function originsOf(registry: string, insecureRegistries: ReadonlySet<string>): Origins {
  const origin = (scheme: string) => new URL(`${scheme}://${apiHost(registry)}`).origin;
  const secure = origin("https");
  const mayBePlain = insecureRegistries.has(urlHost(registry)) || isLoopback(registry);
  return mayBePlain ? { secure, plain: origin("http") } : { secure };
}

/** A host as the URL of a plain HTTP request spells it: lower case, port 80 left out, IPv6 shortened. */
function urlHost(host: string): string {
  return new URL(`http://${host}`).host;
}

/**
 * The hosts that may be spoken to in plain HTTP; each entry allows exactly its own `host` or `host:port`.
 *
 * @throws {UserError} when an entry is anything but `host` or `host:port`.
 */
export function parseInsecureRegistries(list: readonly string[]): ReadonlySet<string> {
  for (const entry of list)
    if (!isHost(entry))
      throw new UserError(
        `${quoted(entry)} is not a registry host; expected host or host:port without scheme or path`,
      );
  return new Set(list.map(urlHost));
}
