import { homedir } from "node:os";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { statSync, appendFileSync } from "node:fs";
import * as os from "os";
import * as crypto from "crypto";
import * as fs from "fs";
import { createHash } from "node:crypto";
const oldest = 22;
if (Number.parseInt(process.versions.node, 10) < oldest) {
	console.log(`::error::This action needs Node.js ${oldest} or newer, and this job image has ${process.versions.node}; ` + "use an image whose `node` is newer.");
	process.exit(1);
}
class ReportedError extends Error {
	name = "ReportedError";
}
class UserError extends ReportedError {
	name = "UserError";
}
function messageOf(thrown) {
	if (thrown instanceof Error) return thrown.message;
	return typeof thrown === "string" ? thrown : Object.prototype.toString.call(thrown);
}
function messagesOf(errors) {
	return [...new Set(errors.map(messageOf))].join("; ");
}
function inInput(input, parse) {
	try {
		return parse();
	} catch (error) {
		if (error instanceof UserError) throw new UserError(`input "${input}": ${error.message}`, { cause: error });
		throw error;
	}
}
function abortable(work, signal) {
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		signal.addEventListener("abort", stop, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
	});
}
function createLimit(most) {
	const waiting = [];
	let running = 0;
	return async (work) => {
		if (running < most) running++;
		else await new Promise((begin) => waiting.push(begin));
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else running--;
		}
	};
}
const policy = {
	attempts: 6,
	base: 500,
	factor: 2,
	cap: 3e4
};
function backoff(attempt, random) {
	return Math.round(random() * Math.min(policy.cap, policy.base * policy.factor ** (attempt - 1)));
}
class HostPause {
	#until = 0;
	#clock;
	constructor(clock) {
		this.#clock = clock;
	}
	hold(ms) {
		this.#until = Math.max(this.#until, this.#clock.now() + ms);
	}
	left() {
		return Math.max(0, this.#until - this.#clock.now());
	}
	async over(signal, until = Number.POSITIVE_INFINITY) {
		const left = () => Math.min(this.left(), until - this.#clock.now());
		for (let ms = left(); ms > 0; ms = left()) await this.#clock.sleep(ms, signal);
	}
}
async function retry(attempt, options) {
	const { signal, clock, pause } = options;
	const run = async (number) => {
		await pause?.over(signal);
		signal.throwIfAborted();
		return attempt(number);
	};
	const first = await run(1).then((value) => ({ value }), (error) => ({ error }));
	if ("value" in first) return first.value;
	const { default: pRetry } = await import("./p-retry-c6e6f592.js");
	return pRetry((number) => number === 1 ? Promise.reject(first.error) : run(number), {
		signal,
		retries: (options.attempts ?? policy.attempts) - 1,
		minTimeout: 0,
		shouldRetry: async ({ error, attemptNumber }) => {
			const verdict = options.verdict(error);
			if (verdict?.action !== "retry" && verdict?.action !== "restart") return false;
			if (verdict.tries !== undefined && attemptNumber >= verdict.tries) return false;
			const delay = Math.max(backoff(attemptNumber, clock.random), verdict.delay ?? 0, pause?.left() ?? 0);
			if (verdict.host) pause?.hold(delay);
			options.onRetry?.({
				reason: verdict.reason,
				delay,
				attempt: attemptNumber
			}, error);
			await clock.sleep(delay, signal);
			return true;
		}
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
			grants = this.#grants ??= new (await (import("./grants-ba797b9a.js"))).Grants(this.#options, this.#declared);
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
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
const networkWords = {
	ECONNRESET: "conn reset",
	UND_ERR_SOCKET: "conn reset",
	ECONNREFUSED: "conn refused",
	EPIPE: "broken pipe",
	ETIMEDOUT: "conn timeout",
	UND_ERR_CONNECT_TIMEOUT: "conn timeout",
	UND_ERR_HEADERS_TIMEOUT: "i/o timeout",
	UND_ERR_BODY_TIMEOUT: "i/o timeout",
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "EOF",
	EAI_AGAIN: "DNS not ready",
	ERR_SSL_WRONG_VERSION_NUMBER: "no TLS",
	ERR_SSL_PACKET_LENGTH_TOO_LONG: "no TLS",
	ENOTFOUND: "host not found",
	ENETUNREACH: "network unreachable",
	EHOSTUNREACH: "host unreachable"
};
function shortReason(failure) {
	switch (failure.kind) {
		case "http":
			if (failure.status === 429) return failure.retryAfter === undefined ? "429" : `429, ${seconds(failure.retryAfter)}`;
			return failure.code && failure.status < 500 ? `${failure.status} ${failure.code}` : `HTTP ${failure.status}`;
		case "network": return networkWords[failure.code] ?? failure.code;
		case "timeout": return "attempt timeout";
		case "content": return failure.what;
	}
}
function seconds(ms) {
	if (ms < 100) return `${Math.round(ms)} ms`;
	return `${ms >= 9950 ? Math.round(ms / 1e3) : Math.round(ms / 100) / 10} s`;
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
const tlsAdvice = [[/CERT|ISSUER/, "its certificate is not trusted; set NODE_EXTRA_CA_CERTS for a private authority"], [/EPROTO|WRONG_VERSION|PACKET_LENGTH/, "if it speaks plain HTTP, name its host in the input \"insecure-registries\""]];
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
	const { hostname } = new URL(`http://${host}`);
	return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
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
		if (url.protocol !== "https:" && !(url.protocol === "http:" && plainAllowed(url.host))) throw new RegistryRefusal(`${url.protocol}//${url.host} is not HTTPS; plain HTTP is accepted for loopback hosts and those in the input "insecure-registries"`);
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
			const text = await readText(response.body, longestError).catch(() => "");
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
async function readText(body, most) {
	const decoder = new TextDecoder();
	let text = "";
	let bytes = 0;
	for await (const chunk of body ?? []) {
		text += decoder.decode(chunk, { stream: true });
		bytes += chunk.byteLength;
		if (bytes >= most) break;
	}
	return text;
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
const systemClock = {
	now: () => performance.now(),
	random: Math.random,
	async sleep(ms, signal) {
		signal.throwIfAborted();
		try {
			await setTimeout$1(ms, undefined, { signal });
		} catch (error) {
			signal.throwIfAborted();
			throw error;
		}
	}
};
function toCommandValue(input) {
	if (input === null || input === undefined) {
		return "";
	} else if (typeof input === "string" || input instanceof String) {
		return input;
	}
	return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) {
		return {};
	}
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	};
}
function issueCommand(command, properties, message) {
	const cmd = new Command(command, properties, message);
	process.stdout.write(cmd.toString() + os.EOL);
}
function issue(name, message = "") {
	issueCommand(name, {}, message);
}
const CMD_STRING = "::";
class Command {
	constructor(command, properties, message) {
		if (!command) {
			command = "missing.command";
		}
		this.command = command;
		this.properties = properties;
		this.message = message;
	}
	toString() {
		let cmdStr = CMD_STRING + this.command;
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += " ";
			let first = true;
			for (const key in this.properties) {
				if (this.properties.hasOwnProperty(key)) {
					const val = this.properties[key];
					if (val) {
						if (first) {
							first = false;
						} else {
							cmdStr += ",";
						}
						cmdStr += `${key}=${escapeProperty(val)}`;
					}
				}
			}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
		return cmdStr;
	}
}
function escapeData(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}
function issueFileCommand(command, message) {
	const filePath = process.env[`GITHUB_${command}`];
	if (!filePath) {
		throw new Error(`Unable to find environment variable for file command ${command}`);
	}
	if (!fs.existsSync(filePath)) {
		throw new Error(`Missing file at path: ${filePath}`);
	}
	fs.appendFileSync(filePath, `${toCommandValue(message)}${os.EOL}`, { encoding: "utf8" });
}
function prepareKeyValueMessage(key, value) {
	const delimiter = `ghadelimiter_${crypto.randomUUID()}`;
	const convertedValue = toCommandValue(value);
	if (key.includes(delimiter)) {
		throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
	}
	if (convertedValue.includes(delimiter)) {
		throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
	}
	return `${key}<<${delimiter}${os.EOL}${convertedValue}${os.EOL}${delimiter}`;
}
function getDefaultExportFromCjs(x) {
	return x && x.__esModule && Object.prototype.hasOwnProperty.call(x, "default") ? x["default"] : x;
}
undefined && undefined.__awaiter || function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
var ExitCode;
(function(ExitCode) {
	ExitCode[ExitCode["Success"] = 0] = "Success";
	ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
function setSecret(secret) {
	issueCommand("add-mask", {}, secret);
}
function setOutput(name, value) {
	const filePath = process.env["GITHUB_OUTPUT"] || "";
	if (filePath) {
		return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
	}
	process.stdout.write(os.EOL);
	issueCommand("set-output", { name }, toCommandValue(value));
}
function isDebug() {
	return process.env["RUNNER_DEBUG"] === "1";
}
function debug(message) {
	issueCommand("debug", {}, message);
}
function error(message, properties = {}) {
	issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function warning(message, properties = {}) {
	issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function notice(message, properties = {}) {
	issueCommand("notice", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function info$1(message) {
	process.stdout.write(message + os.EOL);
}
function startGroup(name) {
	issue("group", name);
}
function endGroup() {
	issue("endgroup");
}
function maskSecret(secret) {
	const bytes = Buffer.from(secret);
	const forms = new Set([
		secret,
		encodeURIComponent(secret),
		bytes.toString("base64")
	]);
	for (const line of secret.split(/[\r\n]+/)) forms.add(line);
	for (const skipped of [
		0,
		1,
		2
	]) {
		const whole = bytes.subarray(skipped, bytes.length - (bytes.length - skipped) % 3);
		if (whole.length >= 6) for (const form of ["base64", "base64url"]) forms.add(whole.toString(form));
	}
	for (const form of forms) if (form.trim() !== "") setSecret(form);
}
async function actionClient(insecureRegistries, requestsPerHost, log, env = process.env) {
	return new Client({
		fetch: await fetchOf(env),
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
		const { createCredentials } = await import("./credentials-1bcddc7f.js");
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
async function fetchOf(env) {
	const proxied = Object.keys(env).some((name) => /^(?:https?|all)_proxy$/i.test(name));
	return proxied ? (await import("./proxy-d6f3f879.js")).createFetch(env) : fetch;
}
function inputsOf(env = process.env) {
	return (parsers) => {
		const read = Object.entries(parsers).map(([name, parse]) => {
			const text = env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] ?? "";
			return [name, inInput(name, () => parse(text))];
		});
		return Object.freeze(Object.fromEntries(read));
	};
}
function text() {
	return (raw) => raw.trim() || undefined;
}
function required(parse) {
	return (raw) => {
		const value = raw.trim() === "" ? undefined : parse(raw);
		if (value === undefined || Array.isArray(value) && value.length === 0) throw new UserError("is required, and nothing was given");
		return value;
	};
}
function withDefault(parse, fallback) {
	return (raw) => parse(raw.trim() === "" ? fallback : raw);
}
function flag() {
	return (raw) => {
		if (/^\s*(true|True|TRUE)\s*$/.test(raw)) return true;
		if (/^\s*(false|False|FALSE)\s*$/.test(raw)) return false;
		throw refused(raw, "is not a boolean", "true and false");
	};
}
function lines() {
	return (raw) => split(raw, /[\r\n]+/);
}
function list() {
	return (raw) => split(raw, /[\r\n,]+/);
}
function oneOf(...values) {
	return (raw) => {
		const found = values.find((value) => value === raw.trim());
		if (found === undefined) throw refused(raw, "is unknown", values.join(", "));
		return found;
	};
}
function integer({ min, max }) {
	return (raw) => {
		const value = /^\s*[+-]?\d{1,15}\s*$/.test(raw) ? Number(raw) : Number.NaN;
		if (value >= min && value <= max) return value;
		const what = Number.isNaN(value) ? "is not a whole number" : "is out of range";
		throw refused(raw, what, `whole numbers from ${min} to ${max}`);
	};
}
const longestHours = 596;
function duration() {
	return (raw) => {
		const accepted = "durations such as 90s, 10m or 1h30m";
		const trimmed = raw.trim();
		if (/^[+-]?\d+(\.\d+)?$/.test(trimmed)) throw refused(raw, "has no unit", accepted);
		const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(trimmed);
		if (trimmed === "" || !found) throw refused(raw, "is not a duration", accepted);
		const [hours = 0, minutes = 0, seconds = 0, ms = 0] = found.slice(1).map((digits) => Number(digits ?? 0));
		const value = ((hours * 60 + minutes) * 60 + seconds) * 1e3 + ms;
		if (value === 0) throw refused(raw, "is no time at all", accepted);
		if (value > longestHours * 36e5) throw refused(raw, "is too long", `durations up to ${longestHours}h`);
		return value;
	};
}
function split(raw, separator) {
	const parts = raw.split(separator).map((part) => part.trim());
	return Object.freeze(parts.filter((part) => part !== ""));
}
function refused(raw, what, accepted) {
	const trimmed = raw.trim();
	const shown = trimmed.length > 60 ? `${trimmed.slice(0, 60)}…` : trimmed;
	return new UserError(`${JSON.stringify(shown)} ${what}; accepted are ${accepted}`);
}
function setOutputs(values) {
	for (const [name, value] of Object.entries(values)) if (value !== undefined) setOutput(name, value);
}
function printable(text) {
	return text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => line.replace(/[^\P{Cc}\t]/gu, "�").replace(/^(\s*):(?=:)/, "$1: ").replaceAll("##[", "## ["));
}
function info(text) {
	for (const line of printable(text)) info$1(line);
}
const actionLog = {
	info,
	debug,
	notice: (line) => notice(line),
	warning: (line) => warning(line),
	group(title, lines) {
		startGroup(title);
		for (const line of lines) info(line);
		endGroup();
	}
};
const signals = {
	SIGHUP: 129,
	SIGINT: 130,
	SIGTERM: 143
};
const graceMs = 3e3;
const lingerMs = 1e3;
async function run(main) {
	const abort = new AbortController();
	let ended = false;
	let cancelled;
	function end(exitCode, report) {
		if (ended) return;
		ended = true;
		process.exitCode = exitCode;
		report?.();
		setTimeout(() => {
			debug(`still open at the end: ${process.getActiveResourcesInfo().join(", ")}`);
			process.exit();
		}, lingerMs).unref();
	}
	function fail(error$1) {
		if (cancelled) {
			const { by, exitCode } = cancelled;
			end(exitCode, () => error(sentenceOfCancelled(by, error$1)));
		} else end(1, () => report(error$1));
	}
	function stop(error) {
		if (ended) return;
		abort.abort(error);
		setTimeout(() => {
			fail(new ReportedError(`some work did not stop within ${graceMs / 1e3} s`));
			process.exit();
		}, graceMs).unref();
	}
	for (const [by, exitCode] of Object.entries(signals)) {
		process.on(by, () => {
			if (ended) process.exit();
			if (cancelled) process.exit(exitCode);
			cancelled = {
				by,
				exitCode
			};
			stop(new DOMException(`cancelled by ${by}`, "AbortError"));
		});
	}
	for (const event of ["uncaughtException", "unhandledRejection"]) {
		process.on(event, (error) => {
			if (cancelled) return;
			fail(error);
			stop(error);
		});
	}
	process.on("beforeExit", () => fail(new Error("nothing is left to wait for, and the work is not done")));
	try {
		await main({
			signal: abort.signal,
			log: actionLog
		});
		if (cancelled) fail(abort.signal.reason);
		else end(0);
	} catch (error) {
		fail(error);
	}
}
function sentenceOfCancelled(by, error) {
	return `cancelled by ${by}${error instanceof ReportedError ? `: ${oneLine(error.message)}` : " before the work was done"}`;
}
function report(error$1) {
	const errors = unrolled(error$1);
	const message = oneLine(errors.map(messageOf).join("; "));
	if (errors.every((one) => one instanceof ReportedError)) {
		error(message);
		if (isDebug()) debug(stacksOf(error$1).join("\n"));
	} else {
		error(`unexpected: ${message}; this is a bug in the action, please report it with the stack in the log`);
		actionLog.group("Stack", stacksOf(error$1));
	}
}
function unrolled(error) {
	return error instanceof AggregateError && error.errors.length > 0 ? error.errors.flatMap(unrolled) : [error];
}
function stacksOf(error, seen = new Set()) {
	if (!(error instanceof Error) || seen.has(error)) return [messageOf(error)];
	seen.add(error);
	return [
		error.stack ?? error.message,
		...(error instanceof AggregateError ? error.errors : []).flatMap((one) => stacksOf(one, seen)),
		...error.cause === undefined ? [] : ["caused by:", ...stacksOf(error.cause, seen)]
	];
}
function oneLine(text) {
	return text.trim().replace(/\s*[\n\r]\s*/g, " ");
}
const limit = 1024 * 1024;
async function writeSummary(markdown, env = process.env) {
	const file = env.GITHUB_STEP_SUMMARY;
	if (!file) return;
	try {
		const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
		appendFileSync(file, cut(`${await markdown()}\n`, limit - used));
	} catch (error) {
		warning(`the job summary was not written: ${messageOf(error)}`);
	}
}
function cut(markdown, bytes) {
	const text = Buffer.from(markdown);
	if (text.length <= bytes) return markdown;
	const note = "\n\n_The rest does not fit into the summary; the log has all of it._\n";
	const end = text.lastIndexOf("\n", Math.max(0, bytes - note.length));
	return bytes < note.length ? "" : text.toString("utf8", 0, Math.max(0, end)) + note;
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
function readIndex({ digest, bytes }) {
	const { manifests } = parseObject(bytes, digest);
	if (!Array.isArray(manifests) || !manifests.every(isDescriptor)) throw new RegistryRefusal(`index ${digest} does not list its manifests as the OCI image index says`);
	return manifests;
}
function readAnnotations({ digest, bytes }) {
	const { annotations } = parseObject(bytes, digest);
	return isAnnotations(annotations) ? annotations : {};
}
function readImage({ digest, bytes }) {
	const { config, layers } = parseObject(bytes, digest);
	if (!isDescriptor(config) || !Array.isArray(layers) || !layers.every(isDescriptor)) throw new RegistryRefusal(`manifest ${digest} does not name its config and layers`);
	return {
		config,
		layers
	};
}
function parseObject(bytes, what) {
	const value = parseJson(new TextDecoder().decode(bytes));
	if (isRecord(value)) return value;
	throw new RegistryRefusal(`${what} is not a JSON object`);
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
function textTable(rows) {
	const widths = [];
	for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
	return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ").trimEnd());
}
export { NotReadable, RegistryError, RegistryRefusal, ReportedError, UserError, Waiter, actionClient, algorithmOf, allReadable, contentError, createLimit, dockerManifest, dockerManifestList, duration, failedAttempt, flag, formatReference, getDefaultExportFromCjs, hasher, headManifest, imageConfigs, imageIndex, inInput, inTime, inputsOf, integer, isDigest, isHost, isImage, isIndex, isLoopback, isRecord, isTag, lines, list, manifestAsk, messageOf, messagesOf, oneOf, parseDigest, parseImage, parseJson, parseReference, pollDelay, readAnnotations, readBody, readImage, readIndex, repositoryOf, required, retry, run, seconds, setOutputs, sha256, text, textTable, triesFor, unlessAbsent, verdictOf, where, withDefault, withDigest, writeSummary };
