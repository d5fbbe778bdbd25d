import { UserError, quoted, isRecord, parseJson, readText, bounded, oneLine, ReportedError, abortable } from "./core-cb5264e6.js";
const { existsSync, readFileSync, realpathSync, readdirSync, readlinkSync, statSync, createReadStream } = process.getBuiltinModule("node:fs");
const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
const { homedir } = process.getBuiltinModule("node:os");
const { join, isAbsolute, basename, dirname } = process.getBuiltinModule("node:path");
const { request } = process.getBuiltinModule("node:http");
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
	const folder = env.DOCKER_CONFIG || join(homeOf(env), ".docker");
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
function homeOf(env) {
	try {
		const home = env.HOME || homedir();
		return isAbsolute(home) ? home : "/";
	} catch {
		return "/";
	}
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
async function waitUntilRemoved(engine, id, signal) {
	await engine.call({
		method: "POST",
		path: `/containers/${nameInPath(id)}/wait`,
		query: { condition: "removed" },
		expected: [404],
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
	stopContainer,
	waitUntilRemoved
}, Symbol.toStringTag, { value: "Module" }));
const ours = "io.imgpub";
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
	const best = known.find(({ isTagged, version }) => isTagged && compare(version, process.versions.node) >= 0);
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
const isVersion = (text) => /^\d{1,5}\.\d{1,5}\.\d{1,5}$/.test(text);
function compare(one, other) {
	const theirs = other.split(".").map(Number);
	const difference = one.split(".").map((part, at) => Number(part) - (theirs[at] ?? 0)).find((number) => number !== 0);
	return difference ?? 0;
}
const isOlder = (image, best) => !image.isTagged || compare(image.version, best.version) < 0;
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
		if (tag === undefined && tags.length > 0 || !entrypoint || !isVersion(version)) return [];
		if (labels[`${ours}.arch`] !== process.arch) return [];
		return [{
			reference: tag ?? id,
			version,
			entrypoint,
			isTagged: tag !== undefined
		}];
	}).sort((a, b) => compare(b.version, a.version));
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
const mostEvents = 256;
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
			const limit = AbortSignal.timeout(patienceMs);
			try {
				await removeContainer(engine, id, limit);
				await waitUntilRemoved(engine, id, limit);
			} catch {}
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
export { askHost, connectDocker, containerLog, containers, createContainer, describeJob, dropLease, events, formatSize, hasFailed, imageHistory, info, inspectContainer, inspectImage, jobOf, listContainers, listImages, mostEvents, nameInPath, networkCode, openHost, otherLeases, ours, ownContainer, ownProcess, parseSize, pruneBuildCache, pullImage, removeContainer, removeImage, removeNodeImages, startContainer, stopContainer, takeLease, tarOf, withNodeImage };
