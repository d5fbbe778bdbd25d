import { systemClock, abortable, isDigest } from "./core-cb5264e6.js";
import { RegistryError, readBody, acceptManifests, createTransport, isLoopback, createExchange, essence } from "./publish-index_wait-digests-66bd1fd0.js";
import { requestToken, parseChallenges } from "./token-0222d77f.js";
class Shared {
	#running = new Map();
	run(key, work) {
		const running = this.#running.get(key) ?? work().finally(() => {
			this.#running.delete(key);
		});
		this.#running.set(key, running);
		return running;
	}
}
const mostTokens = 1e3;
class Access {
	#origin;
	#credential;
	#transport;
	#tokens = new Map();
	#asking = new Shared();
	#scheme;
	constructor(origin, credential, transport) {
		this.#origin = origin;
		this.#transport = transport;
		this.#credential = credential;
	}
	async authorize(repository, signal, send) {
		const used = await this.#header(repository, signal);
		try {
			return await send(used);
		} catch (error) {
			if (!isChallenge(error)) throw error;
			const scheme = schemeIn(error.challenge ?? "");
			if (!scheme) throw error;
			this.#scheme = scheme;
			if (this.#tokens.get(keyOf(scheme, repository))?.header === used) this.#tokens.delete(keyOf(scheme, repository));
			const renewed = await this.#header(repository, signal);
			if (renewed === undefined || renewed === used) throw error;
			return send(renewed);
		}
	}
	async #header(repository, signal) {
		const scheme = this.#scheme;
		const credential = this.#credential;
		if (scheme === undefined) return undefined;
		if (scheme.kind === "basic") {
			if (!credential) return undefined;
			const { username, password } = credential;
			return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
		}
		const key = keyOf(scheme, repository);
		const known = this.#tokens.get(key);
		if (known && known.expires > systemClock.now()) return known.header;
		const token = await this.#asking.run(key, () => requestToken({
			registry: new URL(this.#origin).host,
			origin: this.#origin,
			realm: scheme.realm,
			service: scheme.service,
			scope: [scheme.isForAll ? "*" : `repository:${repository}:pull`],
			credential,
			isGitea: false,
			transport: this.#transport,
			clock: systemClock,
			onSecret: () => {}
		}, signal));
		this.#tokens.delete(key);
		this.#tokens.set(key, token);
		for (const oldest of this.#tokens.keys()) {
			if (this.#tokens.size <= mostTokens) break;
			this.#tokens.delete(oldest);
		}
		return token.header;
	}
}
function keyOf(scheme, repository) {
	return scheme.kind === "bearer" && scheme.isForAll ? "*" : repository;
}
function isChallenge(error) {
	return error instanceof RegistryError && error.failure.kind === "http" && error.failure.status === 401;
}
function schemeIn(challenge) {
	const challenges = parseChallenges(challenge);
	const { realm, service, scope } = challenges.find((one) => one.scheme === "bearer")?.parameters ?? {};
	if (realm) return {
		kind: "bearer",
		realm,
		...service !== undefined && { service },
		isForAll: scope === "*"
	};
	return challenges.some(({ scheme }) => scheme === "basic") ? { kind: "basic" } : undefined;
}
const never = 2 ** 31 - 1;
function askingOnce({ origin, credential, exchange }) {
	const { host } = new URL(origin);
	const transport = createTransport({
		exchange,
		userAgent: "imgpub",
		plainAllowed: (other) => isLoopback(other) || origin === `http://${host}` && other === host
	});
	const access = new Access(origin, credential, transport);
	return ({ method, repository, path, signal }) => {
		const url = new URL(`/v2/${repository}/${path}`, origin);
		const headers = path.startsWith("manifests/") ? { headers: { accept: acceptManifests } } : {};
		const request = {
			method,
			url,
			...headers,
			phase: "read",
			signal,
			deadline: never
		};
		const send = (authorization) => transport.send({
			...request,
			authorization
		});
		return abortable(access.authorize(repository, signal, send), signal);
	};
}
function readWhole(answer, most, signal) {
	return readBody(answer, most, {
		signal,
		phase: "read"
	});
}
const longestManifest = 16 << 20;
class Upstream {
	host;
	#config;
	#count;
	#ask;
	rateLimitRemaining = null;
	constructor(config, count) {
		const { upstream: origin, username, password } = config;
		this.host = new URL(origin).host;
		this.#config = config;
		this.#count = count;
		const credential = username === undefined || password === undefined ? undefined : {
			kind: "basic",
			username,
			password
		};
		const exchange = this.#counting(createExchange({ connectTime: config.tuning.connectTime }));
		this.#ask = askingOnce({
			origin,
			credential,
			exchange
		});
	}
	async head(repository, reference, time) {
		const signal = AbortSignal.timeout(time);
		const answer = await this.#ask({
			method: "HEAD",
			repository,
			path: `manifests/${reference}`,
			signal
		});
		answer.body.resume();
		const digest = answer.headers["docker-content-digest"] ?? "";
		return {
			digest: isDigest(digest) ? digest : undefined,
			type: essence(answer.headers["content-type"]),
			size: lengthOf(answer)
		};
	}
	async manifest(repository, reference) {
		const { coldTime, stallTime } = this.#config.tuning;
		const signal = AbortSignal.timeout(coldTime + stallTime);
		const answer = await this.#ask({
			method: "GET",
			repository,
			path: `manifests/${reference}`,
			signal
		});
		const bytes = await readWhole(answer, longestManifest, signal);
		this.#count("upstreamBytes", bytes.byteLength);
		return bytes;
	}
	async headBlob(repository, digest) {
		const signal = AbortSignal.timeout(this.#config.tuning.coldTime);
		const answer = await this.#ask({
			method: "HEAD",
			repository,
			path: `blobs/${digest}`,
			signal
		});
		answer.body.resume();
		return lengthOf(answer);
	}
	async blob(repository, digest, signal) {
		const late = AbortSignal.timeout(this.#config.tuning.coldTime);
		const opening = new AbortController();
		const end = (by) => () => opening.abort(by.reason);
		const tooLate = end(late);
		late.addEventListener("abort", tooLate, { once: true });
		signal.addEventListener("abort", end(signal), { once: true });
		try {
			const answer = await this.#ask({
				method: "GET",
				repository,
				path: `blobs/${digest}`,
				signal: opening.signal
			});
			return {
				size: lengthOf(answer),
				body: answer.body
			};
		} finally {
			late.removeEventListener("abort", tooLate);
		}
	}
	#counting(exchange) {
		return async (request) => {
			this.#count("upstreamRequests");
			let answer;
			try {
				answer = await exchange(request);
			} catch (error) {
				this.#count("upstreamFailures");
				throw error;
			}
			const { status, headers } = answer;
			if (status === 429 || status >= 500) this.#count("upstreamFailures");
			if (status === 401 && request.headers.authorization?.startsWith("Basic ")) this.#count("refusedCredentials");
			const left = /^\s*(\d{1,9})/.exec(headers["ratelimit-remaining"] ?? "")?.[1];
			if (left !== undefined) this.rateLimitRemaining = Number(left);
			return answer;
		};
	}
}
function lengthOf({ headers }) {
	const digits = /^\d{1,15}$/.exec(headers["content-length"] ?? "")?.[0];
	return digits === undefined ? undefined : Number(digits);
}
export { Upstream };
