import { isIP, BlockList } from "node:net";
import { UserError } from "./core-5c11f894.js";
import { isLoopback } from "./publish-index_wait-digests-4ae05c17.js";
async function createFetch(env) {
	const proxies = readProxies(env);
	if (!proxies.http && !proxies.https) return fetch;
	const noProxy = lookup(env, "no_proxy");
	const undici = await import("./undici-e4195766.js").then((n) => n.index);
	const direct = new undici.Agent();
	const http = proxies.http ? new undici.ProxyAgent({
		...proxies.http,
		proxyTunnel: false
	}) : direct;
	const https = proxies.https ? new undici.ProxyAgent({ ...proxies.https }) : direct;
	class Route extends undici.Dispatcher {
		dispatch(options, handler) {
			const url = new URL(String(options.origin));
			const through = url.protocol === "https:" ? https : http;
			return (bypasses(url, noProxy) ? direct : through).dispatch(options, handler);
		}
	}
	const dispatcher = new Route();
	const proxied = (url, init) => undici.fetch(url, {
		...init,
		dispatcher
	});
	return proxied;
}
function readProxies(env) {
	const http = parseProxy(env, "http_proxy");
	const https = parseProxy(env, "https_proxy");
	return {
		...http && { http },
		...https && { https }
	};
}
function bypasses(url, noProxy) {
	if (isLoopback(url.hostname)) return true;
	const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, "");
	const port = url.port || (url.protocol === "https:" ? "443" : "80");
	return noProxy.toLowerCase().split(/[\s,]+/).some((entry) => entry === "*" || entry !== "" && entryMatches(entry, host, port));
}
function entryMatches(entry, host, port) {
	const whole = isIP(entry) !== 0;
	const [, name = "", only] = (whole ? undefined : /^(.*?)(?::(\d+))?$/.exec(entry)) ?? ["", entry];
	if (only !== undefined && only !== port) return false;
	const [address = "", bits] = name.replace(/^\[|\]$/g, "").split("/");
	const version = isIP(address);
	if (version === 0) {
		const domain = name.replace(/^\*?\./, "");
		return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
	}
	const family = version === 4 ? "ipv4" : "ipv6";
	const width = version === 4 ? 32 : 128;
	const prefix = bits === undefined ? width : /^\d+$/.test(bits) ? Number(bits) : Number.NaN;
	if (!(prefix <= width)) return false;
	const range = new BlockList();
	range.addSubnet(address, prefix, family);
	return range.check(host, family);
}
function parseProxy(env, variable) {
	const own = lookup(env, variable);
	const text = own || lookup(env, "all_proxy");
	if (text === "") return undefined;
	try {
		const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
		if (!/^https?:$/.test(url.protocol)) throw new TypeError("not HTTP");
		const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
		const token = `Basic ${Buffer.from(user).toString("base64")}`;
		return {
			uri: url.origin,
			...user !== ":" && { token }
		};
	} catch {
		throw new UserError(`${(own ? variable : "all_proxy").toUpperCase()} is not the address of an HTTP proxy; accepted is http[s]://[user:password@]host[:port]`);
	}
}
function lookup(env, variable) {
	return (env[variable] || env[variable.toUpperCase()] || "").trim();
}
export { bypasses, createFetch, readProxies };
