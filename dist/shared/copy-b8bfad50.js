import { RegistryRefusal, where, RegistryError, hasher, algorithmOf, failedAttempt, verdictOf, isForeign, contentError, unlessAbsent, findManifest, readImage } from "./publish-index_wait-digests-80b0697f.js";
import { allToTheEnd } from "./cascade-runtime-version_publish-index-afbe90b2.js";
import { putManifest } from "./put-manifest-af6a1012.js";
import { createLimit } from "./core-834e1696.js";
import { getBlob, blobRequest } from "./blobs-6afb0b3f.js";
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
	copy(from, to, blob, session, context) {
		if (isSmall(blob)) return this.#copySmall(from, to, blob, session, context);
		return this.#inTurn(() => this.#client.retrying(to, context, async (attempt) => {
			const given = attempt === 1 ? session : undefined;
			await this.#stream(from, to, blob, given ?? openUpload(this.#client, to, context), context);
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
	async #stream(from, to, blob, session, context) {
		expected(session);
		const deadline = transferDeadline(blob.size);
		const source = await this.#client.stream(blobRequest(from, blob.digest, deadline), context);
		const body = new CheckedBlob(source.body, blob, where("GET", source.url), context.signal);
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
async function hasBlob(client, at, digest, context) {
	const request = {
		registry: at.registry,
		access: [{
			repository: at.repository,
			actions: ["pull"]
		}],
		method: "HEAD",
		path: `${at.repository}/blobs/${digest}`,
		phase: "read"
	};
	const found = client.request(request, context, ({ headers, url }) => {
		if (isForeign(headers)) throw contentError("wrong content type", request, url);
		return true;
	});
	return await unlessAbsent(found) === true;
}
async function copyBlob(client, from, to, blob, mode, context, uploads) {
	const mountable = client.isSameRegistry(from.registry, to.registry);
	const looks = mode === "look" || mode === "upload" || mode === "mount" && !mountable && !isSmall(blob);
	if (looks && await hasBlob(client, to, blob.digest, context)) return "present";
	let session;
	if (mountable && (mode === "mount" || mode === "look")) {
		const answer = await mountBlob(client, from, to, blob.digest, context);
		if (answer === "mounted") return answer;
		session = answer;
	}
	await uploads.copy(from, to, blob, session, context);
	return "uploaded";
}
async function mountBlob(client, from, to, digest, context) {
	const request = {
		...uploadRequest(to),
		access: [{
			repository: to.repository,
			actions: ["pull", "push"]
		}, {
			repository: from.repository,
			actions: ["pull"]
		}],
		query: {
			mount: digest,
			from: from.repository
		}
	};
	try {
		const answer = await client.request(request, context);
		return answer.status === 201 ? "mounted" : uploadLocation(answer);
	} catch (error) {
		const verdict = verdictOf(error);
		if (context.signal.aborted || verdict?.action === "retry" && verdict.tries === undefined) throw error;
		return undefined;
	}
}
const healings = 2;
class Copier {
	#client;
	#waiter;
	#uploads;
	#blobs = new Map();
	constructor(client, waiter) {
		this.#client = client;
		this.#waiter = waiter;
		this.#uploads = new Uploads(client);
	}
	async image(from, to, descriptor, mode, count, context, patience) {
		const manifest = await this.#waiter.read(from, descriptor.digest, context, patience);
		await this.manifest(from, to, manifest, mode, count, context);
	}
	async manifest(from, to, manifest, mode, count, context) {
		const { blobs, left } = partsOf(manifest);
		for (const { digest } of left) count.left.add(digest);
		const near = this.#client.isSameRegistry(from.registry, to.registry);
		const there = !near && mode === "mount" && await this.#holds(to, manifest, context);
		const way = there ? "look" : mode;
		const copied = await allToTheEnd(blobs.map((blob) => this.#shared(from, to, blob, way, context)));
		for (const how of copied) count[how]++;
		const whole = way === "look" && copied.every((how) => how === "present");
		if (whole && (there || await this.#holds(to, manifest, context))) return undefined;
		const keepsList = await this.#put(from, to, manifest, blobs, count, context);
		count.manifests++;
		return { keepsList };
	}
	async #put(from, to, manifest, blobs, count, context) {
		for (let healed = 0;; healed++) {
			try {
				return await putManifest(this.#client, to, manifest.digest, manifest, context);
			} catch (error) {
				if (verdictOf(error)?.action !== "heal" || healed >= healings) throw error;
				const mode = healed === 0 ? "upload" : "force";
				const again = await allToTheEnd(blobs.map((blob) => copyBlob(this.#client, from, to, blob, mode, context, this.#uploads)));
				for (const how of again) if (how === "uploaded") count.uploaded++;
			}
		}
	}
	async #holds(at, { digest }, context) {
		return await findManifest(this.#client, at, digest, context) !== undefined;
	}
	#shared(from, to, blob, mode, context) {
		const key = `${this.#client.place(to)} ${blob.digest}`;
		const copy = this.#blobs.get(key) ?? copyBlob(this.#client, from, to, blob, mode, context, this.#uploads);
		this.#blobs.set(key, copy);
		copy.catch(() => this.#blobs.delete(key));
		return copy;
	}
}
function partsOf(manifest) {
	const { config, layers } = readImage(manifest);
	const copied = [config, ...layers.filter(({ mediaType }) => isDistributable(mediaType))];
	return {
		blobs: [...new Map(copied.map((blob) => [blob.digest, blob])).values()],
		left: layers.filter(({ mediaType }) => !isDistributable(mediaType))
	};
}
function isDistributable(mediaType) {
	return !/^application\/vnd\.(?:oci\.image\.layer\.nondistributable|docker\.image\.rootfs\.foreign)\./.test(mediaType);
}
export { Copier };
