const { pipeline } = process.getBuiltinModule("node:stream/promises");
import { hasher, algorithmOf, createLimit } from "./core-cb5264e6.js";
import { getBlob, blobRequest } from "./blobs-94eb96c3.js";
import { RegistryRefusal, where, RegistryError, verdictOf } from "./publish-index_wait-digests-66bd1fd0.js";
import { failedAttempt } from "./failed-attempt-b228c6db.js";
const { setFlagsFromString } = process.getBuiltinModule("node:v8");
const { runInNewContext } = process.getBuiltinModule("node:vm");
const octets = "application/octet-stream";
function uploadRequest({ registry, repository }) {
	return {
		registry,
		access: [{
			repository,
			actions: ["pull", "push"]
		}],
		method: "POST",
		path: `${repository}/blobs/uploads/`,
		phase: "write"
	};
}
async function openUpload(client, to, context) {
	return uploadLocation(await client.once(uploadRequest(to), context));
}
function uploadLocation({ headers: { location }, url }) {
	if (location === undefined || !URL.canParse(location, url.href)) throw new RegistryRefusal(`${where("POST", url)}: the answer names no upload session`);
	const session = new URL(location, url.href);
	if (session.host === url.host) session.protocol = url.protocol;
	if (session.origin !== url.origin) throw new RegistryRefusal(`${where("POST", url)}: the upload session is at ${session.origin}, another origin, which is refused`);
	return session;
}
async function fillSession(client, to, session, body, context) {
	try {
		await client.once({
			...whole(to, body),
			method: "PUT",
			path: session
		}, context);
	} catch (error) {
		throw asLostSession(error);
	}
}
async function postBlob(client, to, body, context) {
	const answer = await client.once(whole(to, body), context);
	return answer.status === 201 ? undefined : uploadLocation(answer);
}
function whole(to, { digest, size, body, deadline }) {
	return {
		...uploadRequest(to),
		query: { digest },
		headers: {
			"content-type": octets,
			"content-length": String(size)
		},
		body,
		deadline
	};
}
function asLostSession(error) {
	if (!(error instanceof RegistryError) || error.failure.kind !== "http") return error;
	const stale = error.verdict.action === "reauthenticate";
	if (!stale && error.failure.status !== 404) return error;
	const failure = stale ? {
		kind: "content",
		what: "stale token"
	} : {
		...error.failure,
		code: "BLOB_UPLOAD_UNKNOWN"
	};
	return new RegistryError(error.where, failure, "write", { cause: error });
}
let collect;
function collectBuffers() {
	collect ??= collector();
	collect({ type: "minor" });
}
function collector() {
	setFlagsFromString("--expose-gc");
	return runInNewContext("gc");
}
const collectEach = 2 << 20;
class CheckedBlob {
	failure;
	#source;
	#digest;
	#size;
	#where;
	#signal;
	#hash;
	#bytes = 0;
	#uncollected = 0;
	constructor(source, { digest, size }, where, signal) {
		this.#source = source;
		this.#digest = digest;
		this.#size = size;
		this.#where = where;
		this.#signal = signal;
		this.#hash = hasher(algorithmOf(digest));
		source.on("error", (error) => this.#fail(error));
	}
	sendTo(sink) {
		const source = this.#source;
		if (source.destroyed) return void sink.destroy(this.failure);
		source.on("close", () => {
			if (this.failure) sink.destroy(this.failure);
		});
		source.on("data", (chunk) => {
			const isLast = this.#bytes + chunk.byteLength >= this.#size;
			const full = !isLast && !sink.write(chunk);
			this.#add(chunk);
			if (full) source.pause();
			if (!isLast) return;
			const wrong = this.#wrong();
			if (wrong !== undefined) source.destroy(this.#mismatch(wrong));
			else sink.write(chunk);
		});
		source.on("end", () => {
			if (this.#bytes === this.#size) sink.end();
			else source.destroy(this.#mismatch("EOF"));
		});
		sink.on("drain", () => source.resume());
	}
	#add(chunk) {
		this.#hash.update(chunk);
		this.#bytes += chunk.byteLength;
		this.#uncollected += chunk.byteLength;
		if (this.#uncollected < collectEach) return;
		this.#uncollected = 0;
		collectBuffers();
	}
	#wrong() {
		if (this.#bytes > this.#size) return "size mismatch";
		return this.#hash.digest() === this.#digest ? undefined : "digest mismatch";
	}
	#fail(error) {
		try {
			this.failure ??= failedAttempt(error, this.#where, {
				signal: this.#signal,
				phase: "read"
			});
		} catch (reason) {
			this.failure ??= reason instanceof Error ? reason : new Error(String(reason));
		}
	}
	#mismatch(what) {
		return new RegistryError(this.#where, {
			kind: "content",
			what
		}, "read");
	}
}
const transfers = 6;
const small = 32 << 10;
const slowest = 10 << 20;
const minute = 6e4;
function isSmall({ size }) {
	return size <= small;
}
function transferDeadline(size) {
	return Math.min(480 * minute, Math.max(5 * minute, size / slowest * 2 * 1e3));
}
class Uploads {
	#client;
	#inTurn = createLimit(transfers);
	#takesPost = new Map();
	constructor(client) {
		this.#client = client;
	}
	copy(from, to, blob, session, context, along) {
		if (isSmall(blob)) return this.#copySmall(from, to, blob, session, context);
		return this.#inTurn(() => this.#client.retrying(to, context, async (attempt) => {
			const given = attempt === 1 ? session : undefined;
			const open = given ?? openUpload(this.#client, to, context);
			await this.#stream(from, to, blob, open, context, along);
		}));
	}
	put(to, { digest, size }, chunks, context) {
		const deadline = transferDeadline(size);
		return this.#inTurn(() => this.#client.retrying(to, context, async () => {
			const session = await openUpload(this.#client, to, context);
			const body = size <= small ? Buffer.concat(chunks) : inPieces(chunks);
			await fillSession(this.#client, to, session, {
				digest,
				size,
				body,
				deadline
			}, context);
		}));
	}
	async #copySmall(from, to, blob, session, context) {
		const posts = session === undefined && this.#mayPost(to);
		const first = session ?? (posts ? undefined : openUpload(this.#client, to, context));
		expected(first);
		const body = await getBlob(this.#client, from, blob.digest, context, blob.size);
		const upload = {
			...blob,
			body,
			deadline: transferDeadline(blob.size)
		};
		await this.#client.retrying(to, context, async (attempt) => {
			const open = await (attempt > 1 ? openUpload(this.#client, to, context) : first ?? this.#post(to, upload, context));
			if (open) await fillSession(this.#client, to, open, upload, context);
		});
	}
	#mayPost({ registry }) {
		const origin = this.#client.origin(registry);
		const takes = this.#takesPost.get(origin);
		if (takes === undefined) this.#takesPost.set(origin, false);
		return takes !== false;
	}
	async #post(to, upload, context) {
		const origin = this.#client.origin(to.registry);
		try {
			const session = await postBlob(this.#client, to, upload, context);
			this.#takesPost.set(origin, session === undefined);
			return session;
		} catch (error) {
			if (!isRefused(error)) throw error;
			this.#takesPost.set(origin, false);
			return openUpload(this.#client, to, context);
		}
	}
	async #stream(from, to, blob, session, context, along = (body) => body) {
		expected(session);
		const deadline = transferDeadline(blob.size);
		const source = await this.#client.stream(blobRequest(from, blob.digest, deadline), context);
		const body = new CheckedBlob(along(source.body), blob, where("GET", source.url), context.signal);
		try {
			await fillSession(this.#client, to, await session, {
				...blob,
				body,
				deadline
			}, context);
		} catch (error) {
			context.signal.throwIfAborted();
			throw body.failure ?? error;
		} finally {
			source.body.destroy();
		}
	}
}
function inPieces(chunks) {
	return { sendTo: (sink) => void pipeline(chunks, sink).catch((error) => sink.destroy(error)) };
}
function expected(work) {
	if (work instanceof Promise) work.catch(() => {});
}
function isRefused(error) {
	return [
		"fail",
		"heal",
		"restart"
	].includes(verdictOf(error)?.action ?? "");
}
export { Uploads, isSmall, transferDeadline, uploadLocation, uploadRequest };
