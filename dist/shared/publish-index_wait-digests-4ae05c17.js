import { homedir } from "node:os";
import { shortReason, ReportedError, parseJson, isRecord, isLoopbackName, UserError, messageOf, retry, createLimit, HostPause, maskSecret, systemClock, inInput, actionFetch, seconds, policy, messagesOf } from "./core-5c11f894.js";
import { createHash } from "node:crypto";
function abortable(work, signal) {
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		signal.addEventListener("abort", stop, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
	});
}
class Authorizer {
	#options;
	#declared = new Map();
	#known = false;
	#grants;
	#probe;
	constructor(options) {
		this.#options = options;
	}
	declare(access) {
		for (const { repository, actions } of access) {
			const declared = this.#declared.get(repository) ?? new Set();
			for (const action of actions) declared.add(action);
			this.#declared.set(repository, declared);
		}
	}
	get mayBeGitea() {
		return !this.#known || this.#grants?.isGitea === true;
	}
	async authorize(access, call, send, replayable = true) {
		if (this.#probe) await this.#probe;
		call.signal.throwIfAborted();
		const probing = this.#probe ? undefined : Promise.withResolvers();
		if (probing) this.#probe = probing.promise;
		let used;
		let refused;
		let grants;
		try {
			used = await this.#grants?.header(access, call);
			const answer = await send(used);
			this.#known = true;
			return answer;
		} catch (error) {
			if (!isRefused(error)) {
				this.#known ||= isAnswer(error);
				throw error;
			}
			refused = error;
			grants = this.#grants ??= new (await (import("./grants-21c957ea.js"))).Grants(this.#options, this.#declared);
			grants.learn(refused, used);
			this.#known = true;
		} finally {
			probing?.resolve();
		}
		if (!replayable) throw refused;
		const renewed = await grants.header(access, call);
		if (renewed === undefined || renewed === used && !grants.renewable) throw await grants.refusal(refused, access);
		try {
			return await send(renewed);
		} catch (error) {
			throw isRefused(error) ? await grants.refusal(error, access) : error;
		}
	}
}
function isRefused(error) {
	return error instanceof Error && error.verdict?.action === "reauthenticate";
}
function isAnswer(error) {
	const failure = error instanceof Error ? error.failure : undefined;
	return failure?.kind === "http" && failure.status < 500 && failure.status !== 429;
}
const transientStatus = new Set([
	408,
	425,
	499,
	500,
	502,
	503,
	504,
	522
]);
const transientCodes = new Set(["UNKNOWN", "UNAVAILABLE"]);
const absentCodes = new Set([
	"MANIFEST_UNKNOWN",
	"BLOB_UNKNOWN",
	"NOT_FOUND"
]);
const uploadCodes = new Set(["BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID"]);
const transientNetwork = new Set([
	"ECONNRESET",
	"ECONNREFUSED",
	"ECONNABORTED",
	"ETIMEDOUT",
	"EPIPE",
	"EAI_AGAIN",
	"ENETUNREACH",
	"EHOSTUNREACH",
	"UND_ERR_SOCKET",
	"UND_ERR_CONNECT_TIMEOUT",
	"UND_ERR_HEADERS_TIMEOUT",
	"UND_ERR_BODY_TIMEOUT",
	"UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
	"HPE_INVALID_EOF_STATE"
]);
const tlsAdvice = [[/CERT|ISSUER/, "its certificate is not trusted; set NODE_EXTRA_CA_CERTS for a private authority"], [/EPROTO|WRONG_VERSION|PACKET_LENGTH/, "if it speaks plain HTTP, list its host and port in \"insecure-registries\""]];
const longestAsk = 6e5;
function classify(failure, phase) {
	const reason = shortReason(failure);
	switch (failure.kind) {
		case "timeout": return {
			action: "retry",
			reason
		};
		case "content": return {
			action: "retry",
			reason
		};
		case "network":
			if (failure.code === "ENOTFOUND") return {
				action: "retry",
				reason,
				tries: 2,
				advice: "check the registry's name"
			};
			if (!transientNetwork.has(failure.code)) {
				const advice = tlsAdvice.find(([code]) => code.test(failure.code))?.[1];
				return {
					action: "fail",
					reason,
					...advice && { advice }
				};
			}
			return failure.code === "ECONNREFUSED" ? {
				action: "retry",
				reason,
				host: true
			} : {
				action: "retry",
				reason
			};
		case "http": {
			const verdict = classifyHttp(failure, phase, reason);
			if (verdict.action !== "retry" || (verdict.delay ?? 0) <= longestAsk) return verdict;
			return {
				action: "fail",
				reason,
				advice: "the registry asks for a longer wait than a job should make"
			};
		}
	}
}
function classifyHttp(failure, phase, reason) {
	const { status, code = "", body, retryAfter: delay } = failure;
	const asked = delay === undefined ? {} : { delay };
	if (status === 429 || code === "TOOMANYREQUESTS") {
		if (/pull rate limit/i.test(body)) return {
			action: "fail",
			reason: "429, pull rate limit",
			advice: "log in to the registry, or wait until the quota is renewed"
		};
		return {
			action: "retry",
			reason,
			host: true,
			...asked
		};
	}
	if (status === 401) return {
		action: "reauthenticate",
		reason
	};
	if (status === 403) {
		if (/secondary rate limit/i.test(body)) return {
			action: "retry",
			reason: "403 secondary rate limit",
			host: true,
			...asked
		};
		if (/token has expired|token is expired/i.test(body)) return {
			action: "reauthenticate",
			reason
		};
		if (code === "DENIED") return {
			action: "retry",
			reason,
			tries: 2,
			advice: deniedAdvice
		};
		return {
			action: "fail",
			reason,
			advice: deniedAdvice
		};
	}
	if (phase === "write" && (code === "MANIFEST_BLOB_UNKNOWN" || code === "MANIFEST_UNVERIFIED")) return {
		action: "heal",
		reason
	};
	if (uploadCodes.has(code) || phase === "write" && status === 416) return {
		action: "restart",
		reason
	};
	if (code === "NAME_UNKNOWN") {
		if (phase === "write") return {
			action: "fail",
			reason,
			advice: "create the repository first"
		};
		return {
			action: "absent",
			reason,
			repositoryUnknown: true
		};
	}
	if (status === 404 || absentCodes.has(code)) {
		if (phase !== "write") return {
			action: "absent",
			reason
		};
		return {
			action: "heal",
			reason,
			advice: "check that the repository exists and may be written"
		};
	}
	if (transientStatus.has(status)) return status >= 502 && status <= 504 ? {
		action: "retry",
		reason,
		host: true,
		...asked
	} : {
		action: "retry",
		reason,
		...asked
	};
	const isPage = (status >= 500 || status === 400) && /^\s*</.test(body);
	if (transientCodes.has(code) || isPage) return {
		action: "retry",
		reason,
		...asked
	};
	return {
		action: "fail",
		reason
	};
}
const deniedAdvice = "check that the credentials may read and write this repository";
const goUnits = {
	ns: 1e-6,
	us: .001,
	µs: .001,
	μs: .001,
	ms: 1,
	s: 1e3,
	m: 6e4,
	h: 36e5
};
function retryAfter(header, body, now) {
	const text = header?.trim();
	if (text && /^\d+$/.test(text)) return Number(text) * 1e3;
	if (text && /^[a-z]/i.test(text)) {
		const date = Date.parse(text);
		if (!Number.isNaN(date)) return Math.max(0, date - now);
	}
	const inBody = /retry-after:\s*((?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+)/i.exec(body)?.[1];
	if (!inBody) return undefined;
	let total = 0;
	for (const [, amount, unit] of inBody.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h)/gi)) total += Number(amount) * (goUnits[(unit ?? "").toLowerCase()] ?? 0);
	return Math.ceil(total);
}
class RegistryError extends ReportedError {
	name = "RegistryError";
	where;
	failure;
	verdict;
	challenge;
	constructor(where, failure, phase, more = {}) {
		const verdict = classify(failure, phase);
		super(sentence(where, failure, verdict), { cause: more.cause });
		this.challenge = more.challenge ?? undefined;
		this.where = where;
		this.failure = failure;
		this.verdict = verdict;
	}
}
function verdictOf(error) {
	return error instanceof RegistryError ? error.verdict : undefined;
}
async function unlessAbsent(answer) {
	try {
		return await answer;
	} catch (error) {
		if (verdictOf(error)?.action === "absent") return undefined;
		throw error;
	}
}
class RegistryRefusal extends ReportedError {
	name = "RegistryRefusal";
}
const longestMessage = 300;
function sentence(where, failure, { reason, advice }) {
	const said = failure.kind === "http" ? messageIn(failure.body) : undefined;
	return `${where}: ${reason}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`;
}
function httpFailure(status, headers, body) {
	const code = codeIn(body);
	const wait = retryAfter(headers.get("retry-after"), body, Date.now());
	return {
		kind: "http",
		status,
		body,
		...code !== undefined && { code },
		...wait !== undefined && { retryAfter: wait }
	};
}
function firstError(body) {
	const parsed = parseJson(body);
	const errors = isRecord(parsed) && Array.isArray(parsed.errors) ? parsed.errors : [];
	return isRecord(errors[0]) ? errors[0] : undefined;
}
function codeIn(body) {
	const code = firstError(body)?.code;
	return typeof code === "string" && /^[\w-]{1,64}$/.test(code) ? code.toUpperCase() : undefined;
}
function messageIn(body) {
	const message = firstError(body)?.message;
	if (typeof message !== "string" || message === "") return undefined;
	return message.replace(/[\s\p{C}]+/gu, " ").slice(0, longestMessage);
}
const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
function isHost(text) {
	return HOST.test(text) && URL.canParse(`https://${text}`);
}
function apiHost(registry) {
	return registry === "docker.io" ? "registry-1.docker.io" : registry;
}
function isLoopback(host) {
	if (!isHost(host)) return false;
	return isLoopbackName(new URL(`http://${host}`).hostname);
}
function originOf(registry, insecureRegistries) {
	const plain = insecureRegistries.has(urlHost(registry)) || isLoopback(registry) && !registry.endsWith(":443");
	return new URL(`${plain ? "http" : "https"}://${apiHost(registry)}`).origin;
}
function urlHost(host) {
	return new URL(`http://${host}`).host;
}
function parseInsecureRegistries(list) {
	for (const entry of list) if (!isHost(entry)) throw new UserError(`${JSON.stringify(entry)} is not a registry host; accepted is host or host:port without scheme or path`);
	return new Set(list.map(urlHost));
}
async function readText(body, most) {
	const decoder = new TextDecoder();
	let text = "";
	let left = most;
	for await (const chunk of body ?? []) {
		if (chunk.byteLength > left) return {
			text: text + decoder.decode(chunk.subarray(0, left)),
			whole: false
		};
		text += decoder.decode(chunk, { stream: true });
		left -= chunk.byteLength;
	}
	return {
		text: text + decoder.decode(),
		whole: true
	};
}
function networkCode(error) {
	for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
		if ("code" in at && typeof at.code === "string") return at.code;
		if (at instanceof AggregateError && at.errors[0] !== at) {
			const inner = networkCode(at.errors[0]);
			if (inner !== undefined) return inner;
		}
	}
	return undefined;
}
const mostRedirects = 5;
const redirects = new Set([
	301,
	302,
	303,
	307,
	308
]);
const foreignType = /^(?:text\/html|application\/grpc)\b/i;
const longestError = 8192;
function createTransport({ fetch, plainAllowed, userAgent }) {
	const once = async (request, url, authorization) => {
		if (url.username || url.password) throw new RegistryRefusal(`${where(request.method, url)}: a URL with credentials in it is refused`);
		if (url.protocol !== "https:" && !(url.protocol === "http:" && plainAllowed(url.host))) throw new RegistryRefusal(`${url.protocol}//${url.host} is not HTTPS; plain HTTP is accepted for loopback hosts and those in "insecure-registries"`);
		const timeout = AbortSignal.timeout(request.deadline);
		const streams = request.body instanceof ReadableStream;
		try {
			return await fetch(url.href, {
				method: request.method,
				headers: {
					"user-agent": userAgent,
					...request.headers,
					...authorization !== undefined && { authorization }
				},
				redirect: streams ? "error" : "manual",
				signal: AbortSignal.any([request.signal, timeout]),
				...request.body !== undefined && {
					body: request.body,
					duplex: "half"
				}
			});
		} catch (error) {
			if (streams && error instanceof Error && messageOf(error.cause) === "unexpected redirect") throw new RegistryRefusal(`${where(request.method, url)}: the upload is redirected, which is refused`);
			throw failedAttempt(error, where(request.method, url), request);
		}
	};
	return { async send(request) {
		let { url, authorization } = request;
		for (let hop = 0;; hop++) {
			const response = await once(request, url, authorization);
			const location = response.headers.get("location");
			if (redirects.has(response.status) && location !== null) {
				await response.body?.cancel();
				const next = redirectTarget(request, url, location, hop);
				if (next.origin !== url.origin) authorization = undefined;
				url = next;
				continue;
			}
			if (response.status < 300) {
				const { status, headers, body } = response;
				if (!foreignType.test(headers.get("content-type") ?? "")) return {
					status,
					headers,
					url,
					body
				};
				await body?.cancel();
				throw contentError("wrong content type", request, url);
			}
			const { text } = await readText(response.body, longestError).catch(() => ({ text: "" }));
			request.signal.throwIfAborted();
			throw new RegistryError(where(request.method, url), httpFailure(response.status, response.headers, text), request.phase, { challenge: url.origin === request.url.origin ? response.headers.get("www-authenticate") : null });
		}
	} };
}
function redirectTarget(request, from, location, hop) {
	const at = where(request.method, from);
	if (hop >= mostRedirects) throw new RegistryRefusal(`${at}: more than ${mostRedirects} redirects`);
	if (!URL.canParse(location, from.href)) throw new RegistryRefusal(`${at}: the redirect's Location is no URL`);
	const to = new URL(location, from.href);
	if (from.protocol === "https:" && to.protocol !== "https:") throw new RegistryRefusal(`${at}: the redirect to ${to.origin} leaves HTTPS, which is refused`);
	if (request.method === "GET" || request.method === "HEAD") return to;
	if (to.origin !== from.origin) throw new RegistryRefusal(`${at}: a write is not redirected to ${to.origin}`);
	return to;
}
function contentError(what, { method, phase }, url) {
	return new RegistryError(where(method, url), {
		kind: "content",
		what
	}, phase);
}
function where(method, url) {
	return `${method} ${url.host}${url.pathname.replace(/^\/v2\//, "/")}`;
}
function failedAttempt(error, where, request) {
	request.signal.throwIfAborted();
	if (error instanceof RegistryError || error instanceof RegistryRefusal) return error;
	if (error instanceof Error && error.name === "TimeoutError") return new RegistryError(where, { kind: "timeout" }, request.phase, { cause: error });
	const refused = /^Proxy response \((\d{3})\)/.exec(rootMessage(error))?.[1];
	if (refused !== undefined) return new RegistryError(`${where} by way of the proxy`, httpFailure(Number(refused), new Headers(), ""), request.phase, { cause: error });
	const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause.message : undefined;
	const code = networkCode(error) ?? cause;
	if (code === undefined) return error instanceof Error ? error : new Error(String(error));
	return new RegistryError(where, {
		kind: "network",
		code
	}, request.phase, { cause: error });
}
function rootMessage(error) {
	return error instanceof Error && error.cause instanceof Error ? rootMessage(error.cause) : messageOf(error);
}
async function readBody(response, most, request) {
	const chunks = [];
	let bytes = 0;
	try {
		for await (const chunk of response.body ?? []) {
			bytes += chunk.byteLength;
			if (bytes > most) throw new RegistryRefusal(`${where("GET", response.url)}: longer than the ${most} bytes accepted`);
			chunks.push(chunk);
		}
	} catch (error) {
		throw failedAttempt(error, where("GET", response.url), request);
	}
	return Buffer.concat(chunks, bytes);
}
const requestDeadline = 6e4;
const longestAnswer = 16 << 20;
class Client {
	#options;
	#transport;
	#hosts = new Map();
	constructor(options) {
		this.#options = options;
		this.#transport = createTransport({
			fetch: options.fetch,
			userAgent: options.userAgent,
			plainAllowed: (host) => isLoopback(host) || options.insecureRegistries.has(host)
		});
	}
	get clock() {
		return this.#options.clock;
	}
	declare({ registry, repository }, actions) {
		this.#host(registry).auth.declare([{
			repository,
			actions
		}]);
	}
	over(registry, signal, until) {
		return this.#host(registry).pause.over(signal, until);
	}
	origin(registry) {
		return this.#host(registry).origin;
	}
	request(ask, call, check, only) {
		if (only !== undefined) return this.once({
			...ask,
			deadline: only
		}, call, check);
		return this.retrying(ask, call, () => this.once(ask, call, check));
	}
	retrying({ registry }, call, attempt) {
		const host = this.#host(registry);
		return retry(attempt, {
			signal: call.signal,
			clock: this.#options.clock,
			pause: host.pause,
			verdict: (error) => {
				const verdict = verdictOf(error);
				if (!verdict?.host || isFrom(host, error)) return verdict;
				const { host: _, ...mine } = verdict;
				return mine;
			},
			onRetry: (note, error) => call.onRetry?.({
				...note,
				where: error instanceof RegistryError ? error.where : ""
			})
		});
	}
	async once(ask, call, check) {
		const host = this.#host(ask.registry);
		const request = this.#http(host, ask, call);
		const work = host.slots(async () => {
			const response = await this.#send(host, ask, request, call);
			const bytes = await readBody(response, longestAnswer, request);
			const answer = {
				status: response.status,
				headers: response.headers,
				url: response.url,
				bytes
			};
			check?.(answer);
			return answer;
		});
		return abortable(work, call.signal);
	}
	async stream(ask, call) {
		const host = this.#host(ask.registry);
		await host.pause.over(call.signal);
		return host.slots(() => this.#send(host, ask, this.#http(host, ask, call), call));
	}
	manifestPut({ registry, repository }, put) {
		const host = this.#host(registry);
		if (!host.auth.mayBeGitea) return put();
		const turn = host.manifestPuts.get(repository) ?? createLimit(1);
		host.manifestPuts.set(repository, turn);
		return turn(put);
	}
	async #send(host, ask, request, call) {
		call.signal.throwIfAborted();
		try {
			return await host.auth.authorize(ask.access, call, (authorization) => this.#transport.send({
				...request,
				authorization
			}), !(request.body instanceof ReadableStream));
		} catch (error) {
			const verdict = verdictOf(error);
			if (verdict?.host && verdict.delay && isFrom(host, error)) host.pause.hold(verdict.delay);
			throw error;
		}
	}
	#http(host, ask, call) {
		const url = new URL(ask.path instanceof URL ? ask.path.href : `/v2/${ask.path}`, host.origin);
		for (const [name, value] of Object.entries(ask.query ?? {})) url.search += `${url.search ? "&" : "?"}${name}=${encodeURIComponent(value)}`;
		return {
			method: ask.method,
			url,
			phase: ask.phase,
			signal: call.signal,
			deadline: ask.deadline ?? requestDeadline,
			...ask.headers && { headers: ask.headers },
			...ask.body !== undefined && { body: ask.body }
		};
	}
	#host(registry) {
		const key = apiHost(registry).toLowerCase();
		const known = this.#hosts.get(key);
		if (known) return known;
		const { clock, credentials, insecureRegistries, onSecret, requestsPerHost } = this.#options;
		const origin = originOf(registry, insecureRegistries);
		const host = {
			origin,
			auth: new Authorizer({
				registry,
				origin,
				credentials,
				transport: this.#transport,
				clock,
				onSecret
			}),
			pause: new HostPause(clock),
			slots: createLimit(requestsPerHost),
			manifestPuts: new Map()
		};
		this.#hosts.set(key, host);
		return host;
	}
}
function isFrom({ origin }, error) {
	return error instanceof RegistryError && error.where.includes(` ${new URL(origin).host}/`);
}
async function actionClient(insecureRegistries, requestsPerHost, log, env = process.env) {
	return new Client({
		fetch: await actionFetch(env),
		credentials: storedCredentials(env, log),
		insecureRegistries: inInput("insecure-registries", () => parseInsecureRegistries(insecureRegistries)),
		clock: systemClock,
		onSecret: maskSecret,
		requestsPerHost,
		userAgent: "imgpub"
	});
}
function storedCredentials(env, log) {
	let stored;
	const read = async () => {
		const { createCredentials } = await import("./credentials-19e14c0d.js");
		return createCredentials(env, {
			home: homedir(),
			onSecret: maskSecret,
			log
		});
	};
	return { async for(...access) {
		stored ??= read();
		return (await stored).for(...access);
	} };
}
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
function isDigest(text) {
	return DIGEST.test(text);
}
function parseDigest(text) {
	if (isDigest(text)) return text;
	throw new UserError(`${JSON.stringify(text)} is not a digest; accepted is sha256: with 64 lowercase hexadecimal digits or sha512: with 128`);
}
function sha256(bytes) {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
function algorithmOf(digest) {
	return digest.slice(0, digest.indexOf(":"));
}
function hasher(algorithm = "sha256") {
	const hash = createHash(algorithm);
	return {
		update(chunk) {
			hash.update(chunk);
		},
		digest: () => `${algorithm}:${hash.digest("hex")}`
	};
}
const DOCKER_HUB = new Set([
	"docker.io",
	"index.docker.io",
	"registry-1.docker.io"
]);
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const LONGEST_REPOSITORY = 255;
function isTag(text) {
	return TAG.test(text);
}
function parseReference(text) {
	const refuse = (why) => {
		throw new UserError(`${JSON.stringify(text)} is not an image reference: ${why}; accepted is [registry/]repository[:tag][@digest]`);
	};
	if (text === "") refuse("it is empty");
	if (/\s/.test(text)) refuse("it contains white space");
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) refuse("it begins with a URL scheme");
	if (/^[0-9a-f]{64}$/.test(text)) refuse("64 hexadecimal digits could be an image ID or a digest without its sha256:");
	if (isDigest(text)) refuse("a digest needs its repository before it, as in repository@sha256:…");
	const [registry, rest] = splitRegistry(text);
	if (!isHost(registry)) refuse(`${JSON.stringify(registry)} is not a registry host`);
	const [, path = "", tag, digest] = /^([^:@]*)(?::([^@]*))?(?:@(.*))?$/.exec(rest) ?? [];
	const hub = DOCKER_HUB.has(registry.toLowerCase());
	const repository = hub && !path.includes("/") ? `library/${path}` : path;
	if (path === "") refuse("it names no repository");
	if (path !== path.toLowerCase()) refuse(`the repository ${JSON.stringify(path)} must be lowercase, ${JSON.stringify(path.toLowerCase())}`);
	if (!REPOSITORY.test(repository)) refuse(`the repository ${JSON.stringify(path)} must be made of lowercase letters and digits, parted by single dots, one or two underscores, dashes or slashes`);
	if (repository.length > LONGEST_REPOSITORY) refuse(`the repository is ${repository.length} characters long, at most ${LONGEST_REPOSITORY} are allowed`);
	if (tag !== undefined && !isTag(tag)) refuse(`the tag ${JSON.stringify(tag)} must be at most 128 letters, digits, underscores, dots and dashes, not beginning with a dot or dash`);
	return {
		registry: hub ? "docker.io" : lowerHost(registry),
		repository,
		...tag !== undefined && { tag },
		...digest !== undefined && { digest: parseDigest(digest) }
	};
}
function lowerHost(host) {
	const lower = host.toLowerCase();
	return lower === "localhost" || /[.:]/.test(lower) ? lower : host;
}
function splitRegistry(text) {
	const slash = text.indexOf("/");
	const first = text.slice(0, Math.max(slash, 0));
	const named = first === "localhost" || /[.:A-Z]/.test(first);
	return named ? [first, text.slice(slash + 1)] : ["docker.io", text];
}
function parseImage(text) {
	const reference = parseReference(text);
	if (reference.tag !== undefined || reference.digest !== undefined) throw new UserError(`${JSON.stringify(text)} carries a ${reference.tag === undefined ? "digest" : "tag"}; accepted is a repository alone, such as ghcr.io/org/app`);
	return reference;
}
function formatReference(reference) {
	const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
	const digest = reference.digest === undefined ? "" : `@${reference.digest}`;
	return `${repositoryOf(reference)}${tag}${digest}`;
}
function repositoryOf(reference) {
	return `${reference.registry}/${reference.repository}`;
}
function withDigest(reference, digest) {
	return {
		...reference,
		digest
	};
}
class MalformedDocument extends ReportedError {
	name = "MalformedDocument";
}
function readIndex({ digest, bytes }) {
	const { manifests } = parseObject(bytes, digest);
	if (!Array.isArray(manifests) || !manifests.every(isDescriptor)) throw new MalformedDocument(`index ${digest} does not list its manifests as the OCI image index says`);
	return manifests;
}
function readAnnotations({ digest, bytes }) {
	const { annotations } = parseObject(bytes, digest);
	return isAnnotations(annotations) ? annotations : {};
}
function readImage({ digest, bytes }) {
	const { config, layers } = parseObject(bytes, digest);
	if (!isDescriptor(config) || !Array.isArray(layers) || !layers.every(isDescriptor)) throw new MalformedDocument(`manifest ${digest} does not name its config and layers`);
	return {
		config,
		layers
	};
}
function parseObject(bytes, what) {
	const value = parseJson(new TextDecoder().decode(bytes));
	if (isRecord(value)) return value;
	throw new MalformedDocument(`${what} is not a JSON object`);
}
function isDescriptor(value) {
	if (!isRecord(value)) return false;
	const { mediaType, digest, size, platform, annotations } = value;
	return isText(mediaType) && isText(digest) && isDigest(digest) && Number.isSafeInteger(size) && Number(size) >= 0 && (platform === undefined || isPlatform(platform)) && (annotations === undefined || isAnnotations(annotations));
}
function isAnnotations(value) {
	return isRecord(value) && Object.values(value).every(isText);
}
function isPlatform(value) {
	if (!isRecord(value) || !isText(value.os) || !isText(value.architecture)) return false;
	const { variant = "", "os.version": version = "", "os.features": features = [] } = value;
	return isText(variant) && isText(version) && Array.isArray(features) && features.every(isText);
}
function isText(value) {
	return typeof value === "string";
}
const imageIndex = "application/vnd.oci.image.index.v1+json";
const dockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
const imageManifest = "application/vnd.oci.image.manifest.v1+json";
const dockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
const acceptManifests = [
	dockerManifest,
	dockerManifestList,
	imageManifest,
	imageIndex
].join(", ");
const imageConfigs = new Set(["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"]);
function isIndex(mediaType) {
	return mediaType === imageIndex || mediaType === dockerManifestList;
}
function isImage(mediaType) {
	return mediaType === imageManifest || mediaType === dockerManifest;
}
function isManifest(mediaType) {
	return /^application\/vnd\.(?:oci|docker|cncf)\..*\+(?:json|prettyjws)$/.test(mediaType);
}
function essence(contentType) {
	return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
function manifestAsk({ registry, repository }, method, reference, phase, actions) {
	return {
		registry,
		access: [{
			repository,
			actions
		}],
		method,
		path: `${repository}/manifests/${reference}`,
		phase,
		headers: { accept: acceptManifests }
	};
}
async function headManifest(client, at, reference, phase, call, only) {
	const question = manifestAsk(at, "HEAD", reference, phase, ["pull"]);
	let head = {};
	const check = (answer) => {
		head = readHead(answer, question, reference);
	};
	try {
		await client.request(question, call, check, only);
	} catch (error) {
		if (!isForbidden(error)) throw error;
		return getManifest(client, at, reference, phase, call, only);
	}
	const { digest, mediaType } = head;
	if (digest !== undefined && mediaType !== undefined) return {
		digest,
		mediaType
	};
	return getManifest(client, at, reference, phase, call, only);
}
async function getManifest(client, at, reference, phase, call, only) {
	const question = manifestAsk(at, "GET", reference, phase, ["pull"]);
	let manifest;
	const check = (answer) => {
		manifest = readManifest(answer, question, reference);
	};
	await client.request(question, call, check, only);
	if (!manifest) throw new Error("an answer was accepted without being read");
	return manifest;
}
function readHead({ headers, url }, question, reference) {
	const mediaType = essence(headers.get("content-type"));
	if (!isManifest(mediaType)) throw contentError("wrong content type", question, url);
	const named = headers.get("docker-content-digest");
	if (named !== null && !isDigest(named)) throw contentError("malformed digest header", question, url);
	if (!isDigest(reference)) return {
		mediaType,
		...named !== null && { digest: named }
	};
	if (named !== null && named !== reference && algorithmOf(named) === algorithmOf(reference)) throw contentError("digest mismatch", question, url);
	return {
		mediaType,
		digest: reference
	};
}
function readManifest({ headers, url, bytes }, question, reference) {
	const type = essence(headers.get("content-type"));
	const named = headers.get("docker-content-digest") ?? undefined;
	const expected = isDigest(reference) ? reference : named !== undefined && isDigest(named) ? named : undefined;
	const digest = expected ? hashed(bytes, expected) : sha256(bytes);
	const mediaType = isManifest(type) ? type : isDigest(reference) && digest === reference ? typeIn(bytes) : "";
	if (!isManifest(mediaType)) throw contentError("wrong content type", question, url);
	if (expected && digest !== expected) throw contentError("digest mismatch", question, url);
	return {
		digest,
		mediaType,
		bytes
	};
}
function hashed(bytes, like) {
	const hash = hasher(algorithmOf(like));
	hash.update(bytes);
	return hash.digest();
}
function typeIn(bytes) {
	const manifest = parseJson(new TextDecoder().decode(bytes));
	return isRecord(manifest) && typeof manifest.mediaType === "string" ? manifest.mediaType : "";
}
function isForbidden(error) {
	return error instanceof RegistryError && error.failure.kind === "http" && error.failure.status === 403;
}
class NotReadable extends ReportedError {
	name = "NotReadable";
}
async function allReadable(work) {
	const late = [];
	const values = [];
	const waits = [...work].map(async (one, at) => {
		try {
			values[at] = await one;
		} catch (error) {
			if (!(error instanceof NotReadable)) throw error;
			late.push(error);
		}
	});
	await Promise.all(waits);
	if (late.length > 0) throw new NotReadable(messagesOf(late));
	return values;
}
const firstDelay = 1e3;
const longestDelay = 1e4;
const growth = 1.5;
const longestGrace = 3e4;
const longestAttempt = 2e4;
const shortestAttempt = 1e3;
class Waiter {
	#client;
	#heads = new Map();
	#manifests = new Map();
	#polls = new Map();
	constructor(client) {
		this.#client = client;
	}
	polls(at, reference) {
		return this.#polls.get(this.#key(at, reference)) ?? 0;
	}
	ready(at, reference, call, patience) {
		return this.#once(this.#heads, at, reference, () => this.#poll(at, reference, call, patience));
	}
	read(at, reference, call, patience) {
		return this.#once(this.#manifests, at, reference, async () => {
			for (let asked = 1;; asked++) {
				try {
					return await this.ask(at, reference, call, patience, (deadline) => getManifest(this.#client, at, reference, "wait", call, deadline));
				} catch (error) {
					if (asked >= triesFor(error)) throw error;
					if (asked > 1) await this.pause(at, reference, asked - 1, error, call, patience);
					await this.#poll(at, reference, call, patience);
				}
			}
		});
	}
	async #poll(at, reference, call, patience) {
		const { clock } = this.#client;
		const key = this.#key(at, reference);
		const grace = Math.min(longestGrace, patience.timeout / 4);
		let asked = false;
		let doubts = 0;
		for (let polls = 1;; polls++) {
			this.#polls.set(key, (this.#polls.get(key) ?? 0) + 1);
			const graceIsOver = clock.now() - patience.start >= grace;
			const byGet = !asked && polls > 1 && graceIsOver;
			try {
				const read = byGet ? getManifest : headManifest;
				return await this.ask(at, reference, call, patience, (deadline) => read(this.#client, at, reference, "wait", call, deadline));
			} catch (error) {
				const tries = triesFor(error);
				doubts = tries < Number.POSITIVE_INFINITY ? doubts + 1 : 0;
				if (doubts >= tries) throw error;
				const verdict = verdictOf(error);
				if (verdict?.repositoryUnknown && graceIsOver) throw error;
				asked ||= byGet && verdict?.action === "absent";
				await this.pause(at, reference, polls, error, call, patience);
			}
		}
	}
	async pause(at, reference, polls, error, call, patience) {
		const { clock } = this.#client;
		const { reason = "", delay = 0 } = verdictOf(error) ?? {};
		const name = `${at.registry}/${at.repository}${isDigest(reference) ? "@" : ":"}${reference}`;
		const left = this.#left(patience);
		if (left <= 0) throw new NotReadable(`${name} is not readable after ${seconds(clock.now() - patience.start)} and ${polls} ${polls === 1 ? "poll" : "polls"}; the last answer was ${reason}`, { cause: error });
		patience.onPending?.({
			reference: name,
			reason,
			polls
		});
		await clock.sleep(Math.min(Math.max(pollDelay(polls, clock), delay), left), call.signal);
	}
	#once(known, at, reference, ask) {
		const key = this.#key(at, reference);
		const answer = known.get(key) ?? ask();
		known.set(key, answer);
		return answer;
	}
	#key({ registry, repository }, reference) {
		return `${this.#client.origin(registry)}/${repository} ${reference}`;
	}
	async ask(at, reference, call, patience, ask) {
		await this.#client.over(at.registry, call.signal, patience.start + patience.timeout);
		return inTime(`${at.registry}/${at.repository} ${reference}`, this.#left(patience), ask);
	}
	#left({ start, timeout }) {
		return start + timeout - this.#client.clock.now();
	}
}
function triesFor(error) {
	const verdict = verdictOf(error);
	if (verdict?.action !== "absent" && verdict?.action !== "retry") return 0;
	if (verdict.tries !== undefined) return verdict.tries;
	const { failure } = error;
	const broken = failure.kind === "content" && failure.what !== "wrong content type";
	return broken ? policy.attempts : Number.POSITIVE_INFINITY;
}
async function inTime(what, left, ask) {
	const deadline = Math.ceil(Math.min(longestAttempt, Math.max(shortestAttempt, left)));
	const limit = AbortSignal.timeout(deadline);
	try {
		return await abortable(ask(deadline), limit);
	} catch (error) {
		throw error === limit.reason ? new RegistryError(what, { kind: "timeout" }, "wait") : error;
	}
}
function pollDelay(polls, clock) {
	return Math.min(longestDelay, firstDelay * growth ** (polls - 1)) * (.75 + clock.random() / 2);
}
export { NotReadable, RegistryError, RegistryRefusal, Waiter, actionClient, algorithmOf, allReadable, classify, contentError, dockerManifest, dockerManifestList, failedAttempt, formatReference, hasher, headManifest, imageConfigs, imageIndex, inTime, isDigest, isHost, isImage, isIndex, isLoopback, isTag, manifestAsk, networkCode, parseDigest, parseImage, parseReference, pollDelay, readAnnotations, readBody, readImage, readIndex, readText, repositoryOf, retryAfter, sha256, triesFor, unlessAbsent, verdictOf, where, withDigest };
