const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
const { Readable } = process.getBuiltinModule("node:stream");
import { hasFailed, formatSize, withNodeImage, createContainer, ours, nameInPath, removeContainer, tarOf } from "./image-cache_image-cache-post_prune-images-2cbb868d.js";
import { ReportedError, quoted, counted } from "./core-cb5264e6.js";
import { parseConfig } from "./image-cache-3bd4c1ca.js";
const blockSize = 512;
async function* hashed(body, isAwaited, onEntry) {
	let rest = Buffer.alloc(0);
	let current;
	let isOver = false;
	for await (const chunk of body) {
		let part = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
		rest = Buffer.alloc(0);
		while (part.length > 0) {
			if (!current) {
				if (part.length < blockSize) break;
				const header = headerIn(part.subarray(0, blockSize));
				if (!header) {
					isOver = true;
					yield part.subarray(0, blockSize);
					part = part.subarray(blockSize);
					continue;
				}
				if (isOver) throw new ReportedError("the archive goes on after its end");
				if (!isAwaited(header.name)) throw new ReportedError(`the archive has a file ${quoted(header.name, 100)}; expected blobs alone`);
				yield part.subarray(0, blockSize);
				part = part.subarray(blockSize);
				const padding = (blockSize - header.size % blockSize) % blockSize;
				current = {
					...header,
					left: header.size,
					padding,
					hash: createHash("sha256")
				};
			}
			const content = part.subarray(0, current.left);
			current.hash.update(content);
			current.left -= content.length;
			const padding = part.subarray(content.length, content.length + (current.left === 0 ? current.padding : 0));
			current.padding -= padding.length;
			const taken = content.length + padding.length;
			if (taken > 0) yield part.subarray(0, taken);
			part = part.subarray(taken);
			if (current.left > 0 || current.padding > 0) continue;
			onEntry({
				name: current.name,
				size: current.size,
				sha256: current.hash.digest("hex")
			});
			current = undefined;
		}
		rest = part;
	}
	if (current || rest.length > 0 || !isOver) throw new ReportedError("the archive is cut off");
}
function headerIn(block) {
	if (block.every((byte) => byte === 0)) return undefined;
	const text = (from, to) => block.toString("latin1", from, to).replace(/\0.*$/s, "");
	const size = /^[0-7]{1,11}$/.exec(text(124, 136).trim())?.[0];
	const isPlain = block[156] === 48 || block[156] === 0;
	if (text(257, 262) !== "ustar" || !isPlain || size === undefined || text(345, 500) !== "") throw new ReportedError("the archive holds something else than plain files");
	return {
		name: text(0, 100),
		size: Number.parseInt(size, 8)
	};
}
async function* contentIn(body, expected) {
	let rest = Buffer.alloc(0);
	let left;
	let skip = 0;
	for await (const chunk of body) {
		rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
		for (;;) {
			if (left === 0) return;
			if (left !== undefined) {
				const part = rest.subarray(0, left);
				if (part.length > 0) yield part;
				left -= part.length;
				rest = rest.subarray(part.length);
				if (rest.length === 0) break;
				continue;
			}
			const skipped = Math.min(skip, rest.length);
			skip -= skipped;
			rest = rest.subarray(skipped);
			if (skip > 0 || rest.length < blockSize) break;
			const size = Number.parseInt(rest.toString("latin1", 124, 135).trim(), 8) || 0;
			const isFile = rest[156] === 48 || rest[156] === 0;
			rest = rest.subarray(blockSize);
			if (isFile && size !== expected) throw new ReportedError(`a file of the store has ${size} bytes; expected ${expected}`);
			if (isFile) left = size;
			else skip = Math.ceil(size / blockSize) * blockSize;
		}
	}
	if (left !== 0) throw new ReportedError("the engine broke off a file of the store");
}
const version = createHash("sha256").update("imgpub image-cache store 1").digest("hex");
const prefix = (arch = process.arch) => `imgpub-image-cache-${arch}-`;
const patience = 15e3;
const short = (text) => createHash("sha256").update(text).digest("hex");
const prefixOf = (job) => `${prefix()}${short(job).slice(0, 8)}-`;
function keyOf(job, digests) {
	return prefixOf(job) + short([...digests].sort().join("\n")).slice(0, 32);
}
const nameOf = (hex) => `blobs/sha256/${hex}`;
const isBlob = (name) => /^blobs\/sha256\/[0-9a-f]{64}$/.test(name);
async function withStore(store, given, work) {
	const { engine, signal } = given;
	const id = await withNodeImage(engine, given, (image) => createContainer(engine, {
		Image: image.reference,
		Entrypoint: image.entrypoint,
		Labels: { [ours]: "host" },
		HostConfig: {
			Binds: [`${store}:/store`],
			NetworkMode: "none",
			UsernsMode: "host"
		}
	}, { signal }));
	try {
		return await work(`/containers/${nameInPath(id ?? "")}/archive`);
	} finally {
		await removeContainer(engine, id ?? "", AbortSignal.timeout(6e4));
	}
}
async function restore(service, host, store, given) {
	const marker = `${store}/imgpub-mirror.json`;
	const [own, folder] = await host.ask([{
		do: "read",
		path: marker
	}, {
		do: "make-folder",
		path: store,
		mode: 448
	}]);
	if (!hasFailed(own) && own.text !== undefined) return undefined;
	if (hasFailed(folder) || !folder.made) return undefined;
	const kept = await service.find([prefixOf(given.job.job), prefix()], version);
	if (!kept) return undefined;
	await host.ask([{
		do: "write",
		path: marker,
		text: "{\"store\":1}\n",
		mode: 384
	}]);
	const good = [];
	const bad = [];
	const checked = hashed(kept.body, isBlob, ({ name, size, sha256 }) => {
		if (name === nameOf(sha256)) good.push({
			hex: sha256,
			size
		});
		else bad.push(name);
	});
	try {
		await withStore(store, given, async (path) => {
			await given.engine.call({
				method: "PUT",
				path,
				query: { path: "/store" },
				body: Readable.from(checked, { objectMode: false }),
				contentType: "application/x-tar",
				signal: given.signal
			});
		});
	} catch (error) {
		await host.ask([{
			do: "remove",
			path: `${store}/blobs`,
			recursive: true
		}]);
		throw error;
	}
	for (const name of bad) await host.ask([{
		do: "remove",
		path: `${store}/${name}`
	}]);
	const bytes = good.reduce((sum, { size }) => sum + size, 0);
	if (bad.length > 0) given.log.info(`${counted(bad.length, "file")} of the archive were not what their names say`);
	given.log.info(`brought back ${counted(good.length, "file")} with ${formatSize(bytes)} (${kept.key})`);
	return {
		key: kept.key,
		bytes,
		files: good.map(({ hex }) => hex)
	};
}
async function publicReads(reads, upstream, signal) {
	const byRepository = Map.groupBy(reads.reads, ({ repository }) => repository);
	const isPublic = new Map();
	if (!reads.anonymous) {
		const { Upstream } = await import("./upstream-75e8dbca.js");
		const anonymous = new Upstream(parseConfig(JSON.stringify({ upstream })), () => {});
		for (const [repository, own] of byRepository) {
			signal.throwIfAborted();
			const manifest = own.find(({ kind }) => kind === "manifest");
			const asked = manifest && anonymous.head(repository, manifest.digest, patience);
			isPublic.set(repository, await asked?.then(Boolean, () => false) ?? false);
		}
	}
	const found = reads.reads.filter(({ repository }) => reads.anonymous || isPublic.get(repository) === true);
	return [...new Map(found.map((read) => [read.digest, read])).values()];
}
async function keep(service, store, reads, most, given) {
	let total = 0;
	const wanted = reads.filter(({ digest }) => digest.startsWith("sha256:")).filter(({ size }) => {
		const fits = total + size <= most;
		if (fits) total += size;
		return fits;
	}).map(({ digest, size }) => ({
		hex: digest.slice("sha256:".length),
		size
	})).sort((a, b) => a.hex < b.hex ? -1 : 1);
	if (wanted.length === 0) return undefined;
	const key = keyOf(given.job.job, wanted.map(({ hex }) => hex));
	const bytes = await withStore(store, given, (path) => service.keep(key, version, archiveOf(wanted, path, given)));
	return bytes === undefined ? undefined : {
		key,
		bytes
	};
}
async function* archiveOf(files, path, { engine, signal }) {
	for (const { hex, size } of files) {
		const { status, body } = await engine.open({
			method: "GET",
			path,
			query: { path: `/store/${nameOf(hex)}` },
			expected: [404],
			signal
		});
		if (status === 404) {
			body.destroy();
			continue;
		}
		yield* tarOf([{
			name: nameOf(hex),
			mode: 384,
			content: {
				stream: contentIn(body, size),
				size
			}
		}], false);
	}
	yield* tarOf([]);
}
export { keep, keyOf, publicReads, restore };
