import { verdictOf, findManifest, readImage } from "./publish-index_wait-digests-66bd1fd0.js";
import { allToTheEnd } from "./core-cb5264e6.js";
import { hasBlob } from "./blobs-94eb96c3.js";
import { putManifest } from "./put-manifest-25d4d027.js";
import { isSmall, uploadRequest, uploadLocation, Uploads } from "./uploads-7e01e720.js";
async function copyBlob(client, from, to, blob, mode, context, uploads, along) {
	const mountable = client.isSameRegistry(from.registry, to.registry);
	const looks = mode === "look" || mode === "upload" || mode === "mount" && !mountable && !isSmall(blob);
	if (looks && await hasBlob(client, to, blob.digest, context)) return "present";
	let session;
	if (mountable && (mode === "mount" || mode === "look")) {
		const answer = await mountBlob(client, from, to, blob.digest, context);
		if (answer === "mounted") return answer;
		session = answer;
	}
	await uploads.copy(from, to, blob, session, context, along);
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
	blob(from, to, blob, mode, context, along) {
		return this.#shared(from, to, blob, mode, context, along);
	}
	upload(to, blob, chunks, mode, context) {
		return this.#once(to, blob.digest, mode === "force", async () => {
			if (mode === "look" && await hasBlob(this.#client, to, blob.digest, context)) return "present";
			await this.#uploads.put(to, blob, chunks, context);
			return "uploaded";
		});
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
	#shared(from, to, blob, mode, context, along) {
		return this.#once(to, blob.digest, false, () => copyBlob(this.#client, from, to, blob, mode, context, this.#uploads, along));
	}
	#once(to, digest, anew, begin) {
		const key = `${this.#client.place(to)} ${digest}`;
		const copy = (anew ? undefined : this.#blobs.get(key)) ?? begin();
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
