import { unlessAbsent, verdictOf, where, RegistryRefusal, hasher, algorithmOf, failedAttempt, RegistryError, headManifest, readImage } from "./publish-index_wait-digests-5eef7bcd.js";
import { allToTheEnd } from "./cascade-runtime-version_publish-index-e6768085.js";
import { createLimit } from "./core-35377b4d.js";
import { putManifest } from "./put-manifest-65fafa21.js";
import { setFlagsFromString } from "node:v8";
import { blobRequest } from "./blobs-58de5328.js";
const octets = "application/octet-stream";
const slowest = 10 << 20;
const minute = 6e4;
setFlagsFromString("--semi-space-growth-factor=1");
function transferDeadline(size) {
	return Math.min(480 * minute, Math.max(5 * minute, size / slowest * 2 * 1e3));
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
	return await unlessAbsent(client.request(request, context)) !== undefined;
}
async function copyBlob(client, from, to, blob, mode, context, inTurn = (transfer) => transfer()) {
	const mountable = client.origin(from.registry) === client.origin(to.registry);
	const looks = mode === "look" || mode === "upload" || mode === "mount" && !mountable;
	if (looks && await hasBlob(client, to, blob.digest, context)) return "present";
	let session;
	if (mountable && (mode === "mount" || mode === "look")) {
		const answer = await mountBlob(client, from, to, blob.digest, context);
		if (answer === "mounted") return answer;
		session = answer;
	}
	await inTurn(() => client.retrying(to, context, async () => {
		const open = session ?? await openUpload(client, to, context);
		session = undefined;
		await upload(client, from, to, blob, open, context);
	}));
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
		return answer.status === 201 ? "mounted" : uploadLocation(answer.headers, answer.url);
	} catch (error) {
		const verdict = verdictOf(error);
		if (context.signal.aborted || verdict?.action === "retry" && verdict.tries === undefined) throw error;
		return undefined;
	}
}
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
	const { headers, url } = await client.once(uploadRequest(to), context);
	return uploadLocation(headers, url);
}
function uploadLocation(headers, url) {
	const location = headers.get("location");
	if (location === null || !URL.canParse(location, url.href)) throw new RegistryRefusal(`${where("POST", url)}: the answer names no upload session`);
	const session = new URL(location, url.href);
	if (session.host === url.host) session.protocol = url.protocol;
	if (session.origin !== url.origin) throw new RegistryRefusal(`${where("POST", url)}: the upload session is at ${session.origin}, another origin, which is refused`);
	return session;
}
async function upload(client, from, to, { digest, size }, session, context) {
	const deadline = transferDeadline(size);
	const source = await client.stream(blobRequest(from, digest, deadline), context);
	const reading = new CheckedBlob(source.body, digest, size, where("GET", source.url), context.signal);
	try {
		await client.once({
			...uploadRequest(to),
			method: "PUT",
			path: session,
			query: { digest },
			headers: {
				"content-type": octets,
				"content-length": String(size)
			},
			body: size === 0 ? new Uint8Array() : ReadableStream.from(reading.chunks()),
			deadline
		}, context);
	} catch (error) {
		context.signal.throwIfAborted();
		throw reading.failure ?? asLostSession(error);
	} finally {
		if (source.body && !source.body.locked) await source.body.cancel().catch(() => {});
	}
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
class CheckedBlob {
	failure;
	#body;
	#digest;
	#size;
	#where;
	#signal;
	constructor(body, digest, size, where, signal) {
		this.#body = body;
		this.#digest = digest;
		this.#size = size;
		this.#where = where;
		this.#signal = signal;
	}
	async *chunks() {
		const hash = hasher(algorithmOf(this.#digest));
		let bytes = 0;
		try {
			for await (const chunk of this.#body ?? []) {
				hash.update(chunk);
				bytes += chunk.byteLength;
				if (bytes > this.#size) throw this.#mismatch("size mismatch");
				if (bytes === this.#size && hash.digest() !== this.#digest) throw this.#mismatch("digest mismatch");
				yield chunk;
			}
			if (bytes < this.#size) throw this.#mismatch("EOF");
		} catch (error) {
			this.failure = failedAttempt(error, this.#where, {
				signal: this.#signal,
				phase: "read"
			});
			throw this.failure;
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
const healings = 2;
class Copier {
	#client;
	#waiter;
	#limit = createLimit(transfers);
	#blobs = new Map();
	constructor(client, waiter) {
		this.#client = client;
		this.#waiter = waiter;
	}
	async image(from, to, descriptor, mode, count, context, patience) {
		const manifest = await this.#waiter.read(from, descriptor.digest, context, patience);
		const blobs = storedBlobs(manifest);
		const copied = await allToTheEnd(blobs.map((blob) => this.#shared(from, to, blob, mode, context)));
		for (const how of copied) count[how]++;
		if (mode === "look" && copied.every((how) => how === "present") && await this.#holds(to, manifest, context)) return;
		await this.#put(from, to, manifest, blobs, count, context);
		count.manifests++;
	}
	async #put(from, to, manifest, blobs, count, context) {
		for (let healed = 0;; healed++) {
			try {
				return await putManifest(this.#client, to, manifest.digest, manifest, context);
			} catch (error) {
				if (verdictOf(error)?.action !== "heal" || healed >= healings) throw error;
				const mode = healed === 0 ? "upload" : "force";
				const again = await allToTheEnd(blobs.map((blob) => copyBlob(this.#client, from, to, blob, mode, context, this.#limit)));
				for (const how of again) if (how === "uploaded") count.uploaded++;
			}
		}
	}
	async #holds(at, { digest }, context) {
		return await unlessAbsent(headManifest(this.#client, at, digest, "read", context)) !== undefined;
	}
	#shared(from, to, blob, mode, context) {
		const key = `${this.#client.origin(to.registry)}/${to.repository} ${blob.digest}`;
		const copy = this.#blobs.get(key) ?? copyBlob(this.#client, from, to, blob, mode, context, this.#limit);
		this.#blobs.set(key, copy);
		copy.catch(() => this.#blobs.delete(key));
		return copy;
	}
}
function storedBlobs(manifest) {
	const { config, layers } = readImage(manifest);
	const stored = [config, ...layers].filter((blob) => !blob.urls?.length);
	return [...new Map(stored.map((blob) => [blob.digest, blob])).values()];
}
export { Copier };
