const { PassThrough } = process.getBuiltinModule("node:stream");
import { isLoopbackName, UserError } from "./core-cb5264e6.js";
import { createExchange, isStreamed } from "./publish-index_wait-digests-66bd1fd0.js";
const { isIP, BlockList } = process.getBuiltinModule("node:net");
function bypasses(url, noProxy) {
	const host = plainAddress(withoutDot(withoutBrackets(url.hostname.toLowerCase())));
	if (isLoopbackName(url.hostname) || isLoopbackName(host)) return true;
	const port = url.port || (url.protocol === "https:" ? "443" : "80");
	const entries = noProxy.toLowerCase().split(/[\s,]+/);
	return entries.some((entry) => entry !== "" && entryMatches(entry, host, port));
}
function entryMatches(entry, host, port) {
	if (entry === "*") return true;
	const { name, port: only } = splitPort(entry);
	if (only !== undefined && only !== port) return false;
	const [written = "", bits] = withoutBrackets(name).split("/");
	if (isIP(written) === 0) return isInDomain(host, withoutDot(name));
	const address = plainAddress(written);
	const isMapped = address !== written && bits !== undefined;
	return isInRange(host, address, isMapped ? String(Number(bits) - 96) : bits);
}
function splitPort(entry) {
	if (isIP(entry) !== 0) return { name: entry };
	const [, name = "", port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? ["", entry];
	return {
		name,
		port
	};
}
const withoutDot = (host) => host.replace(/\.$/, "");
function plainAddress(host) {
	if (isIP(host) !== 6 || host.includes("%")) return host;
	const [, high = "", low = ""] = /^\[::ffff:([\da-f]{1,4}):([\da-f]{1,4})\]$/.exec(new URL(`http://[${host}]`).hostname) ?? [];
	if (high === "") return host;
	const bytes = [high, low].map((part) => Number.parseInt(part, 16)).flatMap((part) => [part >> 8, part & 255]);
	return bytes.join(".");
}
const withoutBrackets = (host) => host.replace(/^\[([^\]]*)\](?=\/|$)/, "$1");
function isInDomain(host, name) {
	const domain = name.replace(/^\*?\./, "");
	return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}
function isInRange(host, network, bits) {
	const [family, width] = isIP(network) === 4 ? ["ipv4", 32] : ["ipv6", 128];
	if (bits !== undefined && !/^\d+$/.test(bits)) return false;
	const prefix = bits === undefined ? width : Number(bits);
	if (prefix > width) return false;
	const range = new BlockList();
	range.addSubnet(network, prefix, family);
	return range.check(host, family);
}
async function createFetch(env) {
	const route = await createRoute(env);
	if (!route) return fetch;
	const { fetch: undiciFetch } = await import("./undici-d624f412.js").then((n) => n.index);
	const proxied = async (url, init) => {
		route.require(new URL(url));
		return undiciFetch(url, {
			...init,
			dispatcher: route
		});
	};
	return proxied;
}
async function createProxiedExchange(env) {
	const route = await createRoute(env);
	if (!route) return createExchange();
	const { request } = await import("./undici-d624f412.js").then((n) => n.index);
	return async ({ method, url, headers, body, signal }) => {
		route.require(url);
		const answer = await request(url, {
			dispatcher: route,
			method,
			headers,
			body: isStreamed(body) ? asReadable(body) : body ?? null,
			signal,
			reset: false
		});
		const joined = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
		return {
			status: answer.statusCode,
			headers: Object.fromEntries(joined),
			body: answer.body
		};
	};
}
function asReadable(body) {
	const through = new PassThrough();
	body.sendTo(through);
	return through;
}
async function createRoute(env) {
	const proxies = readProxies(env);
	if (!proxies.http && !proxies.https) return undefined;
	const noProxy = lookup(env, "no_proxy");
	const undici = await import("./undici-d624f412.js").then((n) => n.index);
	const direct = new undici.Agent();
	const agentOf = (proxy, more) => !proxy || proxy instanceof UserError ? proxy ?? direct : new undici.ProxyAgent({
		...proxy,
		...more
	});
	const http = agentOf(proxies.http, { proxyTunnel: false });
	const https = agentOf(proxies.https, {});
	class ByProxy extends undici.Dispatcher {
		require(url) {
			const through = url.protocol === "https:" ? https : http;
			const way = bypasses(url, noProxy) ? direct : through;
			if (way instanceof UserError) throw way;
			return way;
		}
		dispatch(options, handler) {
			return this.require(new URL(String(options.origin))).dispatch(options, handler);
		}
	}
	return new ByProxy();
}
function readProxies(env) {
	const http = proxyFor(env, "http_proxy");
	const https = proxyFor(env, "https_proxy");
	return {
		...http && { http },
		...https && { https }
	};
}
function proxyFor(env, variable) {
	const own = lookup(env, variable);
	if (own !== "") return parseProxy(own, variable);
	const all = lookup(env, "all_proxy");
	if (all === "") return undefined;
	try {
		return parseProxy(all, "all_proxy");
	} catch (error) {
		return error;
	}
}
function parseProxy(text, variable) {
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
		throw new UserError(`${variable.toUpperCase()} is not the address of an HTTP proxy; expected http[s]://[user:password@]host[:port]`);
	}
}
function lookup(env, variable) {
	return (env[variable] || env[variable.toUpperCase()] || "").trim();
}
export { createFetch, createProxiedExchange, readProxies };
