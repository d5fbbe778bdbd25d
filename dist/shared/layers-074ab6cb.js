const { Readable } = process.getBuiltinModule("node:stream");
import { createLimit } from "./core-cb5264e6.js";
import { blobRequest } from "./blobs-94eb96c3.js";
import { where, contentError, RegistryError, RegistryRefusal } from "./publish-index_wait-digests-66bd1fd0.js";
import { failedAttempt } from "./failed-attempt-b228c6db.js";
import { transferDeadline } from "./uploads-7e01e720.js";
async function readBlob(client, at, { digest, size }, reader, context) {
	const request = blobRequest(at, digest, transferDeadline(size));
	await client.retrying(at, context, async () => {
		const { position } = reader;
		const headers = position > 0 ? { range: `bytes=${position}-` } : {};
		const answer = client.stream({
			...request,
			headers
		}, context);
		const response = await answer.catch((error) => {
			throw isPastEnd(error) ? hasOtherSize(error.where, "shorter", size) : error;
		});
		const place = where("GET", response.url);
		try {
			const offset = offsetOf(response, position);
			if (offset === undefined) {
				reader.restart();
				throw contentError("wrong range", request, response.url);
			}
			await reader.read(upTo(response.body, size - offset), offset);
		} catch (error) {
			throw failedAttempt(error, place, {
				signal: context.signal,
				phase: "read"
			});
		} finally {
			response.body.destroy();
		}
		if (reader.position > size) throw hasOtherSize(place, "longer", size);
		if (reader.isWhole()) return;
		const what = reader.position < size ? "EOF" : "digest mismatch";
		if (reader.position === size) reader.restart();
		throw new RegistryError(place, {
			kind: "content",
			what
		}, "read");
	});
}
function isPastEnd(error) {
	return error instanceof RegistryError && error.failure.kind === "http" && error.failure.status === 416;
}
function hasOtherSize(place, than, size) {
	return new RegistryRefusal(`${place}: ${than} than the ${size} bytes it should have`);
}
async function* upTo(body, most) {
	let left = most;
	for await (const chunk of body) {
		yield chunk;
		left -= chunk.byteLength;
		if (left < 0) return;
	}
}
function offsetOf({ status, headers }, position) {
	if (status !== 206) return 0;
	const begins = /^bytes (\d{1,15})-/.exec(headers["content-range"] ?? "")?.[1];
	return begins === undefined || Number(begins) > position ? undefined : Number(begins);
}
const layersAtOnce = 2;
class Layers {
	#client;
	#copier;
	#inTurn = createLimit(layersAtOnce);
	#indexed = new Map();
	#ztocs = new Map();
	#threads;
	constructor(client, copier) {
		this.#client = client;
		this.#copier = copier;
	}
	async index(wanted, making, context) {
		const key = `${wanted.layer.digest} ${wanted.compression} ${making.spanSize}`;
		const known = this.#indexed.get(key);
		const indexed = known ?? this.#inTurn(() => this.#read(wanted, making, context));
		this.#indexed.set(key, indexed);
		indexed.catch(() => this.#indexed.delete(key));
		return {
			indexed: await indexed,
			bytes: known ? 0 : wanted.layer.size
		};
	}
	ztoc(digest) {
		return this.#ztocs.get(digest);
	}
	found({ digest, size }, at) {
		const known = this.#ztocs.get(digest);
		if (known) known.at ??= at;
		else this.#ztocs.set(digest, {
			digest,
			size,
			at
		});
	}
	forget(ztocs) {
		for (const { digest } of ztocs) {
			const known = this.#ztocs.get(digest);
			if (known?.at) delete known.chunks;
		}
	}
	async #read({ layer, compression, from, to }, { spanSize, buildTool }, context) {
		context.signal.throwIfAborted();
		const { LayerThreads } = await import("./layer-threads-e31d1884.js");
		this.#threads ??= new LayerThreads();
		const reader = this.#threads.indexing(layer, {
			compression,
			spanSize,
			buildTool
		});
		try {
			if (to) await this.#readAlong(reader, layer, from, to, context);
			if (!reader.isWhole()) {
				if (reader.position >= layer.size) reader.restart();
				await readBlob(this.#client, from, layer, reader, context);
			}
			return this.#remembered(await reader.end());
		} finally {
			reader.close();
		}
	}
	#remembered(indexed) {
		if ("reason" in indexed) return indexed;
		const { digest, size, chunks } = indexed.ztoc;
		this.#ztocs.set(digest, {
			...this.#ztocs.get(digest),
			digest,
			size,
			chunks
		});
		return { ztoc: {
			digest,
			size
		} };
	}
	async #readAlong(reader, layer, from, to, context) {
		const along = (body) => Readable.from(reader.along(body), { objectMode: false });
		try {
			await (await this.#copier()).blob(from, to, layer, "mount", context, along);
		} catch {
			context.signal.throwIfAborted();
		}
	}
}
export { Layers };
