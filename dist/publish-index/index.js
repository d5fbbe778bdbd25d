import { verdictOf, where, RegistryRefusal, hasher, algorithmOf, failedAttempt, RegistryError, pLimit, all, putManifest, headManifest, readImage, UserError, dockerManifest, dockerManifestList, imageIndex, sha256, isDigest, pollDelay, NotReadable, seconds, parseReference, formatReference, isTag, repositoryOf, isIndex, isImage, readIndex, imageConfigs, readPlatform, inInput, messageOf, Waiter, runJobs, ReportedError, textTable, escapeMarkdown, markdownCode, parseDigest, withDigest, run, inputsOf, list, flag, duration, integer, oneOf, text, lines, actionClient, writeSummary, setOutputs } from "../shared/markdown-e2948c98.js";
import { stat, readdir, readFile } from "node:fs/promises";
import { resolve, relative } from "node:path";
class Blocks {
	#log;
	#open = [];
	constructor(log) {
		this.#log = log;
	}
	begin() {
		const block = {
			lines: [],
			ended: false
		};
		this.#open.push(block);
		const say = (line) => {
			block.lines.push(line);
			this.#flush();
		};
		return {
			info: (line) => say(() => this.#log.info(line)),
			notice: (line) => say(() => this.#log.notice(line)),
			warning: (line) => say(() => this.#log.warning(line)),
			end: () => {
				block.ended = true;
				this.#flush();
			}
		};
	}
	#flush() {
		for (;;) {
			const oldest = this.#open[0];
			for (const line of oldest?.lines.splice(0) ?? []) line();
			if (!oldest?.ended) return;
			this.#open.shift();
		}
	}
}
const octets = "application/octet-stream";
const slowest = 10 << 20;
const minute = 6e4;
function transferDeadline(size) {
	return Math.min(480 * minute, Math.max(5 * minute, size / slowest * 2 * 1e3));
}
async function hasBlob(client, at, digest, call) {
	try {
		await client.request({
			registry: at.registry,
			access: [{
				repository: at.repository,
				actions: ["pull"]
			}],
			method: "HEAD",
			path: `${at.repository}/blobs/${digest}`,
			phase: "read"
		}, call);
		return true;
	} catch (error) {
		if (verdictOf(error)?.action === "absent") return false;
		throw error;
	}
}
async function getBlob(client, at, digest, call) {
	const question = blobQuestion(at, digest, undefined);
	const { bytes } = await client.request(question, call, ({ bytes, url }) => {
		const hash = hasher(algorithmOf(digest));
		hash.update(bytes);
		if (hash.digest() !== digest) throw new RegistryError(where("GET", url), {
			kind: "content",
			what: "digest mismatch"
		}, "read");
	});
	return bytes;
}
function blobQuestion({ registry, repository }, digest, deadline) {
	return {
		registry,
		access: [{
			repository,
			actions: ["pull"]
		}],
		method: "GET",
		path: `${repository}/blobs/${digest}`,
		phase: "read",
		headers: { "accept-encoding": "identity" },
		...deadline !== undefined && { deadline }
	};
}
async function copyBlob(client, from, to, blob, mode, call) {
	const mountable = client.origin(from.registry) === client.origin(to.registry);
	const looks = mode === "look" || mode === "upload" || mode === "mount" && !mountable;
	if (looks && await hasBlob(client, to, blob.digest, call)) return "present";
	let session;
	if (mountable && (mode === "mount" || mode === "look")) {
		const answer = await mountBlob(client, from, to, blob.digest, call);
		if (answer === "mounted") return answer;
		session = answer;
	}
	await client.retrying(to, call, async () => {
		const open = session ?? await openUpload(client, to, call);
		session = undefined;
		await upload(client, from, to, blob, open, call);
	});
	return "uploaded";
}
async function mountBlob(client, from, to, digest, call) {
	const question = {
		...uploadQuestion(to),
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
		const answer = await client.request(question, call);
		return answer.status === 201 ? "mounted" : uploadLocation(answer.headers, answer.url);
	} catch (error) {
		if (call.signal.aborted || verdictOf(error)?.action === "retry") throw error;
		return undefined;
	}
}
function uploadQuestion({ registry, repository }) {
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
async function openUpload(client, to, call) {
	const { headers, url } = await client.once(uploadQuestion(to), call);
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
async function upload(client, from, to, { digest, size }, session, call) {
	const deadline = transferDeadline(size);
	const source = await client.stream(blobQuestion(from, digest, deadline), call);
	const reading = new CheckedBlob(source.body, digest, size, where("GET", source.url), call.signal);
	try {
		await client.once({
			...uploadQuestion(to),
			method: "PUT",
			path: session,
			query: { digest },
			headers: {
				"content-type": octets,
				"content-length": String(size)
			},
			body: size === 0 ? new Uint8Array() : ReadableStream.from(reading.chunks()),
			deadline
		}, call);
	} catch (error) {
		call.signal.throwIfAborted();
		throw reading.failure ?? asLostSession(error);
	} finally {
		if (source.body && !source.body.locked) await source.body.cancel().catch(() => {});
	}
}
function asLostSession(error) {
	if (!(error instanceof RegistryError) || error.failure.kind !== "http") return error;
	if (error.failure.status !== 404 && error.verdict.action !== "reauthenticate") return error;
	const failure = {
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
	#limit = pLimit(transfers);
	#blobs = new Map();
	constructor(client, waiter) {
		this.#client = client;
		this.#waiter = waiter;
	}
	async image(from, to, descriptor, mode, count, call, patience) {
		const manifest = await this.#waiter.read(from, descriptor.digest, call, patience);
		const blobs = storedBlobs(manifest);
		const copied = await all(blobs.map((blob) => this.#shared(from, to, blob, mode, call)));
		for (const how of copied) count[how]++;
		if (mode === "look" && copied.every((how) => how === "present") && await this.#holds(to, manifest, call)) return;
		await this.#put(from, to, manifest, blobs, count, call);
		count.manifests++;
	}
	async #put(from, to, manifest, blobs, count, call) {
		for (let healed = 0;; healed++) {
			try {
				return await putManifest(this.#client, to, manifest.digest, manifest, call);
			} catch (error) {
				if (verdictOf(error)?.action !== "heal" || healed >= healings) throw error;
				const mode = healed === 0 ? "upload" : "force";
				const again = await all(blobs.map((blob) => this.#limit(() => copyBlob(this.#client, from, to, blob, mode, call))));
				for (const how of again) if (how === "uploaded") count.uploaded++;
			}
		}
	}
	async #holds(at, { digest }, call) {
		try {
			await headManifest(this.#client, at, digest, "read", call);
			return true;
		} catch (error) {
			if (verdictOf(error)?.action === "absent") return false;
			throw error;
		}
	}
	#shared(from, to, blob, mode, call) {
		const key = `${this.#client.origin(to.registry)}/${to.repository} ${blob.digest}`;
		const copy = this.#blobs.get(key) ?? this.#limit(() => copyBlob(this.#client, from, to, blob, mode, call));
		this.#blobs.set(key, copy);
		return copy;
	}
}
function storedBlobs(manifest) {
	const { config, layers } = readImage(manifest);
	const stored = [config, ...layers].filter((blob) => !blob.urls?.length);
	return [...new Map(stored.map((blob) => [blob.digest, blob])).values()];
}
const WORD = "[A-Za-z0-9_.-]+";
const OPTION = "[A-Za-z0-9_.%-]";
const PLATFORM = new RegExp(`^([A-Za-z0-9_-]+)(?:\\((${OPTION}*)((?:\\+${OPTION}+)*)\\))?/(${WORD})(?:/(${WORD}))?$`);
function parsePlatform(text) {
	const refuse = () => {
		throw new UserError(`${JSON.stringify(text)} is not a platform; accepted is os/architecture[/variant], such as linux/amd64, linux/arm64/v8 or windows(10.0.17763)/amd64`);
	};
	const decode = (option) => {
		try {
			return decodeURIComponent(option);
		} catch {
			return refuse();
		}
	};
	const [whole, os = "", version = "", features = "", arch = "", variant = ""] = PLATFORM.exec(text) ?? [];
	if (whole === undefined) return refuse();
	const machine = normalizeMachine(arch, variant);
	if (machine.architecture === "arm64" && machine.variant === "" && variant !== "") machine.variant = "v8";
	if (machine.architecture === "arm" && variant === "" && machine.variant === "v7") machine.variant = "";
	return {
		os: normalizeOs(os),
		architecture: machine.architecture,
		...machine.variant !== "" && { variant: machine.variant },
		...version !== "" && { "os.version": decode(version) },
		...features !== "" && { "os.features": features.slice(1).split("+").map(decode) }
	};
}
function formatPlatform(platform) {
	const version = encode(platform["os.version"] ?? "");
	const named = new Set(platform["os.features"]?.filter((feature) => feature !== ""));
	const features = [...named].sort().map((feature) => `+${encode(feature)}`);
	const options = `${version}${features.join("")}`;
	const os = `${platform.os}${options === "" ? "" : `(${options})`}`;
	return [
		os,
		platform.architecture,
		...platform.variant ? [platform.variant] : []
	].join("/");
}
function platformKey(platform) {
	const machine = normalizeMachine(platform.architecture, platform.variant ?? "");
	return formatPlatform({
		...platform,
		os: normalizeOs(platform.os),
		...machine
	});
}
function normalizeOs(os) {
	const lower = os.toLowerCase();
	return lower === "macos" ? "darwin" : lower;
}
function normalizeMachine(arch, variant) {
	const architecture = arch.toLowerCase();
	const v = variant.toLowerCase();
	switch (architecture) {
		case "i386": return {
			architecture: "386",
			variant: ""
		};
		case "x86_64":
		case "x86-64":
		case "amd64": return {
			architecture: "amd64",
			variant: v === "v1" ? "" : v
		};
		case "aarch64":
		case "arm64":
			if (/^(?:8|v8|v8\.0)$/.test(v)) return {
				architecture: "arm64",
				variant: ""
			};
			return {
				architecture: "arm64",
				variant: /^(?:9|9\.0|v9\.0)$/.test(v) ? "v9" : v
			};
		case "armhf": return {
			architecture: "arm",
			variant: "v7"
		};
		case "armel": return {
			architecture: "arm",
			variant: "v6"
		};
		case "arm": return {
			architecture,
			variant: v === "" ? "v7" : /^[5-8]$/.test(v) ? `v${v}` : v
		};
		default: return {
			architecture,
			variant: v
		};
	}
}
function encode(option) {
	return encodeURIComponent(option.toWellFormed()).replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
const referenceType = "vnd.docker.reference.type";
const referenceDigest = "vnd.docker.reference.digest";
function attests(descriptor) {
	if (descriptor.annotations?.[referenceType] !== "attestation-manifest") return undefined;
	return descriptor.annotations[referenceDigest] ?? "";
}
function mergeIndex(sources, options) {
	const entries = new Map();
	for (const { name, entries: more } of sources) for (const entry of more) {
		const { digest } = entry.descriptor;
		const known = entries.get(digest);
		entries.set(digest, known ? combine(known, entry) : {
			...entry,
			source: name
		});
	}
	const { kept, dropped } = withoutOrphans([...entries.values()]);
	const images = kept.filter(({ descriptor }) => isPlatformImage(descriptor));
	if (images.length === 0) throw new UserError("the sources hold no image for any platform");
	refuseDoubles(images);
	const annotated = kept.map((entry) => annotate(entry, options.descriptorAnnotations));
	const sorted = sortEntries(annotated);
	const platforms = sorted.flatMap(({ descriptor }) => isPlatformImage(descriptor) && descriptor.platform ? [formatPlatform(descriptor.platform)] : []);
	const whole = {
		entries: sorted,
		platforms,
		dropped
	};
	const plain = Object.keys(options.annotations).length === 0 && options.descriptorAnnotations.length === 0;
	const only = sources.length === 1 ? sources[0]?.index : undefined;
	if (only && plain && dropped.length === 0) return {
		...whole,
		...only
	};
	const docker = plain && sorted.every(({ descriptor: d }) => d.mediaType === dockerManifest && !d.annotations);
	const mediaType = docker ? dockerManifestList : imageIndex;
	const bytes = new TextEncoder().encode(canonicalJson({
		schemaVersion: 2,
		mediaType,
		manifests: sorted.map(({ descriptor }) => descriptor),
		...Object.keys(options.annotations).length > 0 && { annotations: options.annotations }
	}));
	return {
		...whole,
		mediaType,
		bytes,
		digest: sha256(bytes)
	};
}
function combine(a, b) {
	const [x, y] = [canonicalJson(a.descriptor), canonicalJson(b.descriptor)];
	const bIsRicher = y.length > x.length || y.length === x.length && y < x;
	return {
		...a,
		descriptor: bIsRicher ? b.descriptor : a.descriptor,
		from: [...a.from, ...b.from]
	};
}
function withoutOrphans(entries) {
	const present = new Set(entries.map(({ descriptor }) => descriptor.digest));
	const dropped = [];
	const kept = entries.filter(({ descriptor, source }) => {
		const image = attests(descriptor);
		if (image === undefined || isDigest(image) && present.has(image)) return true;
		dropped.push(`attestation ${descriptor.digest} of ${source} is left out: its image ${image} is not among the sources`);
		return false;
	});
	return {
		kept,
		dropped: dropped.sort()
	};
}
function isPlatformImage(descriptor) {
	const { platform } = descriptor;
	return attests(descriptor) === undefined && platform !== undefined && platform.os !== "unknown";
}
function refuseDoubles(images) {
	const found = new Map();
	for (const image of images) {
		const { descriptor, source } = image;
		const key = descriptor.platform ? platformKey(descriptor.platform) : "";
		const other = found.get(key);
		if (other) throw new UserError(`two sources are for ${key}: ${other.descriptor.digest} of ${other.source} and ${descriptor.digest} of ${source}; accepted is one image for each platform`);
		found.set(key, image);
	}
}
function requirePlatforms({ entries }, wanted) {
	const have = entries.flatMap(({ descriptor }) => isPlatformImage(descriptor) && descriptor.platform ? [descriptor.platform] : []);
	const missing = wanted.filter((platform) => !have.some((one) => satisfies(one, platform)));
	if (missing.length > 0) throw new UserError(`the sources have no image for ${missing.map(formatPlatform).join(", ")}; accepted here are the platforms they have: ${have.map(formatPlatform).join(", ")}`);
}
function satisfies(have, wanted) {
	if (wanted["os.version"] !== undefined || wanted["os.features"] !== undefined) return platformKey(have) === platformKey(wanted);
	const { "os.version": _, "os.features": __, ...rest } = have;
	return platformKey(rest) === platformKey(wanted);
}
function annotate(entry, wanted) {
	const { descriptor } = entry;
	if (!isPlatformImage(descriptor) || !descriptor.platform) return entry;
	const { platform } = descriptor;
	const more = wanted.filter((one) => satisfies(platform, one.platform)).map((one) => one.annotations);
	if (more.length === 0) return entry;
	return {
		...entry,
		descriptor: {
			...descriptor,
			annotations: Object.assign({}, descriptor.annotations, ...more)
		}
	};
}
function sortEntries(entries) {
	const images = sortBy(entries.filter(({ descriptor }) => isPlatformImage(descriptor)), ({ descriptor: { platform, digest } }) => `${platform ? platformKey(platform) : ""} ${digest}`);
	const rank = new Map(images.map(({ descriptor }, index) => [descriptor.digest, String(index).padStart(6, "0")]));
	const others = sortBy(entries.filter(({ descriptor }) => !isPlatformImage(descriptor)), ({ descriptor }) => `${rank.get(attests(descriptor) ?? "") ?? "~"} ${descriptor.digest}`);
	return [...images, ...others];
}
function sortBy(items, key) {
	return items.map((item) => ({
		item,
		key: key(item)
	})).sort((a, b) => a.key < b.key ? -1 : 1).map(({ item }) => item);
}
const leading = [
	"schemaVersion",
	"mediaType",
	"artifactType",
	"digest",
	"size",
	"platform",
	"manifests"
];
function canonicalJson(value) {
	return JSON.stringify(value, (_, part) => {
		if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
		const rank = ([key]) => {
			const place = leading.indexOf(key);
			return `${place < 0 ? leading.length : place} ${key}`;
		};
		return Object.fromEntries(sortBy(Object.entries(part), rank));
	});
}
const foreignGrace = 3e4;
async function verifyTag(client, at, tag, digest, previous, call, { start, timeout, onPending }) {
	const { clock } = client;
	const reference = `${at.registry}/${at.repository}:${tag}`;
	let foreignSince;
	for (let polls = 1;; polls++) {
		let reason;
		let delay = pollDelay(polls, clock);
		let left = start + timeout - clock.now();
		try {
			const held = await headManifest(client, at, tag, "wait", call, 1);
			if (held.digest === digest) return;
			reason = `holds ${held.digest}`;
			foreignSince = held.digest === previous ? undefined : foreignSince ?? clock.now();
			if (foreignSince !== undefined) left = Math.min(left, foreignSince + foreignGrace - clock.now());
		} catch (error) {
			const verdict = verdictOf(error);
			if (verdict?.action !== "absent" && verdict?.action !== "retry") throw error;
			if (verdict.tries !== undefined && polls >= verdict.tries) throw error;
			reason = verdict.reason;
			delay = Math.max(delay, verdict.delay ?? 0);
		}
		if (left <= 0) throw new NotReadable(`${reference} was moved to ${digest} but is not read back as such after ${seconds(clock.now() - start)} and ${polls} polls: ${reason}${foreignSince === undefined ? "" : "; another publish may have moved it"}`);
		onPending?.({
			reference,
			reason,
			polls
		});
		await clock.sleep(Math.min(delay, left), call.signal);
	}
}
function parseTags(lines, image) {
	const tags = new Map();
	for (const line of lines) {
		const reference = parseTag(line, image);
		tags.set(formatReference(reference), reference);
	}
	return [...tags.values()];
}
function parseTag(text, image) {
	if (isTag(text)) {
		if (!image) throw new UserError(`the short tag ${JSON.stringify(text)} needs the input "image"; accepted is a full reference such as ghcr.io/org/app:1.2.3, or a short tag together with "image"`);
		return {
			registry: image.registry,
			repository: image.repository,
			tag: text
		};
	}
	const reference = parseReference(text);
	if (reference.tag === undefined) throw new UserError(`${JSON.stringify(text)} names no tag; accepted is a full reference such as ghcr.io/org/app:1.2.3, or a short tag together with "image"`);
	if (reference.digest !== undefined) throw new UserError(`${JSON.stringify(text)} carries a digest; accepted is a tag that may be moved`);
	return reference;
}
function parseImage(text) {
	const reference = parseReference(text);
	if (reference.tag !== undefined || reference.digest !== undefined) throw new UserError(`${JSON.stringify(text)} carries a ${reference.tag === undefined ? "digest" : "tag"}; accepted is a repository alone, such as ghcr.io/org/app`);
	return reference;
}
function movesLast(tag, patterns) {
	return patterns.some((pattern) => {
		const source = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
		return new RegExp(`^${source}$`).test(tag);
	});
}
function destinationsOf(target, movingTags) {
	const destinations = new Map();
	for (const reference of target.tags) {
		const key = repositoryOf(reference);
		const { registry, repository, tag = "" } = reference;
		const known = destinations.get(key) ?? {
			registry,
			repository,
			tags: []
		};
		known.tags.push({
			reference,
			moving: movesLast(tag, movingTags)
		});
		destinations.set(key, known);
	}
	return [...destinations.values()];
}
function accessOf(targets, dryRun) {
	return targets.flatMap(({ sources, tags }) => [...sources.map(({ registry, repository }) => ({
		registry,
		repository,
		actions: ["pull"]
	})), ...tags.map(({ registry, repository }) => ({
		registry,
		repository,
		actions: dryRun ? ["pull"] : ["pull", "push"]
	}))]);
}
function contested(targets) {
	const wanted = new Map();
	for (const target of targets) for (const tag of target.tags) {
		const key = formatReference(tag);
		wanted.set(key, (wanted.get(key) ?? new Set()).add(target));
	}
	return [...wanted].flatMap(([tag, claimants]) => claimants.size > 1 ? [{
		tag,
		targets: [...claimants]
	}] : []);
}
function decideTag({ moving }, held, wanted, ifExists) {
	if (held === wanted) return "unchanged";
	if (held === undefined || moving || ifExists === "overwrite") return "move";
	return ifExists === "skip" ? "keep" : "refuse";
}
function originFor(to, from, sameRegistry) {
	const near = from.filter(({ registry }) => sameRegistry(registry, to.registry));
	if (near.some(({ repository }) => repository === to.repository)) return undefined;
	return near[0] ?? from[0];
}
const deepestNesting = 4;
async function resolveSource(source, resolver) {
	const name = formatReference(source);
	const manifest = await resolver.waiter.read(source, source.digest ?? source.tag ?? "", resolver.call, resolver.patience);
	if (isIndex(manifest.mediaType)) {
		const { entries, nested } = await flatten(manifest, source, resolver, deepestNesting);
		return {
			name,
			entries,
			...!nested && { index: manifest }
		};
	}
	if (!isImage(manifest.mediaType)) throw new UserError(`${name} is neither an image nor an index but ${manifest.mediaType}; accepted are OCI and Docker images and indexes`);
	const platform = await imagePlatform(manifest, source, resolver);
	if (!platform) throw new UserError(`${name} is neither an image nor an index: its config names no platform (${readImage(manifest).config.mediaType}); accepted are OCI and Docker images and indexes`);
	const { digest, mediaType, bytes } = manifest;
	return {
		name,
		entries: [{
			descriptor: {
				mediaType,
				digest,
				size: bytes.byteLength,
				platform
			},
			from: [source]
		}]
	};
}
async function flatten(index, at, resolver, depth) {
	if (depth === 0) throw new UserError(`${index.digest} nests indexes more than ${deepestNesting} deep; accepted are indexes of images`);
	const { waiter, call, patience } = resolver;
	const children = readIndex(index);
	const parts = await all(children.map(async (descriptor) => {
		if (isIndex(descriptor.mediaType)) {
			const child = await waiter.read(at, descriptor.digest, call, patience);
			return (await flatten(child, at, resolver, depth - 1)).entries;
		}
		await waiter.ready(at, descriptor.digest, call, patience);
		return [{
			descriptor: await withPlatform(descriptor, at, resolver),
			from: [at]
		}];
	}));
	return {
		entries: parts.flat(),
		nested: children.some(({ mediaType }) => isIndex(mediaType))
	};
}
async function withPlatform(descriptor, at, resolver) {
	const known = descriptor.platform !== undefined || attests(descriptor) !== undefined || descriptor.artifactType;
	if (known || !isImage(descriptor.mediaType)) return descriptor;
	const manifest = await resolver.waiter.read(at, descriptor.digest, resolver.call, resolver.patience);
	const platform = await imagePlatform(manifest, at, resolver);
	return platform ? {
		...descriptor,
		platform
	} : descriptor;
}
async function imagePlatform(manifest, at, { client, call }) {
	const { config } = readImage(manifest);
	if (!imageConfigs.has(config.mediaType)) return undefined;
	const platform = readPlatform(await getBlob(client, at, config.digest, call));
	return platform?.os === "unknown" ? undefined : platform;
}
async function prepareIndex(target, kit, recorder) {
	let index;
	await recorder.phase("wait", async (call, say) => {
		const resolver = {
			...kit,
			call,
			patience: patienceOf(kit, say)
		};
		const sources = await all(target.sources.map((source) => resolveSource(source, resolver))).catch((error) => inInput("sources", () => {
			throw error;
		}));
		const merged = inInput("sources", () => mergeIndex(sources, target.merge));
		inInput("platforms", () => requirePlatforms(merged, target.platforms));
		inInput("annotations", () => requirePlatforms(merged, target.merge.descriptorAnnotations.map(({ platform }) => platform)));
		for (const sentence of merged.dropped) recorder.warning(sentence);
		index = merged;
		const others = merged.entries.length - merged.platforms.length;
		return `${merged.platforms.join(", ")}${others > 0 ? ` and ${others} more` : ""} → ${merged.digest}`;
	});
	if (!index) throw new Error("the wait ended without an index");
	return index;
}
async function publishIndex(target, index, kit, recorder) {
	const { ifExists, dryRun } = kit.options;
	const places = await checkTags(target, index, kit, recorder);
	const refused = places.flatMap(({ tags }) => tags).filter(({ decision }) => decision === "refuse");
	if (refused.length > 0) throw refusal(refused, index, ifExists);
	if (dryRun) {
		for (const { tags } of places) for (const tag of tags) if (tag.decision === "move") tag.state = "planned";
		return {
			state: "planned",
			tags: resultsOf(places),
			errors: []
		};
	}
	const wrote = await copyAndPut(places, index, kit, recorder);
	const moved = await moveTags(places, index, kit, recorder);
	if (wrote || moved) await verify(places, index, kit, recorder);
	const errors = places.flatMap(({ error }) => error === undefined ? [] : [error]);
	const state = errors.length > 0 ? "failed" : wrote || moved ? "published" : "unchanged";
	return {
		state,
		tags: resultsOf(places),
		errors
	};
}
async function checkTags(target, index, kit, recorder) {
	const { movingTags, ifExists } = kit.options;
	let places = [];
	await recorder.phase("check", async (call, say) => {
		places = await all(destinationsOf(target, movingTags).map(async (destination) => {
			const looked = await Promise.allSettled(destination.tags.map(async (tag) => {
				const held = await holding(kit.client, tag, call);
				const decision = decideTag(tag, held, index.digest, ifExists);
				return {
					...tag,
					held,
					decision,
					state: stateOf(decision)
				};
			}));
			const tags = looked.map((one, at) => {
				if (one.status === "fulfilled") return one.value;
				const tag = destination.tags[at];
				return {
					...tag,
					held: undefined,
					decision: "move",
					state: "not-moved"
				};
			});
			const failed = looked.find((one) => one.status === "rejected");
			const begun = tags.some(({ decision }) => decision === "unchanged");
			return {
				...destination,
				tags,
				begun,
				...failed && { error: failed.reason }
			};
		}));
		call.signal.throwIfAborted();
		if (kit.options.dryRun) for (const tag of places.flatMap(({ tags }) => tags)) say(`${formatReference(tag.reference)}: ${intentions[tag.decision]}${tag.held && tag.decision !== "unchanged" ? `; it holds ${tag.held}` : ""}`);
		return count(places.flatMap(({ tags }) => tags), kit.options.dryRun);
	});
	return places;
}
async function holding(client, { reference }, call) {
	try {
		return (await headManifest(client, reference, reference.tag ?? "", "read", call)).digest;
	} catch (error) {
		if (verdictOf(error)?.action === "absent") return undefined;
		throw error;
	}
}
async function copyAndPut(places, index, kit, recorder) {
	const wanted = places.filter(({ error, tags }) => error === undefined && tags.some(isWanted));
	const sameRegistry = (a, b) => kit.client.origin(a) === kit.client.origin(b);
	const copies = wanted.flatMap((place) => index.entries.flatMap(({ descriptor, from }) => {
		const origin = originFor(place, from, sameRegistry);
		return origin ? [{
			place,
			origin,
			descriptor
		}] : [];
	}));
	const count = {
		manifests: 0,
		mounted: 0,
		uploaded: 0,
		present: 0
	};
	if (copies.length > 0) await recorder.phase("copy", async (call, say) => {
		const patience = patienceOf(kit, say);
		await settle(copies, call, ({ place, origin, descriptor }) => kit.copier.image(origin, place, descriptor, place.begun ? "look" : "mount", count, call, patience));
		const { manifests, mounted, uploaded, present } = count;
		return `${manifests} manifests put, blobs: ${mounted} mounted, ${uploaded} uploaded, ${present} present`;
	});
	const puts = wanted.filter(({ error, begun }) => error === undefined && !begun);
	if (puts.length > 0) await recorder.phase("put", async (call) => {
		await settle(puts.map((place) => ({ place })), call, ({ place }) => putManifest(kit.client, place, index.digest, index, call));
		return `${index.digest} in ${puts.filter(({ error }) => error === undefined).map(repositoryOf).join(", ") || "no repository"}`;
	});
	return puts.length > 0 || count.manifests + count.mounted + count.uploaded > 0;
}
async function moveTags(places, index, kit, recorder) {
	const work = places.flatMap((place) => place.tags.filter(({ decision }) => decision === "move").map((tag) => ({
		place,
		tag
	})));
	const ready = work.filter(({ place }) => place.error === undefined);
	if (ready.length === 0) return false;
	await recorder.phase("tag", async (call) => {
		const move = (some) => settle(some, call, async ({ place, tag }) => {
			tag.state = "failed";
			await putManifest(kit.client, place, tag.reference.tag ?? "", index, call);
			tag.state = "published";
		});
		await move(ready.filter(({ tag }) => !tag.moving));
		if (places.every(({ error }) => error === undefined)) await move(ready.filter(({ tag }) => tag.moving));
		const moved = ready.filter(({ tag }) => tag.state === "published").length;
		return `${moved} of ${work.length} tags moved`;
	});
	return ready.some(({ tag }) => tag.state === "published");
}
async function verify(places, index, kit, recorder) {
	await recorder.phase("verify", async (call, say) => {
		const patience = patienceOf(kit, say);
		const here = places.filter(({ tags }) => tags.some(({ state }) => state === "published"));
		const children = here.flatMap((place) => index.entries.map(({ descriptor }) => ({
			place,
			descriptor
		})));
		const tags = here.flatMap((place) => place.tags.filter(({ state }) => state === "published").map((tag) => ({
			place,
			tag
		})));
		await Promise.all([settle(children, call, ({ place, descriptor }) => kit.waiter.ready(place, descriptor.digest, call, patience)), settle(tags, call, async ({ place, tag }) => {
			tag.state = "failed";
			const { reference, held } = tag;
			await verifyTag(kit.client, place, reference.tag ?? "", index.digest, held, call, patience);
			tag.state = "published";
		})]);
		const good = tags.filter(({ tag }) => tag.state === "published").length;
		return `${good} of ${tags.length} tags and their ${index.entries.length} manifests read back`;
	});
}
async function settle(work, call, effect) {
	const settled = await Promise.allSettled(work.map((one) => effect(one)));
	call.signal.throwIfAborted();
	for (const [index, one] of settled.entries()) {
		const place = work[index]?.place;
		if (one.status === "rejected" && place) place.error ??= one.reason;
	}
}
const intentions = {
	move: "would be moved",
	unchanged: "holds this index already",
	keep: "would be left as it is",
	refuse: "must not be moved"
};
function isWanted({ decision }) {
	return decision === "move" || decision === "unchanged";
}
function stateOf(decision) {
	return decision === "unchanged" ? "unchanged" : decision === "keep" ? "kept" : "not-moved";
}
function resultsOf(places) {
	return places.flatMap(({ tags }) => tags.map(({ reference, state }) => ({
		ref: formatReference(reference),
		state
	})));
}
function refusal(refused, index, ifExists) {
	const [first] = refused;
	const more = refused.length > 1 ? ` (and ${refused.length - 1} more tags)` : "";
	return new UserError(`input "if-exists": ${ifExists}, and ${first ? formatReference(first.reference) : ""}${more} holds ${first?.held}, not ${index.digest}; accepted is overwrite or skip, or a tag that does not exist yet`);
}
function count(tags, dryRun) {
	const of = (wanted) => tags.filter(({ decision }) => decision === wanted).length;
	const words = [`${of("move")} tags ${dryRun ? "would move" : "to move"}`, `${of("unchanged")} unchanged`];
	if (of("keep") > 0) words.push(`${of("keep")} kept as they are`);
	if (of("refuse") > 0) words.push(`${of("refuse")} hold another image`);
	return words.join(", ");
}
function patienceOf({ client, options }, say) {
	return {
		start: client.clock.now(),
		timeout: options.waitTimeout,
		onPending: ({ reference, reason, polls }) => {
			if (polls === 1 || polls % 6 === 0) say(`waiting for ${reference}: ${reason}`);
		}
	};
}
function sentenceOf(errors) {
	return [...new Set(errors.map(messageOf))].join("; ");
}
class Recorder {
	phases = [];
	attempts = 1;
	#name;
	#begin;
	#block;
	#clock;
	#epoch;
	#signal;
	constructor(name, begin, clock, epoch, signal) {
		this.#name = name;
		this.#begin = begin;
		this.#clock = clock;
		this.#epoch = epoch;
		this.#signal = signal;
	}
	async phase(phase, work) {
		this.#block ??= this.#begin();
		const record = {
			phase,
			start: this.#now(),
			end: this.#now(),
			retries: [],
			outcome: ""
		};
		this.phases.push(record);
		const call = {
			signal: this.#signal,
			onRetry: ({ reason, attempt }) => {
				this.attempts = Math.max(this.attempts, attempt + 1);
				record.retries.push(reason);
			}
		};
		try {
			record.outcome = await work(call, (line) => this.#line(phase, line));
		} catch (error) {
			record.outcome = this.#signal.aborted ? "cancelled" : "failed";
			throw error;
		} finally {
			record.end = this.#now();
			const retries = record.retries.length > 0 ? `; ${countReasons(record.retries)}` : "";
			this.#line(phase, `${record.outcome}, ${seconds(record.end - record.start)}${retries}`);
		}
	}
	warning(line) {
		this.#block ??= this.#begin();
		this.#block.warning(`${this.#name}: ${line}`);
	}
	end() {
		this.#block?.end();
	}
	#line(phase, text) {
		this.#block ??= this.#begin();
		this.#block.info(`${this.#name}  ${phase.padEnd(6)}  ${text}`);
	}
	#now() {
		return this.#clock.now() - this.#epoch;
	}
}
function countReasons(reasons) {
	const counts = new Map();
	for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
	const words = [...counts].map(([reason, count]) => count > 1 ? `${reason} ×${count}` : reason);
	return `${reasons.length} ${reasons.length === 1 ? "retry" : "retries"}: ${words.join(", ")}`;
}
async function publish(targets, client, options, { log, signal }) {
	const waiter = new Waiter(client);
	const kit = {
		client,
		waiter,
		copier: new Copier(client, waiter),
		options
	};
	for (const { actions, ...at } of accessOf(targets, options.dryRun)) client.declare(at, actions);
	const blocks = new Blocks(log);
	const epoch = client.clock.now();
	const jobs = targets.map((target) => {
		const recorder = new Recorder(target.name, () => blocks.begin(), client.clock, epoch, signal);
		return {
			target,
			recorder
		};
	});
	await agree(jobs, kit, signal);
	const outcomes = await runJobs(jobs, options.concurrency, signal, async (job) => {
		const started = client.clock.now();
		const index = await indexOf(job, kit).catch((error) => ({ error }));
		const published = "error" in index ? index : await publishIndex(job.target, index, kit, job.recorder).catch((error) => ({ error }));
		job.recorder.end();
		return resultOf(job, index, published, (client.clock.now() - started) / 1e3, signal);
	});
	return outcomes.map((outcome, at) => {
		if (outcome.state === "failed") throw outcome.error;
		const name = targets[at]?.name ?? "";
		return outcome.state === "done" ? outcome.value : cancelled(name);
	});
}
function indexOf(job, kit) {
	job.index ??= prepareIndex(job.target, kit, job.recorder);
	return job.index;
}
async function agree(jobs, kit, signal) {
	const claims = contested(jobs.map(({ target }) => target));
	const involved = jobs.filter(({ target }) => claims.some(({ targets }) => targets.includes(target)));
	const prepared = await runJobs(involved, kit.options.concurrency, signal, (job) => indexOf(job, kit));
	const digests = new Map(prepared.flatMap((outcome, at) => outcome.state === "done" ? [[involved[at]?.target, outcome.value.digest]] : []));
	for (const { tag, targets } of claims) {
		const wanted = targets.flatMap((target) => {
			const digest = digests.get(target);
			return digest ? [{
				name: target.name,
				digest
			}] : [];
		});
		const other = wanted.find(({ digest }) => digest !== wanted[0]?.digest);
		if (!other || !wanted[0]) continue;
		for (const { recorder } of involved) recorder.end();
		throw new UserError(`input "targets": ${tag} is wanted by ${JSON.stringify(wanted[0].name)} as ${wanted[0].digest} and by ${JSON.stringify(other.name)} as ${other.digest}; accepted is one image for a tag`);
	}
}
function resultOf({ target, recorder }, index, published, seconds, signal) {
	const errors = "error" in published ? [published.error] : published.errors;
	const bug = errors.find((error) => !(error instanceof ReportedError));
	if (bug !== undefined && !signal.aborted) throw bug;
	const whole = "error" in index ? undefined : index;
	const tags = target.tags.map((reference) => ({
		ref: formatReference(reference),
		state: "not-moved"
	}));
	return {
		name: target.name,
		state: "error" in published ? signal.aborted ? "cancelled" : "failed" : published.state,
		...whole && { digest: whole.digest },
		platforms: whole?.platforms ?? [],
		manifests: whole ? manifestsOf(whole) : [],
		tags: "error" in published ? tags : published.tags,
		attempts: recorder.attempts,
		seconds: Math.round(seconds * 10) / 10,
		phases: recorder.phases,
		...errors.length > 0 && { error: signal.aborted ? "the run was cancelled" : sentenceOf(errors) }
	};
}
function manifestsOf({ entries }) {
	return entries.map(({ descriptor }) => {
		const image = attests(descriptor);
		return {
			digest: descriptor.digest,
			...image !== undefined && { attests: image },
			...image === undefined && descriptor.platform && { platform: formatPlatform(descriptor.platform) }
		};
	});
}
function cancelled(name) {
	return {
		name,
		state: "cancelled",
		platforms: [],
		manifests: [],
		tags: [],
		attempts: 0,
		seconds: 0,
		phases: [],
		error: "the run was cancelled before this target was begun"
	};
}
const phases = [
	"wait",
	"check",
	"copy",
	"put",
	"tag",
	"verify"
];
class PublishFailed extends ReportedError {
	name = "PublishFailed";
}
function outputsOf(results) {
	return {
		digest: results.length === 1 && isPublished(results[0]) ? results[0]?.digest : undefined,
		refs: results.flatMap(({ digest, tags }) => tags.filter(({ state }) => state === "published" || state === "unchanged").map(({ ref }) => `${ref}@${digest}`)).join("\n"),
		json: JSON.stringify(results.map(({ name, state, digest, platforms, tags, attempts, seconds, error }) => ({
			name,
			state,
			digest,
			platforms,
			tags,
			attempts,
			seconds,
			error
		})))
	};
}
function isPublished(result) {
	return result?.state === "published" || result?.state === "unchanged" || result?.state === "planned";
}
function logTable(results) {
	const used = phases.filter((phase) => results.some((result) => timeOf(result, phase) !== undefined));
	return textTable([[
		"target",
		"state",
		...used,
		"seconds",
		"retries",
		"digest",
		"platforms"
	], ...results.map((result) => [
		result.name,
		result.state,
		...used.map((phase) => {
			const time = timeOf(result, phase);
			return time === undefined ? "–" : seconds(time);
		}),
		result.seconds.toFixed(1),
		String(retriesOf(result).length),
		result.digest ?? "–",
		result.platforms.join(", ") || "–"
	])]);
}
function timeOf(result, phase) {
	const records = result.phases.filter((record) => record.phase === phase);
	return records.length === 0 ? undefined : records.reduce((sum, { start, end }) => sum + end - start, 0);
}
function retriesOf(result) {
	return result.phases.flatMap(({ retries }) => retries);
}
function requireAll(results) {
	const failed = results.filter(({ state }) => state === "failed" || state === "cancelled");
	const [only] = failed;
	if (!only) return;
	if (results.length === 1) throw new PublishFailed(only.error ?? "the image was not published");
	throw new PublishFailed(`${failed.length} of ${results.length} targets were not published: ${failed.map(({ name, error }) => `${name}: ${error}`).join("; ")}`);
}
const marks = {
	published: "✅",
	unchanged: "✅",
	planned: "📝",
	failed: "❌",
	cancelled: "⏹️"
};
const mostSections = 40;
function summaryOf(results) {
	const rank = ({ state }) => state === "failed" ? 0 : state === "cancelled" ? 1 : 2;
	const sorted = [...results].sort((a, b) => rank(a) - rank(b));
	const done = results.filter((result) => rank(result) === 2).length;
	return [
		`### Publish: ${done} of ${results.length} ${results.length === 1 ? "image" : "images"}`,
		...sorted.flatMap(({ name, error }) => error === undefined ? [] : [`> ❌ **${escapeMarkdown(name)}**: ${escapeMarkdown(error)}`]),
		table(sorted),
		...sorted.map(details),
		timeline(results)
	].join("\n\n");
}
function table(results) {
	const used = phases.filter((phase) => results.some((result) => timeOf(result, phase) !== undefined));
	const head = [
		"",
		"Target",
		...used,
		"Digest",
		"Platforms",
		"Seconds",
		"Retries"
	];
	const rows = results.map((result) => [
		marks[result.state],
		escapeMarkdown(result.name),
		...used.map((phase) => {
			const time = timeOf(result, phase);
			return time === undefined ? "–" : seconds(time);
		}),
		result.digest ? markdownCode(result.digest) : "–",
		escapeMarkdown(result.platforms.join(", ")) || "–",
		result.seconds.toFixed(1),
		retriesOf(result).length > 0 ? escapeMarkdown(countReasons(retriesOf(result))) : "0"
	]);
	return [
		head,
		head.map(() => "---"),
		...rows
	].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
function details({ name, tags, manifests }) {
	const images = manifests.filter(({ attests }) => attests === undefined);
	const attestations = manifests.filter(({ attests }) => attests !== undefined);
	const lines = [
		`<details><summary>${escapeMarkdown(name)}: ${tags.length} tags, ${images.length} images</summary>`,
		"",
		...tags.map(({ ref, state }) => `- ${markdownCode(ref)} ${state.replace("-", " ")}`),
		"",
		"| Platform | Digest |",
		"| --- | --- |",
		...images.map(({ platform, digest }) => `| ${escapeMarkdown(platform ?? "–")} | ${markdownCode(digest)} |`)
	];
	if (attestations.length > 0) lines.push("", `<details><summary>${attestations.length} attestations</summary>`, "", "| Attestation | Image |", "| --- | --- |", ...attestations.map(({ digest, attests }) => `| ${markdownCode(digest)} | ${markdownCode(attests ?? "")} |`), "", "</details>");
	return [
		...lines,
		"",
		"</details>"
	].join("\n");
}
function timeline(results) {
	const shown = results.filter((result) => result.phases.length > 0).slice(0, mostSections);
	if (shown.length === 0) return "";
	const lines = shown.flatMap((result) => [`  section ${plain(result.name)}`, ...result.phases.map(({ phase, start, end, outcome }) => `  ${phase} :${outcome === "failed" || outcome === "cancelled" ? "crit, " : ""}${Math.round(start)}, ${Math.max(Math.round(start) + 1, Math.round(end))}`)]);
	return [
		"```mermaid",
		"gantt",
		"  dateFormat x",
		"  axisFormat %M:%S",
		...lines,
		"```"
	].join("\n");
}
function plain(name) {
	return name.replace(/[^\w./ -]+/g, "-").slice(0, 60) || "image";
}
const leveled = /^\s*(?:([a-z-]+(?:\[[^\]]*\])?(?:\s*,\s*[a-z-]+(?:\[[^\]]*\])?)*):)?(.*)$/s;
const oneLevel = /[a-z-]+(?:\[[^\]]*\])?/g;
const level = /^(index|manifest|index-descriptor|manifest-descriptor)(?:\[([^\]]*)\])?$/;
const accepted$2 = "accepted is key=value, with or without a level such as index: or manifest-descriptor[linux/arm64]: before it";
function parseAnnotations(lines) {
	const own = new Map();
	const coerced = new Map();
	const descriptors = new Map();
	const coercedLevels = new Set();
	for (const line of lines) {
		const { levels, key, value } = parseLine(line);
		if (levels.length === 0) own.set(key, value);
		for (const { name, platform } of levels) {
			if (name === "manifest-descriptor" && platform !== undefined) {
				const of = descriptors.get(platform) ?? new Map();
				descriptors.set(platform, of.set(key, value));
			} else if (name === "index") own.set(key, value);
			else {
				coerced.set(key, value);
				coercedLevels.add(name);
			}
		}
	}
	return {
		annotations: Object.fromEntries([...coerced, ...own]),
		descriptorAnnotations: [...descriptors].map(([platform, annotations]) => ({
			platform: parsePlatform(platform),
			annotations: Object.fromEntries(annotations)
		})),
		notices: coercedLevels.size > 0 ? [`annotations of level ${[...coercedLevels].sort().join(", ")} are set on the index: published manifests are not rewritten`] : []
	};
}
function parseLine(line) {
	const equals = line.indexOf("=");
	const [, levels, key = ""] = leveled.exec(line.slice(0, Math.max(equals, 0))) ?? [];
	if (key.trim() === "") throw new UserError(`${JSON.stringify(line)} is not an annotation; ${accepted$2}`);
	return {
		levels: levels === undefined ? [] : (levels.match(oneLevel) ?? []).map((text) => parseLevel(text, line)),
		key: key.trim(),
		value: line.slice(equals + 1)
	};
}
function parseLevel(text, line) {
	const [, name, platform] = level.exec(text) ?? [];
	if (name === undefined) throw new UserError(`${JSON.stringify(line)} has the unknown level ${JSON.stringify(text)}; ${accepted$2}`);
	return {
		name,
		...platform !== undefined && { platform: platformKey(parsePlatform(platform)) }
	};
}
function parseMetadata(text) {
	const value = parseJson(text);
	const { tags, annotations = [] } = isRecord$1(value) ? value : {};
	if (!isTexts(tags) || !isTexts(annotations)) throw new UserError(`${value === undefined ? "the text is not JSON" : "the JSON has no list \"tags\""}; accepted is the output "json" of docker/metadata-action`);
	return {
		tags,
		annotations
	};
}
function parseBuildMetadata(text) {
	const value = parseJson(text);
	if (isRecord$1(value)) {
		const images = ["containerimage.digest" in value ? value : [], ...Object.values(value)].filter((part) => isRecord$1(part) && "containerimage.digest" in part).map((part) => builtImage(part));
		if (images.length > 0) return images;
	}
	throw new UserError(`${value === undefined ? "it is not JSON" : "it holds no containerimage.digest"}; accepted is a metadata file of docker buildx build or bake`);
}
function builtImage(part) {
	const digest = part["containerimage.digest"];
	const name = part["image.name"] ?? "";
	if (typeof digest !== "string" || !isDigest(digest) || typeof name !== "string") throw new UserError(`its containerimage.digest is ${JSON.stringify(digest)}; accepted is a metadata file of docker buildx build or bake that pushed`);
	return {
		digest,
		names: name.split(",").map((one) => one.trim()).filter(Boolean)
	};
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
function isRecord$1(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isTexts(value) {
	return Array.isArray(value) && value.every((item) => typeof item === "string");
}
const accepted$1 = "accepted are a reference with a tag or digest, a bare sha256: digest, a directory of files named by digest, and buildx metadata files";
async function expandSources(lines, image, directory) {
	const references = new Map();
	for (const line of lines) for (const reference of await expandSource(line, image, directory)) references.set(formatReference(reference), reference);
	return [...references.values()];
}
async function expandSource(line, image, directory) {
	if (isDigest(line)) return [qualify(line, image)];
	if (/^sha(?:256|512):/.test(line)) parseDigest(line);
	if (line.includes("@")) return [parseSource(line)];
	if (/[*?{[]/.test(line)) return readMatches(line, image, directory);
	const path = resolve(directory, line);
	const found = await stat(path).catch(() => undefined);
	if (found?.isDirectory()) return readDigestDirectory(line, path, image);
	if (found?.isFile()) return readMetadataFile(line, path, image);
	if (/^\.{0,2}\/|\/$|\.json$/.test(line)) throw new UserError(`${JSON.stringify(line)} is no file or directory; ${accepted$1}`);
	return [parseSource(line)];
}
function parseSource(line) {
	const reference = parseReference(line);
	if (reference.tag === undefined && reference.digest === undefined) throw new UserError(`${JSON.stringify(line)} names neither a tag nor a digest, and is no directory; ${accepted$1}`);
	return reference;
}
function qualify(digest, image) {
	if (!image) throw new UserError(`the bare digest ${digest} needs "image"; accepted is a digest together with "image", or a reference such as ghcr.io/org/app@sha256:…`);
	return withDigest(image, parseDigest(digest));
}
async function readDigestDirectory(line, path, image) {
	const names = (await readdir(path)).sort();
	if (names.length === 0) throw new UserError(`the directory ${JSON.stringify(line)} is empty; accepted are files named by bare hex digest`);
	return names.map((name) => {
		if (!/^[0-9a-f]{64}$/.test(name)) throw new UserError(`the directory ${JSON.stringify(line)} holds ${JSON.stringify(name)}; accepted are files named by bare hex digest, and no others`);
		return qualify(`sha256:${name}`, image);
	});
}
async function readMatches(line, image, directory) {
	const { glob } = await import("../shared/dist-06dfa124.js");
	const paths = await glob(line, {
		cwd: directory,
		absolute: true,
		dot: true,
		expandDirectories: false
	});
	if (paths.length === 0) throw new UserError(`${JSON.stringify(line)} matches no file; accepted is a glob of buildx metadata files`);
	const read = await Promise.all(paths.sort().map((path) => readMetadataFile(relative(directory, path), path, image)));
	return read.flat();
}
async function readMetadataFile(line, path, image) {
	const text = await readFile(path, "utf8");
	try {
		return parseBuildMetadata(text).map((built) => locate(built, image));
	} catch (error) {
		if (error instanceof UserError) throw new UserError(`${JSON.stringify(line)}: ${error.message}`, { cause: error });
		throw error;
	}
}
function locate({ digest, names }, image) {
	const repositories = names.map((name) => parseReference(name));
	const wanted = repositories.find(({ registry, repository }) => registry === image?.registry && repository === image.repository);
	const { registry, repository } = wanted ?? repositories[0] ?? qualify(digest, image);
	return {
		registry,
		repository,
		digest
	};
}
const keys = [
	"name",
	"image",
	"sources",
	"tags",
	"annotations",
	"platforms"
];
const accepted = `accepted is a list of targets, or a map with the one key "targets"; each target is a map of ${keys.join(", ")}`;
async function readTargets(input, directory) {
	const inline = /\n|^\s*[[{]|^\s*-\s/.test(input);
	const text = inline ? input : await readTargetsFile(input, directory);
	const { LineCounter, parseDocument } = await import("../shared/yaml-6c404d4d.js").then((n) => n.index);
	const lineCounter = new LineCounter();
	const document = parseDocument(text, {
		schema: "failsafe",
		lineCounter
	});
	const place = inline ? "" : `${input}, `;
	const refuse = (offset, what) => {
		const { line, col } = lineCounter.linePos(offset);
		throw new UserError(`${place}line ${line}, column ${col}: ${what}`);
	};
	const [error] = document.errors;
	if (error) {
		const [message = ""] = error.message.split(/ at line \d+/);
		refuse(error.pos[0], `${message.replace(/[\s.:]+$/, "")}; ${accepted}`);
	}
	return readList(document.toJS({ maxAliasCount: 100 }), (path, what) => {
		const node = document.getIn(path, true);
		return refuse(node?.range?.[0] ?? 0, what);
	});
}
async function readTargetsFile(input, directory) {
	try {
		return await readFile(resolve(directory, input), "utf8");
	} catch (error) {
		throw new UserError(`the file ${JSON.stringify(input)} cannot be read (${messageOf(error).split(",")[0]}); accepted is the path of a YAML or JSON file, or the text itself`);
	}
}
function readList(value, refuse) {
	const at = isRecord(value) ? ["targets"] : [];
	if (isRecord(value) && Object.keys(value).some((key) => key !== "targets")) refuse([], `found ${shown(value)}; ${accepted}`);
	const list = isRecord(value) ? value.targets : value;
	if (!Array.isArray(list)) return refuse([], `found ${shown(value)}; ${accepted}`);
	if (list.length === 0) refuse(at, `the list is empty; ${accepted}`);
	return list.map((item, index) => readTarget$1(item, [...at, index], refuse));
}
function readTarget$1(value, at, refuse) {
	if (!isRecord(value)) return refuse(at, `found ${shown(value)}; ${accepted}`);
	const unknown = Object.keys(value).find((key) => !keys.some((known) => known === key));
	if (unknown !== undefined) refuse([...at, unknown], `the key ${JSON.stringify(unknown)} is unknown; accepted are ${keys.join(", ")}`);
	const text = (key) => {
		const found = value[key];
		if (found === undefined || found === "") return {};
		return typeof found === "string" ? { [key]: found.trim() } : refuse([...at, key], `"${key}" is ${shown(found)}; accepted is a text`);
	};
	const list = (key, separator) => {
		const found = value[key] ?? [];
		const items = typeof found === "string" ? found.split(separator) : found;
		if (Array.isArray(items) && items.every((item) => typeof item === "string")) return items.map((item) => item.trim()).filter(Boolean);
		return refuse([...at, key], `"${key}" is ${shown(found)}; accepted is a list of texts, or lines`);
	};
	return {
		...text("name"),
		...text("image"),
		sources: list("sources", /\r?\n/),
		tags: list("tags", /\r?\n|,/),
		annotations: list("annotations", /\r?\n/),
		platforms: list("platforms", /\r?\n|,/)
	};
}
function shown(value) {
	if (Array.isArray(value)) return "a list";
	if (isRecord(value)) return `a map of ${Object.keys(value).slice(0, 5).map((key) => JSON.stringify(key)).join(", ") || "nothing"}`;
	return typeof value === "string" && value !== "" ? `the text ${JSON.stringify(value.slice(0, 60))}` : "nothing";
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
async function readInputs(inputs, directory) {
	const { targets: text, metadata } = inputs;
	if (text === undefined) {
		const more = metadata === undefined ? undefined : inInput("metadata", () => parseMetadata(metadata));
		const raw = {
			...inputs,
			tags: [...inputs.tags, ...more?.tags ?? []],
			annotations: [...more?.annotations ?? [], ...inputs.annotations]
		};
		const read = await readTarget(raw, directory, (part) => `input "${part}": `);
		return {
			targets: [read.target],
			notices: read.notices
		};
	}
	for (const [name, value] of Object.entries({
		sources: inputs.sources,
		tags: inputs.tags,
		metadata: metadata ?? ""
	})) if (value.length > 0) throw new UserError(`input "${name}": given together with "targets", which has its own; accepted beside it are image, annotations and platforms, as defaults`);
	const raws = await named("targets", () => readTargets(text, directory));
	const names = uniqueNames(raws);
	const read = [];
	for (const [index, raw] of raws.entries()) {
		const name = names[index] ?? "";
		const whole = {
			...raw,
			name,
			...raw.image === undefined && inputs.image !== undefined && { image: inputs.image },
			annotations: raw.annotations.length > 0 ? raw.annotations : inputs.annotations,
			platforms: raw.platforms.length > 0 ? raw.platforms : inputs.platforms
		};
		read.push(await readTarget(whole, directory, (part) => `input "targets": target ${JSON.stringify(name)}: ${part}: `));
	}
	return {
		targets: read.map(({ target }) => target),
		notices: [...new Set(read.flatMap(({ notices }) => notices))]
	};
}
async function readTarget(raw, directory, where) {
	const part = (name, read) => prefixed(where(name), read);
	const image = await part("image", () => raw.image === undefined ? undefined : parseImage(raw.image));
	const tags = await part("tags", () => {
		const parsed = parseTags(raw.tags, image);
		if (parsed.length === 0) throw new UserError("there are no tags; accepted is at least one tag to publish");
		return parsed;
	});
	const platforms = await part("platforms", () => raw.platforms.map((text) => parsePlatform(text)));
	const { notices, ...annotations } = await part("annotations", () => parseAnnotations(raw.annotations));
	const sources = await part("sources", async () => {
		const found = await expandSources(raw.sources, image, directory);
		if (found.length === 0) throw new UserError("there are no sources; accepted is at least one image or index to publish");
		return found;
	});
	const name = raw.name ?? nameOf(image ?? tags[0]);
	return {
		target: {
			name,
			sources,
			tags,
			merge: annotations,
			platforms
		},
		notices
	};
}
function nameOf(reference) {
	return reference?.repository ?? "image";
}
function uniqueNames(raws) {
	const taken = new Set();
	for (const { name } of raws) {
		if (name === undefined) continue;
		if (taken.has(name)) throw new UserError(`input "targets": two targets are named ${JSON.stringify(name)}; accepted is a name of its own for each`);
		taken.add(name);
	}
	return raws.map(({ name, image, tags }, index) => {
		if (name !== undefined) return name;
		const base = image ?? tags[0]?.replace(/:[^/:]*$/, "") ?? `target ${index + 1}`;
		let unique = base;
		for (let number = 2; taken.has(unique); number++) unique = `${base} (${number})`;
		taken.add(unique);
		return unique;
	});
}
function named(input, read) {
	return prefixed(`input "${input}": `, read);
}
async function prefixed(prefix, read) {
	try {
		return await read();
	} catch (error) {
		if (error instanceof UserError) throw new UserError(`${prefix}${error.message}`, { cause: error });
		throw error;
	}
}
const requestsPerTarget = 4;
await run(async ({ log, signal }) => {
	const inputs = inputsOf()({
		image: text(),
		sources: lines(),
		tags: list(),
		metadata: text(),
		annotations: lines(),
		targets: text(),
		platforms: list(),
		"moving-tags": list(),
		"if-exists": oneOf("overwrite", "skip", "fail"),
		concurrency: integer({
			min: 1,
			max: 64
		}),
		"wait-timeout": duration(),
		"dry-run": flag(),
		"insecure-registries": list()
	});
	const { targets, notices } = await readInputs(inputs, process.env.GITHUB_WORKSPACE ?? process.cwd());
	for (const notice of notices) log.notice(notice);
	const { concurrency } = inputs;
	const client = await actionClient(inputs["insecure-registries"], concurrency * requestsPerTarget, log);
	const options = {
		movingTags: inputs["moving-tags"],
		ifExists: inputs["if-exists"],
		dryRun: inputs["dry-run"],
		waitTimeout: inputs["wait-timeout"],
		concurrency
	};
	const results = await publish(targets, client, options, {
		log,
		signal
	});
	for (const line of logTable(results)) log.info(line);
	writeSummary(summaryOf(results));
	setOutputs(outputsOf(results));
	requireAll(results);
});
