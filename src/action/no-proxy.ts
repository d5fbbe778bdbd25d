import { BlockList, isIP } from "node:net";
import { isLoopbackName } from "../base/loopback.ts";

/**
 * Whether a request goes past the proxy: to this machine always, as with Go and thus docker, and to what
 * `noProxy` lists, parted by commas or white space: `*`, a domain (with or without a leading `.` or `*.`; it
 * stands for itself and all below it), an IP address or a CIDR range, each but `*` and a range also with a
 * port.
 */
export function bypasses(url: URL, noProxy: string): boolean {
  if (isLoopbackName(url.hostname)) return true;
  const host = withoutBrackets(url.hostname.toLowerCase());
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const entries = noProxy.toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => entry !== "" && entryMatches(entry, host, port));
}

function entryMatches(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  const { name, port: only } = splitPort(entry);
  if (only !== undefined && only !== port) return false;
  const [address = "", bits] = withoutBrackets(name).split("/");
  return isIP(address) === 0 ? isInDomain(host, name) : isInRange(host, address, bits);
}

/** An IPv6 address without brackets has colons, and no port. */
function splitPort(entry: string): { readonly name: string; readonly port?: string | undefined } {
  if (isIP(entry) !== 0) return { name: entry };
  const [, name = "", port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? ["", entry];
  return { name, port };
}

const withoutBrackets = (host: string) => host.replace(/^\[|\]$/g, "");

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
