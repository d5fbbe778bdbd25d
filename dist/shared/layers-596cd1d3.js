const { Readable } = process.getBuiltinModule("node:stream");
import { createLimit } from "./core-057eca0b.js";
import { blobRequest } from "./blobs-fd608006.js";
import { where, RegistryRefusal, RegistryError, contentError } from "./publish-index_wait-digests-0bea4160.js";
import { failedAttempt } from "./failed-attempt-0443c7de.js";
import { transferDeadline } from "./uploads-59357f2c.js";
async function readBlob(client, at, { digest, size }, reader, context) {
	const request = blobRequest(at, digest, transferDeadline(size));
	await client.retrying(at, context, async () => {
		const { position } = reader;
		const headers = position > 0 ? { range: `bytes=${position}-` } : {};
		const response = await client.stream({
			...request,
			headers
		}, context);
		const place = where("GET", response.url);
		try {
			await reader.read(response.body, offsetOf(response, position, request));
		} catch (error) {
			throw failedAttempt(error, place, {
				signal: context.signal,
				phase: "read"
			});
		} finally {
			response.body.destroy();
		}
		if (reader.position > size) throw new RegistryRefusal(`${place}: longer than the ${size} bytes it should have`);
		if (reader.isWhole()) return;
		const what = reader.position < size ? "EOF" : "digest mismatch";
		if (reader.position === size) reader.restart();
		throw new RegistryError(place, {
			kind: "content",
			what
		}, "read");
	});
}
function offsetOf({ status, headers, url }, position, request) {
	if (status !== 206) return 0;
	const begins = /^bytes (\d{1,15})-/.exec(headers["content-range"] ?? "")?.[1];
	if (begins === undefined || Number(begins) > position) throw contentError("wrong range", request, url);
	return Number(begins);
}
const layersAtOnce = 2;
class Layers {
	#client;
	#copier;
	#inTurn = createLimit(layersAtOnce);
	#indexed = new Map();
	#ztocs = new Map();
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
		const { Indexing } = await import("./indexing-27438517.js");
		const reader = new Indexing(layer, {
			compression,
			spanSize,
			buildTool
		});
		if (to) await this.#readAlong(reader, layer, from, to, context);
		if (!reader.isWhole()) {
			if (reader.position >= layer.size) reader.restart();
			await readBlob(this.#client, from, layer, reader, context);
		}
		const indexed = await reader.end();
		if ("ztoc" in indexed) {
			const { digest, size, chunks } = indexed.ztoc;
			this.#ztocs.set(digest, {
				...this.#ztocs.get(digest),
				digest,
				size,
				chunks
			});
		}
		return indexed;
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
