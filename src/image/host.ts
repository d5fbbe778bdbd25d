const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);

/**
 * Whether `text` is `host` or `host:port` by the grammar of distribution/reference (names, IPv4, `[IPv6]`
 * without a zone) and also names something a URL can hold, which rules out port 70000 and 1.2.3.4.5.
 */
export function isHost(text: string): boolean {
  return HOST.test(text) && URL.canParse(`https://${text}`);
}
