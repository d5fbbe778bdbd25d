import { RegistryError, readBody, verdictOf, RegistryRefusal, where } from "./publish-index_wait-digests-ebb7e978.js";
import { parseJson, isRecord } from "./core-5b2f5036.js";
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const SEPARATORS = /[\s,]+/y;
const PARAMETER = new RegExp(`(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]+)(?=[\\s,]|$))`, "sy");
const SCHEME = new RegExp(`(${TOKEN})(?=[\\s,]|$)`, "y");
const TOKEN68 = /\s+([A-Za-z0-9._~+/-]+=*)\s*(?=,|$)/y;
const JUNK = /[^,]+/y;
function parseChallenges(value) {
	const challenges = [];
	let at = 0;
	const take = (pattern) => {
		pattern.lastIndex = at;
		const match = pattern.exec(value);
		if (match) at = pattern.lastIndex;
		return match;
	};
	while (at < value.length) {
		if (take(SEPARATORS)) continue;
		const parameter = take(PARAMETER);
		if (parameter) {
			const [, name = "", quoted, bare = ""] = parameter;
			const parameters = challenges.at(-1)?.parameters;
			if (parameters) parameters[name.toLowerCase()] ??= quoted?.replace(/\\(.)/gs, "$1") ?? bare;
			continue;
		}
		const scheme = take(SCHEME)?.[1];
		if (scheme === undefined) {
			take(JUNK);
			continue;
		}
		const token68 = take(TOKEN68)?.[1];
		challenges.push({
			scheme: scheme.toLowerCase(),
			parameters: Object.create(null),
			...token68 !== undefined && { token68 }
		});
	}
	return challenges;
}
function isUnverified({ failure, challenge }) {
	return failure.kind === "http" && failure.status === 401 && challenge === undefined;
}
const what = "401 without a challenge";
function isMadeOfUnverified(error) {
	return error instanceof RegistryError && error.failure.kind === "content" && error.failure.what === what;
}
function unverified(error) {
	return new RegistryError(error.where, {
		kind: "content",
		what
	}, "read", { cause: error });
}
const defaultLife = 60;
const deadline = 3e4;
const longestAnswer = 1 << 20;
async function requestToken(options, signal) {
	const { registry, clock, credential } = options;
	const url = realmUrl(options);
	const request = {
		...form(options, url),
		url,
		phase: "read",
		signal,
		deadline
	};
	let bytes;
	try {
		bytes = await readBody(await options.transport.send(request), longestAnswer, request);
	} catch (error) {
		const verdict = verdictOf(error);
		if (!verdict || verdict.action === "retry") throw error;
		if (options.isGitea && error instanceof RegistryError && isUnverified(error)) throw unverified(error);
		const advice = credential ? `check the credentials stored for ${registry}` : `no credentials are stored for ${registry}, log in to it first`;
		throw new RegistryRefusal(`no token for ${registry}: ${error.message}; ${advice}`, { cause: error });
	}
	const answer = parse(bytes);
	const token = answer.token ?? answer.access_token;
	if (typeof token !== "string" || !isToken(token)) throw new RegistryRefusal(`${where(request.method, url)}: the answer holds no token`);
	options.onSecret(token);
	const life = Number(answer.expires_in);
	return {
		header: `Bearer ${token}`,
		expires: clock.now() + 900 * (life > 0 ? life : defaultLife)
	};
}
function realmUrl({ realm, origin, registry, credential }) {
	if (!URL.canParse(realm)) throw new RegistryRefusal(`${registry} names a token server that is no URL`);
	const url = new URL(realm);
	if (url.username || url.password) throw new RegistryRefusal(`${registry} names a token server with credentials in its URL`);
	if (url.origin !== origin && url.protocol !== "https:" && (credential || origin.startsWith("https:"))) throw new RegistryRefusal(`${registry} names the token server ${url.protocol}//${url.host}, which is another host without HTTPS and gets no credentials`);
	return url;
}
function form({ service, scope, credential }, url) {
	if (credential?.kind === "identity") return {
		method: "POST",
		headers: { "content-type": "application/x-www-form-urlencoded" },
		body: new URLSearchParams({
			grant_type: "refresh_token",
			client_id: "imgpub",
			refresh_token: credential.token,
			...service !== undefined && { service },
			scope: scope.join(" ")
		}).toString()
	};
	if (service !== undefined) url.searchParams.set("service", service);
	for (const one of scope) url.searchParams.append("scope", one);
	if (credential?.kind !== "basic") return { method: "GET" };
	const encoded = Buffer.from(`${credential.username}:${credential.password}`).toString("base64");
	return {
		method: "GET",
		authorization: `Basic ${encoded}`
	};
}
function isToken(text) {
	return /^[\x21-\x7e]+$/.test(text);
}
function parse(bytes) {
	const value = parseJson(new TextDecoder().decode(bytes));
	return isRecord(value) ? value : {};
}
class Grants {
	#options;
	#declared;
	#tokens = new Set();
	#asked = new Map();
	#unverified = new Map();
	#refused = new Map();
	#scheme;
	#narrow = false;
	constructor(options, declared) {
		this.#options = options;
		this.#declared = declared;
	}
	get isGitea() {
		const scheme = this.#scheme;
		return scheme?.kind === "bearer" && scheme.wildcard && scheme.service === "container_registry";
	}
	get renewable() {
		return this.#scheme?.kind === "bearer";
	}
	learn(error, used) {
		if (this.#isDenied(error)) return;
		for (const token of this.#tokens) if (token.header === used) this.#tokens.delete(token);
		const challenges = parseChallenges(error.challenge ?? "");
		const bearer = challenges.find(isBearer);
		if (bearer) {
			if (used !== undefined && bearer.parameters.error === "insufficient_scope") this.#narrow = true;
			this.#scheme = bearerScheme(bearer);
		} else if (challenges.some(({ scheme }) => scheme === "basic")) this.#scheme = { kind: "basic" };
	}
	async header(access, context) {
		const scheme = this.#scheme;
		if (scheme === undefined) return undefined;
		const credential = await this.#credential(access);
		if (scheme.kind !== "bearer") return credential?.kind === "basic" ? basic(credential) : undefined;
		if (credential?.kind === "registry") {
			if (!isToken(credential.token)) throw new RegistryRefusal(`the registrytoken stored for ${this.#options.registry} is no token`);
			return `Bearer ${credential.token}`;
		}
		const now = this.#options.clock.now();
		const owner = keyOf(credential);
		for (const token of this.#tokens) {
			if (token.expires <= now) this.#tokens.delete(token);
			else if (token.owner === owner && covers(token, access)) return token.header;
		}
		return (await this.#newToken(scheme, access, credential, context)).header;
	}
	async #newToken(scheme, access, credential, context) {
		const owner = keyOf(credential);
		const scopes = new Map(access.map(({ repository, actions }) => [repository, new Set(actions)]));
		if (!this.#narrow) for (const [repository, actions] of this.#declared) {
			const theirs = await this.#credential([{
				repository,
				actions: [...actions]
			}]);
			if (keyOf(theirs) === owner) scopes.set(repository, new Set([...scopes.get(repository) ?? [], ...actions]));
		}
		try {
			return await this.#singleFlight(scheme, scopes, credential, context);
		} catch (error) {
			const refused = error instanceof RegistryRefusal || verdictOf(error)?.tries !== undefined;
			if (!refused || scheme.wildcard || scopes.size <= access.length) throw error;
			this.#narrow = true;
			const own = new Map(access.map(({ repository, actions }) => [repository, new Set(actions)]));
			return this.#singleFlight(scheme, own, credential, context);
		}
	}
	#singleFlight(scheme, scopes, credential, context) {
		const owner = keyOf(credential);
		const refusal = this.#refused.get(owner);
		if (refusal) return Promise.reject(refusal);
		const scope = scheme.wildcard ? ["*"] : [...scopes].map(scopeText).sort();
		const key = `${owner} ${scope.join(" ")}`;
		const asked = this.#asked.get(key) ?? requestToken({
			...this.#options,
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
		const advice = await this.#credential(access) ? `the credentials stored for ${registry} ${this.#isDenied(error) ? deniedByGitea : "were refused"}` : `no credentials are stored for ${registry}, log in to it first`;
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
const mostUnverified = 8;
const deniedByGitea = "may not do this: check that their user may write packages of this owner, and their token has write:package";
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
