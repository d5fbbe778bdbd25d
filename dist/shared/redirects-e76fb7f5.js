import { discard, where, isStreamed, RegistryRefusal } from "./publish-index_wait-digests-66bd1fd0.js";
const mostRedirects = 5;
const redirects = new Set([
	301,
	302,
	303,
	307,
	308
]);
class Follower {
	#send;
	#loadTokens;
	#tokens;
	constructor(send, loadTokens) {
		this.#send = send;
		this.#loadTokens = loadTokens;
	}
	async follow(request, answer, authorization) {
		let at = answer;
		let header = authorization;
		for (let hop = 0; isRedirect(at); hop++) {
			discard(at.body);
			const next = redirectTarget(request, at, hop);
			if (next.origin !== at.url.origin) header = this.#tokens?.known(next);
			at = await this.#send(request, next, header);
			const granted = await this.#tokenFor(request, at);
			if (granted === undefined) continue;
			discard(at.body);
			header = granted;
			at = await this.#send(request, next, header);
		}
		return at;
	}
	async #tokenFor(request, { status, url, headers }) {
		const challenge = headers["www-authenticate"];
		if (status !== 401 || challenge === undefined || url.origin === request.url.origin) return undefined;
		this.#tokens ??= await this.#loadTokens?.();
		return this.#tokens?.ask(url, challenge, request.signal);
	}
}
function isRedirect({ status, headers }) {
	return redirects.has(status) && headers.location !== undefined;
}
function redirectTarget(request, { url: from, headers }, hop) {
	const { location = "" } = headers;
	const at = where(request.method, from);
	if (isStreamed(request.body)) throw new RegistryRefusal(`${at}: the upload is redirected, which is refused`);
	if (hop >= mostRedirects) throw new RegistryRefusal(`${at}: more than ${mostRedirects} redirects`);
	if (!URL.canParse(location, from.href)) throw new RegistryRefusal(`${at}: the redirect's Location is no URL`);
	const to = new URL(location, from.href);
	if (from.protocol === "https:" && to.protocol !== "https:") throw new RegistryRefusal(`${at}: the redirect to ${to.origin} leaves HTTPS, which is refused`);
	if (request.method === "GET" || request.method === "HEAD") return to;
	if (to.origin !== from.origin) throw new RegistryRefusal(`${at}: a write is not redirected to ${to.origin}`);
	return to;
}
export { Follower, isRedirect };
