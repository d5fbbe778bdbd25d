const { PassThrough } = process.getBuiltinModule("node:stream");
import { isLoopbackName, UserError } from "./core-5b2f5036.js";
import { createExchange, isStreamed } from "./publish-index_wait-digests-ebb7e978.js";
const { isIP, BlockList } = process.getBuiltinModule("node:net");
function bypasses(url, noProxy) {
	if (isLoopbackName(url.hostname)) return true;
	const host = withoutBrackets(url.hostname.toLowerCase());
	const port = url.port || (url.protocol === "https:" ? "443" : "80");
	const entries = noProxy.toLowerCase().split(/[\s,]+/);
	return entries.some((entry) => entry !== "" && entryMatches(entry, host, port));
}
function entryMatches(entry, host, port) {
	if (entry === "*") return true;
	const { name, port: only } = splitPort(entry);
	if (only !== undefined && only !== port) return false;
	const [address = "", bits] = withoutBrackets(name).split("/");
	return isIP(address) === 0 ? isInDomain(host, name) : isInRange(host, address, bits);
}
function splitPort(entry) {
	if (isIP(entry) !== 0) return { name: entry };
	const [, name = "", port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? ["", entry];
	return {
		name,
		port
	};
}
const withoutBrackets = (host) => host.replace(/^\[|\]$/g, "");
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
	const proxied = (url, init) => undiciFetch(url, {
		...init,
		dispatcher: route
	});
	return proxied;
}
async function createProxiedExchange(env) {
	const route = await createRoute(env);
	if (!route) return createExchange();
	const { request } = await import("./undici-d624f412.js").then((n) => n.index);
	return async ({ method, url, headers, body, signal }) => {
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
	return new Route();
}
function readProxies(env) {
	const http = parseProxy(env, "http_proxy");
	const https = parseProxy(env, "https_proxy");
	return {
		...http && { http },
		...https && { https }
	};
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
export { createFetch, createProxiedExchange, readProxies };
