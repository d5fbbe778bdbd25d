const { read, write, close, openSync, closeSync, writeSync, constants, readSync, readFileSync, rmSync, renameSync, fstatSync, statSync, linkSync, utimes, statfsSync, unlinkSync, mkdirSync, existsSync, readdirSync, writeFileSync, lstatSync } = process.getBuiltinModule("node:fs");
const { promisify, parseArgs } = process.getBuiltinModule("node:util");
const { mkdir } = process.getBuiltinModule("node:fs/promises");
const { createServer: createServer$1 } = process.getBuiltinModule("node:http");
const { join } = process.getBuiltinModule("node:path");
const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
const randomBytes = (...given) => process.getBuiltinModule("node:crypto").randomBytes(...given);
const { crc32 } = process.getBuiltinModule("node:zlib");
const { once } = process.getBuiltinModule("node:events");
const { createServer, createConnection } = process.getBuiltinModule("node:net");
const { setTimeout: setTimeout$1 } = process.getBuiltinModule("node:timers/promises");
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
const esc = "\x1B";
const sequences = new RegExp([
	`(?:${esc}\\[|\u009b)[0-?]*[ -/]*[@-~]`,
	`(?:${esc}[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007${esc}\u0080-\u009f]*(?:\u0007|${esc}\\\\|\u009c)`,
	`${esc}[ -/]*[0-~]`
].join("|"), "g");
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;
function bounded(text, most) {
	const printable = [...start(text, most).replace(sequences, "")].map((one) => unprintable.test(one) ? "�" : one);
	return printable.length > most ? `${printable.slice(0, most - 1).join("")}…` : printable.join("");
}
function oneLine(text) {
	return text.replace(sequences, "").replace(/[\s\p{C}]+/gu, " ").trim();
}
function quoted(text, most = 300) {
	return JSON.stringify(bounded(start(text, most).replace(sequences, "�"), most));
}
function start(text, most) {
	return text.slice(0, 4 * most + 2);
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
function isLoopbackName(hostname) {
	return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
}
const engineNumber = 1;
const defaultUpstream = "https://registry-1.docker.io";
const defaultPort = 5055;
const defaultStore = "/var/lib/imgpub/mirror";
const defaultMaxSize = 2e10;
const defaultStale = 24 * 36e5;
const defaultMinFree = { percent: 10 };
const leastMaxSize = 64e6;
const defaultTuning = {
	tagTime: 4e3,
	coldTime: 15e3,
	connectTime: 5e3,
	stallTime: 15e3,
	clientTime: 6e4,
	memoTime: 2e3,
	lookTime: 3e4,
	recoverTime: 6e5
};
const known = new Set("upstream username password maxSize minFree store port stale tuning".split(" "));
function parseConfig(text) {
	const given = parseJson(text);
	if (!isRecord(given)) throw new UserError("the settings are not a JSON object");
	for (const name of Object.keys(given)) if (!known.has(name)) throw new UserError(`the setting ${quoted(name, 60)} is unknown; expected ${[...known].join(", ")}`);
	const username = textIn(given, "username");
	const password = textIn(given, "password");
	if (username === undefined !== (password === undefined)) throw new UserError("\"username\" and \"password\" are given together or not at all; one of them is missing");
	if (username?.includes(":")) throw new UserError("\"username\" has a colon, which no user name has");
	const upstream = readUpstream(textIn(given, "upstream") ?? defaultUpstream, password !== undefined);
	const store = textIn(given, "store") ?? defaultStore;
	if (!/^\/[^\0]*$/.test(store)) throw new UserError(`"store" is ${quoted(store)}; expected an absolute path such as ${defaultStore}`);
	return {
		upstream,
		...username !== undefined && password !== undefined && {
			username,
			password
		},
		maxSize: numberIn(given, "maxSize", defaultMaxSize, leastMaxSize, 2 ** 53 - 1),
		minFree: readMinFree(given.minFree),
		store,
		port: numberIn(given, "port", defaultPort, 0, 65535),
		stale: numberIn(given, "stale", defaultStale, 0, 2 ** 53 - 1),
		tuning: readTuning(given.tuning)
	};
}
function readUpstream(text, hasPassword) {
	const expected = `expected the address of a registry such as ${defaultUpstream}`;
	if (text.includes("@")) throw new UserError(`"upstream" has credentials in it, which belong in "username" and "password"; ${expected}`);
	if (!/^https?:\/\/[^/\\?#\s]+\/?$/i.test(text) || !URL.canParse(text)) throw new UserError(`"upstream" is ${quoted(text)}; ${expected}`);
	const { origin, protocol, hostname } = new URL(text);
	if (protocol === "http:" && hasPassword && !isLoopbackName(hostname)) throw new UserError(`"upstream" is ${quoted(text)}, which would get the password in clear; ${expected}`);
	return origin;
}
function readMinFree(given) {
	if (given === undefined) return defaultMinFree;
	if (isRecord(given) && Object.keys(given).length === 1) {
		const { bytes, percent } = given;
		if (isWhole(bytes, 0, 2 ** 53 - 1)) return { bytes };
		if (isWhole(percent, 0, 99)) return { percent };
	}
	throw new UserError(`"minFree" is ${shown(given)}; expected {"bytes": n}, or {"percent": n} with n from 0 to 99`);
}
const longestTimer = 2 ** 31 - 1;
function readTuning(given) {
	if (given === undefined) return defaultTuning;
	if (!isRecord(given)) throw new UserError(`"tuning" is ${shown(given)}; expected an object`);
	for (const name of Object.keys(given)) if (!Object.hasOwn(defaultTuning, name)) throw new UserError(`the setting ${quoted(name, 60)} in "tuning" is unknown; expected ${Object.keys(defaultTuning).join(", ")}`);
	const read = Object.entries(defaultTuning).map(([name, usual]) => [name, numberIn(given, name, usual, 1, longestTimer)]);
	return Object.fromEntries(read);
}
function textIn(given, name) {
	const value = given[name];
	if (value === undefined || typeof value === "string" && value !== "") return value;
	throw new UserError(`"${name}" is ${value === "" ? "empty" : "no text"}; expected a text, or leave it out`);
}
function numberIn(given, name, usual, least, most) {
	const value = given[name] ?? usual;
	if (isWhole(value, least, most)) return value;
	throw new UserError(`"${name}" is ${shown(value)}; expected a whole number from ${least} to ${most}`);
}
function isWhole(value, least, most) {
	return Number.isSafeInteger(value) && value >= least && value <= most;
}
function shown(value) {
	return quoted(typeof value === "string" ? value : JSON.stringify(value), 60);
}
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
function isDigest(text) {
	return DIGEST.test(text);
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
const readAt$1 = promisify(read);
const portion$2 = 768 << 10;
const mostSpare = 4;
const spare = [];
function takeBuffer(size) {
	return size < portion$2 ? Buffer.allocUnsafe(size) : spare.pop() ?? Buffer.allocUnsafeSlow(portion$2);
}
function giveBack(buffer) {
	if (buffer.byteLength === portion$2 && spare.length < mostSpare) spare.push(buffer);
}
const common = { "docker-distribution-api-version": "registry/2.0" };
class Answer {
	#response;
	#counts;
	#gone;
	#left = Number.POSITIVE_INFINITY;
	constructor(response, counts) {
		this.#response = response;
		this.#counts = counts;
		this.#gone = new Promise((_, reject) => response.on("close", () => reject(new ClientGone())));
		this.#gone.catch(() => {});
	}
	get hasBegun() {
		return this.#response.headersSent;
	}
	onGone(listener) {
		if (this.#response.closed || this.#response.destroyed) listener();
		else this.#response.on("close", listener);
	}
	begin(status, headers, length) {
		this.#counts.save();
		if (length !== undefined) this.#left = length;
		const known = length === undefined ? {} : { "content-length": String(length) };
		this.#response.writeHead(status, {
			...common,
			...headers,
			...known
		});
	}
	async write(bytes) {
		this.#left -= bytes.byteLength;
		this.#counts.add("servedBytes", bytes.byteLength);
		if (this.#left <= 0) this.#counts.save();
		const taken = new Promise((resolve, reject) => {
			this.#response.write(bytes, (error) => error ? reject(error) : resolve());
		});
		await Promise.race([taken, this.#gone]);
	}
	end() {
		this.#counts.save();
		this.#response.end();
	}
	break() {
		this.#counts.save();
		this.#response.destroy();
	}
	refuse(status, code, message, more = {}) {
		const errors = [{
			code,
			message: bounded(oneLine(message), 500)
		}];
		this.json(status, { errors }, more);
	}
	json(status, value, more = {}) {
		this.#counts.save();
		const text = JSON.stringify(value);
		const headers = {
			"content-type": "application/json",
			"content-length": Buffer.byteLength(text)
		};
		this.#response.writeHead(status, {
			...common,
			...more,
			...headers
		});
		this.#response.end(text);
	}
}
class ClientGone extends Error {}
class Damaged extends Error {}
async function sendEntry(fd, entry, start, answer) {
	if (start > 0 && !entry.isVerified) await verify(fd, entry);
	const hash = entry.isVerified ? undefined : hasher(algorithmOf(entry.digest));
	const size = entry.size - start;
	const buffers = [takeBuffer(size), takeBuffer(Math.max(0, size - portion$2))];
	let writing = Promise.resolve();
	try {
		for (let at = start, turn = 0; at < entry.size; turn++) {
			const bytes = await portionOf(fd, entry, at, buffers[turn % 2] ?? buffers[0]);
			hash?.update(bytes);
			at += bytes.byteLength;
			await writing;
			if (at === entry.size && hash && hash.digest() !== entry.digest) throw new Damaged();
			writing = answer.write(bytes);
			writing.catch(() => {});
		}
		await writing;
		for (const buffer of buffers) giveBack(buffer);
	} catch (error) {
		await writing.catch(() => {});
		throw error;
	}
	if (hash && entry.size === 0 && hash.digest() !== entry.digest) throw new Damaged();
	entry.isVerified = true;
}
async function readEntry(fd, entry) {
	const bytes = new Uint8Array(entry.size);
	for (let at = 0; at < entry.size;) at += (await portionOf(fd, entry, at, bytes.subarray(at))).byteLength;
	if (entry.isVerified) return bytes;
	const hash = hasher(algorithmOf(entry.digest));
	hash.update(bytes);
	if (hash.digest() !== entry.digest) throw new Damaged();
	entry.isVerified = true;
	return bytes;
}
async function verify(fd, entry) {
	const hash = hasher(algorithmOf(entry.digest));
	const buffer = Buffer.allocUnsafe(portion$2);
	for (let at = 0; at < entry.size;) {
		const bytes = await portionOf(fd, entry, at, buffer);
		hash.update(bytes);
		at += bytes.byteLength;
	}
	if (hash.digest() !== entry.digest) throw new Damaged();
	entry.isVerified = true;
}
async function portionOf(fd, entry, at, buffer) {
	const most = Math.min(buffer.byteLength, entry.size - at);
	const { bytesRead } = await readAt$1(fd, buffer, 0, most, at);
	if (bytesRead === 0) throw new Damaged();
	return buffer.subarray(0, bytesRead);
}
let since = 0;
let turn = 0;
let collect$1;
const portion$1 = 2 << 20;
const turnsOfAll = 12;
function clearAway(bytes) {
	since += bytes;
	if (since < portion$1) return;
	since = 0;
	turn += 1;
	collect$1 ??= collector();
	collect$1(turn % turnsOfAll === 0 ? "major" : "minor");
}
function collector() {
	process.getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
	const gc = process.getBuiltinModule("node:vm").runInNewContext("gc");
	return typeof gc === "function" ? (type) => gc({ type }) : () => {};
}
const readAt = promisify(read);
const writeAt = promisify(write);
const portion = 256 << 10;
const mostWaiting = 1 << 20;
class Flight {
	#options;
	#abort = new AbortController();
	#followers = new Set();
	#waiting = new Set();
	#reservation;
	#fd;
	#entry;
	#received = 0;
	#onFile = 0;
	#pieces = [];
	#end;
	#size;
	#isPassed = false;
	head;
	constructor(options) {
		this.#options = options;
		const opening = options.open(this.#abort.signal);
		this.head = opening.then((download) => this.#begin(download));
		this.head.catch((error) => this.#over(error));
	}
	get canJoin() {
		return this.#end === undefined && (this.#pieces[0]?.at ?? this.#received) <= this.#onFile;
	}
	stop(reason) {
		this.#abort.abort(reason);
	}
	join() {
		let kept;
		const buffer = () => {
			kept ??= Buffer.allocUnsafeSlow(portion);
			return kept;
		};
		const follower = {
			position: 0,
			hasLeft: false,
			buffer
		};
		this.#followers.add(follower);
		return follower;
	}
	leave(follower) {
		follower.hasLeft = true;
		this.#followers.delete(follower);
		this.#wake();
		if (this.#followers.size === 0 && this.#end !== undefined) this.#close();
	}
	async *read(follower) {
		for (;;) {
			const bytes = await this.#next(follower);
			if (bytes === undefined) return;
			if (bytes.byteLength > 0) yield bytes;
			follower.position += bytes.byteLength;
			this.#forget();
		}
	}
	async #next({ position, hasLeft, buffer }) {
		if (hasLeft) return undefined;
		const until = this.#givenOut();
		if (position < Math.min(until, this.#onFile) && this.#fd !== undefined) {
			const length = Math.min(portion, Math.min(until, this.#onFile) - position);
			const into = buffer();
			const { bytesRead } = await readAt(this.#fd, into, 0, length, position);
			if (bytesRead === 0) throw new Error("the file of a download is shorter than what was written");
			return into.subarray(0, bytesRead);
		}
		if (position < until) {
			const piece = this.#pieces.find(({ at, bytes }) => at <= position && position < at + bytes.byteLength);
			if (!piece) throw new Error("a part of a download is gone");
			return piece.bytes.subarray(position - piece.at, Math.min(until - piece.at, piece.bytes.byteLength));
		}
		if (this.#end === "whole") return undefined;
		if (this.#end) throw this.#end;
		await new Promise((resolve) => this.#waiting.add(resolve));
		return new Uint8Array();
	}
	#givenOut() {
		if (this.#end === "whole") return this.#received;
		if (this.#size !== undefined) return Math.min(this.#received, Math.max(0, this.#size - 1));
		return this.#pieces.at(-1)?.at ?? 0;
	}
	#begin({ size, body }) {
		this.#size = size;
		const reservation = size === undefined ? undefined : this.#options.store.reserve(size);
		this.#reservation = reservation;
		this.#fd = reservation?.fd;
		if (!reservation) this.#pass();
		this.#pump(body).then(() => this.#over("whole"), (error) => this.#over(error));
		return size;
	}
	async #pump(body) {
		const { digest, stallTime, onBytes } = this.#options;
		const hash = hasher(algorithmOf(digest));
		const stalled = () => this.#abort.abort(new Error(`nothing came for ${stallTime} ms`));
		let timer = setTimeout(stalled, stallTime);
		try {
			for await (const bytes of body) {
				clearTimeout(timer);
				onBytes(bytes.byteLength);
				clearAway(bytes.byteLength);
				if (this.#received + bytes.byteLength > (this.#size ?? Number.POSITIVE_INFINITY)) throw new Error("the upstream sends more than it said");
				hash.update(bytes);
				await this.#take(bytes);
				this.#abort.signal.throwIfAborted();
				timer = setTimeout(stalled, stallTime);
			}
		} finally {
			clearTimeout(timer);
		}
		this.#abort.signal.throwIfAborted();
		if (this.#size !== undefined && this.#received !== this.#size) throw new Error("the upstream sends less than it said");
		if (hash.digest() !== digest) throw new Error("the upstream sends other bytes than those of the digest");
	}
	async #take(bytes) {
		const reservation = this.#reservation;
		if (reservation && !await this.#written(reservation, bytes)) this.#failed(reservation);
		if (!this.#reservation) this.#pieces.push({
			at: this.#received,
			bytes
		});
		this.#received += bytes.byteLength;
		if (this.#reservation) this.#onFile = this.#received;
		this.#wake();
		if (!this.#reservation) await this.#room();
	}
	async #written(reservation, bytes) {
		try {
			for (let done = 0; done < bytes.byteLength;) {
				const left = bytes.byteLength - done;
				const { bytesWritten } = await writeAt(reservation.fd, bytes, done, left, this.#received + done);
				done += bytesWritten;
				reservation.written += bytesWritten;
			}
			return true;
		} catch (error) {
			this.#options.store.fail(error);
			return false;
		}
	}
	#failed(reservation) {
		this.#options.store.release(reservation);
		this.#reservation = undefined;
		this.#pass();
	}
	#pass() {
		if (!this.#isPassed) this.#options.onPassed();
		this.#isPassed = true;
	}
	async #room() {
		for (;;) {
			if (this.#followers.size === 0) throw new Error("nobody follows it any more");
			this.#abort.signal.throwIfAborted();
			this.#forget();
			const [first] = this.#pieces;
			if (first === undefined || this.#received - first.at <= mostWaiting) return;
			await new Promise((resolve) => this.#waiting.add(resolve));
		}
	}
	#forget() {
		if (this.#pieces.length < 2) return;
		const slowest = Math.min(...[...this.#followers].map(({ position }) => position));
		const from = this.#pieces.findIndex(({ at, bytes }) => at + bytes.byteLength > slowest);
		const drop = from < 0 ? this.#pieces.length - 1 : from;
		if (drop === 0) return;
		this.#pieces.splice(0, drop);
		this.#wake();
	}
	#over(end) {
		const { store, digest, onEnd } = this.#options;
		const reservation = this.#reservation;
		if (end === "whole" && reservation) {
			this.#entry = store.keep(reservation, digest);
			if (this.#entry) this.#entry.readers += 1;
		} else if (reservation) store.release(reservation);
		this.#end = end === "whole" || end instanceof Error ? end : new Error(String(end));
		if (end !== "whole") this.#abort.abort(new Error("it is over"));
		onEnd();
		this.#wake();
		if (this.#followers.size === 0) this.#close();
	}
	#close() {
		if (this.#entry) this.#entry.readers -= 1;
		this.#entry = undefined;
		this.#pieces = [];
		const fd = this.#fd;
		this.#fd = undefined;
		if (fd !== undefined) close(fd, () => {});
	}
	#wake() {
		const waiting = [...this.#waiting];
		this.#waiting.clear();
		for (const wake of waiting) wake();
	}
}
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
function isManifest(mediaType) {
	return /^application\/vnd\.(?:oci|docker|cncf)\..*\+(?:json|prettyjws)$/.test(mediaType);
}
function essence(contentType) {
	return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
const signed = "application/vnd.docker.distribution.manifest.v1+prettyjws";
function typeOfManifest(bytes) {
	const document = recordIn(bytes);
	if (document === undefined) return undefined;
	const { mediaType, manifests, layers, config, schemaVersion } = document;
	if (typeof mediaType === "string" && mediaType !== "") return isManifest(mediaType) ? mediaType : undefined;
	if (schemaVersion === 1) return signed;
	if (schemaVersion !== 2) return undefined;
	if (Array.isArray(manifests)) return imageIndex;
	return config !== undefined && Array.isArray(layers) ? imageManifest : undefined;
}
class Memo {
	#time;
	#steady;
	#kept = new Map();
	constructor(time, steady) {
		this.#time = time;
		this.#steady = steady;
	}
	get(key) {
		const found = this.#kept.get(key);
		if (found && found.until <= this.#steady()) this.#kept.delete(key);
		return this.#kept.get(key)?.value;
	}
	take(key) {
		const value = this.get(key);
		this.#kept.delete(key);
		return value;
	}
	put(key, value) {
		this.#kept.delete(key);
		this.#kept.set(key, {
			value,
			until: this.#steady() + this.#time
		});
		for (const oldest of this.#kept.keys()) {
			if (this.#kept.size <= most) return;
			this.#kept.delete(oldest);
		}
	}
}
const most = 1e3;
function formatDuration(ms) {
	if (ms < 100) return `${Math.round(ms)} ms`;
	return `${ms >= 9950 ? Math.round(ms / 1e3) : Math.round(ms / 100) / 10} s`;
}
const networkWords = {
	ECONNRESET: "conn reset",
	UND_ERR_SOCKET: "conn reset",
	ECONNREFUSED: "conn refused",
	EPIPE: "broken pipe",
	ETIMEDOUT: "conn timeout",
	ESOCKETTIMEDOUT: "i/o timeout",
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
			if (failure.status === 429) return failure.retryAfter === undefined ? "429" : `429, ${formatDuration(failure.retryAfter)}`;
			return failure.code && failure.status < 500 ? `${failure.status} ${failure.code}` : `HTTP ${failure.status}`;
		case "network": return networkWords[failure.code] ?? failure.code;
		case "timeout": return "attempt timeout";
		case "content": return failure.what;
	}
}
const longestAsk = 6e5;
function classify(failure, phase) {
	switch (failure.kind) {
		case "timeout": return {
			action: "retry",
			reason: shortReason(failure)
		};
		case "content": return {
			action: "retry",
			reason: shortReason(failure),
			...contentRules[failure.what]
		};
		case "network": return {
			reason: shortReason(failure),
			...classifyNetwork(failure.code)
		};
		case "http": return classifyHttp(failure, phase);
	}
}
const contentRules = { "401 without a challenge": {
	tries: 4,
	advice: "check the credentials that are stored for it"
} };
const transientNetwork = new Set([
	"ECONNRESET",
	"ECONNREFUSED",
	"ECONNABORTED",
	"ETIMEDOUT",
	"ESOCKETTIMEDOUT",
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
const tlsAdvice = [[/CERT|ISSUER|LEAF_SIGNATURE/, "its certificate is not trusted; set NODE_EXTRA_CA_CERTS to the file of a private authority"], [/EPROTO|WRONG_VERSION|PACKET_LENGTH/, "if it speaks plain HTTP, list its host and port in \"insecure-registries\""]];
function classifyNetwork(code) {
	if (code === "ENOTFOUND") return {
		action: "retry",
		tries: 2,
		advice: "check the registry's name"
	};
	if (code === "ECONNREFUSED") return {
		action: "retry",
		host: true
	};
	if (transientNetwork.has(code)) return { action: "retry" };
	const advice = tlsAdvice.find(([codes]) => codes.test(code))?.[1];
	return {
		action: "fail",
		...advice && { advice }
	};
}
function classifyHttp(failure, phase) {
	const reason = shortReason(failure);
	const rule = httpRules.find(({ when }) => when(failure, phase));
	if (!rule) return {
		action: "fail",
		reason
	};
	const { when: _, heedsDelay, ...verdict } = rule;
	const { retryAfter: delay } = failure;
	if (!heedsDelay || delay === undefined) return {
		reason,
		...verdict
	};
	if (delay <= longestAsk) return {
		reason,
		...verdict,
		delay
	};
	return {
		action: "fail",
		reason,
		advice: "the registry asks for a longer wait than a job should make"
	};
}
const isTooMany = ({ status, code }) => status === 429 || code === "TOOMANYREQUESTS";
const missesParts = ({ code }) => code === "MANIFEST_BLOB_UNKNOWN" || code === "MANIFEST_UNVERIFIED";
const isUploadLost = ({ status, code }, phase) => code === "BLOB_UPLOAD_UNKNOWN" || code === "BLOB_UPLOAD_INVALID" || phase === "write" && status === 416;
const absentCodes = new Set([
	"MANIFEST_UNKNOWN",
	"BLOB_UNKNOWN",
	"NOT_FOUND"
]);
const isAbsent = ({ status, code = "" }) => status === 404 || absentCodes.has(code);
const gatewayStatus = new Set([
	502,
	503,
	504
]);
const transientStatus = new Set([
	408,
	425,
	499,
	500,
	520,
	521,
	522,
	523,
	524,
	530
]);
const transientCodes = new Set(["UNKNOWN", "UNAVAILABLE"]);
const isPage = ({ status, body }) => (status >= 500 || status === 400) && /^\s*</.test(body);
const deniedAdvice = "check that the credentials may read and write this repository";
const httpRules = [
	{
		when: (failure) => isTooMany(failure) && /pull rate limit/i.test(failure.body),
		action: "fail",
		reason: "429, pull rate limit",
		advice: "log in to the registry, or wait until the quota is renewed"
	},
	{
		when: isTooMany,
		action: "retry",
		host: true,
		limit: true,
		heedsDelay: true
	},
	{
		when: ({ status, body }) => status === 403 && /secondary rate limit/i.test(body),
		action: "retry",
		reason: "403 secondary rate limit",
		host: true,
		limit: true,
		heedsDelay: true
	},
	{
		when: ({ status }) => status === 401,
		action: "reauthenticate"
	},
	{
		when: ({ status, body }) => status === 403 && /token has expired|token is expired/i.test(body),
		action: "reauthenticate"
	},
	{
		when: ({ status, code }) => status === 403 && code === "DENIED",
		action: "retry",
		tries: 2,
		advice: deniedAdvice
	},
	{
		when: ({ status }) => status === 403,
		action: "fail",
		advice: deniedAdvice
	},
	{
		when: (failure, phase) => phase === "write" && missesParts(failure),
		action: "heal"
	},
	{
		when: isUploadLost,
		action: "restart"
	},
	{
		when: ({ code }, phase) => code === "NAME_UNKNOWN" && phase === "write",
		action: "fail",
		advice: "create the repository first"
	},
	{
		when: ({ code }) => code === "NAME_UNKNOWN",
		action: "absent",
		repositoryUnknown: true
	},
	{
		when: (failure, phase) => isAbsent(failure) && phase === "write",
		action: "heal",
		advice: "check that the repository exists and may be written"
	},
	{
		when: isAbsent,
		action: "absent"
	},
	{
		when: ({ status }) => gatewayStatus.has(status),
		action: "retry",
		host: true,
		heedsDelay: true
	},
	{
		when: (failure) => transientStatus.has(failure.status) || transientCodes.has(failure.code ?? "") || isPage(failure),
		action: "retry",
		heedsDelay: true
	}
];
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
function serverTime(date, now) {
	const said = date && /^[a-z]/i.test(date) ? Date.parse(date) : Number.NaN;
	return Number.isNaN(said) ? now : said;
}
class RegistryError extends ReportedError {
	name = "RegistryError";
	where;
	failure;
	phase;
	verdict;
	challenge;
	constructor(where, failure, phase, more = {}) {
		const { verdict = classify(failure, phase) } = more;
		super(sentence(where, failure, verdict), { cause: more.cause });
		this.challenge = more.challenge;
		this.where = where;
		this.failure = failure;
		this.phase = phase;
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
	const wait = retryAfter(headers["retry-after"], body, serverTime(headers.date, Date.now()));
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
const isWords = /^\s*[^\s<{["]\S*\s+\S/;
function messageIn(body) {
	const message = firstError(body)?.message ?? (isWords.test(body) ? body : undefined);
	return typeof message === "string" ? bounded(oneLine(message), longestMessage) || undefined : undefined;
}
const silence = {
	status: 504,
	code: "UNAVAILABLE",
	message: "the registry did not answer in time",
	passing: true
};
function troubleOf(thrown) {
	if (thrown instanceof Error && thrown.name === "TimeoutError") return silence;
	const error = registryErrorIn(thrown);
	if (error === undefined) {
		const message = thrown instanceof RegistryRefusal ? thrown.message : "the registry could not be asked";
		return {
			status: 502,
			code: "UNKNOWN",
			message,
			passing: false
		};
	}
	const { failure, message, verdict } = error;
	if (failure.kind === "timeout") return {
		...silence,
		message
	};
	if (failure.kind === "network") return {
		status: 502,
		code: "UNAVAILABLE",
		message,
		passing: verdict.action === "retry"
	};
	if (failure.kind === "content") return {
		status: 502,
		code: "UNKNOWN",
		message,
		passing: false
	};
	const { status, retryAfter } = failure;
	if (status === 404) return {
		status,
		code: "NOT_FOUND",
		message,
		passing: false
	};
	if (status === 401 || status === 403) return {
		status: 403,
		code: "DENIED",
		message,
		passing: false
	};
	if (status === 429) {
		const wait = retryAfter === undefined ? {} : { retryAfter: Math.ceil(retryAfter / 1e3) };
		return {
			status,
			code: "TOOMANYREQUESTS",
			message,
			passing: true,
			...wait
		};
	}
	const fault = status >= 500;
	return {
		status: 502,
		code: fault ? "UNAVAILABLE" : "UNKNOWN",
		message,
		passing: fault
	};
}
function mayBeStale({ passing }, age, stale) {
	return passing && stale > 0 && age <= stale;
}
function registryErrorIn(thrown) {
	let at = thrown;
	for (let depth = 0; at instanceof Error && depth < 5; depth++) {
		if (at instanceof RegistryError) return at;
		at = at.cause;
	}
	return undefined;
}
class Troubled extends Error {
	trouble;
	constructor(trouble) {
		super(trouble.message);
		this.trouble = trouble;
	}
}
const promiseTime = 6e5;
class Manifests {
	#options;
	#failures;
	#told;
	#promised;
	#asking = new Shared();
	#fetching = new Shared();
	constructor(options) {
		this.#options = options;
		const steady = () => options.clocks.steady();
		this.#failures = new Memo(options.memoTime, steady);
		this.#told = new Memo(options.memoTime, steady);
		this.#promised = new Memo(promiseTime, steady);
	}
	async headTag(repository, tag) {
		const asked = await this.#ask(repository, tag);
		this.#told.put(`${repository}:${tag}`, asked);
		const { digest, type, size, trouble } = asked;
		if (!trouble) {
			const key = `${repository}@${digest}`;
			this.#promised.put(key, new Set(this.#promised.get(key)).add(tag));
		}
		return {
			digest,
			type,
			size,
			isStale: trouble !== undefined
		};
	}
	async getTag(repository, tag) {
		const told = this.#told.take(`${repository}:${tag}`);
		const { digest, bytes, trouble } = told ?? await this.#ask(repository, tag);
		const isTold = told !== undefined;
		if (bytes) return {
			...found$1(digest, bytes, true, false),
			isTold
		};
		try {
			const manifest = await this.get(repository, digest);
			if (trouble) return {
				...manifest,
				isStale: true,
				isTold
			};
			this.#options.tags.confirm(repository, tag, digest);
			return {
				...manifest,
				isTold
			};
		} catch (error) {
			const before = error instanceof Troubled ? await this.#before(repository, tag, error.trouble) : undefined;
			if (before) return {
				...before,
				isTold: false
			};
			throw error;
		}
	}
	async get(repository, digest) {
		const manifest = await this.#keptOrFetched(repository, digest);
		for (const tag of this.#promised.take(`${repository}@${digest}`) ?? []) this.#options.tags.confirm(repository, tag, digest);
		return manifest;
	}
	async #keptOrFetched(repository, digest) {
		const kept = await this.#kept(digest);
		if (kept) return kept;
		const bytes = await this.#remembering(`${repository}@${digest}`, () => this.#fetching.run(`${repository}@${digest}`, () => this.#fetch(repository, digest)));
		return found$1(digest, bytes, true, false);
	}
	async head(repository, digest) {
		const kept = await this.#kept(digest);
		if (kept) return {
			...kept,
			size: kept.bytes.byteLength
		};
		const { type, size } = await this.#remembering(`${repository}@${digest}`, () => this.#options.upstream.head(repository, digest, this.#options.coldTime));
		return {
			digest,
			type,
			size,
			isStale: false
		};
	}
	#ask(repository, tag) {
		const key = `${repository}:${tag}`;
		return this.#asking.run(key, async () => {
			try {
				return await this.#remembering(key, () => this.#askNow(repository, tag));
			} catch (error) {
				const before = error instanceof Troubled ? await this.#before(repository, tag, error.trouble) : undefined;
				if (!before || !(error instanceof Troubled)) throw error;
				const { digest, type, bytes } = before;
				return {
					digest,
					type,
					size: bytes.byteLength,
					trouble: error.trouble
				};
			}
		});
	}
	async #askNow(repository, tag) {
		const { upstream, store, tags, tagTime, coldTime } = this.#options;
		const known = tags.get(repository, tag);
		const hasOther = known !== undefined && store.get(known.digest) !== undefined;
		const head = await upstream.head(repository, tag, hasOther ? tagTime : coldTime);
		if (head.digest === undefined) {
			const bytes = await upstream.manifest(repository, tag);
			const digest = digestOf(bytes, "sha256");
			keep(store, digest, bytes);
			tags.confirm(repository, tag, digest);
			return {
				digest,
				type: found$1(digest, bytes, true, false).type,
				size: bytes.byteLength,
				bytes
			};
		}
		const kept = await this.#kept(head.digest);
		if (!kept) return {
			digest: head.digest,
			type: head.type,
			size: head.size
		};
		tags.confirm(repository, tag, head.digest);
		return {
			digest: head.digest,
			type: kept.type,
			size: kept.bytes.byteLength
		};
	}
	async #before(repository, tag, trouble) {
		const { tags, stale } = this.#options;
		if (trouble.status === 404) tags.forget(repository, tag);
		const known = tags.get(repository, tag);
		if (known === undefined || !mayBeStale(trouble, known.age, stale)) return undefined;
		const kept = await this.#kept(known.digest);
		return kept && {
			...kept,
			isStale: true
		};
	}
	async #fetch(repository, digest) {
		const bytes = await this.#options.upstream.manifest(repository, digest);
		if (digestOf(bytes, algorithmOf(digest)) !== digest) throw new Troubled(wrong("the registry sent other bytes than those of the digest"));
		if (typeOfManifest(bytes) === undefined) throw new Troubled(wrong("the registry sent what is no manifest"));
		keep(this.#options.store, digest, bytes);
		return bytes;
	}
	async #kept(digest) {
		const { store } = this.#options;
		const entry = store.get(digest);
		if (!entry || entry.size > longestKept) return undefined;
		let fd;
		entry.readers += 1;
		try {
			fd = openSync(entry.path, "r");
			const bytes = await readEntry(fd, entry);
			if (typeOfManifest(bytes) === undefined) return undefined;
			store.touch(entry);
			return found$1(digest, bytes, false, false);
		} catch (error) {
			store.drop(entry);
			if (!(error instanceof Damaged) && error.code !== "ENOENT") store.fail(error);
			return undefined;
		} finally {
			entry.readers -= 1;
			if (fd !== undefined) closeSync(fd);
		}
	}
	async #remembering(key, ask) {
		const failure = this.#failures.get(key);
		if (failure) throw new Troubled(failure);
		try {
			return await ask();
		} catch (error) {
			const trouble = error instanceof Troubled ? error.trouble : troubleOf(error);
			this.#failures.put(key, trouble);
			throw new Troubled(trouble);
		}
	}
}
const longestKept = 16 << 20;
function found$1(digest, bytes, isFetched, isStale) {
	const type = typeOfManifest(bytes);
	if (type === undefined) throw new Troubled(wrong("the registry sent what is no manifest"));
	return {
		digest,
		type,
		bytes,
		isFetched,
		isStale
	};
}
function wrong(message) {
	return {
		status: 502,
		code: "UNKNOWN",
		message,
		passing: false
	};
}
function digestOf(bytes, algorithm) {
	const hash = hasher(algorithm);
	hash.update(bytes);
	return hash.digest();
}
function keep(store, digest, bytes) {
	const reservation = store.get(digest) ? undefined : store.reserve(bytes.byteLength);
	if (!reservation) return;
	try {
		for (let done = 0; done < bytes.byteLength;) done += writeSync(reservation.fd, bytes, done, bytes.byteLength - done, done);
		store.keep(reservation, digest);
	} catch (error) {
		store.release(reservation);
		store.fail(error);
	} finally {
		closeSync(reservation.fd);
	}
}
class Blobs {
	#options;
	#failures;
	#flights = new Map();
	#underWay = new Set();
	constructor(options) {
		this.#options = options;
		this.#failures = new Memo(options.memoTime, () => options.clocks.steady());
	}
	async head(repository, digest) {
		const entry = this.#options.store.get(digest);
		if (entry) return entry.size;
		return this.#remembering(`${repository}@${digest}`, () => this.#options.upstream.headBlob(repository, digest));
	}
	async send(repository, digest, start, answer) {
		const { store, counts } = this.#options;
		const entry = store.get(digest);
		const fd = entry && this.#opened(entry);
		if (entry && fd !== undefined) {
			counts.add("hits");
			return this.#sendKept(entry, fd, digest, start, answer);
		}
		const key = `${repository}@${digest}`;
		const failure = this.#failures.get(key);
		if (failure) throw new Troubled(failure);
		const known = this.#flights.get(digest);
		const flight = known?.canJoin ? known : this.#begin(repository, digest);
		const follower = flight.join();
		counts.add(flight === known ? "hits" : "misses");
		try {
			return await this.#sendFlight(flight, follower, digest, start, answer);
		} catch (error) {
			if (answer.hasBegun || error instanceof ClientGone) throw error;
			const trouble = troubleOf(error);
			this.#failures.put(key, trouble);
			throw new Troubled(trouble);
		} finally {
			flight.leave(follower);
		}
	}
	stop() {
		for (const flight of this.#underWay) flight.stop(new Error("the engine ends"));
	}
	async #sendKept(entry, fd, digest, start, answer) {
		const { store } = this.#options;
		entry.readers += 1;
		try {
			store.touch(entry);
			begin(answer, digest, start, entry.size);
			if (start < entry.size) await sendEntry(fd, entry, start, answer);
			return entry.size;
		} catch (error) {
			if (error instanceof Damaged) store.drop(entry);
			throw error;
		} finally {
			entry.readers -= 1;
			closeSync(fd);
		}
	}
	async #sendFlight(flight, follower, digest, start, answer) {
		const size = await flight.head;
		answer.onGone(() => flight.leave(follower));
		follower.position = size === undefined ? 0 : start;
		begin(answer, digest, follower.position, size);
		if (size === undefined || start < size) for await (const bytes of flight.read(follower)) await answer.write(bytes);
		if (follower.hasLeft) throw new ClientGone();
		return size ?? follower.position;
	}
	#begin(repository, digest) {
		const { store, upstream, counts, stallTime } = this.#options;
		let isPassed = false;
		const flight = new Flight({
			digest,
			store,
			stallTime,
			open: (signal) => upstream.blob(repository, digest, signal),
			onBytes: (bytes) => {
				counts.add("upstreamBytes", bytes);
				if (isPassed) counts.add("passedBytes", bytes);
			},
			onPassed: () => {
				isPassed = true;
				counts.add("passed");
			},
			onEnd: () => {
				counts.save();
				this.#underWay.delete(flight);
				if (this.#flights.get(digest) === flight) this.#flights.delete(digest);
			}
		});
		this.#flights.set(digest, flight);
		this.#underWay.add(flight);
		return flight;
	}
	#opened(entry) {
		try {
			return openSync(entry.path, "r");
		} catch (error) {
			this.#options.store.drop(entry);
			if (error.code !== "ENOENT") this.#options.store.fail(error);
			return undefined;
		}
	}
	async #remembering(key, ask) {
		const failure = this.#failures.get(key);
		if (failure) throw new Troubled(failure);
		try {
			return await ask();
		} catch (error) {
			const trouble = troubleOf(error);
			this.#failures.put(key, trouble);
			throw new Troubled(trouble);
		}
	}
}
function begin(answer, digest, start, size) {
	const headers = {
		"content-type": "application/octet-stream",
		"docker-content-digest": digest,
		etag: `"${digest}"`,
		"accept-ranges": "bytes"
	};
	const ranged = (range) => ({
		...headers,
		"content-range": `bytes ${range}/${size}`
	});
	if (start === 0 || size === undefined) answer.begin(200, headers, size);
	else if (start >= size) answer.begin(416, ranged("*"), 0);
	else answer.begin(206, ranged(`${start}-${size - 1}`), size - start);
}
const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
function isHost(text) {
	return HOST.test(text) && URL.canParse(`https://${text}`);
}
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const LONGEST_REPOSITORY = 255;
function isTag(text) {
	return TAG.test(text);
}
function isRepositoryPath(text) {
	return text.length <= LONGEST_REPOSITORY && REPOSITORY.test(text);
}
const hub = [
	"docker.io",
	"index.docker.io",
	"registry-1.docker.io"
];
function route({ method, url = "", host }, upstream) {
	if (!isOurName(host)) return refused(421, "DENIED", "this is a cache for this machine alone");
	if (method !== "GET" && method !== "HEAD") return refused(405, "UNSUPPORTED", "this is a cache that nothing is pushed to");
	const [path = "", query = ""] = url.split("?", 2);
	if (path === "/v2" || path === "/v2/") return { kind: "ping" };
	const own = /^\/_imgpub\/(health|stats|reads)$/.exec(path)?.[1];
	if (own === "reads") return {
		kind: "reads",
		since: sinceOf(query)
	};
	if (own !== undefined) return { kind: own };
	const [, repository = "", what, written = ""] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
	if (what === undefined) return refused(404, "UNSUPPORTED", "this is a cache of manifests and blobs");
	const named = new URLSearchParams(query).get("ns");
	if (named !== null && !isUpstream(named, upstream)) return refused(404, "NAME_UNKNOWN", "this is a cache of another registry");
	if (!isRepositoryPath(repository)) return refused(400, "NAME_INVALID", "this is no repository's name");
	const reference = written.replace(/^(sha\d{3})%3a/i, "$1:");
	if (isDigest(reference)) return {
		kind: what === "blobs" ? "blob" : "manifest",
		repository,
		digest: reference
	};
	if (what === "blobs") return refused(400, "DIGEST_INVALID", "this is no digest");
	return isTag(reference) ? {
		kind: "tag",
		repository,
		tag: reference
	} : refused(400, "TAG_INVALID", "this is neither a tag nor a digest");
}
function rangeStart(header) {
	const digits = /^bytes=(\d{1,15})-$/.exec(header ?? "")?.[1];
	return digits === undefined ? 0 : Number(digits);
}
function refused(status, code, message) {
	return {
		kind: "refused",
		status,
		code,
		message
	};
}
function isOurName(host = "") {
	const name = /^(\[[\da-f:]+\]|[^:]+)(?::\d+)?$/i.exec(host)?.[1];
	return name !== undefined && isLoopbackName(name.toLowerCase());
}
function isUpstream(named, upstream) {
	return named === upstream || hub.includes(named) && hub.includes(upstream);
}
function sinceOf(query) {
	const digits = /^\d{1,15}$/.exec(new URLSearchParams(query).get("since") ?? "")?.[0];
	return digits === undefined ? 0 : Number(digits);
}
const staleHeader = { warning: "110 - \"Response is Stale\"" };
class Mirror {
	#options;
	#manifests;
	#blobs;
	#started;
	constructor(options) {
		this.#options = options;
		const { stale, tuning } = options.config;
		this.#manifests = new Manifests({
			...options,
			...tuning,
			stale
		});
		this.#blobs = new Blobs({
			...options,
			...tuning
		});
		this.#started = options.clocks.now();
	}
	async handle(request, response) {
		const { counts, onBug, upstream } = this.#options;
		const answer = new Answer(response, counts);
		const { method, url } = request;
		const asked = route({
			method,
			url,
			host: request.headers.host
		}, upstream.host);
		try {
			await this.#answer(asked, request, answer);
		} catch (error) {
			if (error instanceof Troubled && !answer.hasBegun) return this.#refuse(answer, error.trouble);
			if (!(error instanceof ClientGone)) {
				counts.add("failures");
				if (error instanceof TypeError || error instanceof RangeError) onBug(error);
			}
			answer.break();
		}
	}
	stop() {
		this.#blobs.stop();
	}
	async #answer(asked, request, answer) {
		const { counts, reads, config, clocks } = this.#options;
		const isHead = request.method === "HEAD";
		switch (asked.kind) {
			case "refused": return answer.refuse(asked.status, asked.code, asked.message, allowed(asked.status));
			case "ping": return answer.json(200, {});
			case "health": return answer.json(200, this.#health());
			case "stats": return answer.json(200, this.#stats());
			case "reads": {
				const told = reads.since(asked.since);
				const anonymous = config.password === undefined;
				return answer.json(200, {
					now: clocks.now(),
					anonymous,
					...told
				});
			}
			case "blob": {
				counts.add("requests");
				const { repository, digest } = asked;
				if (isHead) return headBlob(answer, digest, await this.#blobs.head(repository, digest));
				const start = rangeStart(request.headers.range);
				const size = await this.#blobs.send(repository, digest, start, answer);
				this.#wasRead({
					repository,
					digest,
					kind: "blob",
					size
				});
				return answer.end();
			}
			case "manifest": {
				counts.add("requests");
				const { repository, digest } = asked;
				if (isHead) return headManifest(answer, await this.#manifests.head(repository, digest));
				return this.#give(answer, await this.#manifests.get(repository, digest), repository);
			}
			case "tag": {
				counts.add("requests");
				const { repository, tag } = asked;
				if (isHead) {
					const told = await this.#manifests.headTag(repository, tag);
					if (told.isStale) counts.add("staleServed");
					const { digest, size } = told;
					if (size !== undefined) this.#wasRead({
						repository,
						digest,
						kind: "manifest",
						tag,
						size
					});
					return headManifest(answer, told);
				}
				const found = await this.#manifests.getTag(repository, tag);
				if (found.isStale && !found.isTold) counts.add("staleServed");
				return this.#give(answer, found, repository, tag);
			}
		}
	}
	async #give(answer, found, repository, tag) {
		const { digest, bytes, isFetched } = found;
		const size = bytes.byteLength;
		this.#options.counts.add(isFetched ? "misses" : "hits");
		this.#wasRead({
			repository,
			digest,
			kind: "manifest",
			...tag !== undefined && { tag },
			size
		});
		answer.begin(200, headersOf(found), size);
		await answer.write(bytes);
		answer.end();
	}
	#refuse(answer, { status, code, message, retryAfter }) {
		this.#options.counts.add("failures");
		answer.refuse(status, code, message, { ...retryAfter !== undefined && { "retry-after": String(retryAfter) } });
	}
	#wasRead(read) {
		this.#options.reads.add({
			...read,
			at: this.#options.clocks.now()
		});
	}
	#health() {
		const { upstream, store, maxSize } = this.#options.config;
		return {
			status: "ok",
			engine: engineNumber,
			upstream,
			store,
			maxSize,
			started: this.#started
		};
	}
	#stats() {
		const { counts, store, upstream } = this.#options;
		return {
			...counts.read(),
			engine: engineNumber,
			since: counts.since,
			started: this.#started,
			storeBytes: store.bytes,
			capBytes: store.cap,
			entries: store.count,
			rateLimitRemaining: upstream.rateLimitRemaining,
			memory: process.memoryUsage.rss()
		};
	}
}
function headersOf({ digest, type, isStale }) {
	return {
		...type !== "" && { "content-type": type },
		"docker-content-digest": digest,
		etag: `"${digest}"`,
		...isStale && staleHeader
	};
}
function headManifest(answer, told) {
	answer.begin(200, headersOf(told), told.size);
	answer.end();
}
function headBlob(answer, digest, size) {
	const headers = {
		"content-type": "application/octet-stream",
		"docker-content-digest": digest
	};
	answer.begin(200, {
		...headers,
		"accept-ranges": "bytes"
	}, size);
	answer.end();
}
function allowed(status) {
	return status === 405 ? { allow: "GET, HEAD" } : {};
}
const noCounts = {
	requests: 0,
	hits: 0,
	misses: 0,
	failures: 0,
	upstreamRequests: 0,
	upstreamBytes: 0,
	upstreamFailures: 0,
	servedBytes: 0,
	staleServed: 0,
	refusedCredentials: 0,
	passed: 0,
	passedBytes: 0,
	evicted: 0,
	evictedBytes: 0,
	diskFailures: 0
};
const countNames = Object.keys(noCounts);
const copy = 4096;
const mostUnwritten = 1 << 20;
class CountsFile {
	since;
	#fd;
	#counts;
	#serial;
	#unwritten = 0;
	constructor(path, now, onFailure) {
		this.#onFailure = onFailure;
		const { fd, best } = opened(path, onFailure);
		this.#fd = fd;
		this.since = best?.since ?? now;
		this.#counts = {
			...noCounts,
			...best?.counts
		};
		this.#serial = best?.serial ?? 0;
		this.#write();
		this.#write();
	}
	#onFailure;
	add(name, more = 1) {
		if (more <= 0) return;
		this.#counts[name] += more;
		this.#unwritten += Math.min(more, mostUnwritten);
		if (this.#unwritten >= mostUnwritten) this.save();
	}
	save() {
		if (this.#unwritten > 0) this.#write();
	}
	read() {
		this.save();
		return { ...this.#counts };
	}
	close() {
		this.save();
		if (this.#fd !== undefined) closeSync(this.#fd);
	}
	#write() {
		this.#unwritten = 0;
		if (this.#fd === undefined) return;
		this.#serial += 1;
		const text = written({
			serial: this.#serial,
			since: this.since,
			counts: this.#counts
		});
		try {
			writeSync(this.#fd, text, this.#serial % 2 * copy);
		} catch (error) {
			this.#onFailure(error);
		}
	}
}
function opened(path, onFailure) {
	try {
		const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 384);
		const buffer = Buffer.alloc(2 * copy);
		readSync(fd, buffer, 0, buffer.length, 0);
		const best = newest(buffer);
		return {
			fd,
			...best && { best }
		};
	} catch (error) {
		onFailure(error);
		return {};
	}
}
function written(saved) {
	const json = JSON.stringify(saved);
	return `${crc32(json).toString(16).padStart(8, "0")} ${json}`.padEnd(copy - 1).concat("\n");
}
function newest(file) {
	const copies = [0, 1].flatMap((at) => copyIn(file.subarray(at * copy, (at + 1) * copy)) ?? []);
	return copies.sort((one, other) => other.serial - one.serial)[0];
}
function copyIn(page) {
	const text = new TextDecoder().decode(page).trimEnd();
	const json = text.slice(9);
	if (text.slice(0, 9) !== `${crc32(json).toString(16).padStart(8, "0")} `) return undefined;
	const value = parseJson(json);
	if (!isRecord(value) || !isRecord(value.counts)) return undefined;
	const { serial, since, counts } = value;
	if (!isCount$1(serial) || !isCount$1(since)) return undefined;
	const known = countNames.map((name) => [name, isCount$1(counts[name]) ? counts[name] : 0]);
	return {
		serial,
		since,
		counts: Object.fromEntries(known)
	};
}
function isCount$1(value) {
	return Number.isSafeInteger(value) && value >= 0;
}
class Journal {
	#path;
	#most;
	#onFailure;
	#fd;
	#size = 0;
	constructor(path, most, onFailure) {
		this.#path = path;
		this.#most = most;
		this.#onFailure = onFailure;
	}
	load() {
		let text = "";
		try {
			text = readFileSync(this.#path, "utf8");
		} catch {}
		return text.split("\n").flatMap((line) => parseJson(line) ?? []);
	}
	add(record, all) {
		const line = `\n${JSON.stringify(record)}`;
		try {
			this.#fd ??= this.#open();
			if (this.#size + line.length > this.#most) this.rewrite(all());
			else this.#size += writeSync(this.#fd, line);
		} catch (error) {
			this.close();
			this.#onFailure(error);
		}
	}
	rewrite(records) {
		this.close();
		const next = `${this.#path}.new`;
		try {
			rmSync(next, { force: true });
			const fd = openSync(next, "a", 384);
			this.#fd = fd;
			const text = [...records].map((record) => `\n${JSON.stringify(record)}`).join("");
			this.#size = writeSync(fd, text);
			if (this.#size < Buffer.byteLength(text)) throw new Error("the disk took a part of it");
			renameSync(next, this.#path);
		} catch (error) {
			this.close();
			rmSync(next, { force: true });
			this.#onFailure(error);
		}
	}
	close() {
		const fd = this.#fd;
		this.#fd = undefined;
		if (fd !== undefined) closeSync(fd);
	}
	#open() {
		const fd = openSync(this.#path, "a", 384);
		this.#size = fstatSync(fd).size;
		return fd;
	}
}
const settleTime = 25;
const mostTries = 20;
async function lockStore(store) {
	const folder = openSync(store, "r");
	const through = (name) => join(`/proc/self/fd/${folder}`, name);
	const own = `lock-${randomBytes(8).toString("hex")}`;
	const server = createServer((socket) => socket.destroy());
	server.listen(through(own));
	await once(server, "listening");
	const release = () => {
		if (isSame(join(store, "lock"), join(store, own))) rmSync(join(store, "lock"), { force: true });
		rmSync(join(store, own), { force: true });
		server.close();
		closeSync(folder);
	};
	try {
		for (let tries = 0; tries < mostTries; tries++) {
			const found = identity(join(store, "lock"));
			if (isLinked(join(store, own), join(store, "lock"))) {
				await setTimeout$1(settleTime);
				if (isSame(join(store, "lock"), join(store, own))) return release;
			} else if (await isListening(through("lock"))) break;
			else clear$1(store, found);
		}
	} catch (error) {
		release();
		throw error;
	}
	release();
	throw new UserError(`the store ${store} is in use by another engine; expected one that is this engine's alone`);
}
function isLinked(from, to) {
	try {
		linkSync(from, to);
		return true;
	} catch (error) {
		if (error.code === "EEXIST") return false;
		throw error;
	}
}
function clear$1(store, found) {
	const lock = join(store, "lock");
	const aside = join(store, `lock-${randomBytes(8).toString("hex")}`);
	try {
		renameSync(lock, aside);
	} catch {
		return;
	}
	if (identity(aside) !== found) isLinked(aside, lock);
	rmSync(aside, { force: true });
}
function identity(path) {
	const stat = statSync(path, { throwIfNoEntry: false });
	return stat && `${stat.ino} ${stat.birthtimeMs}`;
}
function isSame(one, other) {
	const found = identity(one);
	return found !== undefined && found === identity(other);
}
function isListening(path) {
	return new Promise((resolve) => {
		const socket = createConnection(path);
		socket.on("connect", () => {
			socket.destroy();
			resolve(true);
		});
		socket.on("error", () => resolve(false));
	});
}
function readIn(value) {
	if (!isRecord(value)) return undefined;
	const { repository, digest, kind, tag, size, at } = value;
	if (typeof repository !== "string" || typeof digest !== "string" || !isDigest(digest)) return undefined;
	if (kind !== "manifest" && kind !== "blob" || !isCount(size) || !isCount(at)) return undefined;
	return {
		repository,
		digest,
		kind,
		...typeof tag === "string" && { tag },
		size,
		at
	};
}
function isCount(value) {
	return Number.isSafeInteger(value) && value >= 0;
}
class ReadList {
	#journal;
	#most;
	#reads = new Map();
	#forgotten = -1;
	constructor(journal, most) {
		this.#journal = journal;
		this.#most = most;
		for (const record of journal.load()) {
			const read = readIn(record);
			if (read) this.#put(read);
		}
	}
	add(read) {
		this.#journal.add(this.#put(read), () => this.#reads.values());
	}
	since(time) {
		return {
			reads: [...this.#reads.values()].filter(({ at }) => at >= time),
			forgotten: this.#forgotten >= time
		};
	}
	#put(read) {
		const key = `${read.repository} ${read.digest}`;
		const before = this.#reads.get(key);
		const merged = before?.tag === undefined ? read : {
			tag: before.tag,
			...read
		};
		this.#reads.delete(key);
		this.#reads.set(key, merged);
		for (const [oldest, { at }] of this.#reads) {
			if (this.#reads.size <= this.#most) break;
			this.#reads.delete(oldest);
			this.#forgotten = Math.max(this.#forgotten, at);
		}
		return merged;
	}
}
function roomFor(size, { cap, taken, held }, { free, keep }) {
	const short = Math.max(taken + size - cap, keep + size - free, 0);
	if (short === 0) return [];
	if (size > cap / 2) return undefined;
	const { out, freed } = leastUsed(short, held);
	return freed >= short ? out : undefined;
}
function relief({ cap, taken, held }, { free, keep }) {
	return leastUsed(Math.max(taken - cap, keep - free), held).out;
}
function leastUsed(short, held) {
	const out = [];
	let freed = 0;
	for (const one of held) {
		if (freed >= short) break;
		if (one.busy) continue;
		out.push(one);
		freed += one.taken;
	}
	return {
		out,
		freed
	};
}
const block = 4096;
function takenBy(size) {
	return Math.ceil(size / block) * block;
}
const mostSmall = 65536;
function partsOf(maxSize) {
	const records = Math.min(Math.max(Math.floor(maxSize / 50), 1e6), 16e6);
	const small = Math.max(Math.floor(maxSize / 100), 1e6);
	return {
		small,
		large: Math.max(0, maxSize - small - records),
		records
	};
}
function keptFree(minFree, total) {
	return "bytes" in minFree ? minFree.bytes : Math.ceil(total * minFree.percent / 100);
}
const neverFull = {
	halvings: 0,
	at: 0
};
const mostHalvings = 6;
function fullAgain(full, now, recoverTime) {
	return {
		halvings: Math.min(halvingsAt(full, now, recoverTime) + 1, mostHalvings),
		at: now
	};
}
function boundAfter(cap, full, now, recoverTime) {
	return Math.floor(cap / 2 ** halvingsAt(full, now, recoverTime));
}
function halvingsAt({ halvings, at }, now, recoverTime) {
	return Math.max(0, halvings - Math.floor((now - at) / recoverTime));
}
class Entry {
	digest;
	size;
	path;
	taken;
	isVerified = false;
	readers = 0;
	used;
	saved;
	constructor(folder, digest, size, used) {
		this.digest = digest;
		this.size = size;
		this.path = pathOf(folder, digest);
		this.taken = takenBy(size);
		this.used = used;
		this.saved = used;
	}
	get busy() {
		return this.readers > 0;
	}
}
const saveTime$1 = 6e4;
class Store {
	#options;
	#small;
	#large;
	#reserved = new Set();
	#full = neverFull;
	#latest = 0;
	#serial = 0;
	constructor(options) {
		this.#options = options;
		this.#small = {
			cap: options.parts.small,
			held: new Map(),
			taken: 0
		};
		this.#large = {
			cap: options.parts.large,
			held: new Map(),
			taken: 0
		};
	}
	adopt(entries) {
		for (const entry of entries) {
			this.#put(entry);
			this.#latest = Math.max(this.#latest, entry.used);
		}
		this.relieve();
	}
	get(digest) {
		return this.#small.held.get(digest) ?? this.#large.held.get(digest);
	}
	touch(entry) {
		const { held } = this.#partOf(entry.size);
		if (held.get(entry.digest) !== entry) return;
		held.delete(entry.digest);
		held.set(entry.digest, entry);
		this.#latest = Math.max(this.#latest + 1, this.#options.clocks.now());
		entry.used = this.#latest;
		if (entry.used - entry.saved < saveTime$1) return;
		entry.saved = entry.used;
		const time = entry.used / 1e3;
		utimes(entry.path, time, time, () => {});
	}
	reserve(size) {
		const part = this.#partOf(size);
		const taken = takenBy(size);
		const out = roomFor(taken, this.#shelf(part), this.#disk());
		if (out === undefined) return undefined;
		for (const entry of out) this.#evict(entry);
		this.#serial += 1;
		const path = join(this.#options.folder, "tmp", `${process.pid}-${this.#serial}`);
		const fd = this.#opened(path);
		if (fd === undefined) return undefined;
		const reservation = {
			size,
			path,
			fd,
			written: 0
		};
		part.taken += taken;
		this.#reserved.add(reservation);
		return reservation;
	}
	keep(reservation, digest) {
		const path = pathOf(this.#options.folder, digest);
		try {
			renameSync(reservation.path, path);
		} catch (error) {
			this.fail(error);
			this.release(reservation);
			return undefined;
		}
		this.#settle(reservation);
		const before = this.get(digest);
		if (before) this.#take(before);
		this.#latest = Math.max(this.#latest + 1, this.#options.clocks.now());
		const { size } = reservation;
		const entry = new Entry(this.#options.folder, digest, size, this.#latest);
		entry.isVerified = true;
		this.#put(entry);
		return entry;
	}
	release(reservation) {
		if (!this.#reserved.has(reservation)) return;
		rmSync(reservation.path, { force: true });
		this.#settle(reservation);
	}
	drop(entry) {
		if (this.get(entry.digest) !== entry) return;
		this.#take(entry);
		rmSync(entry.path, { force: true });
	}
	fail(error) {
		const { code } = error;
		this.#options.onFailure(error);
		if (code !== "ENOSPC" && code !== "EDQUOT") return;
		this.#full = fullAgain(this.#full, this.#options.clocks.steady(), this.#options.recoverTime);
		this.relieve();
	}
	relieve() {
		for (const part of [this.#large, this.#small]) for (const entry of relief(this.#shelf(part), this.#disk())) this.#evict(entry);
	}
	get bytes() {
		return this.#small.taken + this.#large.taken;
	}
	get cap() {
		return this.#bound(this.#small) + this.#bound(this.#large) + this.#options.parts.records;
	}
	get count() {
		return this.#small.held.size + this.#large.held.size;
	}
	#partOf(size) {
		return size <= mostSmall ? this.#small : this.#large;
	}
	#bound({ cap }) {
		return boundAfter(cap, this.#full, this.#options.clocks.steady(), this.#options.recoverTime);
	}
	#shelf(part) {
		return {
			cap: this.#bound(part),
			taken: part.taken,
			held: part.held.values()
		};
	}
	#disk() {
		try {
			const { bavail, bsize, blocks } = statfsSync(this.#options.folder);
			let promised = 0;
			for (const { size, written } of this.#reserved) promised += takenBy(size) - written;
			return {
				free: bavail * bsize - promised,
				keep: keptFree(this.#options.minFree, blocks * bsize)
			};
		} catch {
			return {
				free: 0,
				keep: 0
			};
		}
	}
	#put(entry) {
		const part = this.#partOf(entry.size);
		part.held.set(entry.digest, entry);
		part.taken += entry.taken;
	}
	#take(entry) {
		const part = this.#partOf(entry.size);
		if (part.held.delete(entry.digest)) part.taken -= entry.taken;
	}
	#evict(entry) {
		this.#take(entry);
		try {
			unlinkSync(entry.path);
		} catch (error) {
			if (error.code !== "ENOENT") this.#options.onFailure(error);
		}
		this.#options.onEvicted(entry);
	}
	#settle(reservation) {
		if (this.#reserved.delete(reservation)) this.#partOf(reservation.size).taken -= takenBy(reservation.size);
	}
	#opened(path) {
		for (const tries of [1, 2]) try {
			if (tries === 2) makeFolders(this.#options.folder);
			return openSync(path, "wx+", 384);
		} catch (error) {
			if (tries === 2) this.fail(error);
		}
		return undefined;
	}
}
function makeFolders(folder) {
	for (const name of [
		"tmp",
		"blobs/sha256",
		"blobs/sha512"
	]) mkdirSync(join(folder, name), {
		recursive: true,
		mode: 448
	});
}
function pathOf(folder, digest) {
	return join(folder, "blobs", algorithmOf(digest), digest.slice(digest.indexOf(":") + 1));
}
const saveTime = 6e4;
class Tags {
	#journal;
	#clocks;
	#most;
	#tags = new Map();
	constructor(journal, clocks, most) {
		this.#journal = journal;
		this.#clocks = clocks;
		this.#most = most;
		for (const record of journal.load()) this.#restore(record);
		this.#bound();
	}
	get(repository, tag) {
		const known = this.#tags.get(keyOf$1(repository, tag));
		return known && {
			digest: known.digest,
			age: this.#clocks.steady() - known.confirmed
		};
	}
	confirm(repository, tag, digest) {
		const key = keyOf$1(repository, tag);
		const before = this.#tags.get(key);
		const now = this.#clocks.steady();
		const isSaved = before?.digest === digest && now - before.saved < saveTime;
		this.#tags.delete(key);
		this.#tags.set(key, {
			digest,
			confirmed: now,
			saved: isSaved ? before.saved : now
		});
		this.#bound();
		if (!isSaved) this.#journal.add(this.#record(key, digest, 0), () => this.#records());
	}
	forget(repository, tag) {
		const key = keyOf$1(repository, tag);
		if (this.#tags.delete(key)) this.#journal.add({ key }, () => this.#records());
	}
	#restore(record) {
		if (!isRecord(record) || typeof record.key !== "string") return;
		const { key, digest, at } = record;
		this.#tags.delete(key);
		if (typeof digest !== "string" || !isDigest(digest) || typeof at !== "number") return;
		const age = Math.max(0, this.#clocks.now() - at);
		const steady = this.#clocks.steady();
		this.#tags.set(key, {
			digest,
			confirmed: steady - age,
			saved: steady - age
		});
	}
	#bound() {
		for (const key of this.#tags.keys()) {
			if (this.#tags.size <= this.#most) return;
			this.#tags.delete(key);
		}
	}
	*#records() {
		const now = this.#clocks.steady();
		for (const [key, { digest, confirmed }] of this.#tags) yield this.#record(key, digest, now - confirmed);
	}
	#record(key, digest, age) {
		return {
			key,
			digest,
			at: Math.round(this.#clocks.now() - age)
		};
	}
}
function keyOf$1(repository, tag) {
	return `${repository}:${tag}`;
}
const usualConnectTime = 1e4;
const quietTime$1 = 3e5;
const unsent = 192 << 10;
function createExchange({ ca, connectTime = usualConnectTime } = {}) {
	const schemes = new Map();
	const load = (protocol) => {
		const secure = protocol === "https:";
		const { Agent, request } = process.getBuiltinModule(secure ? "node:https" : "node:http");
		const kept = {
			...ca !== undefined && { ca },
			keepAlive: true,
			highWaterMark: unsent
		};
		return {
			request,
			agent: new Agent(kept),
			ready: secure ? "secureConnect" : "connect",
			connectTime
		};
	};
	return (request) => {
		const { protocol } = request.url;
		const scheme = schemes.get(protocol) ?? load(protocol);
		schemes.set(protocol, scheme);
		return send(scheme, request);
	};
}
function send({ request, agent, ready, connectTime }, { method, url, headers, body, signal }) {
	return new Promise((resolve, reject) => {
		signal.throwIfAborted();
		const sent = request(url, {
			method,
			headers,
			agent
		});
		let open = sent;
		const stop = () => open.destroy(signal.reason);
		signal.addEventListener("abort", stop, { once: true });
		sent.on("close", () => {
			signal.removeEventListener("abort", stop);
			reject(failed("ECONNRESET"));
		});
		sent.on("error", reject);
		sent.on("socket", (socket) => limitConnecting(sent, socket, ready, connectTime));
		sent.setTimeout(quietTime$1, () => open.destroy(failed("ESOCKETTIMEDOUT")));
		sent.on("response", (answer) => {
			open = answer;
			answer.on("end", () => void (sent.writableEnded || sent.destroy()));
			resolve({
				status: answer.statusCode ?? 0,
				headers: answer.headers,
				body: answer
			});
		});
		if (isStreamed(body)) body.sendTo(sent);
		else sent.end(body);
	});
}
function limitConnecting(sent, socket, ready, connectTime) {
	if (!socket.connecting) return;
	const timer = setTimeout(() => sent.destroy(failed("ETIMEDOUT")), connectTime);
	const connected = () => clearTimeout(timer);
	socket.once(ready, connected).once("close", connected);
}
function failed(code) {
	return Object.assign(new Error(`the exchange failed: ${code}`), { code });
}
function isStreamed(body) {
	return typeof body === "object" && "sendTo" in body;
}
function abortable(work, signal) {
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		if (signal.aborted) stop();
		signal.addEventListener("abort", stop, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
	});
}
function isLoopback(host) {
	if (!isHost(host)) return false;
	return isLoopbackName(new URL(`http://${host}`).hostname);
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
function collect(body, most, tooLong) {
	return new Promise((resolve, reject) => {
		const chunks = [];
		let bytes = 0;
		body.on("data", (chunk) => {
			bytes += chunk.byteLength;
			if (bytes > most) body.destroy(tooLong());
			else chunks.push(chunk);
		});
		body.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes)));
		body.on("error", reject);
		body.on("close", () => reject(Object.assign(new Error("the body broke off"), { code: "ECONNRESET" })));
	});
}
const mostLeft = 8192;
const longestLeft = 1e3;
function discard(body) {
	let bytes = 0;
	const giveUp = () => body.destroy();
	const timer = setTimeout(giveUp, longestLeft);
	body.on("error", () => {});
	body.on("close", () => clearTimeout(timer));
	body.on("data", (chunk) => {
		bytes += chunk.byteLength;
		if (bytes > mostLeft) giveUp();
	});
}
function where(method, url) {
	return `${method} ${url.host}${url.pathname.replace(/^\/v2\//, "/")}`;
}
const foreignType = /^(?:text\/html|application\/grpc)\b/i;
const longestError = 8192;
const loadFailures = () => Promise.resolve().then(() => failedAttempt$1);
function createTransport({ exchange, plainAllowed, userAgent, tokensForAnybody }) {
	const once = async (request, url, authorization) => {
		if (url.username || url.password) throw new RegistryRefusal(`${where(request.method, url)}: a URL with credentials in it is refused`);
		if (url.protocol !== "https:" && !(url.protocol === "http:" && plainAllowed(url.host))) throw new RegistryRefusal(`${url.protocol}//${url.host} is not HTTPS; plain HTTP is for loopback hosts and those in "insecure-registries"`);
		try {
			const answer = await exchange({
				method: request.method,
				url,
				headers: {
					"user-agent": userAgent,
					accept: "*/*",
					"accept-encoding": "identity",
					...request.headers,
					...authorization !== undefined && { authorization }
				},
				body: request.body,
				signal: AbortSignal.any([request.signal, AbortSignal.timeout(request.deadline)])
			});
			return {
				...answer,
				url
			};
		} catch (error) {
			throw (await loadFailures()).failedAttempt(error, where(request.method, url), request);
		}
	};
	let follower;
	const load = async () => new (await (Promise.resolve().then(() => redirects$1))).Follower(once, tokensForAnybody);
	const follow = async (request, answer) => {
		follower ??= load();
		return (await follower).follow(request, answer, request.authorization);
	};
	return { async send(request) {
		const first = await once(request, request.url, request.authorization);
		const isElsewhere = first.status >= 300 && first.headers.location !== undefined;
		const { status, headers, url, body } = isElsewhere ? await follow(request, first) : first;
		if (status < 300) {
			if (request.method === "HEAD" || !isForeign(headers)) return {
				status,
				headers,
				url,
				body
			};
			discard(body);
			throw contentError("wrong content type", request, url);
		}
		const text = await firstOf(body);
		request.signal.throwIfAborted();
		throw new RegistryError(where(request.method, url), httpFailure(status, headers, text), request.phase, { challenge: url.origin === request.url.origin ? headers["www-authenticate"] : undefined });
	} };
}
function isForeign(headers) {
	return foreignType.test(headers["content-type"] ?? "");
}
async function firstOf(body) {
	const { text } = await readText(body, longestError).catch(() => ({ text: "" }));
	return text;
}
function contentError(what, { method, phase }, url) {
	return new RegistryError(where(method, url), {
		kind: "content",
		what
	}, phase);
}
async function readBody(response, most, request) {
	const at = where("GET", response.url);
	try {
		return await collect(response.body, most, () => new RegistryRefusal(`${at}: longer than the ${most} bytes accepted`));
	} catch (error) {
		throw (await loadFailures()).failedAttempt(error, at, request);
	}
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
		const advice = credential ? `check the credentials stored for ${registry}` : `no credentials are stored for ${registry}, log in to it first`;
		throw new RegistryRefusal(`no token for ${registry}: ${error.message}; ${advice}`, { cause: error });
	}
	const answer = recordIn(bytes) ?? {};
	const token = answer.token || answer.access_token;
	if (typeof token !== "string" || !isToken(token)) throw new RegistryRefusal(`${where(request.method, url)}: the answer holds no token`);
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
const marker = "imgpub-mirror.json";
const recordBytes = 400;
const quietTime = 6e4;
const systemClocks = {
	now: () => Date.now(),
	steady: () => performance.now()
};
async function startEngine(config, tell, clocks = systemClocks) {
	await openStore(config.store);
	const unlock = await lockStore(config.store);
	const parts = partsOf(config.maxSize);
	let counts;
	let told = Number.NEGATIVE_INFINITY;
	const onFailure = (error) => {
		counts?.add("diskFailures");
		if (clocks.steady() - told < quietTime) return;
		told = clocks.steady();
		tell(`the store cannot be written as it should be: ${messageOf(error)}`);
	};
	const file = (name) => join(config.store, name);
	const counting = new CountsFile(file("counts"), clocks.now(), onFailure);
	counts = counting;
	const most = Math.floor(parts.records / 4);
	const mostRecords = Math.floor(most / recordBytes / 2);
	const tags = new Tags(new Journal(file("tags"), most, onFailure), clocks, mostRecords);
	const reads = new ReadList(new Journal(file("reads"), most, onFailure), mostRecords);
	const store = new Store({
		folder: config.store,
		parts,
		minFree: config.minFree,
		recoverTime: config.tuning.recoverTime,
		clocks,
		onFailure,
		onEvicted: ({ size }) => {
			counting.add("evicted");
			counting.add("evictedBytes", size);
		}
	});
	store.adopt(found(config.store));
	const upstream = new Upstream(config, (name, more) => counting.add(name, more));
	const onBug = (error) => tell(`a mistake in the engine: ${messageOf(error)}`);
	const mirror = new Mirror({
		config,
		store,
		tags,
		reads,
		counts: counting,
		upstream,
		clocks,
		onBug
	});
	const server = createServer$1((request, response) => {
		void mirror.handle(request, response);
	});
	server.setTimeout(config.tuning.clientTime);
	const release = () => {
		counting.close();
		unlock();
	};
	try {
		await listen(server, config.port);
	} catch (error) {
		release();
		throw error;
	}
	const looking = setInterval(() => store.relieve(), config.tuning.lookTime);
	const address = server.address();
	return {
		port: typeof address === "object" && address !== null ? address.port : config.port,
		async close() {
			clearInterval(looking);
			mirror.stop();
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
			clear(file("tmp"));
			release();
		}
	};
}
function listen(server, port) {
	return new Promise((resolve, reject) => {
		server.once("error", (error) => {
			const reasons = {
				EADDRINUSE: "is taken by another program",
				EACCES: "may not be listened on by this user"
			};
			const reason = reasons[error.code ?? ""];
			reject(reason ? new UserError(`port ${port} of 127.0.0.1 ${reason}; expected one that is free`) : error);
		});
		server.listen(port, "127.0.0.1", resolve);
	});
}
async function openStore(folder) {
	try {
		await mkdir(folder, {
			recursive: true,
			mode: 448
		});
		const isOurs = existsSync(join(folder, marker));
		const others = readdirSync(folder).filter((name) => name !== "lost+found");
		if (!isOurs && others.length > 0) throw new UserError(`the store ${folder} holds other files, and no ${marker}; expected an empty folder`);
		makeFolders(folder);
		if (!isOurs) writeFileSync(join(folder, marker), "{\"store\":1}\n");
		const mark = parseJson(readFileSync(join(folder, marker), "utf8"));
		if (isRecord(mark) && typeof mark.store === "number" && mark.store > 1) throw new UserError(`the store ${folder} is that of a newer engine; expected one of this engine's`);
	} catch (error) {
		if (error instanceof UserError) throw error;
		throw new UserError(`the store ${folder} cannot be used (${messageOf(error)}); expected a folder to write to`);
	}
}
function found(folder) {
	clear(join(folder, "tmp"));
	const entries = [];
	for (const algorithm of ["sha256", "sha512"]) for (const name of readdirSync(join(folder, "blobs", algorithm))) {
		const digest = `${algorithm}:${name}`;
		const path = join(folder, "blobs", algorithm, name);
		const stat = lstatSync(path, { throwIfNoEntry: false });
		if (isDigest(digest) && stat?.isFile()) entries.push(new Entry(folder, digest, stat.size, stat.mtimeMs));
		else rmSync(path, {
			recursive: true,
			force: true
		});
	}
	return entries.sort((one, other) => one.used - other.used);
}
function clear(folder) {
	for (const name of readdirSync(folder)) rmSync(join(folder, name), {
		recursive: true,
		force: true
	});
}
function line(text) {
	return `${bounded(oneLine(text), 2e3)}\n`;
}
function readConfig(path) {
	let fd;
	try {
		fd = openSync(path, "r");
	} catch (error) {
		throw new UserError(`the settings ${quoted(path)} cannot be read (${messageOf(error)})`);
	}
	try {
		const { mode } = fstatSync(fd);
		const config = placed(`${quoted(path)}: `, () => parseConfig(readFileSync(fd, "utf8")));
		if (config.password !== undefined && (mode & 63) !== 0) throw new UserError(`the settings ${quoted(path)} hold a password, and have the mode ${(mode & 511).toString(8)}; expected 600`);
		return config;
	} finally {
		closeSync(fd);
	}
}
function configPath() {
	const usage = "expected --config FILE";
	try {
		const { config } = parseArgs({ options: { config: { type: "string" } } }).values;
		if (config) return config;
	} catch (error) {
		throw new UserError(`${messageOf(error)}; ${usage}`);
	}
	throw new UserError(`the settings are not given; ${usage}`);
}
async function main() {
	const config = readConfig(configPath());
	const engine = await startEngine(config, (text) => process.stderr.write(line(text)));
	const stop = () => {
		void engine.close().then(() => process.exit(0));
	};
	process.once("SIGTERM", stop).once("SIGINT", stop);
	process.stdout.write(`listening on http://127.0.0.1:${engine.port}\n`);
}
main().catch((error) => {
	const what = error instanceof ReportedError ? error.message : `a mistake in the engine: ${messageOf(error)}`;
	process.stderr.write(line(what));
	process.exitCode = 1;
});
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
function failedAttempt(error, where, request) {
	request.signal.throwIfAborted();
	if (error instanceof RegistryError || error instanceof RegistryRefusal) return error;
	if (error instanceof Error && error.name === "TimeoutError") return new RegistryError(where, { kind: "timeout" }, request.phase, { cause: error });
	const refused = /^Proxy response \((\d{3})\)/.exec(rootMessage(error))?.[1];
	if (refused !== undefined) return refusedByProxy(Number(refused), where, request.phase, error);
	const code = networkCode(error);
	if (code === undefined) return error instanceof Error ? error : new Error(String(error));
	return new RegistryError(where, {
		kind: "network",
		code
	}, request.phase, { cause: error });
}
function refusedByProxy(status, where, phase, cause) {
	const failure = httpFailure(status, {}, "");
	const verdict = classify(failure, phase);
	const advice = "check HTTPS_PROXY, and NO_PROXY if there is a way without it";
	return new RegistryError(where + byProxy, failure, phase, {
		cause,
		verdict: {
			...verdict,
			advice
		}
	});
}
const byProxy = " by way of the proxy";
function rootMessage(error) {
	return error instanceof Error && error.cause instanceof Error ? rootMessage(error.cause) : messageOf(error);
}
const failedAttempt$1 = Object.freeze(Object.defineProperty({
	__proto__: null,
	byProxy,
	failedAttempt
}, Symbol.toStringTag, { value: "Module" }));
const mostRedirects = 5;
const redirects = new Set([
	301,
	302,
	303,
	307,
	308
]);
class Follower {
	#send;
	#loadTokens;
	#tokens;
	constructor(send, loadTokens) {
		this.#send = send;
		this.#loadTokens = loadTokens;
	}
	async follow(request, answer, authorization) {
		let at = answer;
		let header = authorization;
		for (let hop = 0; isRedirect(at); hop++) {
			discard(at.body);
			const next = redirectTarget(request, at, hop);
			if (next.origin !== at.url.origin) header = this.#tokens?.known(next);
			at = await this.#send(request, next, header);
			const granted = await this.#tokenFor(request, at);
			if (granted === undefined) continue;
			discard(at.body);
			header = granted;
			at = await this.#send(request, next, header);
		}
		return at;
	}
	async #tokenFor(request, { status, url, headers }) {
		const challenge = headers["www-authenticate"];
		if (status !== 401 || challenge === undefined || url.origin === request.url.origin) return undefined;
		this.#tokens ??= await this.#loadTokens?.();
		return this.#tokens?.ask(url, challenge, request.signal);
	}
}
function isRedirect({ status, headers }) {
	return redirects.has(status) && headers.location !== undefined;
}
function redirectTarget(request, { url: from, headers }, hop) {
	const { location = "" } = headers;
	const at = where(request.method, from);
	if (isStreamed(request.body)) throw new RegistryRefusal(`${at}: the upload is redirected, which is refused`);
	if (hop >= mostRedirects) throw new RegistryRefusal(`${at}: more than ${mostRedirects} redirects`);
	if (!URL.canParse(location, from.href)) throw new RegistryRefusal(`${at}: the redirect's Location is no URL`);
	const to = new URL(location, from.href);
	if (from.protocol === "https:" && to.protocol !== "https:") throw new RegistryRefusal(`${at}: the redirect to ${to.origin} leaves HTTPS, which is refused`);
	if (request.method === "GET" || request.method === "HEAD") return to;
	if (to.origin !== from.origin) throw new RegistryRefusal(`${at}: a write is not redirected to ${to.origin}`);
	return to;
}
const redirects$1 = Object.freeze(Object.defineProperty({
	__proto__: null,
	Follower,
	isRedirect
}, Symbol.toStringTag, { value: "Module" }));
