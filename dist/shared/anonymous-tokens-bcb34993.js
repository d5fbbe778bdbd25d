import { RegistryRefusal } from "./publish-index_wait-digests-66bd1fd0.js";
import { parseChallenges, requestToken } from "./token-0222d77f.js";
class AnonymousTokens {
	#transport;
	#options;
	#tokens = new Map();
	constructor(transport, options) {
		this.#transport = transport;
		this.#options = options;
	}
	known(url) {
		const token = this.#tokens.get(keyOf(url));
		return token && token.expires > this.#options.clock.now() ? token.header : undefined;
	}
	async ask(url, challenge, signal) {
		const bearer = parseChallenges(challenge).find(({ scheme }) => scheme === "bearer");
		const { realm = "", service, scope } = bearer?.parameters ?? {};
		if (!URL.canParse(realm)) return undefined;
		const { origin, protocol } = new URL(realm);
		if (origin !== url.origin && protocol !== "https:") return undefined;
		try {
			const token = await requestToken({
				transport: this.#transport,
				clock: this.#options.clock,
				onSecret: this.#options.onSecret,
				registry: url.host,
				origin: url.origin,
				realm,
				service,
				scope: scope === undefined ? [] : scope.split(" "),
				credential: undefined,
				isGitea: false
			}, signal);
			this.#tokens.set(keyOf(url), token);
			return token.header;
		} catch (error) {
			if (error instanceof RegistryRefusal) return undefined;
			throw error;
		}
	}
}
function keyOf({ origin, pathname }) {
	return origin + pathname.replace(/\/(?:manifests|blobs|tags|referrers)\/.*$/, "");
}
export { AnonymousTokens };
