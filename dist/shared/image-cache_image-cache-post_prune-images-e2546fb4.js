import { UserError, quoted, isRecord, parseJson, bounded, oneLine, ReportedError, getDefaultExportFromCjs, abortable } from "./core-a8176de4.js";
const { existsSync, readFileSync, realpathSync, readdirSync, readlinkSync, statSync, createReadStream } = process.getBuiltinModule("node:fs");
const { setTimeout } = process.getBuiltinModule("node:timers/promises");
import { readText } from "./image-cache_image-cache-post_prune-images_publish-index_wait-digests-20d9f29a.js";
const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
const { homedir } = process.getBuiltinModule("node:os");
const { join, basename, dirname } = process.getBuiltinModule("node:path");
const { request } = process.getBuiltinModule("node:http");
import { requireSemver as requireSemver$1, requireRe, requireConstants, requireParseOptions, requireDebug, requireIdentifiers } from "./semver-5bd19256.js";
const { Readable } = process.getBuiltinModule("node:stream");
const units = new Map(Object.entries({
	...{
		B: 1,
		kB: 1e3,
		MB: 1e3 ** 2,
		GB: 1e3 ** 3
	},
	...{
		KiB: 1 << 10,
		MiB: 1 << 20,
		GiB: 1 << 30
	}
}));
const expected = `expected a number with one of ${[...units.keys()].join(", ")}, such as 10MiB`;
function parseSize(text) {
	const [, digits, unit = ""] = /^\s*(\d{1,15}(?:\.\d{1,15})?)\s*([A-Za-z]*)\s*$/.exec(text) ?? [];
	const bytes = units.get(unit);
	if (digits !== undefined && unit === "") throw new UserError(`${quoted(text, 60)} has no unit; ${expected}`);
	if (digits === undefined || bytes === undefined) throw new UserError(`${quoted(text, 60)} is not a size; ${expected}`);
	const size = Math.round(Number(digits) * bytes);
	if (!Number.isSafeInteger(size)) throw new UserError(`${quoted(text, 60)} is too large; ${expected}`);
	return size;
}
function formatSize(bytes) {
	const sign = bytes < 0 ? "-" : "";
	const amount = Math.abs(bytes);
	if (amount < 1e3) return `${sign}${Math.round(amount)} B`;
	const names = [
		"kB",
		"MB",
		"GB",
		"TB"
	];
	let value = amount / 1e3;
	let unit = 0;
	while (value >= 999.5 && unit < names.length - 1) {
		value /= 1e3;
		unit++;
	}
	return `${sign}${value >= 99.95 ? Math.round(value) : Number(value.toPrecision(3))} ${names[unit]}`;
}
function networkCode(error) {
	for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
		if ("code" in at && typeof at.code === "string") return at.code === "EPROTO" ? tlsCode(at) : at.code;
		if (at instanceof AggregateError && at.errors[0] !== at) {
			const inner = networkCode(at.errors[0]);
			if (inner !== undefined) return inner;
		}
	}
	return undefined;
}
function tlsCode({ message }) {
	const reason = /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1];
	return reason ? `ERR_SSL_${reason.trim().toUpperCase().replace(/\W+/g, "_")}` : "EPROTO";
}
const systemSocket = "/var/run/docker.sock";
function dockerHost(given, env) {
	if (given !== undefined) return socketOf(given, `input "docker-host"`);
	if (env.DOCKER_HOST) return socketOf(env.DOCKER_HOST, "DOCKER_HOST");
	const folder = env.DOCKER_CONFIG || join(env.HOME || homedir(), ".docker");
	const context = env.DOCKER_CONTEXT || currentContext(folder);
	if (context !== undefined && context !== "default") {
		const named = `the Docker context ${quoted(context)}`;
		const address = addressOf(folder, context);
		if (address === undefined) throw new UserError(`${named} has no address in ${quoted(join(folder, "contexts"))}: expected one`);
		return socketOf(address, named);
	}
	const rootless = env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, "docker.sock") : undefined;
	if (!existsSync(systemSocket) && rootless !== undefined && existsSync(rootless)) return {
		socket: rootless,
		from: "XDG_RUNTIME_DIR"
	};
	return {
		socket: systemSocket,
		from: "Docker's default"
	};
}
function socketOf(address, from) {
	const path = address.startsWith("unix://") ? address.slice("unix://".length) : undefined;
	if (path === undefined || !path.startsWith("/")) throw new UserError(`${from}: ${quoted(address)} is not the address of a unix socket: expected one such as ` + `unix://${systemSocket}, since the host of the engine is worked on through it`);
	return {
		socket: path,
		from
	};
}
function currentContext(folder) {
	const config = jsonFile(join(folder, "config.json"));
	return typeof config?.currentContext === "string" && config.currentContext !== "" ? config.currentContext : undefined;
}
function addressOf(folder, context) {
	const id = createHash("sha256").update(context).digest("hex");
	const meta = jsonFile(join(folder, "contexts", "meta", id, "meta.json"));
	const endpoint = isRecord(meta?.Endpoints) ? meta.Endpoints.docker : undefined;
	return isRecord(endpoint) && typeof endpoint.Host === "string" ? endpoint.Host : undefined;
}
function jsonFile(path) {
	try {
		const value = parseJson(readFileSync(path, "utf8"));
		return isRecord(value) ? value : undefined;
	} catch {
		return undefined;
	}
}
const isStream = (body) => typeof body === "object" && body !== null && "pipe" in body && typeof body.pipe === "function";
function open(socket, { method, path, body, contentType, signal }, upgrade) {
	const text = body === undefined || isStream(body) ? undefined : JSON.stringify(body);
	const sent = request({
		socketPath: socket,
		method,
		path,
		signal,
		agent: false,
		headers: {
			Host: "docker",
			...body === undefined ? {} : { "Content-Type": contentType ?? "application/json" },
			...text === undefined ? {} : { "Content-Length": Buffer.byteLength(text) },
			...upgrade ? {
				Connection: "Upgrade",
				Upgrade: "tcp"
			} : {}
		}
	});
	if (isStream(body)) {
		body.on("error", (error) => sent.destroy(error));
		sent.on("close", () => body.destroy());
		body.pipe(sent);
	} else sent.end(text);
	return sent;
}
function exchange(socket, asked) {
	return new Promise((resolve, reject) => {
		open(socket, asked, false).on("response", (answer) => resolve({
			status: answer.statusCode ?? 0,
			headers: answer.headers,
			body: answer
		})).on("error", (error) => reject(asked.signal.aborted ? asked.signal.reason : error));
	});
}
function upgrade(socket, asked) {
	return new Promise((resolve, reject) => {
		open(socket, asked, true).on("upgrade", (_, connection, first) => resolve({
			connection,
			first
		})).on("response", (answer) => resolve({
			status: answer.statusCode ?? 0,
			headers: answer.headers,
			body: answer
		})).on("error", (error) => reject(asked.signal.aborted ? asked.signal.reason : error));
	});
}
const newest = "1.51";
const mostOfAnswer = 64 << 20;
const mostOfRefusal = 64 << 10;
const patienceMs$1 = 3e4;
class DockerError extends ReportedError {
	name = "DockerError";
	status;
	words;
	constructor(what, status, words) {
		super(`the Docker engine answered ${status} to ${what}${words === "" ? "" : `: ${words}`}`);
		this.status = status;
		this.words = words;
	}
}
function nameInPath(name) {
	return name.split("/").map(encodeURIComponent).join("/");
}
function isAtLeast(version, least) {
	const [major = 0, minor = 0] = version.split(".").map(Number);
	const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
	return major > leastMajor || major === leastMajor && minor >= leastMinor;
}
async function connectDocker(options) {
	const host = dockerHost(options.dockerHost, options.env);
	const signal = AbortSignal.any([options.signal, AbortSignal.timeout(patienceMs$1)]);
	let answer;
	try {
		answer = await exchange(host.socket, {
			method: "GET",
			path: "/_ping",
			signal
		});
		await readText(answer.body, mostOfRefusal);
	} catch (error) {
		if (options.signal.aborted) throw options.signal.reason;
		throw new UserError(whyUnreachable(host, error), { cause: error });
	}
	const theirs = answer.headers["api-version"];
	if (answer.status !== 200 || typeof theirs !== "string" || !/^1\.\d{1,3}$/.test(theirs)) throw new UserError(`what listens at ${quoted(host.socket)} (${host.from}) is no Docker engine: it answered ` + `${answer.status} to /_ping, without a version of the API`);
	return engineAt(host.socket, isAtLeast(theirs, newest) ? newest : theirs);
}
function whyUnreachable({ socket, from }, error) {
	const where = `the Docker engine at ${quoted(socket)} (${from})`;
	switch (networkCode(error)) {
		case "EACCES":
		case "EPERM": return `${where} may not be spoken to: add the runner's user to the group docker, or mount the socket so that the job may write to it`;
		case "ENOENT":
		case "ENOTDIR": return `${where} is not there: start the engine, mount its socket into the job's container, or name another with docker-host`;
		case "ECONNREFUSED": return `${where} does not listen: start the engine`;
		case "ENOTSOCK": return `${where} is not a socket: expected the engine's unix socket`;
		default: return error instanceof DOMException && error.name === "TimeoutError" ? `${where} has not answered within ${patienceMs$1 / 1e3} s` : `${where} cannot be spoken to: ${bounded(oneLine(error instanceof Error ? error.message : String(error)), 300)}`;
	}
}
function engineAt(socket, apiVersion) {
	const prepared = ({ path, query = {}, expected: _, ...rest }) => {
		const pairs = Object.entries(query).flatMap(([name, value]) => value === undefined ? [] : [[name, typeof value === "object" ? JSON.stringify(value) : String(value)]]);
		const asked = pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
		return {
			...rest,
			path: `/v${apiVersion}${path}${asked}`
		};
	};
	const what = ({ method, path }) => `${method} ${bounded(decodeURIComponent(path), 300)}`;
	const refusal = async (request, { status, body }) => {
		const { text } = await readText(body, mostOfRefusal);
		const said = parseJson(text);
		const words = isRecord(said) && typeof said.message === "string" ? said.message : text;
		return new DockerError(what(request), status, bounded(oneLine(words), 500));
	};
	const lost = (request, error) => {
		if (request.signal.aborted) return request.signal.reason;
		const why = networkCode(error) ?? (error instanceof Error ? error.message : String(error));
		return new ReportedError(`the Docker engine at ${quoted(socket)} broke off ${what(request)}: ${bounded(oneLine(why), 300)}`, { cause: error });
	};
	const accepts = (request, status) => status >= 200 && status < 300 || request.expected?.includes(status) === true;
	const open = async (request) => {
		const answer = await exchange(socket, prepared(request)).catch((error) => {
			throw lost(request, error);
		});
		if (accepts(request, answer.status)) return answer;
		throw await refusal(request, answer);
	};
	return {
		socket,
		apiVersion,
		speaks: (version) => isAtLeast(apiVersion, version),
		open,
		async call(request) {
			const { status, body } = await open(request);
			const { text, whole } = await readText(body, mostOfAnswer).catch((error) => {
				throw lost(request, error);
			});
			if (!whole) throw new ReportedError(`the Docker engine's answer to ${what(request)} is longer than 64 MiB`);
			const json = text === "" ? undefined : parseJson(text);
			if (json === undefined && text !== "" && status < 300) throw new ReportedError(`the Docker engine's answer to ${what(request)} is no JSON`);
			return {
				status,
				json
			};
		},
		async upgrade(request) {
			const answer = await upgrade(socket, prepared(request)).catch((error) => {
				throw lost(request, error);
			});
			if ("connection" in answer) return answer;
			throw await refusal(request, answer);
		}
	};
}
const startOf = (stat) => stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
function jobOf(env) {
	const { GITHUB_SERVER_URL: server = "", GITHUB_REPOSITORY: repository = "" } = env;
	const { GITHUB_RUN_ID: run = "", GITHUB_JOB: job = "", GITHUB_RUN_ATTEMPT: attempt = "1" } = env;
	const place = [
		server,
		repository,
		env.RUNNER_NAME ?? "",
		env.GITHUB_WORKSPACE ?? ""
	].join("\n");
	const name = [
		run || "0",
		job || "job",
		attempt,
		hashOf(place)
	].join("-").replace(/[^A-Za-z0-9_.-]+/g, "_");
	return {
		server,
		repository,
		run,
		job,
		attempt,
		name
	};
}
function hashOf(text) {
	let hash = 2166136261;
	for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
	return hash.toString(16).padStart(8, "0");
}
function ownContainer(mountinfo = () => readFileSync("/proc/self/mountinfo", "utf8")) {
	try {
		return /\/containers\/([0-9a-f]{64})\/(?:hostname|hosts|resolv\.conf)\b/.exec(mountinfo())?.[1];
	} catch {
		return undefined;
	}
}
function ownProcess() {
	try {
		const text = readFileSync("/proc/self/cmdline", "utf8");
		const start = startOf(readFileSync("/proc/self/stat", "utf8"));
		const command = text.replace(/\0$/, "").split("\0");
		return {
			pid: process.pid,
			command,
			...start === undefined ? {} : { start }
		};
	} catch {
		return {
			pid: process.pid,
			command: []
		};
	}
}
const headLength = 8;
const mostOfFrame = 64 << 20;
async function* framesIn(body, onError) {
	let rest = Buffer.alloc(0);
	for await (const chunk of body) {
		rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
		while (rest.length >= headLength) {
			const end = headLength + rest.readUInt32BE(4);
			if (end > mostOfFrame) throw new ReportedError(`a container wrote ${end} bytes at once`);
			if (rest.length < end) break;
			const content = rest.subarray(headLength, end);
			if (rest[0] === 2) onError(content.toString("utf8"));
			else yield content;
			rest = rest.subarray(end);
		}
	}
	if (rest.length > 0) throw new ReportedError("a container's output broke off");
}
function recordsIn(value, what) {
	if (value === null) return [];
	if (!Array.isArray(value)) throw new ReportedError(`the Docker engine's ${what} are no list`);
	return value.filter(isRecord);
}
function recordOf(value, what) {
	if (!isRecord(value)) throw new ReportedError(`the Docker engine's ${what} is no object`);
	return value;
}
const textOf = (value) => typeof value === "string" ? value : "";
const numberOf = (value) => typeof value === "number" ? value : 0;
function textsIn(value) {
	return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
function textMap(value) {
	if (!isRecord(value)) return {};
	return Object.fromEntries(Object.entries(value).flatMap(([name, one]) => typeof one === "string" ? [[name, one]] : []));
}
async function listContainers(engine, options) {
	const { json } = await engine.call({
		method: "GET",
		path: "/containers/json",
		query: {
			all: options.all,
			filters: options.filters
		},
		signal: options.signal
	});
	return recordsIn(json, "containers").map((container) => ({
		id: textOf(container.Id),
		names: textsIn(container.Names).map((name) => name.replace(/^\//, "")),
		image: textOf(container.Image),
		imageId: textOf(container.ImageID),
		state: textOf(container.State),
		created: numberOf(container.Created),
		labels: textMap(container.Labels)
	}));
}
async function inspectContainer(engine, name, signal) {
	const { status, json } = await engine.call({
		method: "GET",
		path: `/containers/${nameInPath(name)}/json`,
		expected: [404],
		signal
	});
	if (status === 404) return undefined;
	const container = recordOf(json, "container");
	const state = isRecord(container.State) ? container.State : {};
	const config = isRecord(container.Config) ? container.Config : {};
	return {
		id: textOf(container.Id),
		name: textOf(container.Name).replace(/^\//, ""),
		image: textOf(config.Image),
		imageId: textOf(container.Image),
		state: textOf(state.Status),
		exitCode: numberOf(state.ExitCode),
		restarts: numberOf(container.RestartCount),
		labels: textMap(config.Labels),
		mounts: recordsIn(container.Mounts ?? null, "mounts").map((mount) => ({
			source: textOf(mount.Source),
			destination: textOf(mount.Destination)
		}))
	};
}
async function createContainer(engine, spec, options) {
	const { status, json } = await engine.call({
		method: "POST",
		path: "/containers/create",
		query: { name: options.name },
		body: spec,
		expected: options.name === undefined ? [] : [409],
		signal: options.signal
	});
	return status === 409 ? undefined : textOf(recordOf(json, "container").Id);
}
async function startContainer(engine, id, signal) {
	await engine.call({
		method: "POST",
		path: `/containers/${nameInPath(id)}/start`,
		expected: [304],
		signal
	});
}
async function stopContainer(engine, id, seconds, signal) {
	await engine.call({
		method: "POST",
		path: `/containers/${nameInPath(id)}/stop`,
		query: { t: seconds },
		expected: [304, 404],
		signal
	});
}
async function removeContainer(engine, id, signal) {
	await engine.call({
		method: "DELETE",
		path: `/containers/${nameInPath(id)}`,
		query: {
			force: true,
			v: true
		},
		expected: [404, 409],
		signal
	});
}
async function containerLog(engine, id, lines, signal) {
	const { status, body } = await engine.open({
		method: "GET",
		path: `/containers/${nameInPath(id)}/logs`,
		query: {
			stdout: true,
			stderr: true,
			tail: lines
		},
		expected: [
			404,
			409,
			500,
			501
		],
		signal
	});
	if (status !== 200) {
		body.destroy();
		return "";
	}
	let text = "";
	const add = (more) => {
		text = (text + more).slice(-65536);
	};
	for await (const part of framesIn(body, add)) add(Buffer.from(part).toString("utf8"));
	return text;
}
const containers = Object.freeze(Object.defineProperty({
	__proto__: null,
	containerLog,
	createContainer,
	inspectContainer,
	listContainers,
	removeContainer,
	startContainer,
	stopContainer
}, Symbol.toStringTag, { value: "Module" }));
const ours = "io.imgpub";
var parse_1;
var hasRequiredParse;
function requireParse() {
	if (hasRequiredParse) return parse_1;
	hasRequiredParse = 1;
	const SemVer = requireSemver$1();
	const parse = (version, options, throwErrors = false) => {
		if (version instanceof SemVer) {
			return version;
		}
		try {
			return new SemVer(version, options);
		} catch (er) {
			if (!throwErrors) {
				return null;
			}
			throw er;
		}
	};
	parse_1 = parse;
	return parse_1;
}
var valid_1;
var hasRequiredValid$1;
function requireValid$1() {
	if (hasRequiredValid$1) return valid_1;
	hasRequiredValid$1 = 1;
	const parse = requireParse();
	const valid = (version, options) => {
		const v = parse(version, options);
		return v ? v.version : null;
	};
	valid_1 = valid;
	return valid_1;
}
var clean_1;
var hasRequiredClean;
function requireClean() {
	if (hasRequiredClean) return clean_1;
	hasRequiredClean = 1;
	const parse = requireParse();
	const clean = (version, options) => {
		const s = parse(version.trim().replace(/^[=v]+/, ""), options);
		return s ? s.version : null;
	};
	clean_1 = clean;
	return clean_1;
}
var inc_1;
var hasRequiredInc;
function requireInc() {
	if (hasRequiredInc) return inc_1;
	hasRequiredInc = 1;
	const SemVer = requireSemver$1();
	const inc = (version, release, options, identifier, identifierBase) => {
		if (typeof options === "string") {
			identifierBase = identifier;
			identifier = options;
			options = undefined;
		}
		try {
			return new SemVer(version instanceof SemVer ? version.version : version, options).inc(release, identifier, identifierBase).version;
		} catch (er) {
			return null;
		}
	};
	inc_1 = inc;
	return inc_1;
}
var diff_1;
var hasRequiredDiff;
function requireDiff() {
	if (hasRequiredDiff) return diff_1;
	hasRequiredDiff = 1;
	const parse = requireParse();
	const diff = (version1, version2) => {
		const v1 = parse(version1, null, true);
		const v2 = parse(version2, null, true);
		const comparison = v1.compare(v2);
		if (comparison === 0) {
			return null;
		}
		const v1Higher = comparison > 0;
		const highVersion = v1Higher ? v1 : v2;
		const lowVersion = v1Higher ? v2 : v1;
		const highHasPre = !!highVersion.prerelease.length;
		const lowHasPre = !!lowVersion.prerelease.length;
		if (lowHasPre && !highHasPre) {
			if (!lowVersion.patch && !lowVersion.minor) {
				return "major";
			}
			if (lowVersion.compareMain(highVersion) === 0) {
				if (lowVersion.minor && !lowVersion.patch) {
					return "minor";
				}
				return "patch";
			}
		}
		const prefix = highHasPre ? "pre" : "";
		if (v1.major !== v2.major) {
			return prefix + "major";
		}
		if (v1.minor !== v2.minor) {
			return prefix + "minor";
		}
		if (v1.patch !== v2.patch) {
			return prefix + "patch";
		}
		return "prerelease";
	};
	diff_1 = diff;
	return diff_1;
}
var major_1;
var hasRequiredMajor;
function requireMajor() {
	if (hasRequiredMajor) return major_1;
	hasRequiredMajor = 1;
	const SemVer = requireSemver$1();
	const major = (a, loose) => new SemVer(a, loose).major;
	major_1 = major;
	return major_1;
}
var minor_1;
var hasRequiredMinor;
function requireMinor() {
	if (hasRequiredMinor) return minor_1;
	hasRequiredMinor = 1;
	const SemVer = requireSemver$1();
	const minor = (a, loose) => new SemVer(a, loose).minor;
	minor_1 = minor;
	return minor_1;
}
var patch_1;
var hasRequiredPatch;
function requirePatch() {
	if (hasRequiredPatch) return patch_1;
	hasRequiredPatch = 1;
	const SemVer = requireSemver$1();
	const patch = (a, loose) => new SemVer(a, loose).patch;
	patch_1 = patch;
	return patch_1;
}
var prerelease_1;
var hasRequiredPrerelease;
function requirePrerelease() {
	if (hasRequiredPrerelease) return prerelease_1;
	hasRequiredPrerelease = 1;
	const parse = requireParse();
	const prerelease = (version, options) => {
		const parsed = parse(version, options);
		return parsed && parsed.prerelease.length ? parsed.prerelease : null;
	};
	prerelease_1 = prerelease;
	return prerelease_1;
}
var compare_1;
var hasRequiredCompare;
function requireCompare() {
	if (hasRequiredCompare) return compare_1;
	hasRequiredCompare = 1;
	const SemVer = requireSemver$1();
	const compare = (a, b, loose) => new SemVer(a, loose).compare(new SemVer(b, loose));
	compare_1 = compare;
	return compare_1;
}
var rcompare_1;
var hasRequiredRcompare;
function requireRcompare() {
	if (hasRequiredRcompare) return rcompare_1;
	hasRequiredRcompare = 1;
	const compare = requireCompare();
	const rcompare = (a, b, loose) => compare(b, a, loose);
	rcompare_1 = rcompare;
	return rcompare_1;
}
var compareLoose_1;
var hasRequiredCompareLoose;
function requireCompareLoose() {
	if (hasRequiredCompareLoose) return compareLoose_1;
	hasRequiredCompareLoose = 1;
	const compare = requireCompare();
	const compareLoose = (a, b) => compare(a, b, true);
	compareLoose_1 = compareLoose;
	return compareLoose_1;
}
var compareBuild_1;
var hasRequiredCompareBuild;
function requireCompareBuild() {
	if (hasRequiredCompareBuild) return compareBuild_1;
	hasRequiredCompareBuild = 1;
	const SemVer = requireSemver$1();
	const compareBuild = (a, b, loose) => {
		const versionA = new SemVer(a, loose);
		const versionB = new SemVer(b, loose);
		return versionA.compare(versionB) || versionA.compareBuild(versionB);
	};
	compareBuild_1 = compareBuild;
	return compareBuild_1;
}
var sort_1;
var hasRequiredSort;
function requireSort() {
	if (hasRequiredSort) return sort_1;
	hasRequiredSort = 1;
	const compareBuild = requireCompareBuild();
	const sort = (list, loose) => list.sort((a, b) => compareBuild(a, b, loose));
	sort_1 = sort;
	return sort_1;
}
var rsort_1;
var hasRequiredRsort;
function requireRsort() {
	if (hasRequiredRsort) return rsort_1;
	hasRequiredRsort = 1;
	const compareBuild = requireCompareBuild();
	const rsort = (list, loose) => list.sort((a, b) => compareBuild(b, a, loose));
	rsort_1 = rsort;
	return rsort_1;
}
var gt_1;
var hasRequiredGt;
function requireGt() {
	if (hasRequiredGt) return gt_1;
	hasRequiredGt = 1;
	const compare = requireCompare();
	const gt = (a, b, loose) => compare(a, b, loose) > 0;
	gt_1 = gt;
	return gt_1;
}
var lt_1;
var hasRequiredLt;
function requireLt() {
	if (hasRequiredLt) return lt_1;
	hasRequiredLt = 1;
	const compare = requireCompare();
	const lt = (a, b, loose) => compare(a, b, loose) < 0;
	lt_1 = lt;
	return lt_1;
}
var eq_1;
var hasRequiredEq;
function requireEq() {
	if (hasRequiredEq) return eq_1;
	hasRequiredEq = 1;
	const compare = requireCompare();
	const eq = (a, b, loose) => compare(a, b, loose) === 0;
	eq_1 = eq;
	return eq_1;
}
var neq_1;
var hasRequiredNeq;
function requireNeq() {
	if (hasRequiredNeq) return neq_1;
	hasRequiredNeq = 1;
	const compare = requireCompare();
	const neq = (a, b, loose) => compare(a, b, loose) !== 0;
	neq_1 = neq;
	return neq_1;
}
var gte_1;
var hasRequiredGte;
function requireGte() {
	if (hasRequiredGte) return gte_1;
	hasRequiredGte = 1;
	const compare = requireCompare();
	const gte = (a, b, loose) => compare(a, b, loose) >= 0;
	gte_1 = gte;
	return gte_1;
}
var lte_1;
var hasRequiredLte;
function requireLte() {
	if (hasRequiredLte) return lte_1;
	hasRequiredLte = 1;
	const compare = requireCompare();
	const lte = (a, b, loose) => compare(a, b, loose) <= 0;
	lte_1 = lte;
	return lte_1;
}
var cmp_1;
var hasRequiredCmp;
function requireCmp() {
	if (hasRequiredCmp) return cmp_1;
	hasRequiredCmp = 1;
	const eq = requireEq();
	const neq = requireNeq();
	const gt = requireGt();
	const gte = requireGte();
	const lt = requireLt();
	const lte = requireLte();
	const cmp = (a, op, b, loose) => {
		switch (op) {
			case "===":
				if (typeof a === "object") {
					a = a.version;
				}
				if (typeof b === "object") {
					b = b.version;
				}
				return a === b;
			case "!==":
				if (typeof a === "object") {
					a = a.version;
				}
				if (typeof b === "object") {
					b = b.version;
				}
				return a !== b;
			case "":
			case "=":
			case "==": return eq(a, b, loose);
			case "!=": return neq(a, b, loose);
			case ">": return gt(a, b, loose);
			case ">=": return gte(a, b, loose);
			case "<": return lt(a, b, loose);
			case "<=": return lte(a, b, loose);
			default: throw new TypeError(`Invalid operator: ${op}`);
		}
	};
	cmp_1 = cmp;
	return cmp_1;
}
var coerce_1;
var hasRequiredCoerce;
function requireCoerce() {
	if (hasRequiredCoerce) return coerce_1;
	hasRequiredCoerce = 1;
	const SemVer = requireSemver$1();
	const parse = requireParse();
	const { safeRe: re, t } = requireRe();
	const coerce = (version, options) => {
		if (version instanceof SemVer) {
			return version;
		}
		if (typeof version === "number") {
			version = String(version);
		}
		if (typeof version !== "string") {
			return null;
		}
		options = options || {};
		let match = null;
		if (!options.rtl) {
			match = version.match(options.includePrerelease ? re[t.COERCEFULL] : re[t.COERCE]);
		} else {
			const coerceRtlRegex = options.includePrerelease ? re[t.COERCERTLFULL] : re[t.COERCERTL];
			let next;
			while ((next = coerceRtlRegex.exec(version)) && (!match || match.index + match[0].length !== version.length)) {
				if (!match || next.index + next[0].length !== match.index + match[0].length) {
					match = next;
				}
				coerceRtlRegex.lastIndex = next.index + next[1].length + next[2].length;
			}
			coerceRtlRegex.lastIndex = -1;
		}
		if (match === null) {
			return null;
		}
		const major = match[2];
		const minor = match[3] || "0";
		const patch = match[4] || "0";
		const prerelease = options.includePrerelease && match[5] ? `-${match[5]}` : "";
		const build = options.includePrerelease && match[6] ? `+${match[6]}` : "";
		return parse(`${major}.${minor}.${patch}${prerelease}${build}`, options);
	};
	coerce_1 = coerce;
	return coerce_1;
}
var truncate_1;
var hasRequiredTruncate;
function requireTruncate() {
	if (hasRequiredTruncate) return truncate_1;
	hasRequiredTruncate = 1;
	const parse = requireParse();
	const constants = requireConstants();
	const SemVer = requireSemver$1();
	const truncate = (version, truncation, options) => {
		if (!constants.RELEASE_TYPES.includes(truncation)) {
			return null;
		}
		const clonedVersion = cloneInputVersion(version, options);
		return clonedVersion && doTruncation(clonedVersion, truncation);
	};
	const cloneInputVersion = (version, options) => {
		const versionStringToParse = version instanceof SemVer ? version.version : version;
		return parse(versionStringToParse, options);
	};
	const doTruncation = (version, truncation) => {
		if (isPrerelease(truncation)) {
			return version.version;
		}
		version.prerelease = [];
		switch (truncation) {
			case "major":
				version.minor = 0;
				version.patch = 0;
				break;
			case "minor":
				version.patch = 0;
				break;
		}
		return version.format();
	};
	const isPrerelease = (type) => {
		return type.startsWith("pre");
	};
	truncate_1 = truncate;
	return truncate_1;
}
var lrucache;
var hasRequiredLrucache;
function requireLrucache() {
	if (hasRequiredLrucache) return lrucache;
	hasRequiredLrucache = 1;
	class LRUCache {
		constructor() {
			this.max = 1e3;
			this.map = new Map();
		}
		get(key) {
			const value = this.map.get(key);
			if (value === undefined) {
				return undefined;
			} else {
				this.map.delete(key);
				this.map.set(key, value);
				return value;
			}
		}
		delete(key) {
			return this.map.delete(key);
		}
		set(key, value) {
			const deleted = this.delete(key);
			if (!deleted && value !== undefined) {
				if (this.map.size >= this.max) {
					const firstKey = this.map.keys().next().value;
					this.delete(firstKey);
				}
				this.map.set(key, value);
			}
			return this;
		}
	}
	lrucache = LRUCache;
	return lrucache;
}
var trimComparatorWhitespace_1;
var hasRequiredTrimComparatorWhitespace;
function requireTrimComparatorWhitespace() {
	if (hasRequiredTrimComparatorWhitespace) return trimComparatorWhitespace_1;
	hasRequiredTrimComparatorWhitespace = 1;
	const { MAX_LENGTH, MAX_SAFE_BUILD_LENGTH, WHITESPACE_CHARACTERS } = requireConstants();
	const whitespace = new Uint8Array(65536);
	for (const char of WHITESPACE_CHARACTERS) {
		whitespace[char.charCodeAt(0)] = 1;
	}
	const isWhitespace = (char) => char !== undefined && whitespace[char.charCodeAt(0)] === 1;
	const isVersionPrefix = (char) => char === "v" || char === "=" || isWhitespace(char);
	const isDigit = (char) => char !== undefined && char >= "0" && char <= "9";
	const isLetter = (char) => char !== undefined && (char >= "a" && char <= "z" || char >= "A" && char <= "Z");
	const isIdentifierCharacter = (char) => isDigit(char) || isLetter(char) || char === "-";
	const isVersionStart = (char) => isDigit(char) || char === "x" || char === "X" || char === "*";
	const findDigitsEndIndex = (range, start, limit, digitRuns) => {
		if (!isDigit(range[start])) {
			return start;
		}
		if (start >= digitRuns.start && start < digitRuns.end) {
			return Math.min(start + limit, digitRuns.end);
		}
		if (start >= digitRuns.previousStart && start < digitRuns.previousEnd) {
			return Math.min(start + limit, digitRuns.previousEnd);
		}
		let end = start + 1;
		while (isDigit(range[end])) {
			end++;
		}
		digitRuns.previousStart = digitRuns.start;
		digitRuns.previousEnd = digitRuns.end;
		digitRuns.start = start;
		digitRuns.end = end;
		return Math.min(start + limit, end);
	};
	const findVersionNumberEndIndex = (range, start, loose, digitRuns) => {
		if (!loose && range[start] === "0") {
			return start + 1;
		}
		return findDigitsEndIndex(range, start, loose ? MAX_LENGTH : MAX_LENGTH + 1, digitRuns);
	};
	const findPrereleaseIdentifierEndIndex = (range, start, loose, digitRuns) => {
		const digitsEnd = findDigitsEndIndex(range, start, MAX_LENGTH, digitRuns);
		if (isLetter(range[digitsEnd]) || range[digitsEnd] === "-") {
			let end = digitsEnd + 1;
			const limit = end + MAX_SAFE_BUILD_LENGTH;
			while (end < limit && isIdentifierCharacter(range[end])) {
				end++;
			}
			return end;
		}
		return findVersionNumberEndIndex(range, start, loose, digitRuns);
	};
	const findPrereleaseEndIndex = (range, start, loose, digitRuns) => {
		const hyphen = range[start] === "-";
		if (!loose && !hyphen) {
			return start;
		}
		const identifierStart = start + (hyphen ? 1 : 0);
		let end = findPrereleaseIdentifierEndIndex(range, identifierStart, loose, digitRuns);
		if (end === identifierStart) {
			if (!loose || !hyphen) {
				return start;
			}
			end = findPrereleaseIdentifierEndIndex(range, start, loose, digitRuns);
		}
		while (range[end] === ".") {
			const next = findPrereleaseIdentifierEndIndex(range, end + 1, loose, digitRuns);
			if (next === end + 1) {
				break;
			}
			end = next;
		}
		return end;
	};
	const findBuildIdentifierEndIndex = (range, start) => {
		let end = start;
		while (end - start < MAX_SAFE_BUILD_LENGTH && isIdentifierCharacter(range[end])) {
			end++;
		}
		return end;
	};
	const findBuildEndIndex = (range, start) => {
		if (range[start] !== "+") {
			return start;
		}
		let end = findBuildIdentifierEndIndex(range, start + 1);
		if (end === start + 1) {
			return start;
		}
		while (range[end] === ".") {
			const next = findBuildIdentifierEndIndex(range, end + 1);
			if (next === end + 1) {
				break;
			}
			end = next;
		}
		return end;
	};
	const findLooseFullVersionEndIndex = (range, start, digitRuns) => {
		let end = start;
		for (let component = 0; component < 3; component++) {
			const next = findVersionNumberEndIndex(range, end, true, digitRuns);
			if (next === end) {
				return start;
			}
			end = next;
			if (component < 2) {
				if (range[end] !== ".") {
					return start;
				}
				end++;
			}
		}
		const prereleaseEnd = findPrereleaseEndIndex(range, end, true, digitRuns);
		return findBuildEndIndex(range, prereleaseEnd);
	};
	const findPartialVersionComponentEndIndex = (range, start, digitRuns) => {
		if (isDigit(range[start])) {
			return findVersionNumberEndIndex(range, start, false, digitRuns);
		}
		return isVersionStart(range[start]) ? start + 1 : start;
	};
	const findPartialVersionEndIndex = (range, start, digitRuns) => {
		let end = findPartialVersionComponentEndIndex(range, start, digitRuns);
		for (let component = 0; component < 2; component++) {
			if (range[end] !== ".") {
				return end;
			}
			const next = findPartialVersionComponentEndIndex(range, end + 1, digitRuns);
			if (next === end + 1) {
				return end;
			}
			end = next;
		}
		const prereleaseEnd = findPrereleaseEndIndex(range, end, false, digitRuns);
		return findBuildEndIndex(range, prereleaseEnd);
	};
	const findVersionEndIndex = (range, start, digitRuns) => {
		const fullVersionEnd = findLooseFullVersionEndIndex(range, start, digitRuns);
		return fullVersionEnd !== start ? fullVersionEnd : findPartialVersionEndIndex(range, start, digitRuns);
	};
	const findRemovableWhitespaceIndex = (range, matchStart) => {
		let position = matchStart;
		if (isWhitespace(range[position])) {
			position++;
		}
		if (range[position] === "<" || range[position] === ">") {
			position++;
		}
		if (range[position] === "=") {
			position++;
		}
		return isWhitespace(range[position]) ? position : -1;
	};
	const trimComparatorWhitespace = (range) => {
		let result = "";
		let copyFrom = 0;
		let cursor = 0;
		const digitRuns = {
			start: -1,
			end: -1,
			previousStart: -1,
			previousEnd: -1
		};
		while (cursor < range.length) {
			const matchStart = cursor;
			if (range[cursor] === "<" || range[cursor] === ">") {
				cursor++;
			} else if (!isVersionPrefix(range[cursor]) && !isVersionStart(range[cursor])) {
				cursor++;
				continue;
			}
			while (cursor < range.length && isVersionPrefix(range[cursor])) {
				cursor++;
			}
			if (!isVersionStart(range[cursor])) {
				continue;
			}
			const whitespacePosition = findRemovableWhitespaceIndex(range, matchStart);
			if (whitespacePosition !== -1) {
				result += range.slice(copyFrom, whitespacePosition);
				copyFrom = whitespacePosition + 1;
			}
			cursor = findVersionEndIndex(range, cursor, digitRuns);
		}
		return result + range.slice(copyFrom);
	};
	trimComparatorWhitespace_1 = trimComparatorWhitespace;
	return trimComparatorWhitespace_1;
}
var range;
var hasRequiredRange;
function requireRange() {
	if (hasRequiredRange) return range;
	hasRequiredRange = 1;
	const SPACE_CHARACTERS = /\s+/g;
	class Range {
		constructor(range, options) {
			options = parseOptions(options);
			if (range instanceof Range) {
				if (range.loose === !!options.loose && range.includePrerelease === !!options.includePrerelease) {
					return range;
				} else {
					return new Range(range.raw, options);
				}
			}
			if (range instanceof Comparator) {
				this.raw = range.value;
				this.set = [[range]];
				this.formatted = undefined;
				return this;
			}
			this.options = options;
			this.loose = !!options.loose;
			this.includePrerelease = !!options.includePrerelease;
			this.raw = range.trim().replace(SPACE_CHARACTERS, " ");
			this.set = this.raw.split("||").map((r) => this.parseRange(r.trim())).filter((c) => c.length);
			if (!this.set.length) {
				throw new TypeError(`Invalid SemVer Range: ${this.raw}`);
			}
			if (this.set.length > 1) {
				const first = this.set[0];
				this.set = this.set.filter((c) => !isNullSet(c[0]));
				if (this.set.length === 0) {
					this.set = [first];
				} else if (this.set.length > 1) {
					for (const c of this.set) {
						if (c.length === 1 && isAny(c[0])) {
							this.set = [c];
							break;
						}
					}
				}
			}
			this.formatted = undefined;
		}
		get range() {
			if (this.formatted === undefined) {
				this.formatted = "";
				for (let i = 0; i < this.set.length; i++) {
					if (i > 0) {
						this.formatted += "||";
					}
					const comps = this.set[i];
					for (let k = 0; k < comps.length; k++) {
						if (k > 0) {
							this.formatted += " ";
						}
						this.formatted += comps[k].toString().trim();
					}
				}
			}
			return this.formatted;
		}
		format() {
			return this.range;
		}
		toString() {
			return this.range;
		}
		parseRange(range) {
			range = range.replace(BUILDSTRIPRE, "");
			const memoOpts = (this.options.includePrerelease && FLAG_INCLUDE_PRERELEASE) | (this.options.loose && FLAG_LOOSE);
			const memoKey = memoOpts + ":" + range;
			const cached = cache.get(memoKey);
			if (cached) {
				return cached;
			}
			const loose = this.options.loose;
			const hr = loose ? re[t.HYPHENRANGELOOSE] : re[t.HYPHENRANGE];
			range = range.replace(hr, hyphenReplace(this.options.includePrerelease));
			debug("hyphen replace", range);
			range = trimComparatorWhitespace(range);
			debug("comparator trim", range);
			range = range.replace(re[t.TILDETRIM], tildeTrimReplace);
			debug("tilde trim", range);
			range = range.replace(re[t.CARETTRIM], caretTrimReplace);
			debug("caret trim", range);
			let rangeList = range.split(" ").map((comp) => parseComparator(comp, this.options)).join(" ").split(/\s+/).map((comp) => replaceGTE0(comp, this.options));
			if (loose) {
				rangeList = rangeList.filter((comp) => {
					debug("loose invalid filter", comp, this.options);
					return !!comp.match(re[t.COMPARATORLOOSE]);
				});
			}
			debug("range list", rangeList);
			const rangeMap = new Map();
			const comparators = rangeList.map((comp) => new Comparator(comp, this.options));
			for (const comp of comparators) {
				if (isNullSet(comp)) {
					return [comp];
				}
				rangeMap.set(comp.value, comp);
			}
			if (rangeMap.size > 1 && rangeMap.has("")) {
				rangeMap.delete("");
			}
			const result = [...rangeMap.values()];
			cache.set(memoKey, result);
			return result;
		}
		intersects(range, options) {
			if (!(range instanceof Range)) {
				throw new TypeError("a Range is required");
			}
			return this.set.some((thisComparators) => {
				return isSatisfiable(thisComparators, options) && range.set.some((rangeComparators) => {
					return isSatisfiable(rangeComparators, options) && thisComparators.every((thisComparator) => {
						return rangeComparators.every((rangeComparator) => {
							return thisComparator.intersects(rangeComparator, options);
						});
					});
				});
			});
		}
		test(version) {
			if (!version) {
				return false;
			}
			if (typeof version === "string") {
				try {
					version = new SemVer(version, this.options);
				} catch (er) {
					return false;
				}
			}
			for (let i = 0; i < this.set.length; i++) {
				if (testSet(this.set[i], version, this.options)) {
					return true;
				}
			}
			return false;
		}
	}
	range = Range;
	const LRU = requireLrucache();
	const cache = new LRU();
	const parseOptions = requireParseOptions();
	const Comparator = requireComparator();
	const debug = requireDebug();
	const SemVer = requireSemver$1();
	const trimComparatorWhitespace = requireTrimComparatorWhitespace();
	const { safeRe: re, src, t, tildeTrimReplace, caretTrimReplace } = requireRe();
	const { FLAG_INCLUDE_PRERELEASE, FLAG_LOOSE } = requireConstants();
	const BUILDSTRIPRE = new RegExp(src[t.BUILD], "g");
	const isNullSet = (c) => c.value === "<0.0.0-0";
	const isAny = (c) => c.value === "";
	const isSatisfiable = (comparators, options) => {
		let result = true;
		const remainingComparators = comparators.slice();
		let testComparator = remainingComparators.pop();
		while (result && remainingComparators.length) {
			result = remainingComparators.every((otherComparator) => {
				return testComparator.intersects(otherComparator, options);
			});
			testComparator = remainingComparators.pop();
		}
		return result;
	};
	const parseComparator = (comp, options) => {
		comp = comp.replace(re[t.BUILD], "");
		debug("comp", comp, options);
		comp = replaceCarets(comp, options);
		debug("caret", comp);
		comp = replaceTildes(comp, options);
		debug("tildes", comp);
		comp = replaceXRanges(comp, options);
		debug("xrange", comp);
		comp = replaceStars(comp, options);
		debug("stars", comp);
		return comp;
	};
	const isX = (id) => !id || id.toLowerCase() === "x" || id === "*";
	const invalidXRangeOrder = (M, m, p) => isX(M) && !isX(m) || isX(m) && p && !isX(p);
	const replaceTildes = (comp, options) => {
		return comp.trim().split(/\s+/).map((c) => replaceTilde(c, options)).join(" ");
	};
	const replaceTilde = (comp, options) => {
		const r = options.loose ? re[t.TILDELOOSE] : re[t.TILDE];
		const z = options.includePrerelease ? "-0" : "";
		return comp.replace(r, (_, M, m, p, pr) => {
			debug("tilde", comp, _, M, m, p, pr);
			let ret;
			if (isX(M)) {
				ret = "";
			} else if (isX(m)) {
				ret = `>=${M}.0.0${z} <${+M + 1}.0.0-0`;
			} else if (isX(p)) {
				ret = `>=${M}.${m}.0${z} <${M}.${+m + 1}.0-0`;
			} else if (pr) {
				debug("replaceTilde pr", pr);
				ret = `>=${M}.${m}.${p}-${pr} <${M}.${+m + 1}.0-0`;
			} else {
				ret = `>=${M}.${m}.${p} <${M}.${+m + 1}.0-0`;
			}
			debug("tilde return", ret);
			return ret;
		});
	};
	const replaceCarets = (comp, options) => {
		return comp.trim().split(/\s+/).map((c) => replaceCaret(c, options)).join(" ");
	};
	const replaceCaret = (comp, options) => {
		debug("caret", comp, options);
		const r = options.loose ? re[t.CARETLOOSE] : re[t.CARET];
		const z = options.includePrerelease ? "-0" : "";
		return comp.replace(r, (_, M, m, p, pr) => {
			debug("caret", comp, _, M, m, p, pr);
			let ret;
			if (isX(M)) {
				ret = "";
			} else if (isX(m)) {
				ret = `>=${M}.0.0${z} <${+M + 1}.0.0-0`;
			} else if (isX(p)) {
				if (M === "0") {
					ret = `>=${M}.${m}.0${z} <${M}.${+m + 1}.0-0`;
				} else {
					ret = `>=${M}.${m}.0${z} <${+M + 1}.0.0-0`;
				}
			} else if (pr) {
				debug("replaceCaret pr", pr);
				if (M === "0") {
					if (m === "0") {
						ret = `>=${M}.${m}.${p}-${pr} <${M}.${m}.${+p + 1}-0`;
					} else {
						ret = `>=${M}.${m}.${p}-${pr} <${M}.${+m + 1}.0-0`;
					}
				} else {
					ret = `>=${M}.${m}.${p}-${pr} <${+M + 1}.0.0-0`;
				}
			} else {
				debug("no pr");
				if (M === "0") {
					if (m === "0") {
						ret = `>=${M}.${m}.${p} <${M}.${m}.${+p + 1}-0`;
					} else {
						ret = `>=${M}.${m}.${p} <${M}.${+m + 1}.0-0`;
					}
				} else {
					ret = `>=${M}.${m}.${p} <${+M + 1}.0.0-0`;
				}
			}
			debug("caret return", ret);
			return ret;
		});
	};
	const replaceXRanges = (comp, options) => {
		debug("replaceXRanges", comp, options);
		return comp.split(/\s+/).map((c) => replaceXRange(c, options)).join(" ");
	};
	const replaceXRange = (comp, options) => {
		comp = comp.trim();
		const r = options.loose ? re[t.XRANGELOOSE] : re[t.XRANGE];
		return comp.replace(r, (ret, gtlt, M, m, p, pr) => {
			debug("xRange", comp, ret, gtlt, M, m, p, pr);
			if (invalidXRangeOrder(M, m, p)) {
				return comp;
			}
			const xM = isX(M);
			const xm = xM || isX(m);
			const xp = xm || isX(p);
			const anyX = xp;
			if (gtlt === "=" && anyX) {
				gtlt = "";
			}
			pr = options.includePrerelease ? "-0" : "";
			if (xM) {
				if (gtlt === ">" || gtlt === "<") {
					ret = "<0.0.0-0";
				} else {
					ret = "*";
				}
			} else if (gtlt && anyX) {
				if (xm) {
					m = 0;
				}
				p = 0;
				if (gtlt === ">") {
					gtlt = ">=";
					if (xm) {
						M = +M + 1;
						m = 0;
						p = 0;
					} else {
						m = +m + 1;
						p = 0;
					}
				} else if (gtlt === "<=") {
					gtlt = "<";
					if (xm) {
						M = +M + 1;
					} else {
						m = +m + 1;
					}
				}
				if (gtlt === "<") {
					pr = "-0";
				}
				ret = `${gtlt + M}.${m}.${p}${pr}`;
			} else if (xm) {
				ret = `>=${M}.0.0${pr} <${+M + 1}.0.0-0`;
			} else if (xp) {
				ret = `>=${M}.${m}.0${pr} <${M}.${+m + 1}.0-0`;
			}
			debug("xRange return", ret);
			return ret;
		});
	};
	const replaceStars = (comp, options) => {
		debug("replaceStars", comp, options);
		return comp.trim().replace(re[t.STAR], "");
	};
	const replaceGTE0 = (comp, options) => {
		debug("replaceGTE0", comp, options);
		return comp.trim().replace(re[options.includePrerelease ? t.GTE0PRE : t.GTE0], "");
	};
	const hyphenReplace = (incPr) => ($0, from, fM, fm, fp, fpr, fb, to, tM, tm, tp, tpr) => {
		if (isX(fM)) {
			from = "";
		} else if (isX(fm)) {
			from = `>=${fM}.0.0${incPr ? "-0" : ""}`;
		} else if (isX(fp)) {
			from = `>=${fM}.${fm}.0${incPr ? "-0" : ""}`;
		} else if (fpr) {
			from = `>=${from}`;
		} else {
			from = `>=${from}${incPr ? "-0" : ""}`;
		}
		if (isX(tM)) {
			to = "";
		} else if (isX(tm)) {
			to = `<${+tM + 1}.0.0-0`;
		} else if (isX(tp)) {
			to = `<${tM}.${+tm + 1}.0-0`;
		} else if (tpr) {
			to = `<=${tM}.${tm}.${tp}-${tpr}`;
		} else if (incPr) {
			to = `<${tM}.${tm}.${+tp + 1}-0`;
		} else {
			to = `<=${to}`;
		}
		return `${from} ${to}`.trim();
	};
	const testSet = (set, version, options) => {
		for (let i = 0; i < set.length; i++) {
			if (!set[i].test(version)) {
				return false;
			}
		}
		if (version.prerelease.length && !options.includePrerelease) {
			for (let i = 0; i < set.length; i++) {
				debug(set[i].semver);
				if (set[i].semver === Comparator.ANY) {
					continue;
				}
				if (set[i].semver.prerelease.length > 0) {
					const allowed = set[i].semver;
					if (allowed.major === version.major && allowed.minor === version.minor && allowed.patch === version.patch) {
						return true;
					}
				}
			}
			return false;
		}
		return true;
	};
	return range;
}
var comparator;
var hasRequiredComparator;
function requireComparator() {
	if (hasRequiredComparator) return comparator;
	hasRequiredComparator = 1;
	const ANY = Symbol("SemVer ANY");
	class Comparator {
		static get ANY() {
			return ANY;
		}
		constructor(comp, options) {
			options = parseOptions(options);
			if (comp instanceof Comparator) {
				if (comp.loose === !!options.loose) {
					return comp;
				} else {
					comp = comp.value;
				}
			}
			comp = comp.trim().split(/\s+/).join(" ");
			debug("comparator", comp, options);
			this.options = options;
			this.loose = !!options.loose;
			this.parse(comp);
			if (this.semver === ANY) {
				this.value = "";
			} else {
				this.value = this.operator + this.semver.version;
			}
			debug("comp", this);
		}
		parse(comp) {
			const r = this.options.loose ? re[t.COMPARATORLOOSE] : re[t.COMPARATOR];
			const m = comp.match(r);
			if (!m) {
				throw new TypeError(`Invalid comparator: ${comp}`);
			}
			this.operator = m[1] !== undefined ? m[1] : "";
			if (this.operator === "=") {
				this.operator = "";
			}
			if (!m[2]) {
				this.semver = ANY;
			} else {
				this.semver = new SemVer(m[2], this.options.loose);
			}
		}
		toString() {
			return this.value;
		}
		test(version) {
			debug("Comparator.test", version, this.options.loose);
			if (this.semver === ANY || version === ANY) {
				return true;
			}
			if (typeof version === "string") {
				try {
					version = new SemVer(version, this.options);
				} catch (er) {
					return false;
				}
			}
			return cmp(version, this.operator, this.semver, this.options);
		}
		intersects(comp, options) {
			if (!(comp instanceof Comparator)) {
				throw new TypeError("a Comparator is required");
			}
			if (this.operator === "") {
				if (this.value === "") {
					return true;
				}
				return new Range(comp.value, options).test(this.value);
			} else if (comp.operator === "") {
				if (comp.value === "") {
					return true;
				}
				return new Range(this.value, options).test(comp.semver);
			}
			options = parseOptions(options);
			if (options.includePrerelease && (this.value === "<0.0.0-0" || comp.value === "<0.0.0-0")) {
				return false;
			}
			if (!options.includePrerelease && (this.value.startsWith("<0.0.0") || comp.value.startsWith("<0.0.0"))) {
				return false;
			}
			if (this.operator.startsWith(">") && comp.operator.startsWith(">")) {
				return true;
			}
			if (this.operator.startsWith("<") && comp.operator.startsWith("<")) {
				return true;
			}
			if (this.semver.version === comp.semver.version && this.operator.includes("=") && comp.operator.includes("=")) {
				return true;
			}
			if (cmp(this.semver, "<", comp.semver, options) && this.operator.startsWith(">") && comp.operator.startsWith("<")) {
				return true;
			}
			if (cmp(this.semver, ">", comp.semver, options) && this.operator.startsWith("<") && comp.operator.startsWith(">")) {
				return true;
			}
			return false;
		}
	}
	comparator = Comparator;
	const parseOptions = requireParseOptions();
	const { safeRe: re, t } = requireRe();
	const cmp = requireCmp();
	const debug = requireDebug();
	const SemVer = requireSemver$1();
	const Range = requireRange();
	return comparator;
}
var satisfies_1;
var hasRequiredSatisfies;
function requireSatisfies() {
	if (hasRequiredSatisfies) return satisfies_1;
	hasRequiredSatisfies = 1;
	const Range = requireRange();
	const satisfies = (version, range, options) => {
		try {
			range = new Range(range, options);
		} catch (er) {
			return false;
		}
		return range.test(version);
	};
	satisfies_1 = satisfies;
	return satisfies_1;
}
var toComparators_1;
var hasRequiredToComparators;
function requireToComparators() {
	if (hasRequiredToComparators) return toComparators_1;
	hasRequiredToComparators = 1;
	const Range = requireRange();
	const toComparators = (range, options) => new Range(range, options).set.map((comp) => comp.map((c) => c.value).join(" ").trim().split(" "));
	toComparators_1 = toComparators;
	return toComparators_1;
}
var maxSatisfying_1;
var hasRequiredMaxSatisfying;
function requireMaxSatisfying() {
	if (hasRequiredMaxSatisfying) return maxSatisfying_1;
	hasRequiredMaxSatisfying = 1;
	const SemVer = requireSemver$1();
	const Range = requireRange();
	const maxSatisfying = (versions, range, options) => {
		let max = null;
		let maxSV = null;
		let rangeObj = null;
		try {
			rangeObj = new Range(range, options);
		} catch (er) {
			return null;
		}
		versions.forEach((v) => {
			if (rangeObj.test(v)) {
				if (!max || maxSV.compare(v) === -1) {
					max = v;
					maxSV = new SemVer(max, options);
				}
			}
		});
		return max;
	};
	maxSatisfying_1 = maxSatisfying;
	return maxSatisfying_1;
}
var minSatisfying_1;
var hasRequiredMinSatisfying;
function requireMinSatisfying() {
	if (hasRequiredMinSatisfying) return minSatisfying_1;
	hasRequiredMinSatisfying = 1;
	const SemVer = requireSemver$1();
	const Range = requireRange();
	const minSatisfying = (versions, range, options) => {
		let min = null;
		let minSV = null;
		let rangeObj = null;
		try {
			rangeObj = new Range(range, options);
		} catch (er) {
			return null;
		}
		versions.forEach((v) => {
			if (rangeObj.test(v)) {
				if (!min || minSV.compare(v) === 1) {
					min = v;
					minSV = new SemVer(min, options);
				}
			}
		});
		return min;
	};
	minSatisfying_1 = minSatisfying;
	return minSatisfying_1;
}
var minVersion_1;
var hasRequiredMinVersion;
function requireMinVersion() {
	if (hasRequiredMinVersion) return minVersion_1;
	hasRequiredMinVersion = 1;
	const SemVer = requireSemver$1();
	const Range = requireRange();
	const gt = requireGt();
	const minVersion = (range, loose) => {
		range = new Range(range, loose);
		let minver = new SemVer("0.0.0");
		if (range.test(minver)) {
			return minver;
		}
		minver = new SemVer("0.0.0-0");
		if (range.test(minver)) {
			return minver;
		}
		minver = null;
		for (let i = 0; i < range.set.length; ++i) {
			const comparators = range.set[i];
			let setMin = null;
			comparators.forEach((comparator) => {
				const compver = new SemVer(comparator.semver.version);
				switch (comparator.operator) {
					case ">":
						if (compver.prerelease.length === 0) {
							compver.patch++;
						} else {
							compver.prerelease.push(0);
						}
						compver.raw = compver.format();
					case "":
					case ">=":
						if (!setMin || gt(compver, setMin)) {
							setMin = compver;
						}
						break;
					case "<":
					case "<=": break;
					default: throw new Error(`Unexpected operation: ${comparator.operator}`);
				}
			});
			if (setMin && (!minver || gt(minver, setMin))) {
				minver = setMin;
			}
		}
		if (minver && range.test(minver)) {
			return minver;
		}
		return null;
	};
	minVersion_1 = minVersion;
	return minVersion_1;
}
var valid;
var hasRequiredValid;
function requireValid() {
	if (hasRequiredValid) return valid;
	hasRequiredValid = 1;
	const Range = requireRange();
	const validRange = (range, options) => {
		try {
			return new Range(range, options).range || "*";
		} catch (er) {
			return null;
		}
	};
	valid = validRange;
	return valid;
}
var outside_1;
var hasRequiredOutside;
function requireOutside() {
	if (hasRequiredOutside) return outside_1;
	hasRequiredOutside = 1;
	const SemVer = requireSemver$1();
	const Comparator = requireComparator();
	const { ANY } = Comparator;
	const Range = requireRange();
	const satisfies = requireSatisfies();
	const gt = requireGt();
	const lt = requireLt();
	const lte = requireLte();
	const gte = requireGte();
	const outside = (version, range, hilo, options) => {
		version = new SemVer(version, options);
		range = new Range(range, options);
		let gtfn, ltefn, ltfn, comp, ecomp;
		switch (hilo) {
			case ">":
				gtfn = gt;
				ltefn = lte;
				ltfn = lt;
				comp = ">";
				ecomp = ">=";
				break;
			case "<":
				gtfn = lt;
				ltefn = gte;
				ltfn = gt;
				comp = "<";
				ecomp = "<=";
				break;
			default: throw new TypeError("Must provide a hilo val of \"<\" or \">\"");
		}
		if (satisfies(version, range, options)) {
			return false;
		}
		for (let i = 0; i < range.set.length; ++i) {
			const comparators = range.set[i];
			let high = null;
			let low = null;
			comparators.forEach((comparator) => {
				if (comparator.semver === ANY) {
					comparator = new Comparator(">=0.0.0");
				}
				high = high || comparator;
				low = low || comparator;
				if (gtfn(comparator.semver, high.semver, options)) {
					high = comparator;
				} else if (ltfn(comparator.semver, low.semver, options)) {
					low = comparator;
				}
			});
			if (high.operator === comp || high.operator === ecomp) {
				return false;
			}
			if ((!low.operator || low.operator === comp) && ltefn(version, low.semver)) {
				return false;
			} else if (low.operator === ecomp && ltfn(version, low.semver)) {
				return false;
			}
		}
		return true;
	};
	outside_1 = outside;
	return outside_1;
}
var gtr_1;
var hasRequiredGtr;
function requireGtr() {
	if (hasRequiredGtr) return gtr_1;
	hasRequiredGtr = 1;
	const outside = requireOutside();
	const gtr = (version, range, options) => outside(version, range, ">", options);
	gtr_1 = gtr;
	return gtr_1;
}
var ltr_1;
var hasRequiredLtr;
function requireLtr() {
	if (hasRequiredLtr) return ltr_1;
	hasRequiredLtr = 1;
	const outside = requireOutside();
	const ltr = (version, range, options) => outside(version, range, "<", options);
	ltr_1 = ltr;
	return ltr_1;
}
var intersects_1;
var hasRequiredIntersects;
function requireIntersects() {
	if (hasRequiredIntersects) return intersects_1;
	hasRequiredIntersects = 1;
	const Range = requireRange();
	const intersects = (r1, r2, options) => {
		r1 = new Range(r1, options);
		r2 = new Range(r2, options);
		return r1.intersects(r2, options);
	};
	intersects_1 = intersects;
	return intersects_1;
}
var simplify;
var hasRequiredSimplify;
function requireSimplify() {
	if (hasRequiredSimplify) return simplify;
	hasRequiredSimplify = 1;
	const satisfies = requireSatisfies();
	const compare = requireCompare();
	simplify = (versions, range, options) => {
		const set = [];
		let first = null;
		let prev = null;
		const v = versions.sort((a, b) => compare(a, b, options));
		for (const version of v) {
			const included = satisfies(version, range, options);
			if (included) {
				prev = version;
				if (!first) {
					first = version;
				}
			} else {
				if (prev) {
					set.push([first, prev]);
				}
				prev = null;
				first = null;
			}
		}
		if (first) {
			set.push([first, null]);
		}
		const ranges = [];
		for (const [min, max] of set) {
			if (min === max) {
				ranges.push(min);
			} else if (!max && min === v[0]) {
				ranges.push("*");
			} else if (!max) {
				ranges.push(`>=${min}`);
			} else if (min === v[0]) {
				ranges.push(`<=${max}`);
			} else {
				ranges.push(`${min} - ${max}`);
			}
		}
		const simplified = ranges.join(" || ");
		const original = typeof range.raw === "string" ? range.raw : String(range);
		return simplified.length < original.length ? simplified : range;
	};
	return simplify;
}
var subset_1;
var hasRequiredSubset;
function requireSubset() {
	if (hasRequiredSubset) return subset_1;
	hasRequiredSubset = 1;
	const Range = requireRange();
	const Comparator = requireComparator();
	const { ANY } = Comparator;
	const satisfies = requireSatisfies();
	const compare = requireCompare();
	const subset = (sub, dom, options = {}) => {
		if (sub === dom) {
			return true;
		}
		sub = new Range(sub, options);
		dom = new Range(dom, options);
		let sawNonNull = false;
		OUTER: for (const simpleSub of sub.set) {
			for (const simpleDom of dom.set) {
				const isSub = simpleSubset(simpleSub, simpleDom, options);
				sawNonNull = sawNonNull || isSub !== null;
				if (isSub) {
					continue OUTER;
				}
			}
			if (sawNonNull) {
				return false;
			}
		}
		return true;
	};
	const minimumVersionWithPreRelease = [new Comparator(">=0.0.0-0")];
	const minimumVersion = [new Comparator(">=0.0.0")];
	const simpleSubset = (sub, dom, options) => {
		if (sub === dom) {
			return true;
		}
		if (sub.length === 1 && sub[0].semver === ANY) {
			if (dom.length === 1 && dom[0].semver === ANY) {
				return true;
			} else if (options.includePrerelease) {
				sub = minimumVersionWithPreRelease;
			} else {
				sub = minimumVersion;
			}
		}
		if (dom.length === 1 && dom[0].semver === ANY) {
			if (options.includePrerelease) {
				return true;
			} else {
				dom = minimumVersion;
			}
		}
		const eqSet = new Set();
		let gt, lt;
		for (const c of sub) {
			if (c.operator === ">" || c.operator === ">=") {
				gt = higherGT(gt, c, options);
			} else if (c.operator === "<" || c.operator === "<=") {
				lt = lowerLT(lt, c, options);
			} else {
				eqSet.add(c.semver);
			}
		}
		if (eqSet.size > 1) {
			return null;
		}
		let gtltComp;
		if (gt && lt) {
			gtltComp = compare(gt.semver, lt.semver, options);
			if (gtltComp > 0) {
				return null;
			} else if (gtltComp === 0 && (gt.operator !== ">=" || lt.operator !== "<=")) {
				return null;
			}
		}
		for (const eq of eqSet) {
			if (gt && !satisfies(eq, String(gt), options)) {
				return null;
			}
			if (lt && !satisfies(eq, String(lt), options)) {
				return null;
			}
			for (const c of dom) {
				if (!satisfies(eq, String(c), options)) {
					return false;
				}
			}
			return true;
		}
		let higher, lower;
		let hasDomLT, hasDomGT;
		let needDomLTPre = lt && !options.includePrerelease && lt.semver.prerelease.length ? lt.semver : false;
		let needDomGTPre = gt && !options.includePrerelease && gt.semver.prerelease.length ? gt.semver : false;
		if (needDomLTPre && needDomLTPre.prerelease.length === 1 && lt.operator === "<" && needDomLTPre.prerelease[0] === 0) {
			needDomLTPre = false;
		}
		for (const c of dom) {
			hasDomGT = hasDomGT || c.operator === ">" || c.operator === ">=";
			hasDomLT = hasDomLT || c.operator === "<" || c.operator === "<=";
			if (gt) {
				if (needDomGTPre) {
					if (c.semver.prerelease && c.semver.prerelease.length && c.semver.major === needDomGTPre.major && c.semver.minor === needDomGTPre.minor && c.semver.patch === needDomGTPre.patch) {
						needDomGTPre = false;
					}
				}
				if (c.operator === ">" || c.operator === ">=") {
					higher = higherGT(gt, c, options);
					if (higher === c && higher !== gt) {
						return false;
					}
				} else if (gt.operator === ">=" && !c.test(gt.semver)) {
					return false;
				}
			}
			if (lt) {
				if (needDomLTPre) {
					if (c.semver.prerelease && c.semver.prerelease.length && c.semver.major === needDomLTPre.major && c.semver.minor === needDomLTPre.minor && c.semver.patch === needDomLTPre.patch) {
						needDomLTPre = false;
					}
				}
				if (c.operator === "<" || c.operator === "<=") {
					lower = lowerLT(lt, c, options);
					if (lower === c && lower !== lt) {
						return false;
					}
				} else if (lt.operator === "<=" && !c.test(lt.semver)) {
					return false;
				}
			}
			if (!c.operator && (lt || gt) && gtltComp !== 0) {
				return false;
			}
		}
		if (gt && hasDomLT && !lt && gtltComp !== 0) {
			return false;
		}
		if (lt && hasDomGT && !gt && gtltComp !== 0) {
			return false;
		}
		if (needDomGTPre || needDomLTPre) {
			return false;
		}
		return true;
	};
	const higherGT = (a, b, options) => {
		if (!a) {
			return b;
		}
		const comp = compare(a.semver, b.semver, options);
		return comp > 0 ? a : comp < 0 ? b : b.operator === ">" && a.operator === ">=" ? b : a;
	};
	const lowerLT = (a, b, options) => {
		if (!a) {
			return b;
		}
		const comp = compare(a.semver, b.semver, options);
		return comp < 0 ? a : comp > 0 ? b : b.operator === "<" && a.operator === "<=" ? b : a;
	};
	subset_1 = subset;
	return subset_1;
}
var semver$1;
var hasRequiredSemver;
function requireSemver() {
	if (hasRequiredSemver) return semver$1;
	hasRequiredSemver = 1;
	const internalRe = requireRe();
	const constants = requireConstants();
	const SemVer = requireSemver$1();
	const identifiers = requireIdentifiers();
	const parse = requireParse();
	const valid = requireValid$1();
	const clean = requireClean();
	const inc = requireInc();
	const diff = requireDiff();
	const major = requireMajor();
	const minor = requireMinor();
	const patch = requirePatch();
	const prerelease = requirePrerelease();
	const compare = requireCompare();
	const rcompare = requireRcompare();
	const compareLoose = requireCompareLoose();
	const compareBuild = requireCompareBuild();
	const sort = requireSort();
	const rsort = requireRsort();
	const gt = requireGt();
	const lt = requireLt();
	const eq = requireEq();
	const neq = requireNeq();
	const gte = requireGte();
	const lte = requireLte();
	const cmp = requireCmp();
	const coerce = requireCoerce();
	const truncate = requireTruncate();
	const Comparator = requireComparator();
	const Range = requireRange();
	const satisfies = requireSatisfies();
	const toComparators = requireToComparators();
	const maxSatisfying = requireMaxSatisfying();
	const minSatisfying = requireMinSatisfying();
	const minVersion = requireMinVersion();
	const validRange = requireValid();
	const outside = requireOutside();
	const gtr = requireGtr();
	const ltr = requireLtr();
	const intersects = requireIntersects();
	const simplifyRange = requireSimplify();
	const subset = requireSubset();
	semver$1 = {
		parse,
		valid,
		clean,
		inc,
		diff,
		major,
		minor,
		patch,
		prerelease,
		compare,
		rcompare,
		compareLoose,
		compareBuild,
		sort,
		rsort,
		gt,
		lt,
		eq,
		neq,
		gte,
		lte,
		cmp,
		coerce,
		truncate,
		Comparator,
		Range,
		satisfies,
		toComparators,
		maxSatisfying,
		minSatisfying,
		minVersion,
		validRange,
		outside,
		gtr,
		ltr,
		intersects,
		simplifyRange,
		subset,
		SemVer,
		re: internalRe.re,
		src: internalRe.src,
		tokens: internalRe.t,
		SEMVER_SPEC_VERSION: constants.SEMVER_SPEC_VERSION,
		RELEASE_TYPES: constants.RELEASE_TYPES,
		compareIdentifiers: identifiers.compareIdentifiers,
		rcompareIdentifiers: identifiers.rcompareIdentifiers
	};
	return semver$1;
}
var semverExports = requireSemver();
const semver = getDefaultExportFromCjs(semverExports);
async function* linesIn(body, most = 1 << 20) {
	const decoder = new TextDecoder();
	let parts = [];
	let length = 0;
	const taken = () => {
		const line = parts.join("");
		parts = [];
		length = 0;
		return line;
	};
	for await (const chunk of body) {
		const pieces = decoder.decode(chunk, { stream: true }).split("\n");
		for (const [index, piece] of pieces.entries()) {
			if (index > 0) {
				const line = taken();
				if (line.trim() !== "") yield line;
			}
			if (length < most) parts.push(piece);
			length += piece.length;
		}
	}
	const line = taken();
	if (line.trim() !== "") yield line;
}
const isLost = (error) => error instanceof DockerError && (error.status === 404 || error.status === 500 && /unrecognized image|no such image/i.test(error.words));
const real = (reference) => !reference.includes("<none>");
async function listImages(engine, options) {
	const { json } = await engine.call({
		method: "GET",
		path: "/images/json",
		query: {
			all: options.all,
			filters: options.filters
		},
		signal: options.signal
	});
	return recordsIn(json, "images").map((image) => ({
		id: textOf(image.Id),
		parent: textOf(image.ParentId),
		created: numberOf(image.Created),
		tags: textsIn(image.RepoTags).filter(real),
		digests: textsIn(image.RepoDigests).filter(real),
		size: numberOf(image.Size),
		sharedSize: typeof image.SharedSize === "number" ? image.SharedSize : -1,
		labels: textMap(image.Labels)
	}));
}
async function inspectImage(engine, name, signal) {
	const { status, json } = await engine.call({
		method: "GET",
		path: `/images/${nameInPath(name)}/json`,
		expected: [404],
		signal
	});
	if (status === 404) return undefined;
	const image = recordOf(json, "image");
	const config = isRecord(image.Config) ? image.Config : {};
	return {
		id: textOf(image.Id),
		parent: textOf(image.Parent),
		tags: textsIn(image.RepoTags).filter(real),
		digests: textsIn(image.RepoDigests).filter(real),
		layers: textsIn(isRecord(image.RootFS) ? image.RootFS.Layers : undefined),
		size: numberOf(image.Size),
		labels: textMap(config.Labels)
	};
}
async function imageHistory(engine, name, signal) {
	const { status, json } = await engine.call({
		method: "GET",
		path: `/images/${nameInPath(name)}/history`,
		expected: [404],
		signal
	});
	if (status === 404) return undefined;
	return recordsIn(json, "steps of an image").map((step) => ({
		size: numberOf(step.Size),
		createdBy: textOf(step.CreatedBy)
	}));
}
async function removeImage(engine, reference, signal) {
	try {
		const { status } = await engine.call({
			method: "DELETE",
			path: `/images/${nameInPath(reference)}`,
			query: {
				force: false,
				noprune: true
			},
			expected: [404],
			signal
		});
		return { outcome: status === 404 ? "gone" : "removed" };
	} catch (error) {
		if (error instanceof DockerError && error.status === 409) return {
			outcome: "in-use",
			words: error.words
		};
		if (isLost(error) && await inspectImage(engine, reference, signal) === undefined) return { outcome: "gone" };
		throw error;
	}
}
async function pullImage(engine, reference, signal) {
	const [, name = reference, tag = "latest"] = /^([^@]+)@(sha256:[0-9a-f]{64})$/.exec(reference) ?? /^(.+):([^:/]+)$/.exec(reference) ?? [];
	await followProgress(engine, {
		what: `the pull of ${reference}`,
		query: {
			fromImage: name,
			tag
		},
		signal
	});
}
async function importImage(engine, options) {
	const { repository, tag, changes, tar, signal } = options;
	await followProgress(engine, {
		what: `the import of ${repository}:${tag}`,
		query: {
			fromSrc: "-",
			repo: repository,
			tag
		},
		changes,
		tar,
		signal
	});
}
async function followProgress(engine, asked) {
	const changes = (asked.changes ?? []).map((change) => `&changes=${encodeURIComponent(change)}`).join("");
	const { body } = await engine.open({
		method: "POST",
		path: `/images/create?${new URLSearchParams(asked.query)}${changes}`,
		...asked.tar ? {
			body: asked.tar,
			contentType: "application/x-tar"
		} : {},
		signal: asked.signal
	});
	let refused;
	for await (const line of linesIn(body)) {
		const said = parseJson(line);
		if (isRecord(said) && typeof said.error === "string") refused ??= said.error;
	}
	if (refused !== undefined) throw new DockerError(asked.what, 200, bounded(oneLine(refused), 500));
}
const folder = "imgpub";
const lateLibraries = [
	"libnss_dns.so.2",
	"libnss_files.so.2",
	"libresolv.so.2"
];
function mappedLibraries(maps) {
	const paths = maps.matchAll(/^\S+ r\S+ \S+ \S+ [1-9]\d* +(\/.*\.so(?:\.[\w.]+)?)$/gm);
	return [...new Set([...paths].map(([, path = ""]) => path))];
}
const loaderAmong = (libraries) => libraries.find((path) => /^ld(?:-linux.*|-musl.*|64|-[\d.]+)?\.so/.test(basename(path)));
function runningNode() {
	let libraries;
	try {
		libraries = mappedLibraries(readFileSync("/proc/self/maps", "utf8"));
	} catch (error) {
		throw new ReportedError("the libraries of the running Node.js are not told here: Linux is needed", { cause: error });
	}
	const loader = loaderAmong(libraries);
	const libc = libraries.find((path) => /^libc[.-]/.test(basename(path)));
	const late = libc === undefined ? [] : lateLibraries.map((name) => join(dirname(libc), name));
	const all = [...new Set([...libraries, ...late.flatMap((path) => existing(path) ?? [])])];
	const files = new Map();
	for (const path of all) for (const name of namesOf(path)) files.set(name, {
		name: `${folder}/lib/${name}`,
		mode: 493,
		content: onDisk(path)
	});
	const node = {
		name: `${folder}/node`,
		mode: 493,
		content: onDisk("/proc/self/exe")
	};
	return {
		files: [node, ...files.values()],
		entrypoint: loader === undefined ? [`/${folder}/node`] : [
			`/${folder}/lib/${basename(loader)}`,
			"--library-path",
			`/${folder}/lib`,
			`/${folder}/node`
		]
	};
}
const onDisk = (path) => ({
	path,
	size: statSync(path).size
});
function existing(path) {
	try {
		return realpathSync(path);
	} catch {
		return undefined;
	}
}
function namesOf(path) {
	const at = dirname(path);
	const stem = basename(path).replace(/(?:-[\d.]+)?\.so.*$/, "");
	const links = readdirSync(at, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink() && entry.name.startsWith(stem));
	const real = existing(path);
	return [basename(path), ...links.map(({ name }) => name).filter((name) => readlinkSync(join(at, name)) !== "" && existing(join(at, name)) === real)];
}
const blockSize = 512;
function tarOf(files, isWhole = true) {
	return Readable.from(blocks(files, isWhole), { objectMode: false });
}
async function* blocks(files, isWhole) {
	for (const { name, mode, content } of files) {
		const size = content instanceof Uint8Array ? content.length : content.size;
		yield header(name, mode, size);
		if (content instanceof Uint8Array) yield content;
		else if ("stream" in content) yield* content.stream;
		else yield* createReadStream(content.path, { end: size - 1 });
		if (size % blockSize > 0) yield Buffer.alloc(blockSize - size % blockSize);
	}
	if (isWhole) yield Buffer.alloc(2 * blockSize);
}
function header(name, mode, size) {
	const block = Buffer.alloc(blockSize);
	const octal = (value, at, length) => block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
	if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long for an archive`);
	block.write(name, 0, "utf8");
	octal(mode, 100, 8);
	octal(0, 108, 8);
	octal(0, 116, 8);
	octal(size, 124, 12);
	octal(0, 136, 12);
	block.write("        0", 148, "latin1");
	block.write("ustar\x0000", 257, "latin1");
	const sum = block.reduce((total, byte) => total + byte, 0);
	block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
	return block;
}
const repository = "imgpub-node";
async function ensureNodeImage(engine, { log, signal }) {
	const known = await nodeImages(engine, signal);
	const best = known.find(({ isTagged, version }) => isTagged && semver.gte(version, process.versions.node));
	if (best) {
		await clearAway(engine, known.filter((image) => isOlder(image, best)), signal);
		return best;
	}
	const { files, entrypoint } = runningNode();
	const tag = process.versions.node;
	await importImage(engine, {
		tar: tarOf(files),
		repository,
		tag,
		changes: [
			`LABEL ${ours}=node`,
			`LABEL ${ours}.version=${process.versions.node}`,
			`LABEL ${ours}.arch=${process.arch}`,
			`LABEL ${ours}.entrypoint=${Buffer.from(JSON.stringify(entrypoint)).toString("base64url")}`
		],
		signal
	});
	log.info(`made the image ${repository}:${tag} of the running Node.js`);
	await clearAway(engine, known, signal);
	return {
		reference: `${repository}:${tag}`,
		entrypoint
	};
}
async function withNodeImage(engine, options, make) {
	for (let left = 4;; left--) try {
		return await make(await ensureNodeImage(engine, options));
	} catch (error) {
		if (!isLost(error) || left === 0) throw error;
	}
}
async function removeNodeImages(engine, signal) {
	return removeAll(engine, await nodeImages(engine, signal), signal);
}
const isOlder = (image, best) => !image.isTagged || semver.lt(image.version, best.version);
async function clearAway(engine, images, signal) {
	for (const image of images) await removeAll(engine, [image], signal).catch((error) => {
		if (!(error instanceof DockerError)) throw error;
	});
}
async function removeAll(engine, images, signal) {
	let left = 0;
	for (const { reference } of images) if ((await removeImage(engine, reference, signal)).outcome === "in-use") left++;
	return left;
}
async function nodeImages(engine, signal) {
	const images = await listImages(engine, {
		filters: { label: [`${ours}=node`] },
		signal
	});
	return images.flatMap(({ id, tags, labels }) => {
		const tag = tags.find((one) => one.startsWith(`${repository}:`));
		const version = labels[`${ours}.version`] ?? "";
		const entrypoint = entrypointIn(labels[`${ours}.entrypoint`] ?? "");
		if (tag === undefined && tags.length > 0 || !entrypoint || !semver.valid(version)) return [];
		if (labels[`${ours}.arch`] !== process.arch) return [];
		return [{
			reference: tag ?? id,
			version,
			entrypoint,
			isTagged: tag !== undefined
		}];
	}).sort((a, b) => semver.rcompare(a.version, b.version));
}
function entrypointIn(label) {
	try {
		const value = JSON.parse(Buffer.from(label, "base64url").toString("utf8"));
		return Array.isArray(value) && value.every((part) => typeof part === "string") ? value : undefined;
	} catch {
		return undefined;
	}
}
const leaseMs = 6 * 60 * 60 * 1e3;
const describeJob = ({ repository, job, run }) => `${repository || "a repository"}, job ${job || "unknown"} of run ${run || "unknown"}`;
const jobLabel = `${ours}.job`;
async function takeLease(engine, job, { log, signal }) {
	const before = await leases(engine, {
		job,
		signal
	});
	const expires = Date.now() + leaseMs;
	const name = `imgpub-lease-${job.name}-${expires}`;
	await withNodeImage(engine, {
		log,
		signal
	}, (image) => createContainer(engine, {
		Image: image.reference,
		Entrypoint: image.entrypoint,
		Cmd: ["--version"],
		Labels: {
			[ours]: "lease",
			[jobLabel]: job.name,
			[`${ours}.owner`]: describeJob(job),
			[`${ours}.expires`]: String(expires)
		},
		HostConfig: { NetworkMode: "none" }
	}, {
		name,
		signal
	}));
	for (const { id, names } of before) if (!names.includes(name)) await removeContainer(engine, id, signal);
	return name;
}
async function dropLease(engine, job, signal) {
	for (const { id } of await leases(engine, {
		job,
		signal
	})) await removeContainer(engine, id, signal);
}
async function otherLeases(engine, job, options) {
	const found = [];
	for (const { id, names, labels } of await leases(engine, options)) {
		const expires = Number(labels[`${ours}.expires`] ?? 0);
		if (!(expires > options.now && expires <= options.now + leaseMs)) await removeContainer(engine, id, options.signal);
		else if (labels[jobLabel] !== job.name) found.push({
			name: names[0] ?? id,
			owner: bounded(oneLine(labels[`${ours}.owner`] ?? ""), 300),
			expires
		});
	}
	return found;
}
const leases = (engine, { job, signal }) => listContainers(engine, {
	all: true,
	filters: { label: [`${ours}=lease`, ...job ? [`${jobLabel}=${job.name}`] : []] },
	signal
});
function hasFailed(answer) {
	return "failed" in answer;
}
const patienceMs = 6e4;
const leftAfter = 120;
async function openHost(engine, options) {
	const { log, signal, name, labels = {} } = options;
	const program = options.program ?? new URL(new URL("host.js", import.meta.url).href);
	await removeLeftHosts(engine, signal);
	const id = await withNodeImage(engine, {
		log,
		signal
	}, (image) => createContainer(engine, {
		Image: image.reference,
		Entrypoint: image.entrypoint,
		Cmd: ["/imgpub/host.mjs"],
		Labels: {
			...labels,
			[ours]: labels[ours] ?? "host"
		},
		User: "0",
		OpenStdin: true,
		StdinOnce: true,
		AttachStdin: true,
		AttachStdout: true,
		AttachStderr: true,
		HostConfig: {
			AutoRemove: true,
			Binds: ["/:/host"],
			PidMode: "host",
			NetworkMode: "host",
			UsernsMode: "host",
			SecurityOpt: ["apparmor=unconfined", "label=disable"],
			LogConfig: { Type: "none" }
		}
	}, {
		...name === undefined ? {} : { name },
		signal
	}));
	if (id === undefined) return undefined;
	try {
		const tar = tarOf([{
			name: "imgpub/host.mjs",
			mode: 420,
			content: readFileSync(program)
		}]);
		await engine.call({
			method: "PUT",
			path: `/containers/${nameInPath(id)}/archive`,
			query: { path: "/" },
			body: tar,
			contentType: "application/x-tar",
			signal
		});
		const { connection, first } = await engine.upgrade({
			method: "POST",
			path: `/containers/${nameInPath(id)}/attach`,
			query: {
				stream: true,
				stdin: true,
				stdout: true,
				stderr: true
			},
			signal
		});
		await startContainer(engine, id, signal);
		return session(engine, id, connection, first, signal);
	} catch (error) {
		await removeContainer(engine, id, AbortSignal.timeout(patienceMs)).catch(() => {});
		throw error;
	}
}
async function askHost(engine, requests, options) {
	const host = await openHost(engine, options);
	if (!host) throw new Error("a container without a name was taken");
	try {
		return await host.ask(requests);
	} finally {
		await host.close();
	}
}
function session(engine, id, connection, first, signal) {
	const ending = new AbortController();
	const errors = [];
	if (first.length > 0) connection.unshift(first);
	const stdout = framesIn(connection, (text) => errors.push(text));
	const lines = linesIn(stdout, 64 << 20);
	connection.on("error", () => connection.destroy());
	connection.on("close", () => ending.abort(new ReportedError(whyEnded(errors))));
	let last = Promise.resolve();
	const exchange = async (requests) => {
		if (ending.signal.aborted) throw ending.signal.reason;
		connection.write(`${JSON.stringify(requests)}\n`);
		const { value } = await lines.next();
		const answers = typeof value === "string" ? parseJson(value) : undefined;
		if (Array.isArray(answers) && answers.length === requests.length) return answers;
		throw new ReportedError(whyEnded(errors));
	};
	return {
		ended: ending.signal,
		async ask(requests) {
			const limit = AbortSignal.timeout(patienceMs);
			const next = last.then(() => exchange(requests));
			last = next.catch(() => {});
			try {
				return await abortable(next, AbortSignal.any([signal, limit]));
			} catch (error) {
				connection.destroy();
				if (limit.aborted && !signal.aborted) throw new ReportedError(`the engine's host did not do within ${patienceMs / 1e3} s what was asked`);
				throw error;
			}
		},
		async close() {
			connection.end();
			connection.destroy();
			await removeContainer(engine, id, AbortSignal.timeout(patienceMs));
		}
	};
}
function whyEnded(errors) {
	const said = bounded(oneLine(errors.join("")), 500);
	return `the program on the engine's host has ended${said === "" ? "" : `: ${said}`}`;
}
async function removeLeftHosts(engine, signal) {
	const containers = await listContainers(engine, {
		all: true,
		filters: {
			label: [`${ours}=host`],
			status: [
				"created",
				"exited",
				"dead"
			]
		},
		signal
	});
	for (const { id, created } of containers) if (Date.now() / 1e3 - created > leftAfter) await removeContainer(engine, id, signal);
}
async function info(engine, signal) {
	const { json } = await engine.call({
		method: "GET",
		path: "/info",
		signal
	});
	const said = recordOf(json, "description of itself");
	const securityOptions = textsIn(said.SecurityOptions);
	const registries = isRecord(said.RegistryConfig) ? said.RegistryConfig : {};
	const status = Array.isArray(said.DriverStatus) ? said.DriverStatus : [];
	const has = (name) => securityOptions.some((option) => option.split(",").includes(`name=${name}`));
	return {
		id: textOf(said.ID),
		serverVersion: textOf(said.ServerVersion),
		rootFolder: textOf(said.DockerRootDir),
		storageDriver: textOf(said.Driver),
		containerdStore: status.some((pair) => Array.isArray(pair) && pair[0] === "driver-type" && textOf(pair[1]).startsWith("io.containerd.")),
		mirrors: textsIn(registries.Mirrors),
		securityOptions,
		rootless: has("rootless"),
		usernsRemap: has("userns"),
		operatingSystem: textOf(said.OperatingSystem),
		architecture: textOf(said.Architecture),
		name: textOf(said.Name),
		systemTime: Date.parse(textOf(said.SystemTime)) || 0
	};
}
async function events(engine, options) {
	const { body } = await engine.open({
		method: "GET",
		path: "/events",
		query: {
			since: options.since.toFixed(9),
			until: options.until.toFixed(9),
			filters: options.filters
		},
		signal: options.signal
	});
	const found = [];
	for await (const line of linesIn(body)) {
		const said = parseJson(line);
		if (!isRecord(said)) continue;
		const actor = isRecord(said.Actor) ? said.Actor : {};
		found.push({
			type: textOf(said.Type),
			action: textOf(said.Action),
			id: textOf(actor.ID),
			attributes: textMap(actor.Attributes),
			timeNano: numberOf(said.timeNano)
		});
	}
	return found;
}
async function pruneBuildCache(engine, options) {
	const bound = engine.speaks("1.48") ? "max-used-space" : "keep-storage";
	const { json } = await engine.call({
		method: "POST",
		path: "/build/prune",
		query: { [bound]: options.keepBytes },
		signal: options.signal
	});
	return numberOf(recordOf(json, "account of the build cache").SpaceReclaimed);
}
const lockName = "imgpub-lock";
class LockTaken extends ReportedError {
	name = "LockTaken";
	by;
	constructor(by, seconds) {
		super(`${by} has been at work on this engine's host for ${seconds} s (the container ${lockName})`);
		this.by = by;
	}
}
const startsWithinMs = 6e4;
async function withLock(engine, options, work) {
	const host = await acquire(engine, options);
	try {
		return await work(host, AbortSignal.any([options.signal, host.ended]));
	} finally {
		await host.close();
	}
}
async function acquire(engine, options) {
	const { owner, waitMs = 6e4, signal, log } = options;
	const until = performance.now() + waitMs;
	let told = false;
	for (;;) {
		const host = await openHost(engine, {
			...options,
			name: lockName,
			labels: {
				[ours]: "lock",
				[`${ours}.owner`]: owner,
				[`${ours}.since`]: String(Date.now())
			}
		});
		if (host) return host;
		const held = await inspectContainer(engine, lockName, signal);
		if (held === undefined) continue;
		const age = Math.abs(Date.now() - Number(held.labels[`${ours}.since`] ?? 0));
		if (held.state !== "running" && !(held.state === "created" && age < startsWithinMs)) {
			await removeContainer(engine, held.id, signal);
			await setTimeout(50, undefined, { signal });
			continue;
		}
		const by = bounded(oneLine(held.labels[`${ours}.owner`] ?? "somebody"), 300);
		if (performance.now() > until) throw new LockTaken(by, Math.round(waitMs / 1e3));
		if (!told) log.info(`waiting for ${by}, which is at work on this engine's host`);
		told = true;
		await setTimeout(250, undefined, { signal });
	}
}
const ownFolder = "/var/lib/imgpub";
const defaultLedger = `${ownFolder}/ledger.json`;
const reserveOf = (ledger) => `${ledger}.reserve`;
export { LockTaken, askHost, connectDocker, containerLog, containers, createContainer, defaultLedger, describeJob, dropLease, events, formatSize, hasFailed, imageHistory, info, inspectContainer, inspectImage, jobOf, listContainers, listImages, lockName, nameInPath, networkCode, openHost, otherLeases, ours, ownContainer, ownProcess, parseSize, pruneBuildCache, pullImage, removeContainer, removeImage, removeNodeImages, reserveOf, startContainer, stopContainer, takeLease, tarOf, withLock, withNodeImage };
