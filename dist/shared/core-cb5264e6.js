import "./node-version-a07a6fd5.js";
const { setMaxListeners } = process.getBuiltinModule("node:events");
const { statSync, appendFileSync } = process.getBuiltinModule("node:fs");
const os = process.getBuiltinModule("node:os");
const crypto = { randomUUID: (...given) => process.getBuiltinModule("node:crypto").randomUUID(...given) };
const fs = process.getBuiltinModule("node:fs");
const { setTimeout: setTimeout$1 } = process.getBuiltinModule("node:timers/promises");
const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
async function actionFetch(env) {
	return namesProxy(env) ? (await import("./proxy-95d134cc.js")).createFetch(env) : fetch;
}
function namesProxy(env) {
	return Object.keys(env).some((name) => /^(?:https?|all)_proxy$/i.test(name));
}
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
function secretForms(secret) {
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
	return [...forms].filter((form) => form.trim() !== "");
}
function redact(text, secrets) {
	const forms = secrets.flatMap(secretForms).sort((a, b) => b.length - a.length);
	return forms.reduce((rest, form) => rest.replaceAll(form, "***"), text);
}
function maskSecret(secret) {
	for (const form of secretForms(secret)) setSecret(form);
}
const esc = "\x1B";
const sequences = new RegExp([
	`(?:${esc}\\[|\u009b)[0-?]*[ -/]*[@-~]`,
	`(?:${esc}[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007${esc}\u0080-\u009f]*(?:\u0007|${esc}\\\\|\u009c)`,
	`${esc}[ -/]*[0-~]`
].join("|"), "g");
const unsafe = /[^\P{Cc}\t\n\r]|\p{Bidi_C}/gu;
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;
const mostShown = 16e3;
function cleaned(text) {
	return text.replace(sequences, "").replace(unsafe, "�");
}
function fit(text, most) {
	const whole = cleaned(start(text, most));
	return whole.length > most ? `${whole.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : whole;
}
function linesOf(text, most = mostShown) {
	return fit(text, most).split(/\r\n|[\n\r\u2028\u2029]/);
}
function isPrintable(text) {
	return !unprintable.test(text);
}
function bounded(text, most) {
	const printable = [...start(text, most).replace(sequences, "")].map((one) => unprintable.test(one) ? "�" : one);
	return printable.length > most ? `${printable.slice(0, most - 1).join("")}…` : printable.join("");
}
function oneLine$1(text) {
	return text.replace(sequences, "").replace(/[\s\p{C}]+/gu, " ").trim();
}
function quoted(text, most = 300) {
	return JSON.stringify(bounded(start(text, most).replace(sequences, "�"), most));
}
function start(text, most) {
	return text.slice(0, 4 * most + 2);
}
function setOutputs(values) {
	for (const [name, value] of Object.entries(values)) if (value !== undefined) setOutput(name, cleaned(value));
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
function placed(place, read) {
	const atPlace = (error) => error instanceof UserError ? new UserError(`${place}${error.message}`, { cause: error }) : error;
	try {
		const value = read();
		if (!(value instanceof Promise)) return value;
		return value.catch((error) => {
			throw atPlace(error);
		});
	} catch (error) {
		throw atPlace(error);
	}
}
function inInput(input, read) {
	return placed(`input "${input}": `, read);
}
const mostOfAnnotation = 4e3;
function broken(text) {
	return text.replaceAll("##[", "## [");
}
function printable(text) {
	return linesOf(text).map((line) => broken(line.replace(/^(\s*):(?=:)/, "$1: ")));
}
function annotated(text) {
	return fit(broken(linesOf(text, mostOfAnnotation).join("\n")), mostOfAnnotation);
}
function info(text) {
	for (const line of printable(text)) info$1(line);
}
const actionLog = {
	info,
	debug: (line) => debug(linesOf(line).join("\n")),
	notice: (line) => notice(annotated(line)),
	warning: (line) => warning(annotated(line)),
	group(title, lines) {
		startGroup(annotated(title));
		for (const line of lines) info(line);
		endGroup();
	}
};
function reportCancelled(by, error$1) {
	const said = error$1 instanceof ReportedError ? `: ${oneLine(error$1.message)}` : " before the work was done";
	error(annotated(`cancelled by ${by}${said}`));
}
function reportError(error$1) {
	const errors = unrolled(error$1);
	const message = oneLine(errors.map(messageOf).join("; "));
	if (errors.every((one) => one instanceof ReportedError)) {
		if (message.length > mostOfAnnotation) actionLog.info(message);
		error(annotated(message));
		if (isDebug()) actionLog.debug(stacksOf(error$1).join("\n"));
	} else {
		error(annotated(`unexpected: ${bounded(message, 3e3)}; this is a bug in the action, report it with the stack in the log`));
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
const exitCodes = {
	SIGHUP: 129,
	SIGINT: 130,
	SIGTERM: 143
};
const graceMs = 3e3;
const lingerMs = 1e3;
const readingMs = 250;
async function run(main) {
	const ending = new Ending();
	for (const [signal, exitCode] of Object.entries(exitCodes)) process.on(signal, () => ending.cancel(signal, exitCode));
	for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, (error) => ending.crash(error));
	process.on("beforeExit", () => ending.fail(new Error("nothing is left to wait for, and the work is not done")));
	try {
		await main({
			signal: ending.signal,
			log: actionLog
		});
		ending.succeed();
	} catch (error) {
		ending.fail(error);
	}
}
class Ending {
	#abort = new AbortController();
	#cancelled;
	#ended = false;
	constructor() {
		setMaxListeners(0, this.#abort.signal);
	}
	get signal() {
		return this.#abort.signal;
	}
	succeed() {
		if (this.#cancelled) this.fail(this.signal.reason);
		else this.#end(0, () => {});
	}
	fail(error) {
		if (this.#cancelled) {
			const { by, exitCode } = this.#cancelled;
			this.#end(exitCode, () => reportCancelled(by, error));
		} else this.#end(1, () => reportError(error));
	}
	crash(error) {
		if (!this.#cancelled) this.fail(error);
	}
	cancel(by, exitCode) {
		if (this.#ended) process.exit();
		if (this.#cancelled) process.exit(exitCode);
		this.#cancelled = {
			by,
			exitCode
		};
		this.#stop(`cancelled by ${by}`);
		setTimeout(() => {
			this.fail(new ReportedError(`some work went on for ${graceMs / 1e3} s`));
			process.exit();
		}, graceMs).unref();
	}
	#end(exitCode, report) {
		if (this.#ended) return;
		this.#ended = true;
		process.exitCode = exitCode;
		report();
		if (exitCode !== 0) {
			this.#stop("the run has failed");
			if (process.stdout.isTTY) setTimeout(() => {}, readingMs);
		}
		setTimeout(() => {
			debug(`still open: ${process.getActiveResourcesInfo().join(", ")}`);
			process.exit();
		}, lingerMs).unref();
	}
	#stop(why) {
		this.#abort.abort(new DOMException(why, "AbortError"));
	}
}
const limit = 1024 * 1024;
async function writeSummary(markdown, env = process.env) {
	const file = env.GITHUB_STEP_SUMMARY;
	if (!file) return;
	try {
		const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
		const text = `${await markdown()}\n`;
		const fits = Buffer.byteLength(text) <= limit - used;
		appendFileSync(file, fits ? text : (await import("./cut-summary-bcf42e0a.js")).cutSummary(text, limit - used));
	} catch (error) {
		actionLog.warning(`the job summary could not be written: ${messageOf(error)}`);
	}
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
async function runJobs(items, concurrency, signal, work) {
	const limit = createLimit(concurrency);
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
async function allToTheEnd(work) {
	const values = [];
	const settled = await Promise.allSettled(work);
	for (const part of settled) {
		if (part.status === "rejected") throw part.reason;
		values.push(part.value);
	}
	return values;
}
function formatDuration(ms) {
	if (ms < 100) return `${Math.round(ms)} ms`;
	return `${ms >= 9950 ? Math.round(ms / 1e3) : Math.round(ms / 100) / 10} s`;
}
function formatAge(ms) {
	if (ms < 12e4) return `${Math.floor(ms / 1e3)} s`;
	const minutes = Math.floor(ms / 6e4);
	return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
function abortable(work, signal) {
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		signal.addEventListener("abort", stop, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
	});
}
function isLoopbackName(hostname) {
	return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
}
function parseJson(text) {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch {
		return undefined;
	}
}
function recordIn(bytes) {
	const value = parseJson(new TextDecoder().decode(bytes));
	return isRecord(value) ? value : undefined;
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
const mostOfText = 4e3;
function outputJson(value) {
	return JSON.stringify(value, (_, part) => typeof part === "string" ? fit(part, mostOfText) : part);
}
function counted(count, one, many = `${one}s`) {
	return `${count} ${count === 1 ? one : many}`;
}
const mostClauses = 10;
function joined(clauses, most = mostClauses) {
	const shown = clauses.slice(0, most).map((clause) => bounded(clause, 2e3));
	const left = clauses.length - shown.length;
	return [...shown, ...left > 0 ? [`and ${left} more`] : []].join("; ");
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
class HostPause {
	#until = 0;
	#passed = 0;
	#pace;
	#clock;
	#begin;
	constructor(clock) {
		this.#clock = clock;
		this.#begin = clock.now();
	}
	get passed() {
		return this.#passed;
	}
	get hasLimit() {
		return this.#pace !== undefined;
	}
	holdBack(ms) {
		this.#until = Math.max(this.#until, this.#clock.now() + ms);
	}
	remaining() {
		return Math.max(0, this.#until - this.#clock.now());
	}
	async untilOver(signal, latest = Number.POSITIVE_INFINITY) {
		const left = () => Math.min(this.remaining(), latest - this.#clock.now());
		for (let ms = left(); ms > 0; ms = left()) await this.#clock.sleep(ms, signal);
		return this.remaining() === 0;
	}
	async turn(send, heard, signals) {
		if (this.#pace) await (await this.#pace).turn(this, AbortSignal.any([...signals]));
		const sent = this.#clock.now();
		try {
			const answer = await send();
			await this.#pass();
			return answer;
		} catch (error) {
			const what = heard(error);
			if (what === "passed") await this.#pass();
			if (what === "refused") {
				this.#pace ??= this.#learnPace();
				(await this.#pace).refuse(sent);
			}
			throw error;
		}
	}
	async #pass() {
		this.#passed++;
		if (this.#pace) (await this.#pace).pass();
	}
	async #learnPace() {
		const { Pace } = await import("./pace-a6c29754.js");
		return new Pace(this.#clock, 1e3 * this.#passed / Math.max(1, this.#clock.now() - this.#begin));
	}
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
	const given = required(parse);
	return (raw) => given(raw.trim() === "" ? fallback : raw);
}
function flag() {
	return (raw) => {
		if (/^\s*(true|True|TRUE)\s*$/.test(raw)) return true;
		if (/^\s*(false|False|FALSE)\s*$/.test(raw)) return false;
		throw refused(raw, "is not a boolean", "true or false");
	};
}
function orZero(parse) {
	return (raw) => raw.trim() === "0" ? 0 : parse(raw);
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
		if (found === undefined) throw refused(raw, "is unknown", `one of ${values.join(", ")}`);
		return found;
	};
}
function integer({ min, max }) {
	return (raw) => {
		const value = /^\s*[+-]?\d{1,15}\s*$/.test(raw) ? Number(raw) : Number.NaN;
		if (value >= min && value <= max) return value;
		const what = Number.isNaN(value) ? "is not a whole number" : "is out of range";
		throw refused(raw, what, `a whole number from ${min} to ${max}`);
	};
}
const longestHours = 596;
function duration({ zero = false } = {}) {
	return (raw) => {
		const accepted = "a duration such as 90s, 10m or 1h30m";
		const trimmed = raw.trim();
		if (/^[+-]?\d+(\.\d+)?$/.test(trimmed)) throw refused(raw, "has no unit", accepted);
		const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(trimmed);
		if (trimmed === "" || !found) throw refused(raw, "is not a duration", accepted);
		const [hours = 0, minutes = 0, seconds = 0, ms = 0] = found.slice(1).map((digits) => Number(digits ?? 0));
		const value = ((hours * 60 + minutes) * 60 + seconds) * 1e3 + ms;
		if (value === 0 && !zero) throw refused(raw, "is zero", accepted);
		if (value > longestHours * 36e5) throw refused(raw, "is too long", `a duration of at most ${longestHours}h`);
		return value;
	};
}
function split(raw, separator) {
	const parts = raw.split(separator).map((part) => part.trim());
	return Object.freeze(parts.filter((part) => part !== ""));
}
function refused(raw, what, accepted) {
	return new UserError(`${quoted(raw.trim(), 60)} ${what}; expected ${accepted}`);
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
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
function isDigest(text) {
	return DIGEST.test(text);
}
function parseDigest(text) {
	if (isDigest(text)) return text;
	throw new UserError(`${quoted(text)} is not a digest; expected sha256: with 64 lowercase hex digits or sha512: with 128`);
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
export { HostPause, ReportedError, UserError, abortable, actionFetch, algorithmOf, allToTheEnd, annotated, bounded, broken, cleaned, counted, createLimit, duration, error, fit, flag, formatAge, formatDuration, getDefaultExportFromCjs, hasher, inInput, inputsOf, integer, isDigest, isLoopbackName, isPrintable, isRecord, joined, lines, list, maskSecret, messageOf, messagesOf, mostClauses, namesProxy, notice, oneLine$1 as oneLine, oneOf, orZero, outputJson, parseDigest, parseJson, placed, quoted, readText, recordIn, redact, required, run, runJobs, setOutputs, sha256, systemClock, text, warning, withDefault, writeSummary };
