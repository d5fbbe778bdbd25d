import { policy, backoff } from "./publish-index_wait-digests-66bd1fd0.js";
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
const longestForgiven = 6e5;
function again(error, attempt, options) {
	const { signal, clock, pause } = options;
	let forgiven = 0;
	let passed = 0;
	const start = clock.now();
	return pRetry((number) => number === 1 ? Promise.reject(error) : attempt(number), {
		signal,
		retries: Number.POSITIVE_INFINITY,
		minTimeout: 0,
		shouldRetry: async ({ error, attemptNumber }) => {
			const verdict = options.verdict(error);
			if (verdict?.action !== "retry" && verdict?.action !== "restart") return false;
			const isEarly = clock.now() - start < longestForgiven;
			if (verdict.limit && pause && pause.passed > passed && isEarly) forgiven++;
			passed = pause?.passed ?? 0;
			const tries = attemptNumber - forgiven;
			if (tries >= (verdict.tries ?? options.attempts ?? policy.attempts)) return false;
			const delay = Math.max(backoff(Math.max(1, tries), clock.random, verdict.longestPause), verdict.delay ?? 0, pause?.remaining() ?? 0);
			if (verdict.host) pause?.holdBack(delay);
			const { reason, limit } = verdict;
			options.onRetry?.({
				reason,
				limit,
				delay,
				attempt: attemptNumber
			}, error);
			await clock.sleep(delay, signal);
			return true;
		}
	});
}
export { again };
