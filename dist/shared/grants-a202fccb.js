import { RegistryError, RegistryRefusal, verdictOf } from "./publish-index_wait-digests-66bd1fd0.js";
import { parseChallenges, isToken, requestToken, isUnverified, unverified, isMadeOfUnverified } from "./token-0222d77f.js";
const mostMerged = 6 << 10;
const neverTooLong = 2 << 10;
function breadthOf(scopes) {
	return [...scopes].reduce((bytes, scope) => bytes + bytesOf(scope), 0);
}
function groupOf(repository, scopes, most) {
	let group = new Map();
	let bytes = 0;
	for (const scope of most > 0 ? scopes : []) {
		const more = bytesOf(scope);
		if (bytes + more > most) {
			if (group.has(repository)) break;
			group = new Map();
			bytes = 0;
		}
		group.set(...scope);
		bytes += more;
	}
	return group.has(repository) ? group : new Map();
}
function bytesOf([name, actions]) {
	return JSON.stringify({
		type: "repository",
		name,
		actions: [...actions]
	}).length * 4 / 3;
}
class Grants {
	#options;
	#declared;
	#tokens = new Set();
	#asked = new Map();
	#unverified = new Map();
	#refused = new Map();
	#scheme;
	#mostMerged = mostMerged;
	constructor(options, declared) {
		this.#options = options;
		this.#declared = declared;
	}
	get isGitea() {
		const scheme = this.#scheme;
		return scheme?.kind === "bearer" && scheme.wildcard && scheme.service === "container_registry";
	}
	get #isDockerHub() {
		return this.#scheme?.kind === "bearer" && this.#scheme.service === "registry.docker.io";
	}
	get renewable() {
		return this.#scheme?.kind === "bearer";
	}
	learn(error, used) {
		if (this.#isDenied(error)) return;
		for (const token of this.#tokens) if (token.header === used?.header) this.#tokens.delete(token);
		const challenges = parseChallenges(error.challenge ?? "");
		const bearer = challenges.find(isBearer);
		if (bearer) {
			if (used !== undefined && bearer.parameters.error === "insufficient_scope") this.#mergeAtMost(0);
			this.#scheme = bearerScheme(bearer);
		} else if (challenges.some(({ scheme }) => scheme === "basic")) this.#scheme = { kind: "basic" };
	}
	isTooMuch(error, used) {
		return this.#isTooBroad(error, used) || this.isTooLong(error, used);
	}
	#isTooBroad(error, used) {
		if (used.breadth === undefined || !(error instanceof RegistryError) || !error.challenge) return false;
		if (error.verdict.action !== "reauthenticate") return false;
		this.#mergeAtMost(0);
		return true;
	}
	isTooLong(error, used) {
		const { header = "", breadth } = used ?? {};
		if (breadth === undefined || header.length <= neverTooLong || !saysTooLong(error)) return false;
		this.#mergeAtMost(breadth / 2);
		return true;
	}
	#mergeAtMost(bytes) {
		this.#mostMerged = Math.min(this.#mostMerged, bytes);
		for (const token of this.#tokens) if (token.scopes !== "*" && token.scopes.size > 1 && breadthOf(token.scopes) > this.#mostMerged) this.#tokens.delete(token);
	}
	async for(access, context) {
		const scheme = this.#scheme;
		if (scheme === undefined) return undefined;
		const credential = await this.#credential(access);
		if (scheme.kind !== "bearer") return credential?.kind === "basic" ? { header: basic(credential) } : undefined;
		if (credential?.kind === "registry") {
			if (!isToken(credential.token)) throw new RegistryRefusal(`the registrytoken stored for ${this.#options.registry} is no token`);
			return { header: `Bearer ${credential.token}` };
		}
		const now = this.#options.clock.now();
		const owner = keyOf(credential);
		for (const token of this.#tokens) {
			if (token.expires <= now) this.#tokens.delete(token);
			else if (token.owner === owner && covers(token, access)) return grantOf(token, access);
		}
		return grantOf(await this.#newToken(scheme, access, credential, context), access);
	}
	async #newToken(scheme, access, credential, context) {
		const scopes = new Map(access.map(({ repository, actions }) => [repository, new Set(actions)]));
		if (!scheme.wildcard) for (const [repository, actions] of await this.#mergedWith(access, credential)) scopes.set(repository, new Set([...scopes.get(repository) ?? [], ...actions]));
		try {
			return await this.#singleFlight(scheme, scopes, credential, context);
		} catch (error) {
			const refused = error instanceof RegistryRefusal || verdictOf(error)?.tries !== undefined;
			if (!refused || scheme.wildcard || scopes.size <= access.length) throw error;
			const breadth = breadthOf(scopes);
			const tooLong = breadth > neverTooLong && saysTooLong(error.cause ?? error);
			this.#mergeAtMost(tooLong ? breadth / 2 : 0);
			return this.#newToken(scheme, access, credential, context);
		}
	}
	async #mergedWith(access, credential) {
		if (this.#mostMerged === 0) return new Map();
		const owner = keyOf(credential);
		const ours = [];
		for (const [repository, actions] of this.#declared) {
			const theirs = await this.#credential([{
				repository,
				actions: [...actions]
			}]);
			if (keyOf(theirs) === owner) ours.push([repository, actions]);
		}
		return groupOf(access[0]?.repository ?? "", ours, this.#mostMerged);
	}
	#singleFlight(scheme, scopes, credential, context) {
		const owner = keyOf(credential);
		const refusal = this.#refused.get(owner);
		if (refusal) return Promise.reject(refusal);
		const scope = scheme.wildcard ? ["*"] : [...scopes].map(scopeText).sort();
		const key = `${owner} ${scope.join(" ")}`;
		const asked = this.#asked.get(key) ?? requestToken({
			...this.#options,
			origin: this.#options.origin.now,
			realm: scheme.realm,
			service: scheme.service,
			scope,
			credential,
			isGitea: this.isGitea
		}, context.signal).then((answer) => {
			const token = {
				...answer,
				owner,
				scopes: scheme.wildcard ? "*" : scopes
			};
			this.#tokens.add(token);
			this.#unverified.delete(owner);
			return token;
		}, (error) => {
			throw this.#ifMeant(error, owner);
		}).finally(() => this.#asked.delete(key));
		this.#asked.set(key, asked);
		return asked;
	}
	#credential(access) {
		const { repository = "", actions = [] } = access[0] ?? {};
		return this.#options.credentials.for(this.#options.registry, repository, actions);
	}
	async refusal(error, access) {
		const { registry } = this.#options;
		if (this.isGitea && isUnverified(error)) {
			const meant = this.#ifMeant(unverified(error), keyOf(await this.#credential(access)));
			return meant instanceof RegistryRefusal ? meant : unverified(error);
		}
		if (!error.where.includes(` ${new URL(this.#options.origin.now).host}/`)) return new RegistryRefusal(`${error.message}; ${registry} redirects there, and no credentials are sent to another host`, { cause: error });
		const credential = await this.#credential(access);
		if (error.phase === "wait" && this.#isDockerHub) {
			const verdict = credential ? notYetMade : {
				...notYetMade,
				advice: orNotLoggedIn
			};
			return new RegistryError(error.where, error.failure, "wait", {
				cause: error,
				verdict
			});
		}
		const advice = credential ? `the credentials stored for ${registry} ${this.#isDenied(error) ? deniedByGitea : "were refused"}` : `no credentials are stored for ${registry}, log in to it first`;
		return new RegistryRefusal(`${error.message}; ${advice}`, { cause: error });
	}
	#ifMeant(error, owner) {
		if (!isMadeOfUnverified(error)) return error;
		const times = (this.#unverified.get(owner) ?? 0) + 1;
		this.#unverified.set(owner, times);
		if (times < mostUnverified) return error;
		const refusal = new RegistryRefusal(error.message, { cause: error });
		this.#refused.set(owner, refusal);
		return refusal;
	}
	#isDenied({ challenge = "" }) {
		const challenges = parseChallenges(challenge);
		return this.isGitea && challenges.length > 0 && !challenges.some(isBearer);
	}
}
const notYetMade = {
	action: "absent",
	reason: "401 in spite of a token",
	repositoryUnknown: true,
	advice: "check that the repository exists, and that its credentials may read it"
};
const orNotLoggedIn = "check that the repository exists, and log in first if it is private: no credentials are stored";
const mostUnverified = 8;
const deniedByGitea = "may not do this: check that their user may write packages of this owner, and their token has write:package";
const tooLongStatus = new Set([
	400,
	413,
	414,
	431
]);
function saysTooLong(error) {
	const failure = error instanceof RegistryError ? error.failure : undefined;
	return failure?.kind === "http" && failure.code === undefined && tooLongStatus.has(failure.status);
}
function grantOf({ header, scopes }, access) {
	if (scopes === "*" || scopes.size <= access.length) return { header };
	return {
		header,
		breadth: breadthOf(scopes)
	};
}
function isBearer({ scheme, parameters }) {
	return scheme === "bearer" && Boolean(parameters.realm);
}
function bearerScheme({ parameters }) {
	return {
		kind: "bearer",
		realm: parameters.realm ?? "",
		...parameters.service !== undefined && { service: parameters.service },
		wildcard: parameters.scope === "*"
	};
}
function basic({ username, password }) {
	return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
function keyOf(credential) {
	return JSON.stringify(credential ?? null);
}
function scopeText([repository, actions]) {
	return `repository:${repository}:${[...actions].sort().join(",")}`;
}
function covers({ scopes }, access) {
	if (scopes === "*") return true;
	return access.every(({ repository, actions }) => actions.every((action) => scopes.get(repository)?.has(action)));
}
export { Grants };
