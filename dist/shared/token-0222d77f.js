import { recordIn } from "./core-cb5264e6.js";
import { RegistryError, readBody, RegistryRefusal, verdictOf, where } from "./publish-index_wait-digests-66bd1fd0.js";
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
		if (error instanceof RegistryRefusal) throw new RegistryRefusal(`no token for ${registry}: ${error.message}`, { cause: error });
		const verdict = verdictOf(error);
		if (!verdict || verdict.action === "retry") throw error;
		if (options.isGitea && error instanceof RegistryError && isUnverified(error)) throw unverified(error);
		const advice = credential ? `check the credentials stored for ${registry}` : `no credentials are stored for ${registry}, log in to it first`;
		throw new RegistryRefusal(`no token for ${registry}: ${error.message}; ${advice}`, { cause: error });
	}
	const answer = recordIn(bytes) ?? {};
	const token = answer.token || answer.access_token;
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
	if (url.origin !== origin && url.protocol !== "https:" && (credential || origin.startsWith("https:"))) throw new RegistryRefusal(`${registry} names the token server ${url.protocol}//${url.host}, which is without HTTPS and gets no credentials`);
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
export { isMadeOfUnverified, isToken, isUnverified, parseChallenges, requestToken, unverified };
