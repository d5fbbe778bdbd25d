import { UserError, isLoopbackName } from "./core-5b2f5036.js";
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;
function isPrintable(text) {
	return !unprintable.test(text);
}
function bounded(text, most) {
	const characters = [...text.slice(0, 2 * most + 2)].map((one) => unprintable.test(one) ? "�" : one);
	return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : characters.join("");
}
function quoted(text, most = 80) {
	return JSON.stringify(bounded(text, most));
}
function enumerated(words, most = 5) {
	const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
	const last = shown.at(-1) ?? "";
	return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${last}` : last;
}
function decodeUtf8(bytes) {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
function parseToken(token) {
	if (/^[\x21-\x7e]+$/.test(token)) return token;
	throw new UserError("holds white space or a character that is not ASCII, which no token does");
}
const accepted = "accepted is a URL such as https://git.example.com or https://example.com/gitea";
function parseServerUrl(text, fallback) {
	const given = text || fallback;
	if (!given) throw new UserError(`no server is given, and none is known from the runner; ${accepted}`);
	const refuse = (what) => {
		throw new UserError(`${what}; ${accepted}`);
	};
	if (given.includes("@")) refuse("the URL holds credentials, which belong in the input token");
	if (/[?#]/.test(given)) refuse("the URL has a query or a fragment");
	if (!/^https?:\/\/[^/\\]/i.test(given)) refuse(`${quoted(given)} is not an http or https URL`);
	if (/[\s\p{C}\\]/u.test(given) || !URL.canParse(given)) refuse(`${quoted(given)} is not a valid URL`);
	const { protocol, host, hostname, pathname } = new URL(given);
	return {
		url: `${protocol}//${host}${pathname.replace(/\/+$/, "")}`,
		insecure: protocol === "http:" && !isLoopbackName(hostname)
	};
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
		const { openForge } = await import("./open-185a7d6c.js");
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
export { bounded, decodeUtf8, enumerated, isOwnServer, isPrintable, kindWithoutAsking, lazyForge, parseServerUrl, parseToken, quoted };
