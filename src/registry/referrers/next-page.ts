/**
 * Where the next page of a list is (RFC 8288, `rel="next"`); undefined on the last one, and where it would be at another
 * origin, whom nothing of ours is for.
 *
 * @param link the `Link` header
 * @param from the URL of this page
 */
export function nextPage(link: string | undefined, from: URL): URL | undefined {
  for (const [, target = "", parameters = ""] of (link ?? "").matchAll(/<([^>]*)>((?:\s*;[^,]*)?)/g)) {
    if (!/;\s*rel="?next"?(?:\s|;|$)/i.test(parameters) || !URL.canParse(target, from.href)) continue;
    const url = new URL(target, from.href);
    // Behind a proxy that ends TLS a registry may take its own scheme for that of its callers.
    if (url.host === from.host) url.protocol = from.protocol;
    if (url.origin === from.origin) return url;
  }
  return undefined;
}
