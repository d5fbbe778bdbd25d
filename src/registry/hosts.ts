import { UserError } from "../errors.ts";
import { isLoopbackName } from "../loopback.ts";

const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);

/**
 * Whether `text` is `host` or `host:port` by the grammar of distribution/reference (names, IPv4, `[IPv6]`
 * without a zone) and also names something a URL can hold, which rules out port 70000 and 1.2.3.4.5.
 */
export function isHost(text: string): boolean {
  return HOST.test(text) && URL.canParse(`https://${text}`);
}

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
 * The origin that serves a registry's API, as `URL.origin` spells it: lower case, default port left out.
 *
 * HTTPS, except plain HTTP for a registry named in `insecureRegistries` and for a loopback host. A loopback
 * registry that does speak TLS is reached on port 443 (`localhost:443/app`) or by another name of the
 * machine. There is no falling back from one scheme to the other: what was asked securely stays so.
 */
export function originOf(registry: string, insecureRegistries: ReadonlySet<string>): string {
  const plain =
    insecureRegistries.has(urlHost(registry)) || (isLoopback(registry) && !registry.endsWith(":443"));
  return new URL(`${plain ? "http" : "https"}://${apiHost(registry)}`).origin;
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
        `${JSON.stringify(entry)} is not a registry host; accepted is host or host:port without scheme or path`,
      );
  return new Set(list.map(urlHost));
}
