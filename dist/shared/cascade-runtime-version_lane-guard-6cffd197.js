import { UserError, quoted, isLoopbackName } from "./core-cb5264e6.js";
const accepted = "expected a URL such as https://git.example.com or https://example.com/gitea";
function parseServerUrl(text, fallback) {
	const given = text || fallback;
	if (!given) throw new UserError(`no server is given, and none is known from the runner; ${accepted}`);
	const refuse = (what) => {
		throw new UserError(`${what}; ${accepted}`);
	};
	if (given.includes("@")) refuse("the URL contains credentials, which belong in the input \"token\"");
	if (/[?#]/.test(given)) refuse("the URL has a query or a fragment");
	if (!/^https?:\/\/[^/\\]/i.test(given)) refuse(`${quoted(given)} is not an http or https URL`);
	if (/[\s\p{C}\\]/u.test(given) || !URL.canParse(given)) refuse(`${quoted(given)} is not a valid URL`);
	const { protocol, host, hostname, pathname } = new URL(given);
	return {
		url: `${protocol}//${host}${pathname.replace(/\/+$/, "")}`,
		insecure: protocol === "http:" && !isLoopbackName(hostname)
	};
}
function parseToken(token) {
	if (/^[\x21-\x7e]+$/.test(token)) return token;
	throw new UserError("contains white space or a character outside ASCII, and no token does");
}
function kindWithoutAsking(environment, serverUrl) {
	if (isOwnServer(environment, serverUrl)) {
		if (environment.FORGEJO_ACTIONS === "true") return "forgejo";
		if (environment.GITEA_ACTIONS === "true") return "gitea";
		if (environment.GITHUB_ACTIONS === "true") return "github";
	}
	const { hostname } = new URL(serverUrl);
	return hostname === "github.com" || hostname.endsWith(".ghe.com") ? "github" : undefined;
}
function isOwnServer({ GITHUB_SERVER_URL: own = "" }, serverUrl) {
	return URL.canParse(own) && new URL(own).origin === new URL(serverUrl).origin;
}
function lazyForge({ fetch, ...options }, signal) {
	const open = async () => {
		const { openForge } = await import("./open-293769ce.js").then((n) => n.open);
		return openForge({
			...options,
			fetch: await fetch()
		}, signal);
	};
	let forge;
	return () => {
		forge ??= open();
		return forge;
	};
}
export { isOwnServer, kindWithoutAsking, lazyForge, parseServerUrl, parseToken };
