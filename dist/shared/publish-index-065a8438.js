import { UserError, placed, inInput, seconds, ReportedError, messagesOf, textTable } from "./core-5c11f894.js";
import { formatReference, isTag, parseReference, parseDigest, withDigest, isDigest, parseImage, dockerManifest, dockerManifestList, imageIndex, readAnnotations, sha256, imageConfigs, headManifest, unlessAbsent, repositoryOf, isIndex, isImage, readImage, readIndex, allReadable, Waiter } from "./publish-index_wait-digests-4ae05c17.js";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { all, runJobs } from "./cascade-runtime-version_publish-index-15f2eb3a.js";
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
function movesLast(tag, patterns) {
	return patterns.some((pattern) => matches(tag, pattern));
}
function matches(text, pattern) {
	let [at, place, star, resume] = [
		0,
		0,
		-1,
		0
	];
	while (at < text.length) {
		if (pattern[place] === "*") {
			star = place++;
			resume = at;
		} else if (pattern[place] === "?" || pattern[place] === text[at]) {
			place++;
			at++;
		} else if (star >= 0) {
			place = star + 1;
			at = ++resume;
		} else return false;
	}
	return /^\**$/.test(pattern.slice(place));
}
function qualifyDigest(text, image) {
	const digest = parseDigest(text);
	if (!image) throw new UserError(`the bare digest ${digest} needs "image"; accepted is a digest together with "image", or a reference such as ghcr.io/org/app@sha256:…`);
	return withDigest(image, digest);
}
const accepted = "accepted are a reference with a tag or digest, a bare sha256: digest, a directory of files named by digest, and buildx metadata files";
async function expandSources(lines, image, directory) {
	const references = new Map();
	for (const line of lines) for (const reference of await expandSource(line, image, directory)) references.set(formatReference(reference), reference);
	return [...references.values()];
}
const isIpv6Reference = /^\[[\da-f:]+\](?::\d+)?\//i;
async function expandSource(line, image, directory) {
	if (isDigest(line)) return [qualifyDigest(line, image)];
	if (/^sha(?:256|512):/.test(line)) parseDigest(line);
	if (/@sha\d+:/.test(line)) return [parseSource(line)];
	const path = resolve(directory, line);
	const found = await stat(path).catch(() => undefined);
	if (found) {
		const { readDigestDirectory, readMetadataFile } = await import("./source-files-e934e7d5.js");
		return (found.isDirectory() ? readDigestDirectory : readMetadataFile)(line, path, image);
	}
	if (/[*?{[]/.test(line) && !isIpv6Reference.test(line)) return (await import("./source-files-e934e7d5.js")).readMatches(line, image, directory);
	if (/^\.{0,2}\/|\/$|\.json$/.test(line)) throw new UserError(`${JSON.stringify(line)} is no file or directory; ${accepted}`);
	return [parseSource(line)];
}
function parseSource(line) {
	const reference = parseReference(line);
	if (reference.tag === undefined && reference.digest === undefined) throw new UserError(`${JSON.stringify(line)} names neither a tag nor a digest, and is no directory; ${accepted}`);
	return reference;
}
async function readTarget(raw, directory, where) {
	const part = (name, read) => placed(where(name), read);
	const image = part("image", () => raw.image === undefined ? undefined : parseImage(raw.image));
	const tags = part("tags", () => {
		const parsed = parseTags(raw.tags, image);
		if (parsed.length === 0) throw new UserError("there are no tags; accepted is at least one tag to publish");
		return parsed;
	});
	const platforms = await part("platforms", () => platformsOf(raw.platforms));
	const { notices, ...annotations } = await part("annotations", () => annotationsOf(raw.annotations));
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
async function platformsOf(texts) {
	if (texts.length === 0) return [];
	const { parsePlatform } = await import("./parse-platform-a20eef63.js");
	return texts.map((text) => parsePlatform(text));
}
async function annotationsOf(lines) {
	if (lines.length === 0) return {
		annotations: {},
		descriptorAnnotations: [],
		notices: []
	};
	return (await import("./annotations-f9745ffc.js")).parseAnnotations(lines);
}
async function readInputs(inputs, directory) {
	const { targets: text, metadata } = inputs;
	if (text === undefined) {
		const image = inputs.image;
		const repository = image === undefined ? undefined : inInput("image", () => parseImage(image));
		const more = metadata === undefined ? undefined : await inInput("metadata", async () => {
			const { parseMetadata } = await import("./metadata-5f693ed4.js");
			const read = parseMetadata(metadata);
			parseTags(read.tags, repository);
			await annotationsOf(read.annotations);
			return read;
		});
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
	const { readManyTargets } = await import("./many-targets-1549a69b.js");
	const read = await readManyTargets(text, inputs, directory);
	return {
		targets: read.map(({ target }) => target),
		notices: [...new Set(read.flatMap(({ notices }) => notices))]
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
		const { digest, platform } = entry.descriptor;
		const key = `${digest} ${platform ? platformKey(platform) : ""}`;
		const known = entries.get(key);
		entries.set(key, known ? combine(known, entry) : {
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
	const first = sources[0]?.index;
	const only = sources.every(({ index }) => index?.digest === first?.digest) ? first : undefined;
	if (only && plain && dropped.length === 0) return {
		...whole,
		...only
	};
	const docker = plain && sorted.every(({ descriptor: d }) => d.mediaType === dockerManifest && !d.annotations);
	const mediaType = docker ? dockerManifestList : imageIndex;
	const annotations = {
		...only && readAnnotations(only),
		...options.annotations
	};
	const bytes = new TextEncoder().encode(canonicalJson({
		schemaVersion: 2,
		mediaType,
		manifests: sorted.map(({ descriptor }) => descriptor),
		...Object.keys(annotations).length > 0 && { annotations }
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
	if (attests(descriptor) !== undefined || platform === undefined || platform.os === "unknown") return false;
	return descriptor.artifactType === undefined || imageConfigs.has(descriptor.artifactType);
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
	const others = sortBy(entries.filter(({ descriptor }) => !isPlatformImage(descriptor)), ({ descriptor }) => `${rank.get(attests(descriptor) ?? "") ?? "~"} ${canonicalJson(descriptor)}`);
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
async function holding(client, { reference }, call) {
	const head = headManifest(client, reference, reference.tag ?? "", "read", call);
	return (await unlessAbsent(head))?.digest;
}
function refusal(refused, index, ifExists) {
	const [first] = refused;
	const more = refused.length > 1 ? ` (and ${refused.length - 1} more tags)` : "";
	return new UserError(`input "if-exists": ${ifExists}, and ${first ? formatReference(first.reference) : ""}${more} holds ${first?.held}, not ${index.digest}; accepted is overwrite or skip, or a tag that does not exist yet`);
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
	const platform = await platformOf(manifest, source, resolver);
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
	const parts = await allReadable(children.map(async (descriptor) => {
		if (isIndex(descriptor.mediaType)) {
			const child = await waiter.read(at, descriptor.digest, call, patience);
			return (await flatten(child, at, resolver, depth - 1)).entries;
		}
		if (resolver.isCopied(at)) await waiter.read(at, descriptor.digest, call, patience);
		else await waiter.ready(at, descriptor.digest, call, patience);
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
	const platform = await platformOf(manifest, at, resolver);
	return platform ? {
		...descriptor,
		platform
	} : descriptor;
}
async function platformOf(manifest, at, resolver) {
	const { imagePlatform } = await import("./image-platform-6352ced5.js");
	return imagePlatform(manifest, at, resolver);
}
function sameRegistry({ client }) {
	return (a, b) => client.origin(a) === client.origin(b);
}
function copiesTo(to, { entries }, kit) {
	return entries.flatMap(({ descriptor, from }) => {
		const origin = originFor(to, from, sameRegistry(kit));
		return origin ? [{
			origin,
			descriptor
		}] : [];
	});
}
const speaks = 15e3;
function patienceOf({ client, options }, call, say) {
	let spoken = Number.NEGATIVE_INFINITY;
	const pending = new Set();
	return {
		start: client.clock.now(),
		timeout: options.waitTimeout,
		onPending: ({ reference, reason, polls }) => {
			call.onRetry?.({
				reason,
				delay: 0,
				attempt: polls,
				where: reference
			});
			pending.add(reference);
			if (polls === 1 || client.clock.now() - spoken < speaks) return;
			spoken = client.clock.now();
			const others = pending.size > 1 ? ` and ${pending.size - 1} more` : "";
			say(`waiting for ${reference}${others}: ${reason}`);
			pending.clear();
		}
	};
}
async function prepareIndex(target, kit, recorder) {
	let index;
	await recorder.phase("wait", async (call, say) => {
		const isCopied = (from) => !kit.options.dryRun && target.tags.some((to) => originFor(to, [from], sameRegistry(kit)) !== undefined);
		const resolver = {
			...kit,
			call,
			patience: patienceOf(kit, call, say),
			isCopied
		};
		const sources = await allReadable(target.sources.map((source) => resolveSource(source, resolver))).catch((error) => inInput("sources", () => {
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
	if (refused.length > 0) return {
		state: "failed",
		tags: resultsOf(places),
		errors: [refusal(refused, index, ifExists)]
	};
	if (dryRun) {
		for (const { error, tags } of places) for (const tag of tags) if (error === undefined && tag.decision === "move") tag.state = "planned";
	}
	const holdBack = dryRun || ifExists === "fail" && errorsOf(places).length > 0;
	let wrote = false;
	try {
		wrote = !holdBack && await (await import("./write-d6f86ba2.js")).writeIndex(places, index, kit, recorder);
	} catch (error) {
		if (!kit.signal.aborted) throw error;
		return {
			state: "cancelled",
			tags: resultsOf(places),
			errors: [error]
		};
	}
	const errors = errorsOf(places);
	const kept = places.every(({ tags }) => tags.every((tag) => tag.state === "kept"));
	const done = dryRun ? "planned" : kept ? "skipped" : wrote ? "published" : "unchanged";
	const state = errors.length > 0 ? "failed" : done;
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
		if (kit.options.dryRun) for (const { error, tags, ...place } of places) {
			const copied = copiesTo(place, index, kit).length;
			if (copied > 0 && !error) say(`${repositoryOf(place)}: ${copied} manifests would be copied there`);
			for (const { reference, decision, held } of tags) say(`${formatReference(reference)}: ${error ? "cannot be told" : intentions[decision]}${held && decision !== "unchanged" ? `; it holds ${held}` : ""}`);
		}
		return count(places.flatMap(({ tags }) => tags), kit.options.dryRun);
	});
	return places;
}
const intentions = {
	move: "would be moved",
	unchanged: "holds this index already",
	keep: "would be left as it is",
	refuse: "must not be moved"
};
function errorsOf(places) {
	return places.flatMap(({ error }) => error === undefined ? [] : [error]);
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
function count(tags, dryRun) {
	const of = (wanted) => tags.filter(({ decision }) => decision === wanted).length;
	const words = [`${of("move")} tags ${dryRun ? "would move" : "to move"}`, `${of("unchanged")} unchanged`];
	if (of("keep") > 0) words.push(`${of("keep")} kept as they are`);
	if (of("refuse") > 0) words.push(`${of("refuse")} hold another image`);
	return words.join(", ");
}
function indexOf(job, kit) {
	job.index ??= prepareIndex(job.target, kit, job.recorder);
	return job.index;
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
		let ended = false;
		const call = {
			signal: this.#signal,
			onRetry: ({ reason, attempt }) => {
				if (ended) return;
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
			ended = true;
			record.end = this.#now();
			const retries = record.retries.length > 0 ? `; ${countReasons(record.retries)}` : "";
			this.#line(phase, `${record.outcome}, ${seconds(record.end - record.start)}${retries}`);
		}
	}
	get elapsed() {
		return (this.phases.at(-1)?.end ?? 0) - (this.phases[0]?.start ?? 0);
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
	let copier;
	const makeCopier = async () => new (await (import("./copy-79d54243.js"))).Copier(client, waiter);
	const kit = {
		client,
		waiter,
		options,
		signal,
		copier: () => copier ??= makeCopier()
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
	if (jobs.length > 1) await (await import("./agree-4f07f3e2.js")).agree(jobs, kit, signal);
	const outcomes = await runJobs(jobs, options.concurrency, signal, async (job) => {
		const index = await indexOf(job, kit).catch((error) => ({ error }));
		const published = "error" in index ? index : await publishIndex(job.target, index, kit, job.recorder).catch((error) => ({ error }));
		job.recorder.end();
		return resultOf(job, index, published, signal);
	});
	for (const { recorder } of jobs) recorder.end();
	return outcomes.map((outcome, at) => {
		if (outcome.state === "failed") throw outcome.error;
		const name = targets[at]?.name ?? "";
		return outcome.state === "done" ? outcome.value : cancelled(name);
	});
}
function resultOf({ target, recorder }, index, published, signal) {
	const errors = "error" in published ? [published.error] : published.errors;
	const bug = signal.aborted ? undefined : errors.find((error) => !(error instanceof ReportedError));
	const whole = "error" in index ? undefined : index;
	const state = "error" in published ? signal.aborted ? "cancelled" : "failed" : published.state;
	const tags = target.tags.map((reference) => ({
		ref: formatReference(reference),
		state: "not-moved"
	}));
	return {
		name: target.name,
		state,
		...whole && state !== "skipped" && { digest: whole.digest },
		platforms: whole?.platforms ?? [],
		manifests: whole ? manifestsOf(whole) : [],
		tags: "error" in published ? tags : published.tags,
		attempts: recorder.attempts,
		seconds: Math.round(recorder.elapsed / 100) / 10,
		phases: recorder.phases,
		...bug !== undefined && { bug },
		...errors.length > 0 && { error: signal.aborted ? "the run was cancelled" : messagesOf(errors) }
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
	const held = results.flatMap(({ digest, tags }) => tags.filter(({ state }) => state === "published" || state === "unchanged").map(({ ref }) => `${ref}@${digest}`));
	const only = results.length === 1 ? results[0] : undefined;
	return {
		digest: held.length > 0 || only?.state === "planned" ? only?.digest : undefined,
		refs: [...new Set(held)].join("\n"),
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
	for (const { bug } of results) if (bug !== undefined) throw bug;
	const failed = results.filter(({ state }) => state === "failed" || state === "cancelled");
	const [only] = failed;
	if (!only) return;
	if (results.length === 1) throw new PublishFailed(only.error ?? "the image was not published");
	throw new PublishFailed(`${failed.length} of ${results.length} targets were not published: ${failed.map(({ name, error }) => `${name}: ${error}`).join("; ")}`);
}
export { contested, copiesTo, countReasons, decideTag, holding, indexOf, logTable, normalizeMachine, normalizeOs, outputsOf, patienceOf, phases, platformKey, publish, qualifyDigest, readInputs, readTarget, refusal, requireAll, retriesOf, timeOf };
