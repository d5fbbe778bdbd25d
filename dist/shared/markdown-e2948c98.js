import { homedir } from "node:os";
import { join, basename, dirname, sep } from "node:path";
import { readFile, readdir } from "node:fs/promises";
import { execFile } from "node:child_process";
import { isIP, BlockList } from "node:net";
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
function inInput(input, parse) {
	try {
		return parse();
	} catch (error) {
		if (error instanceof UserError) throw new UserError(`input "${input}": ${error.message}`, { cause: error });
		throw error;
	}
}
class Node {
	value;
	next;
	constructor(value) {
		this.value = value;
	}
}
class Queue {
	#head;
	#tail;
	#size;
	constructor() {
		this.clear();
	}
	enqueue(value) {
		const node = new Node(value);
		if (this.#head) {
			this.#tail.next = node;
			this.#tail = node;
		} else {
			this.#head = node;
			this.#tail = node;
		}
		this.#size++;
	}
	dequeue() {
		const current = this.#head;
		if (!current) {
			return;
		}
		this.#head = this.#head.next;
		this.#size--;
		if (!this.#head) {
			this.#tail = undefined;
		}
		return current.value;
	}
	peek() {
		if (!this.#head) {
			return;
		}
		return this.#head.value;
	}
	clear() {
		this.#head = undefined;
		this.#tail = undefined;
		this.#size = 0;
	}
	get size() {
		return this.#size;
	}
	*[Symbol.iterator]() {
		let current = this.#head;
		while (current) {
			yield current.value;
			current = current.next;
		}
	}
	*drain() {
		while (this.#head) {
			yield this.dequeue();
		}
	}
}
function pLimit(concurrency) {
	let rejectOnClear = false;
	if (typeof concurrency === "object") {
		({concurrency, rejectOnClear = false} = concurrency);
	}
	validateConcurrency(concurrency);
	if (typeof rejectOnClear !== "boolean") {
		throw new TypeError("Expected `rejectOnClear` to be a boolean");
	}
	const queue = new Queue();
	let activeCount = 0;
	const resumeNext = () => {
		if (activeCount < concurrency && queue.size > 0) {
			activeCount++;
			queue.dequeue().run();
		}
	};
	const next = () => {
		activeCount--;
		resumeNext();
	};
	const run = async (function_, resolve, arguments_) => {
		const result = (async () => function_(...arguments_))();
		resolve(result);
		try {
			await result;
		} catch {}
		next();
	};
	const enqueue = (function_, resolve, reject, arguments_) => {
		const queueItem = { reject };
		new Promise((internalResolve) => {
			queueItem.run = internalResolve;
			queue.enqueue(queueItem);
		}).then(run.bind(undefined, function_, resolve, arguments_));
		if (activeCount < concurrency) {
			resumeNext();
		}
	};
	const generator = (function_, ...arguments_) => new Promise((resolve, reject) => {
		enqueue(function_, resolve, reject, arguments_);
	});
	Object.defineProperties(generator, {
		activeCount: { get: () => activeCount },
		pendingCount: { get: () => queue.size },
		clearQueue: { value() {
			if (!rejectOnClear) {
				queue.clear();
				return;
			}
			const abortError = AbortSignal.abort().reason;
			while (queue.size > 0) {
				queue.dequeue().reject(abortError);
			}
		} },
		concurrency: {
			get: () => concurrency,
			set(newConcurrency) {
				validateConcurrency(newConcurrency);
				concurrency = newConcurrency;
				queueMicrotask(() => {
					while (activeCount < concurrency && queue.size > 0) {
						resumeNext();
					}
				});
			}
		},
		map: { async value(iterable, function_) {
			const promises = [];
			try {
				Array.from(iterable, (value, index) => {
					const promise = generator(function_, value, index);
					promises.push(promise);
					return promise;
				});
			} catch (error) {
				for (const promise of promises) {
					promise.catch(() => {});
				}
				throw error;
			}
			return Promise.all(promises);
		} }
	});
	return generator;
}
function validateConcurrency(concurrency) {
	if (!((Number.isInteger(concurrency) || concurrency === Number.POSITIVE_INFINITY) && concurrency > 0)) {
		throw new TypeError("Expected `concurrency` to be a number from 1 and up");
	}
}
const objectToString = Object.prototype.toString;
const isError = (value) => objectToString.call(value) === "[object Error]";
const errorMessages = new Set([
	"network error",
	"NetworkError when attempting to fetch resource.",
	"The Internet connection appears to be offline.",
	"Network request failed",
	"fetch failed",
	"terminated",
	" A network error occurred.",
	"Network connection lost"
]);
function isNetworkError(error) {
	const isValid = error && isError(error) && error.name === "TypeError" && typeof error.message === "string";
	if (!isValid) {
		return false;
	}
	const { message, stack } = error;
	if (message === "Load failed" || message.startsWith("Load failed (") && message.endsWith(")")) {
		return stack === undefined || "__sentry_captured__" in error;
	}
	if (message.startsWith("error sending request for url")) {
		return true;
	}
	if (message === "Failed to fetch" || message.startsWith("Failed to fetch (") && message.endsWith(")")) {
		return true;
	}
	return errorMessages.has(message);
}
function validateRetries(retries) {
	if (typeof retries === "number") {
		if (retries < 0) {
			throw new TypeError("Expected `retries` to be a non-negative number.");
		}
		if (Number.isNaN(retries)) {
			throw new TypeError("Expected `retries` to be a valid number or Infinity, got NaN.");
		}
		if (Number.isFinite(retries) && !Number.isInteger(retries)) {
			throw new TypeError("Expected `retries` to be a non-negative integer or Infinity.");
		}
	} else if (retries !== undefined) {
		throw new TypeError("Expected `retries` to be a number or Infinity.");
	}
}
function validateNumberOption(name, value, { allowInfinity = false } = {}) {
	if (typeof value !== "number" || Number.isNaN(value)) {
		throw new TypeError(`Expected \`${name}\` to be a number${allowInfinity ? " or Infinity" : ""}.`);
	}
	if (!allowInfinity && !Number.isFinite(value)) {
		throw new TypeError(`Expected \`${name}\` to be a finite number.`);
	}
	if (value < 0) {
		throw new TypeError(`Expected \`${name}\` to be \u{2265} 0.`);
	}
}
function validateOption(name, value, type) {
	if (value === undefined || value === null) {
		return;
	}
	if (typeof value !== type) {
		throw new TypeError(`Expected \`${name}\` to be a ${type}.`);
	}
}
function validateSignal(value) {
	if (value === undefined || value === null) {
		return;
	}
	if (typeof value.throwIfAborted !== "function" || typeof value.addEventListener !== "function" || typeof value.removeEventListener !== "function") {
		throw new TypeError("Expected `signal` to be an AbortSignal.");
	}
}
class AbortError extends Error {
	constructor(message) {
		super(typeof message === "string" ? message : undefined);
		this.name = "AbortError";
		if (message instanceof Error) {
			this.originalError = message;
			({message} = message);
		} else {
			this.originalError = new Error(message);
			({message} = this.originalError);
			Error.captureStackTrace?.(this.originalError, AbortError);
		}
		this.message = message;
	}
}
const maximumDelay = 2 ** 31 - 1;
function calculateDelay(retriesConsumed, options) {
	if (options.minTimeout === 0) {
		return 0;
	}
	const attempt = retriesConsumed + 1;
	const random = options.randomize ? Math.random() + 1 : 1;
	const timeout = Math.round(random * options.minTimeout * options.factor ** (attempt - 1));
	return Math.min(timeout, Math.ceil(options.maxTimeout), maximumDelay);
}
function calculateRemainingTime(start, max) {
	return Number.isFinite(max) ? max - (performance.now() - start) : max;
}
async function delayForRetry(delay, options) {
	if (delay <= 0) {
		return;
	}
	await new Promise((resolve, reject) => {
		const onAbort = () => {
			clearTimeout(timeoutToken);
			reject(options.signal.reason);
		};
		const timeoutToken = setTimeout(() => {
			options.signal?.removeEventListener("abort", onAbort);
			resolve();
		}, delay);
		if (options.unref) {
			timeoutToken.unref?.();
		}
		options.signal?.addEventListener("abort", onAbort, { once: true });
	});
}
function stringifyThrownValue(value) {
	try {
		return String(value);
	} catch {
		return Object.prototype.toString.call(value);
	}
}
function unwrapAbortError(error) {
	let cause = error;
	while (cause instanceof AbortError && cause.originalError instanceof Error) {
		cause = cause.originalError;
	}
	return cause;
}
async function onAttemptFailure({ error, attemptNumber, retriesConsumed, startTime, options }) {
	const abortIfNeeded = () => {
		options.signal?.throwIfAborted();
	};
	const normalizedError = error instanceof Error ? error : new TypeError(`Non-error was thrown: "${stringifyThrownValue(error)}". You should only throw errors.`);
	abortIfNeeded();
	if (normalizedError instanceof AbortError) {
		throw unwrapAbortError(normalizedError);
	}
	const retriesLeft = options.retries - retriesConsumed;
	const isRetriableError = !(normalizedError instanceof TypeError) || isNetworkError(normalizedError);
	const timeLeft = calculateRemainingTime(startTime, options.maxRetryTime);
	const delayTime = isRetriableError && timeLeft > 0 && retriesLeft > 0 ? calculateDelay(retriesConsumed, options) : 0;
	const consumeRetryContext = Object.freeze({
		error: normalizedError,
		attemptNumber,
		retriesLeft,
		retriesConsumed,
		retryDelay: delayTime
	});
	const consumeRetry = await options.shouldConsumeRetry(consumeRetryContext) ?? true;
	abortIfNeeded();
	const effectiveDelay = consumeRetry ? delayTime : 0;
	const context = Object.freeze({
		error: normalizedError,
		attemptNumber,
		retriesLeft,
		retriesConsumed,
		retryDelay: effectiveDelay
	});
	await options.onFailedAttempt(context);
	abortIfNeeded();
	const remainingTime = calculateRemainingTime(startTime, options.maxRetryTime);
	if (!isRetriableError || remainingTime <= 0 || retriesLeft <= 0) {
		throw normalizedError;
	}
	const shouldRetry = await options.shouldRetry(context);
	abortIfNeeded();
	if (!shouldRetry) {
		throw normalizedError;
	}
	const remainingTimeAfterShouldRetry = calculateRemainingTime(startTime, options.maxRetryTime);
	if (remainingTimeAfterShouldRetry <= 0) {
		throw normalizedError;
	}
	if (!consumeRetry) {
		return false;
	}
	await delayForRetry(Math.min(effectiveDelay, remainingTimeAfterShouldRetry), options);
	return true;
}
async function pRetry(input, options = {}) {
	options = { ...options };
	options.retries ??= 10;
	validateRetries(options.retries);
	if (Object.hasOwn(options, "forever")) {
		throw new Error("The `forever` option is no longer supported. For many use-cases, you can set `retries: Infinity` instead.");
	}
	options.factor ??= 2;
	options.minTimeout ??= 1e3;
	options.maxTimeout ??= Infinity;
	options.maxRetryTime ??= Infinity;
	options.randomize ??= false;
	options.onFailedAttempt ??= () => {};
	options.shouldRetry ??= () => true;
	options.shouldConsumeRetry ??= () => true;
	validateOption("onFailedAttempt", options.onFailedAttempt, "function");
	validateOption("shouldRetry", options.shouldRetry, "function");
	validateOption("shouldConsumeRetry", options.shouldConsumeRetry, "function");
	validateOption("randomize", options.randomize, "boolean");
	validateOption("unref", options.unref, "boolean");
	validateSignal(options.signal);
	validateNumberOption("factor", options.factor);
	validateNumberOption("minTimeout", options.minTimeout);
	validateNumberOption("maxTimeout", options.maxTimeout, { allowInfinity: true });
	validateNumberOption("maxRetryTime", options.maxRetryTime, { allowInfinity: true });
	if (options.factor === 0) {
		options.factor = 1;
	}
	options.signal?.throwIfAborted();
	let attemptNumber = 0;
	let retriesConsumed = 0;
	const startTime = performance.now();
	while (retriesConsumed <= options.retries) {
		attemptNumber++;
		try {
			options.signal?.throwIfAborted();
			const result = await input(attemptNumber);
			options.signal?.throwIfAborted();
			return result;
		} catch (error) {
			if (await onAttemptFailure({
				error,
				attemptNumber,
				retriesConsumed,
				startTime,
				options
			})) {
				retriesConsumed++;
			}
		}
	}
	throw new Error("Retry attempts exhausted without throwing an error.");
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
	async over(signal) {
		for (let left = this.left(); left > 0; left = this.left()) await this.#clock.sleep(left, signal);
	}
}
function retry(attempt, options) {
	const { signal, clock, pause } = options;
	return pRetry(async (number) => {
		await pause?.over(signal);
		return attempt(number);
	}, {
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
const transientCodes = new Set([
	"TOOMANYREQUESTS",
	"UNKNOWN",
	"UNAVAILABLE"
]);
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
			if (!transientNetwork.has(failure.code)) return {
				action: "fail",
				reason
			};
			return failure.code === "ECONNREFUSED" ? {
				action: "retry",
				reason,
				host: true
			} : {
				action: "retry",
				reason
			};
		case "http": return classifyHttp(failure, phase, reason);
	}
}
function classifyHttp(failure, phase, reason) {
	const { status, code = "", body, retryAfter: delay } = failure;
	const asked = delay === undefined ? {} : { delay };
	if (delay !== undefined && delay > longestAsk) return {
		action: "fail",
		reason,
		advice: "the registry asks for a longer wait than a job should make"
	};
	if (status === 429) {
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
		if (code === "BLOB_UNKNOWN" || code === "MANIFEST_UNKNOWN") return {
			action: "heal",
			reason
		};
		return {
			action: "fail",
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
	if (transientCodes.has(code)) return {
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
	if (text) {
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
	try {
		const parsed = JSON.parse(body);
		if (typeof parsed === "object" && parsed !== null) return parsed.errors?.[0];
	} catch {}
	return undefined;
}
function codeIn(body) {
	const code = firstError(body)?.code;
	return typeof code === "string" && /^[\w-]{1,64}$/.test(code) ? code.toUpperCase() : undefined;
}
function messageIn(body) {
	const message = firstError(body)?.message;
	if (typeof message !== "string" || message === "") return undefined;
	return message.replace(/[\s\u0000-\u001f\u007f]+/g, " ").slice(0, longestMessage);
}
const mostRedirects = 5;
const redirects = new Set([
	301,
	302,
	303,
	307,
	308
]);
const longestError = 8192;
function createTransport({ fetch, plainAllowed, userAgent }) {
	const once = async (request, url, authorization) => {
		if (url.protocol !== "https:" && !(url.protocol === "http:" && plainAllowed(url.host))) throw new RegistryRefusal(`${url.origin} is not HTTPS; plain HTTP is accepted for loopback hosts and those in the input "insecure-registries"`);
		const timeout = AbortSignal.timeout(request.deadline);
		try {
			return await fetch(url.href, {
				method: request.method,
				headers: {
					"user-agent": userAgent,
					...request.headers,
					...authorization !== undefined && { authorization }
				},
				redirect: "manual",
				signal: AbortSignal.any([request.signal, timeout]),
				...request.body !== undefined && {
					body: request.body,
					duplex: "half"
				}
			});
		} catch (error) {
			throw failedAttempt(error, where(request.method, url), request);
		}
	};
	return { async send(request) {
		let { url, authorization } = request;
		for (let hop = 0;; hop++) {
			const response = await once(request, url, authorization);
			const location = response.headers.get("location");
			if (redirects.has(response.status) && location !== null && !request.expect?.includes(response.status)) {
				await response.body?.cancel();
				const next = redirectTarget(request, url, location, hop);
				if (next.origin !== url.origin) authorization = undefined;
				url = next;
				continue;
			}
			if (response.status < 300 || request.expect?.includes(response.status)) return {
				status: response.status,
				headers: response.headers,
				url,
				body: response.body
			};
			const text = await readText(response.body, longestError).catch(() => "");
			request.signal.throwIfAborted();
			throw new RegistryError(where(request.method, url), httpFailure(response.status, response.headers, text), request.phase, { challenge: response.headers.get("www-authenticate") });
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
	if (to.origin !== from.origin || request.body instanceof ReadableStream) throw new RegistryRefusal(`${at}: a write is not redirected to ${to.origin}`);
	return to;
}
function where(method, url) {
	return `${method} ${url.host}${url.pathname.replace(/^\/v2\//, "/")}`;
}
function failedAttempt(error, where, request) {
	request.signal.throwIfAborted();
	if (error instanceof RegistryError || error instanceof RegistryRefusal) return error;
	if (error instanceof Error && error.name === "TimeoutError") return new RegistryError(where, { kind: "timeout" }, request.phase, { cause: error });
	const code = networkCode(error);
	if (code === undefined) return error instanceof Error ? error : new Error(String(error));
	return new RegistryError(where, {
		kind: "network",
		code
	}, request.phase, { cause: error });
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
const defaultLife = 60;
const deadline = 3e4;
const longestAnswer$1 = 1 << 20;
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
		bytes = await readBody(await options.transport.send(request), longestAnswer$1, request);
	} catch (error) {
		const verdict = verdictOf(error);
		if (!verdict || verdict.action === "retry") throw error;
		const advice = credential ? `check the credentials stored for ${registry}` : `no credentials are stored for ${registry}, log in to it first`;
		throw new RegistryRefusal(`no token for ${registry}: ${error.message}; ${advice}`, { cause: error });
	}
	const answer = parse(bytes);
	const token = answer.token ?? answer.access_token;
	if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) throw new RegistryRefusal(`${where(request.method, url)}: the answer holds no token`);
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
	if (credential && url.origin !== origin && url.protocol !== "https:") throw new RegistryRefusal(`${registry} names the token server ${url.origin}, which is another host without HTTPS and gets no credentials`);
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
function parse(bytes) {
	try {
		const value = JSON.parse(new TextDecoder().decode(bytes));
		return typeof value === "object" && value !== null ? value : {};
	} catch {
		return {};
	}
}
class Authorizer {
	#options;
	#declared = new Map();
	#tokens = new Set();
	#asked = new Map();
	#scheme = { kind: "unknown" };
	#probe;
	#narrow = false;
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
	get isGitea() {
		return this.#scheme.kind === "bearer" && this.#scheme.service === "container_registry";
	}
	async authorize(access, call, send, replayable = true) {
		while (this.#scheme.kind === "unknown" && this.#probe) await this.#probe;
		call.signal.throwIfAborted();
		const probing = this.#scheme.kind === "unknown" ? Promise.withResolvers() : undefined;
		if (probing) this.#probe = probing.promise;
		let used;
		let refused;
		try {
			used = await this.#header(access, call);
			const answer = await send(used);
			if (probing) this.#scheme = { kind: "open" };
			return answer;
		} catch (error) {
			if (!isRefused(error)) {
				if (probing && isAnswer(error)) this.#scheme = { kind: "open" };
				throw error;
			}
			refused = error;
			this.#learn(refused, used);
		} finally {
			if (probing) this.#probe = undefined;
			probing?.resolve();
		}
		if (!replayable) throw refused;
		const renewed = await this.#header(access, call);
		if (renewed === undefined || renewed === used && this.#scheme.kind === "basic") throw await this.#refusal(refused, access);
		try {
			return await send(renewed);
		} catch (error) {
			throw isRefused(error) ? await this.#refusal(error, access) : error;
		}
	}
	#learn(error, used) {
		for (const token of this.#tokens) if (token.header === used) this.#tokens.delete(token);
		const challenges = parseChallenges(error.challenge ?? "");
		const bearer = challenges.find(({ scheme, parameters }) => isScheme(scheme, "bearer") && parameters.realm);
		if (bearer) {
			if (used !== undefined && bearer.parameters.error === "insufficient_scope") this.#narrow = true;
			this.#scheme = bearerScheme(bearer);
		} else if (challenges.some(({ scheme }) => isScheme(scheme, "basic"))) this.#scheme = { kind: "basic" };
	}
	async #header(access, call) {
		const scheme = this.#scheme;
		if (scheme.kind === "unknown" || scheme.kind === "open") return undefined;
		const credential = await this.#credential(access);
		if (scheme.kind !== "bearer") return credential?.kind === "basic" ? basic(credential) : undefined;
		if (credential?.kind === "registry") return `Bearer ${credential.token}`;
		const now = this.#options.clock.now();
		const owner = keyOf(credential);
		for (const token of this.#tokens) {
			if (token.expires <= now) this.#tokens.delete(token);
			else if (token.owner === owner && covers(token, access)) return token.header;
		}
		return (await this.#newToken(scheme, access, credential, call)).header;
	}
	async #newToken(scheme, access, credential, call) {
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
			return await this.#singleFlight(scheme, scopes, credential, call);
		} catch (error) {
			if (!(error instanceof RegistryRefusal) || scopes.size <= access.length) throw error;
			this.#narrow = true;
			const own = new Map(access.map(({ repository, actions }) => [repository, new Set(actions)]));
			return this.#singleFlight(scheme, own, credential, call);
		}
	}
	#singleFlight(scheme, scopes, credential, call) {
		const scope = scheme.wildcard ? ["*"] : [...scopes].map(scopeText).sort();
		const key = `${keyOf(credential)} ${scope.join(" ")}`;
		const asked = this.#asked.get(key) ?? requestToken({
			...this.#options,
			realm: scheme.realm,
			service: scheme.service,
			scope,
			credential
		}, call.signal).then((answer) => {
			const token = {
				...answer,
				owner: keyOf(credential),
				scopes: scheme.wildcard ? "*" : scopes
			};
			this.#tokens.add(token);
			return token;
		}).finally(() => this.#asked.delete(key));
		this.#asked.set(key, asked);
		return asked;
	}
	#credential(access) {
		const { repository = "", actions = [] } = access[0] ?? {};
		return this.#options.credentials.for(this.#options.registry, repository, actions);
	}
	async #refusal(error, access) {
		const { registry } = this.#options;
		const advice = await this.#credential(access) ? `the credentials stored for ${registry} were refused` : `no credentials are stored for ${registry}, log in to it first`;
		return new RegistryRefusal(`${error.message}; ${advice}`, { cause: error });
	}
}
function isRefused(error) {
	return error instanceof Error && error.verdict?.action === "reauthenticate";
}
function isAnswer(error) {
	const failure = error instanceof Error ? error.failure : undefined;
	return failure?.kind === "http" && failure.status < 500 && failure.status !== 429;
}
function isScheme(scheme, name) {
	return scheme.toLowerCase() === name;
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
	const plain = insecureRegistries.has(registry.toLowerCase()) || isLoopback(registry) && !registry.endsWith(":443");
	return new URL(`${plain ? "http" : "https"}://${apiHost(registry)}`).origin;
}
function parseInsecureRegistries(list) {
	for (const entry of list) if (!isHost(entry)) throw new UserError(`${JSON.stringify(entry)} is not a registry host; accepted is host or host:port without scheme or path`);
	return new Set(list.map((entry) => entry.toLowerCase()));
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
			plainAllowed: (host) => isLoopback(host) || options.insecureRegistries.has(host.toLowerCase())
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
	origin(registry) {
		return this.#host(registry).origin;
	}
	request(ask, call, check) {
		return this.retrying(ask, call, () => this.once(ask, call, check));
	}
	retrying({ registry }, call, attempt) {
		const host = this.#host(registry);
		const here = ` ${new URL(host.origin).host}/`;
		return retry(attempt, {
			signal: call.signal,
			clock: this.#options.clock,
			pause: host.pause,
			verdict: (error) => {
				const verdict = verdictOf(error);
				if (!(error instanceof RegistryError) || !verdict?.host) return verdict;
				const { host: _, ...mine } = verdict;
				return error.where.includes(here) ? verdict : mine;
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
		return host.slots(async () => {
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
	}
	stream(ask, call) {
		const host = this.#host(ask.registry);
		return host.slots(() => this.#send(host, ask, this.#http(host, ask, call), call));
	}
	manifestPut({ registry, repository }, put) {
		const host = this.#host(registry);
		if (!host.auth.isGitea) return put();
		const turn = host.manifestPuts.get(repository) ?? pLimit(1);
		host.manifestPuts.set(repository, turn);
		return turn(put);
	}
	#send(host, ask, request, call) {
		call.signal.throwIfAborted();
		return host.auth.authorize(ask.access, call, (authorization) => this.#transport.send({
			...request,
			authorization
		}), !(request.body instanceof ReadableStream));
	}
	#http(host, ask, call) {
		const url = new URL(ask.path instanceof URL ? ask.path.href : `/v2/${ask.path}`, host.origin);
		for (const [name, value] of Object.entries(ask.query ?? {})) url.searchParams.set(name, value);
		return {
			method: ask.method,
			url,
			phase: ask.phase,
			signal: call.signal,
			deadline: ask.deadline ?? requestDeadline,
			...ask.headers && { headers: ask.headers },
			...ask.body !== undefined && { body: ask.body },
			...ask.expect && { expect: ask.expect }
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
			slots: pLimit(requestsPerHost),
			manifestPuts: new Map()
		};
		this.#hosts.set(key, host);
		return host;
	}
}
const DOCKER_HUB$1 = /^(?:index\.|registry-1\.)?docker\.io$/;
function serverAddress(host) {
	return host === "docker.io" ? "https://index.docker.io/v1/" : host;
}
function canonicalHost(key) {
	const host = key.toLowerCase().replace(/^https?:\/\//, "").replace(/\/(?:v[12]\/?)?$/, "");
	if (!isHost(host)) return undefined;
	return DOCKER_HUB$1.test(host) ? "docker.io" : host;
}
async function loadDockerConfig(directory) {
	const file = join(directory, "config.json");
	const text = await readFile(file, "utf8").catch((error) => {
		if (error.code === "ENOENT" || error.code === "ENOTDIR") return "{}";
		throw new UserError(`the docker configuration ${file} cannot be read (${error.code})`);
	});
	return parseDockerConfig(text, file);
}
function parseDockerConfig(text, source) {
	let json;
	try {
		json = JSON.parse(text.trim() || "{}");
	} catch {
		throw new UserError(`${source} is not JSON; accepted is the content of a docker config.json`);
	}
	const config = record(json, source);
	return {
		source,
		auths: Object.entries(record(config.auths ?? {}, `"auths" in ${source}`)),
		credHelpers: Object.entries(record(config.credHelpers ?? {}, `"credHelpers" in ${source}`)),
		credsStore: config.credsStore
	};
}
function helperFor(config, host) {
	const [named] = speakingFor(config.credHelpers, host);
	const name = named ? named[1] : config.credsStore;
	const origin = `${named ? `credHelpers[${JSON.stringify(named[0])}]` : "credsStore"} in ${config.source}`;
	if (name === undefined || name === null || name === "") return undefined;
	if (typeof name !== "string" || !/^[A-Za-z0-9][\w.-]*$/.test(name)) throw new UserError(`${origin} is no helper's name; accepted is what follows docker-credential-, letters, digits, dots, dashes and underscores only`);
	return {
		name,
		origin
	};
}
function storedCredential(config, host) {
	for (const [key, entry] of speakingFor(config.auths, host)) {
		const credential = credentialOf(entry, `auths[${JSON.stringify(key)}] in ${config.source}`);
		if (credential) return credential;
	}
	return undefined;
}
function speakingFor(entries, host) {
	const own = serverAddress(host);
	return entries.filter(([key]) => canonicalHost(key) === host).sort(([a], [b]) => Number(b === own) - Number(a === own));
}
function credentialOf(entry, where) {
	const fields = record(entry ?? {}, where);
	const field = (name) => {
		const value = fields[name] ?? "";
		if (typeof value !== "string") throw new UserError(`"${name}" of ${where} is not text`);
		return value;
	};
	const auth = field("auth").replace(/\s/g, "");
	const [username, password] = auth === "" ? [field("username"), field("password")] : decodeAuth(auth, `"auth" of ${where}`);
	const [identity, registry] = [field("identitytoken"), field("registrytoken")];
	if (registry !== "") return {
		kind: "registry",
		token: registry
	};
	if (identity !== "") return {
		kind: "identity",
		token: identity,
		...username !== "" && { username }
	};
	return username === "" && password === "" ? undefined : {
		kind: "basic",
		username,
		password
	};
}
function decodeAuth(auth, where) {
	const pair = /^[A-Za-z0-9+/]+={0,2}$/.test(auth) ? Buffer.from(auth, "base64").toString("utf8") : "";
	const colon = pair.indexOf(":");
	if (colon < 1) throw new UserError(`${where} is not base64 of username:password`);
	return [pair.slice(0, colon), pair.slice(colon + 1).replace(/^\0+|\0+$/g, "")];
}
function record(value, where) {
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
	throw new UserError(`${where} is not a JSON object as in a docker config.json`);
}
async function listScopedConfigs(base) {
	const files = await readdir(base, { recursive: true }).catch((error) => {
		if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
		throw new UserError(`the buildx configuration directory ${base} cannot be listed (${error.code})`);
	});
	return files.filter((file) => basename(file) === "config.json").sort().map((file) => ({
		directory: join(base, dirname(file)),
		...parseScope(dirname(file).replaceAll(sep, "/"))
	}));
}
function parseScope(path) {
	const [name = "", ...scopes] = path.split("@");
	const [host = "", ...repository] = name.split("/");
	const actions = scopes.join("@").split(",");
	return {
		host: canonicalHost(host),
		repository: repository.join("/"),
		actions: actions.map((action) => action.trim()).filter((action) => action !== "")
	};
}
function chooseScopedConfig(configs, host, repository, actions) {
	return configs.filter((config) => config.host === host).filter((config) => config.repository === "" || config.repository === repository).filter((config) => config.actions.every((action) => actions.includes(action))).sort((a, b) => b.repository.length - a.repository.length || b.actions.length - a.actions.length)[0];
}
function helperRunner(env, timeout = 3e4) {
	return (program, input) => new Promise((resolve) => {
		const options = {
			env,
			timeout,
			killSignal: "SIGKILL",
			windowsHide: true
		};
		const child = execFile(program, ["get"], options, (error, stdout) => {
			const missing = error?.code === "ENOENT" || error?.code === "EACCES";
			const outcome = !error ? "done" : missing ? "missing" : error.killed ? "timeout" : "failed";
			resolve({
				outcome,
				stdout
			});
		});
		child.stdin?.on("error", () => {}).end(input);
	});
}
async function askHelper({ name, origin }, host, run) {
	const program = `docker-credential-${name}`;
	const refuse = (what) => {
		throw new UserError(`credential helper ${program}, named by ${origin}, ${what}`);
	};
	const { outcome, stdout } = await run(program, serverAddress(host));
	if (outcome === "missing") return refuse("is not an executable on PATH");
	if (outcome === "timeout") return refuse(`did not answer for ${host} in time`);
	if (outcome === "failed") {
		const [line = ""] = stdout.trim().split(/[\r\n]/);
		if (line === "credentials not found in native keychain") return undefined;
		const said = line === "" || line.includes("{") ? "" : `: ${line.slice(0, 200)}`;
		return refuse(`failed for ${host}${said}`);
	}
	const answer = parseAnswer(stdout);
	if (!answer) return refuse(`answered for ${host} with something else than ServerURL, Username and Secret`);
	const { ServerURL: server = "", Username: username = "", Secret: secret = "" } = answer;
	if (server !== "" && canonicalHost(server) !== host) return refuse(`was asked for ${host} and answered for another server`);
	if (username === "<token>") return secret === "" ? undefined : {
		kind: "identity",
		token: secret
	};
	return username === "" && secret === "" ? undefined : {
		kind: "basic",
		username,
		password: secret
	};
}
function parseAnswer(stdout) {
	try {
		const answer = JSON.parse(stdout);
		const fields = [
			answer.ServerURL,
			answer.Username,
			answer.Secret
		];
		return fields.every((field) => field === undefined || typeof field === "string") ? answer : undefined;
	} catch {
		return undefined;
	}
}
const LIFETIME = 29e4;
function createCredentials(env, options) {
	const { home, onSecret, log, runHelper = helperRunner(env), now = () => Date.now() } = options;
	const general = env.DOCKER_CONFIG || join(home, ".docker");
	const scopedBase = join(env.BUILDX_CONFIG || join(general, "buildx"), "config");
	const remembered = new Map();
	let scoped;
	async function find(host, directory) {
		const inline = parseDockerConfig(env.DOCKER_AUTH_CONFIG ?? "", "DOCKER_AUTH_CONFIG");
		let source = inline.source;
		let credential = storedCredential(inline, host);
		if (!credential) {
			const config = await loadDockerConfig(directory);
			const helper = helperFor(config, host);
			source = helper?.origin ?? config.source;
			credential = helper ? await askHelper(helper, host, runHelper) : storedCredential(config, host);
		}
		for (const secret of secretsOf(credential)) onSecret(secret);
		log?.debug(`${host}: ${credential ? `${credential.kind} credential` : "no credential"} from ${source}`);
		return credential;
	}
	return { async for(registry, repository, actions) {
		const host = canonicalHost(registry);
		if (host === undefined) return undefined;
		scoped ??= listScopedConfigs(scopedBase);
		const directory = chooseScopedConfig(await scoped, host, repository, actions)?.directory ?? general;
		const key = `${host} ${directory}`;
		const known = remembered.get(key);
		if (known && now() - known.since < LIFETIME) return known.credential;
		const credential = find(host, directory);
		remembered.set(key, {
			since: now(),
			credential
		});
		credential.catch(() => remembered.delete(key));
		return credential;
	} };
}
function secretsOf(credential) {
	if (!credential) return [];
	if (credential.kind !== "basic") return [credential.token];
	const { username, password } = credential;
	return password === "" ? [] : [password, Buffer.from(`${username}:${password}`).toString("base64")];
}
async function createFetch(env) {
	const proxies = readProxies(env);
	if (!proxies.http && !proxies.https) return fetch;
	const noProxy = lookup(env, "no_proxy");
	const undici = await import("./undici-176cb408.js").then((n) => n.index);
	const direct = new undici.Agent();
	const http = proxies.http ? new undici.ProxyAgent({
		...proxies.http,
		proxyTunnel: false
	}) : direct;
	const https = proxies.https ? new undici.ProxyAgent({ ...proxies.https }) : direct;
	class Route extends undici.Dispatcher {
		dispatch(options, handler) {
			const url = new URL(String(options.origin));
			const through = url.protocol === "https:" ? https : http;
			return (bypasses(url, noProxy) ? direct : through).dispatch(options, handler);
		}
	}
	const dispatcher = new Route();
	const proxied = (url, init) => undici.fetch(url, {
		...init,
		dispatcher
	});
	return proxied;
}
function readProxies(env) {
	const http = parseProxy(env, "http_proxy");
	const https = parseProxy(env, "https_proxy");
	return {
		...http && { http },
		...https && { https }
	};
}
function bypasses(url, noProxy) {
	if (isLoopback(url.hostname)) return true;
	const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, "");
	const port = url.port || (url.protocol === "https:" ? "443" : "80");
	return noProxy.toLowerCase().split(/[\s,]+/).some((entry) => entry === "*" || entry !== "" && entryMatches(entry, host, port));
}
function entryMatches(entry, host, port) {
	const whole = isIP(entry) !== 0;
	const [, name = "", only] = (whole ? undefined : /^(.*?)(?::(\d+))?$/.exec(entry)) ?? ["", entry];
	if (only !== undefined && only !== port) return false;
	const [address = "", bits] = name.replace(/^\[|\]$/g, "").split("/");
	const version = isIP(address);
	if (version === 0) {
		const domain = name.replace(/^\*?\./, "");
		return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
	}
	const family = version === 4 ? "ipv4" : "ipv6";
	const width = version === 4 ? 32 : 128;
	const prefix = bits === undefined ? width : /^\d+$/.test(bits) ? Number(bits) : Number.NaN;
	if (!(prefix <= width)) return false;
	const range = new BlockList();
	range.addSubnet(address, prefix, family);
	return range.check(host, family);
}
function parseProxy(env, variable) {
	const own = lookup(env, variable);
	const text = own || lookup(env, "all_proxy");
	if (text === "") return undefined;
	try {
		const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
		if (!/^https?:$/.test(url.protocol)) throw new TypeError("not HTTP");
		const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
		const token = `Basic ${Buffer.from(user).toString("base64")}`;
		return {
			uri: url.origin,
			...user !== ":" && { token }
		};
	} catch {
		throw new UserError(`${(own ? variable : "all_proxy").toUpperCase()} is not the address of an HTTP proxy; accepted is http[s]://[user:password@]host[:port]`);
	}
}
function lookup(env, variable) {
	return (env[variable] || env[variable.toUpperCase()] || "").trim();
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
		fetch: await createFetch(env),
		credentials: createCredentials(env, {
			home: homedir(),
			onSecret: maskSecret,
			log
		}),
		insecureRegistries: inInput("insecure-registries", () => parseInsecureRegistries(insecureRegistries)),
		clock: systemClock,
		onSecret: maskSecret,
		requestsPerHost,
		userAgent: "imgpub"
	});
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
		setTimeout(() => process.exit(), lingerMs).unref();
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
			fail(error);
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
function writeSummary(markdown, env = process.env) {
	const file = env.GITHUB_STEP_SUMMARY;
	if (!file) return;
	try {
		const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
		appendFileSync(file, cut(`${markdown}\n`, limit - used));
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
async function runJobs(items, concurrency, signal, work) {
	const limit = pLimit(concurrency);
	return Promise.all(items.map((item, index) => limit(async () => {
		if (signal.aborted) return { state: "skipped" };
		try {
			return {
				state: "done",
				value: await work(item, index)
			};
		} catch (error) {
			return {
				state: "failed",
				error
			};
		}
	})));
}
async function all(work) {
	const values = [];
	const settled = await Promise.allSettled(work);
	for (const part of settled) {
		if (part.status === "rejected") throw part.reason;
		values.push(part.value);
	}
	return values;
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
	if (!Array.isArray(manifests) || !manifests.every(isDescriptor)) throw new RegistryRefusal(`index ${digest} does not list its manifests`);
	return manifests;
}
function readImage({ digest, bytes }) {
	const { config, layers } = parseObject(bytes, digest);
	if (!isDescriptor(config) || !Array.isArray(layers) || !layers.every(isDescriptor)) throw new RegistryRefusal(`manifest ${digest} does not name its config and layers`);
	return {
		config,
		layers
	};
}
function readPlatform(config) {
	const parsed = parseObject(config, "configuration");
	const { os, architecture, variant } = parsed;
	if (typeof os !== "string" || typeof architecture !== "string" || !os || !architecture) return undefined;
	const version = parsed["os.version"];
	const features = parsed["os.features"];
	return {
		os,
		architecture,
		...typeof variant === "string" && variant && { variant },
		...typeof version === "string" && version && { "os.version": version },
		...Array.isArray(features) && features.every(isText) && features.length > 0 && { "os.features": features }
	};
}
function parseObject(bytes, what) {
	try {
		const value = JSON.parse(new TextDecoder().decode(bytes));
		if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
	} catch {}
	throw new RegistryRefusal(`${what} is not a JSON object`);
}
function isDescriptor(value) {
	if (typeof value !== "object" || value === null) return false;
	const { mediaType, digest, size, platform, annotations } = value;
	return isText(mediaType) && isText(digest) && isDigest(digest) && Number.isSafeInteger(size) && (platform === undefined || isPlatform(platform)) && (annotations === undefined || isRecord(annotations) && Object.values(annotations).every(isText));
}
function isPlatform(value) {
	return isRecord(value) && isText(value.os) && isText(value.architecture);
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
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
function ask({ registry, repository }, method, reference, phase, actions) {
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
async function headManifest(client, at, reference, phase, call, tries) {
	const question = ask(at, "HEAD", reference, phase, ["pull"]);
	let head = {};
	const check = (answer) => {
		head = readHead(answer, question, reference);
	};
	try {
		await (tries === 1 ? client.once(question, call, check) : client.request(question, call, check));
	} catch (error) {
		if (!isForbidden(error)) throw error;
		return getManifest(client, at, reference, phase, call, tries);
	}
	const { digest, mediaType } = head;
	if (digest !== undefined && mediaType !== undefined) return {
		digest,
		mediaType
	};
	return getManifest(client, at, reference, phase, call, tries);
}
async function getManifest(client, at, reference, phase, call, tries) {
	const question = ask(at, "GET", reference, phase, ["pull"]);
	let manifest;
	const check = (answer) => {
		manifest = readManifest(answer, question, reference);
	};
	await (tries === 1 ? client.once(question, call, check) : client.request(question, call, check));
	if (!manifest) throw new Error("an answer was accepted without being read");
	return manifest;
}
async function putManifest(client, at, reference, { bytes, digest, mediaType }, call) {
	const question = {
		...ask(at, "PUT", reference, "write", ["pull", "push"]),
		headers: { "content-type": mediaType },
		body: bytes
	};
	try {
		await client.manifestPut(at, () => client.request(question, call, ({ headers, url }) => {
			const stored = headers.get("docker-content-digest");
			if (stored !== null && stored !== digest) throw new RegistryRefusal(`${where("PUT", url)}: stored as ${stored}, which is not the ${digest} sent`);
		}));
	} catch (error) {
		if (!isAlreadyThere(error)) throw error;
		const held = await headManifest(client, at, reference, "read", call).catch(() => undefined);
		if (held?.digest !== digest) throw error;
	}
}
function readHead({ headers, url }, question, reference) {
	const mediaType = essence(headers.get("content-type"));
	if (!isManifest(mediaType)) throw content("wrong content type", question, url);
	const named = headers.get("docker-content-digest");
	if (named !== null && !isDigest(named)) throw content("malformed digest header", question, url);
	if (!isDigest(reference)) return {
		mediaType,
		...named !== null && { digest: named }
	};
	if (named !== null && named !== reference && algorithmOf(named) === algorithmOf(reference)) throw content("digest mismatch", question, url);
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
	if (!isManifest(mediaType)) throw content("wrong content type", question, url);
	if (expected && digest !== expected) throw content("digest mismatch", question, url);
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
	try {
		const type = JSON.parse(new TextDecoder().decode(bytes))?.mediaType;
		return typeof type === "string" ? type : "";
	} catch {
		return "";
	}
}
function content(what, { method, phase }, url) {
	return new RegistryError(where(method, url), {
		kind: "content",
		what
	}, phase);
}
function isForbidden(error) {
	return error instanceof RegistryError && error.failure.kind === "http" && error.failure.status === 403;
}
function isAlreadyThere(error) {
	if (!(error instanceof RegistryError) || error.failure.kind !== "http") return false;
	const { status, body } = error.failure;
	return verdictOf(error)?.action === "fail" && (status === 409 || /immutable|already exists/i.test(body));
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
		registry: hub ? "docker.io" : registry,
		repository,
		...tag !== undefined && { tag },
		...digest !== undefined && { digest: parseDigest(digest) }
	};
}
function splitRegistry(text) {
	const slash = text.indexOf("/");
	const first = text.slice(0, Math.max(slash, 0));
	const named = first === "localhost" || /[.:A-Z]/.test(first);
	return named ? [first, text.slice(slash + 1)] : ["docker.io", text];
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
class NotReadable extends ReportedError {
	name = "NotReadable";
}
const firstDelay = 1e3;
const longestDelay = 1e4;
const growth = 1.5;
const longestGrace = 3e4;
const deepestNesting = 4;
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
					return await getManifest(this.#client, at, reference, "read", call);
				} catch (error) {
					if (verdictOf(error)?.action !== "absent" || asked > 1 && this.#left(patience) <= 0) throw error;
					await this.#poll(at, reference, call, patience);
				}
			}
		});
	}
	async deep(at, reference, call, patience, nesting = 0) {
		const head = await this.ready(at, reference, call, patience);
		if (!isIndex(head.mediaType) || nesting >= deepestNesting) return head;
		const children = readIndex(await this.read(at, head.digest, call, patience));
		await all(children.map(({ digest, mediaType }) => isIndex(mediaType) ? this.deep(at, digest, call, patience, nesting + 1) : this.ready(at, digest, call, patience)));
		return head;
	}
	async #poll(at, reference, call, patience) {
		const { clock } = this.#client;
		const key = this.#key(at, reference);
		const grace = Math.min(longestGrace, patience.timeout / 4);
		let asked = false;
		for (let polls = 1;; polls++) {
			this.#polls.set(key, (this.#polls.get(key) ?? 0) + 1);
			const graceIsOver = clock.now() - patience.start >= grace;
			const byGet = !asked && polls > 1 && graceIsOver;
			asked ||= byGet;
			try {
				const read = byGet ? getManifest : headManifest;
				return await read(this.#client, at, reference, "wait", call, 1);
			} catch (error) {
				const verdict = verdictOf(error);
				if (verdict?.action !== "absent" && verdict?.action !== "retry") throw error;
				if (verdict.tries !== undefined && polls >= verdict.tries) throw error;
				if (verdict.repositoryUnknown && graceIsOver) throw error;
				const name = `${at.registry}/${at.repository}${isDigest(reference) ? "@" : ":"}${reference}`;
				if (this.#left(patience) <= 0) throw new NotReadable(`${name} is not readable after ${seconds(clock.now() - patience.start)} and ${polls} polls; the last answer was ${verdict.reason}`, { cause: error });
				patience.onPending?.({
					reference: name,
					reason: verdict.reason,
					polls
				});
				const delay = Math.max(pollDelay(polls, clock), verdict.delay ?? 0);
				await clock.sleep(Math.min(delay, this.#left(patience)), call.signal);
			}
		}
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
	#left({ start, timeout }) {
		return start + timeout - this.#client.clock.now();
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
function escapeMarkdown(text) {
	return text.replace(/\s+/g, " ").replace(/[&<>"'`*_{}[\]()#!|~@$\\^]|:(?=\/\/)/g, (character) => `&#${character.charCodeAt(0)};`);
}
function markdownCode(text) {
	return `<code>${escapeMarkdown(text)}</code>`;
}
export { NotReadable, RegistryError, RegistryRefusal, ReportedError, UserError, Waiter, actionClient, algorithmOf, all, dockerManifest, dockerManifestList, duration, escapeMarkdown, failedAttempt, flag, formatReference, hasher, headManifest, imageConfigs, imageIndex, inInput, inputsOf, integer, isDigest, isImage, isIndex, isTag, lines, list, markdownCode, messageOf, oneOf, pLimit, parseDigest, parseReference, pollDelay, putManifest, readImage, readIndex, readPlatform, repositoryOf, required, run, runJobs, seconds, setOutputs, sha256, text, textTable, verdictOf, where, withDigest, writeSummary };
