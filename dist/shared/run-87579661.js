import * as os from "os";
import * as crypto from "crypto";
import * as fs from "fs";
const oldest = 22;
if (Number.parseInt(process.versions.node, 10) < oldest) {
	console.log(`::error::This action needs Node.js ${oldest} or newer, and this job image has ${process.versions.node}; ` + "use an image whose `node` is newer.");
	process.exit(1);
}
class UserError extends Error {
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
			fail(new UserError(`some work did not stop within ${graceMs / 1e3} s`));
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
	return `cancelled by ${by}${error instanceof UserError ? `: ${oneLine(error.message)}` : " before the work was done"}`;
}
function report(error$1) {
	const errors = unrolled(error$1);
	const message = oneLine(errors.map(messageOf).join("; "));
	if (errors.every((one) => one instanceof UserError)) {
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
export { duration, flag, inputsOf, integer, lines, list, messageOf, oneOf, required, run, setOutputs, text, warning };
