import { BlockList, isIP } from "node:net";
import { isLoopbackName } from "../base/loopback.ts";

/**
 * Whether a request goes past the proxy: to this machine always, as with Go and thus docker, and to what
 * `noProxy` lists, parted by commas or white space: `*`, a domain (with or without a leading `.` or `*.`; it
 * stands for itself and all below it), an IP address or a CIDR range, each but `*` and a range also with a
 * port. As with curl, a dot at the end of a domain makes no difference, and as with Go an IPv4 address that is written as
 * an IPv6 one is that IPv4 address.
 */
export function bypasses(url: URL, noProxy: string): boolean {
  const host = plainAddress(withoutDot(withoutBrackets(url.hostname.toLowerCase())));
  if (isLoopbackName(url.hostname) || isLoopbackName(host)) return true;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const entries = noProxy.toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => entry !== "" && entryMatches(entry, host, port));
}

function entryMatches(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  const { name, port: only } = splitPort(entry);
  if (only !== undefined && only !== port) return false;
  const [written = "", bits] = withoutBrackets(name).split("/");
  if (isIP(written) === 0) return isInDomain(host, withoutDot(name));
  const address = plainAddress(written);
  // The prefix of a network that is written as IPv6 counts the 96 bits before the IPv4 address, too.
  const isMapped = address !== written && bits !== undefined;
  return isInRange(host, address, isMapped ? String(Number(bits) - 96) : bits);
}

/** An IPv6 address without brackets has colons, and no port. */
function splitPort(entry: string): { readonly name: string; readonly port?: string | undefined } {
  if (isIP(entry) !== 0) return { name: entry };
  const [, name = "", port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? ["", entry];
  return { name, port };
}

const withoutDot = (host: string) => host.replace(/\.$/, "");

/** An IPv4 address that is mapped into IPv6 (RFC 4291, section 2.5.5.2), in whichever spelling; others as they are. */
function plainAddress(host: string): string {
  if (isIP(host) !== 6 || host.includes("%")) return host;
  const [, high = "", low = ""] =
    /^\[::ffff:([\da-f]{1,4}):([\da-f]{1,4})\]$/.exec(new URL(`http://[${host}]`).hostname) ?? [];
  if (high === "") return host;
  const bytes = [high, low]
    .map((part) => Number.parseInt(part, 16))
    .flatMap((part) => [part >> 8, part & 255]);
  return bytes.join(".");
}

const withoutBrackets = (host: string) => host.replace(/^\[([^\]]*)\](?=\/|$)/, "$1");

function isInDomain(host: string, name: string): boolean {
  const domain = name.replace(/^\*?\./, "");
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}

/** @param bits the length of the network's prefix; the whole address without it */
function isInRange(host: string, network: string, bits: string | undefined): boolean {
  const [family, width] = isIP(network) === 4 ? (["ipv4", 32] as const) : (["ipv6", 128] as const);
  if (bits !== undefined && !/^\d+$/.test(bits)) return false;
  const prefix = bits === undefined ? width : Number(bits);
  if (prefix > width) return false;
  const range = new BlockList();
  range.addSubnet(network, prefix, family);
  return range.check(host, family);
}
