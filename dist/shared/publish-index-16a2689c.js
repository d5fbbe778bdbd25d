import { UserError, quoted, parseDigest, isDigest, fit, placed, inInput, sha256, counted, formatDuration, ReportedError, messagesOf, runJobs } from "./core-cb5264e6.js";
import { formatReference, isTag, parseReference, withDigest, parseImage, lowerCaseNotices, unlessAbsent, headManifest, sha256Of, getManifest, repositoryOf, isIndex, isImage, readImage, imageConfigs, emptyConfig, allReadable, readIndex, meanwhile, Waiter } from "./publish-index_wait-digests-66bd1fd0.js";
const { stat } = process.getBuiltinModule("node:fs/promises");
const { resolve } = process.getBuiltinModule("node:path");
const expected = "expected a full reference such as ghcr.io/acme/app:1.2.3, or a short tag together with \"image\"";
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
		if (!image) throw new UserError(`the short tag ${quoted(text)} needs "image"; ${expected}`);
		return {
			...image,
			tag: text
		};
	}
	const reference = parseReference(text);
	if (reference.tag === undefined) throw new UserError(`${quoted(text)} names no tag; ${expected}`);
	if (reference.digest !== undefined) throw new UserError(`${quoted(text)} carries a digest; expected a tag that may be moved`);
	return reference;
}
function movesLast(tag, patterns, beside = []) {
	return patterns.some((pattern) => matches(tag, pattern) || pattern === "floating" && floats(tag, beside));
}
const version = /^((?:\D*[-_])?)v?(\d+(?:\.\d+)*)((?:\D.*)?)$/i;
function floats(tag, beside) {
	const [, head, parts, tail] = version.exec(tag) ?? [];
	return beside.some((other) => {
		const [, itsHead, itsParts = "", itsTail] = version.exec(other) ?? [];
		return itsParts.startsWith(`${parts}.`) && itsHead === head && (tail === "" || tail === itsTail);
	});
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
	if (!image) throw new UserError(`the bare digest ${digest} needs "image"; expected that, or a reference such as ghcr.io/acme/app@sha256:…`);
	return withDigest(image, digest);
}
const accepted = "expected a reference, a sha256: digest, a file that holds one or is named by one, a directory of such files, or a buildx metadata file";
async function expandSources(lines, image, directory) {
	const references = new Map();
	for (const line of lines) for (const reference of await expandLine(line, image, directory)) references.set(sourceName(reference), reference);
	return [...references.values()];
}
function sourceName(source) {
	return `${formatReference(source)}${source.said ? `,${source.said.text}` : ""}`;
}
const withOptions = /^(.+?)((?:\s*,\s*(?:platform|os\.version)\s*=[^,]*)+)$/i;
async function expandLine(line, image, directory) {
	const [, source = "", options] = withOptions.exec(line) ?? [];
	if (options === undefined || await statOf(line, directory)) return expandSource(line, image, directory);
	const { withOptionsOf } = await import("./source-options-ea725c0b.js");
	return withOptionsOf(line, options, await expandSource(source, image, directory));
}
function statOf(path, directory) {
	return stat(resolve(directory, path)).catch(() => undefined);
}
const isIpv6Reference = /^\[[\da-f:]+\](?::\d+)?\//i;
async function expandSource(line, image, directory) {
	if (isDigest(line)) return [qualifyDigest(line, image)];
	if (/^sha(?:256|512):|@sha\d+:/.test(line)) return [await parseSource(line)];
	if (await statOf(line, directory)) return (await import("./source-files-5f58587d.js")).readPath(line, resolve(directory, line), image);
	if (/[*?{[]/.test(line) && !isIpv6Reference.test(line)) return (await import("./source-files-5f58587d.js")).readMatches(line, image, directory);
	if (/^\.{1,2}\/|^\/[^:@]*$|\/$|\.json$|\\/.test(line)) throw new UserError(`${quoted(line)} is not a file or directory; ${accepted}`);
	return [await parseSource(line)];
}
const odd = /,|^[@:/]|[@:]$|:@|(?<!:)\/[/@:]/;
async function parseSource(line) {
	if (odd.test(line)) throw (await import("./source-options-ea725c0b.js")).oddLine(line, accepted);
	if (/^sha(?:256|512):/.test(line)) parseDigest(line);
	const reference = parseReference(line);
	if (reference.tag === undefined && reference.digest === undefined) throw new UserError(`${quoted(line)} names neither a tag nor a digest, and is not a directory; ${accepted}`);
	return reference;
}
const mostOfName = 200;
async function readTarget(raw, directory, where) {
	const part = (name, read) => placed(where(name), read);
	const image = part("image", () => raw.image === undefined ? undefined : parseImage(raw.image));
	const tags = part("tags", () => {
		const parsed = parseTags(raw.tags, image);
		if (parsed.length === 0) throw new UserError("there are no tags; expected at least one tag to publish");
		return parsed;
	});
	const platforms = await part("platforms", () => platformsOf(raw.platforms));
	const { notices, ...annotations } = await part("annotations", () => annotationsOf(raw.annotations));
	const soci = await sociOf(raw, tags, where);
	const sources = await part("sources", async () => {
		const found = await expandSources(raw.sources, image, directory);
		if (found.length === 0) throw new UserError("there are no sources; expected at least one image or index to publish");
		return found;
	});
	const name = fit(raw.name ?? nameOf(image ?? tags[0]), mostOfName);
	return {
		target: {
			name,
			sources,
			tags,
			merge: annotations,
			platforms,
			soci
		},
		notices
	};
}
function nameOf(reference) {
	return reference?.repository ?? "image";
}
async function sociOf(raw, tags, where) {
	const { soci, "soci-min-layer-size": min = "10MiB", "soci-span-size": span = "4MiB" } = raw;
	const said = raw["soci-tag-suffix"] || raw["soci-platforms"]?.length || `${min} ${span}` !== "10MiB 4MiB";
	if (!soci && !said) return undefined;
	return (await import("./soci-options-b044a7f0.js")).sociOptions(raw, tags, where);
}
async function platformsOf(texts) {
	if (texts.length === 0) return [];
	const { parsePlatform } = await import("./parse-platform-687af94a.js");
	return texts.map((text) => parsePlatform(text));
}
async function annotationsOf(lines) {
	if (lines.length === 0) return {
		annotations: {},
		descriptorAnnotations: [],
		notices: []
	};
	return (await import("./annotations-7ad48760.js")).parseAnnotations(lines);
}
async function readInputs(inputs, directory) {
	const { targets: text, metadata, shard } = inputs;
	if (text === undefined) {
		if (shard !== undefined) throw new UserError("input \"shard\": given without \"targets\", of which it takes a part; expected it together with a list of targets, or not at all");
		const image = inputs.image;
		const repository = image === undefined ? undefined : inInput("image", () => parseImage(image));
		const more = metadata === undefined ? undefined : await inInput("metadata", async () => {
			const { parseMetadata } = await import("./metadata-dc683885.js");
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
		return allOf([read]);
	}
	for (const [name, value] of Object.entries({
		sources: inputs.sources,
		tags: inputs.tags,
		metadata: metadata ?? ""
	})) if (value.length > 0) throw new UserError(`input "${name}": given together with "targets", which has its own; only image, annotations, platforms and those of soci may stand beside it`);
	const { ownTargets, readManyTargets } = await import("./many-targets-fc38d3d6.js");
	const all = allOf(await readManyTargets(text, inputs, directory));
	return {
		...all,
		...await ownTargets(all.targets, shard)
	};
}
function allOf(read) {
	const targets = read.map(({ target }) => target);
	const names = targets.flatMap(({ sources, tags }) => [...sources, ...tags]);
	return {
		targets,
		own: targets,
		notices: [...new Set(read.flatMap(({ notices }) => notices)), ...lowerCaseNotices(names)],
		shardLine: undefined
	};
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
function look({ reference }, client, context, by) {
	const { tag = "" } = reference;
	const read = () => getManifest(client, reference, tag, "read", context);
	const byGet = async () => {
		const manifest = await read();
		return {
			digest: sha256(manifest.bytes),
			manifest
		};
	};
	const byHead = async () => {
		const head = await headManifest(client, reference, tag, "read", context, by !== "head");
		return { digest: await sha256Of(head, read) };
	};
	return unlessAbsent(by === "get" ? byGet() : byHead());
}
const created = "org.opencontainers.image.created";
function stampsCreated({ merge: { annotations, descriptorAnnotations } }) {
	return created in annotations || descriptorAnnotations.some((one) => created in one.annotations);
}
function destinationsOf(target, movingTags) {
	const destinations = new Map();
	for (const reference of target.tags) {
		const key = repositoryOf(reference);
		destinations.set(key, [...destinations.get(key) ?? [], reference]);
	}
	return [...destinations.values()].map((references) => {
		const nameOf = ({ tag = "" }) => tag.slice(0, tag.length - (target.tagSuffix ?? "").length);
		const names = references.map(nameOf);
		const { registry = "", repository = "" } = references[0] ?? {};
		const moving = (reference) => movesLast(nameOf(reference), movingTags, names);
		return {
			registry,
			repository,
			tags: references.map((one) => ({
				reference: one,
				moving: moving(one)
			}))
		};
	});
}
function firstLooks({ tags }, { ifExists, dryRun }) {
	if (dryRun || ifExists !== "overwrite") return tags;
	return [tags.find(({ moving }) => !moving) ?? tags[0]].filter((tag) => tag !== undefined);
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
function isSamePlace(one, other, sameRegistry) {
	return one.repository === other.repository && sameRegistry(one.registry, other.registry);
}
function originFor(to, from, sameRegistry) {
	if (from.some((place) => isSamePlace(place, to, sameRegistry))) return undefined;
	return from.find(({ registry }) => sameRegistry(registry, to.registry)) ?? from[0];
}
class Looks {
	destinations;
	ahead;
	target;
	sharing;
	#kit;
	#recorder;
	#held = new Map();
	#byHead = new Set();
	#keeps;
	constructor(target, sharing, kit, recorder) {
		this.destinations = destinationsOf(target, kit.options.movingTags);
		this.ahead = recorder.ahead();
		this.target = target;
		this.#keeps = kit.options.created === "keep" && stampsCreated(target);
		this.sharing = sharing;
		this.#kit = kit;
		this.#recorder = recorder;
	}
	get doubtful() {
		return [...this.#byHead].some((registry) => this.#kit.client.headAnswers(registry).useless);
	}
	anew() {
		return new Looks(this.target, this.sharing, this.#kit, this.#recorder);
	}
	begin() {
		for (const tag of this.first()) if (!this.#kit.client.hasLimit(tag.reference.registry)) this.held(tag, this.ahead.context).catch(() => {});
	}
	first(destinations = this.destinations) {
		return destinations.flatMap((destination) => this.#keeps ? destination.tags : firstLooks(destination, this.#kit.options));
	}
	async held(tag, context) {
		return (await this.holding(tag, context))?.digest;
	}
	holding(tag, context) {
		const held = this.#held.get(tag) ?? look(tag, this.#kit.client, context, this.#by(tag));
		this.#held.set(tag, held);
		return held;
	}
	#by(tag) {
		const { client, options } = this.#kit;
		const { registry } = tag.reference;
		const answers = client.headAnswers(registry);
		const decides = options.ifExists !== "overwrite" || options.dryRun || !this.first().includes(tag);
		if (!answers.looked || answers.useless || this.#keeps && !decides) {
			answers.looked = true;
			return "get";
		}
		this.#byHead.add(registry);
		return decides ? "settled head" : "head";
	}
}
function patienceOf({ client, options }, context, say, spent = 0) {
	const teller = new Teller(client.clock, say);
	return {
		start: client.clock.now() - spent,
		timeout: options.waitTimeout,
		onPending: (note) => {
			context.onRetry?.({
				...note,
				delay: 0,
				attempt: note.polls,
				where: note.reference
			});
			teller.pending(note);
		}
	};
}
const interval = 15e3;
class Teller {
	#clock;
	#say;
	#pending = new Set();
	#told = Number.NEGATIVE_INFINITY;
	constructor(clock, say) {
		this.#clock = clock;
		this.#say = say;
	}
	pending({ reference, reason, polls }) {
		this.#pending.add(reference);
		if (polls === 1 || this.#clock.now() - this.#told < interval) return;
		this.#told = this.#clock.now();
		const others = this.#pending.size > 1 ? ` and ${this.#pending.size - 1} more` : "";
		this.#say(`waiting for ${reference}${others}: ${reason}`);
		this.#pending.clear();
	}
}
function attests({ annotations }) {
	if (annotations?.["vnd.docker.reference.type"] !== "attestation-manifest") return undefined;
	return annotations["vnd.docker.reference.digest"] ?? "";
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
	return formatPlatform(normalizePlatform(platform));
}
function normalizePlatform({ variant: written, ...platform }) {
	const { architecture, variant } = normalizeMachine(platform.architecture, written ?? "");
	return {
		...platform,
		os: normalizeOs(platform.os),
		architecture,
		...variant !== "" && { variant }
	};
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
const deepestNesting = 4;
async function resolveSource(source, resolver) {
	const name = sourceName(source);
	const manifest = await resolver.waiter.read(source, source.digest ?? source.tag ?? "", resolver.context, resolver.patience);
	if (!isIndex(manifest.mediaType) && !isImage(manifest.mediaType)) throw new UserError(`${name} is neither an image nor an index but ${manifest.mediaType}; expected an OCI or Docker image or index`);
	const found = isIndex(manifest.mediaType) ? await indexSource(name, source, manifest, resolver) : await imageSource(name, source, manifest, resolver);
	if (!source.said) return found;
	return (await import("./said-platform-2a1c400d.js")).withSaidPlatform(found, source.said, resolver);
}
async function indexSource(name, source, index, resolver) {
	const { entries, nested } = await flatten(index, source, resolver, deepestNesting);
	return {
		name,
		entries,
		nested,
		index
	};
}
async function imageSource(name, source, manifest, resolver) {
	const { digest, mediaType, bytes } = manifest;
	const { config, artifactType } = readImage(manifest);
	const platform = await platformOf(manifest, source, resolver);
	const mayBeImage = imageConfigs.has(config.mediaType) || config.mediaType === emptyConfig && artifactType === undefined;
	const isOpen = source.said !== undefined && mayBeImage;
	if (!platform && !isOpen) return (await import("./artifact-f9a017df.js")).artifactSource(name, source, manifest, resolver);
	const descriptor = {
		...{
			mediaType,
			digest,
			size: bytes.byteLength
		},
		...artifactType !== undefined && { artifactType },
		...platform && { platform }
	};
	return {
		name,
		entries: [{
			descriptor,
			from: [source],
			isImage: true
		}]
	};
}
async function flatten(index, at, resolver, depth) {
	if (depth === 0) throw new UserError(`${index.digest} nests indexes more than ${deepestNesting} deep; expected indexes of images`);
	const { waiter, context, patience } = resolver;
	const parts = await allReadable(readIndex(index).map(async (descriptor) => {
		if (!isIndex(descriptor.mediaType)) return {
			entries: [{
				descriptor: await withPlatform(descriptor, at, resolver),
				from: [at]
			}],
			nested: []
		};
		const child = await waiter.read(at, descriptor.digest, context, patience);
		const { entries, nested } = await flatten(child, at, resolver, depth - 1);
		return {
			entries,
			nested: [...nested, {
				descriptor,
				from: [at]
			}]
		};
	}));
	return {
		entries: parts.flatMap(({ entries }) => entries),
		nested: parts.flatMap(({ nested }) => nested)
	};
}
async function withPlatform(descriptor, at, resolver) {
	const { platform } = descriptor;
	if (platform) return isWellSpelt(platform) ? descriptor : {
		...descriptor,
		platform: normalizePlatform(platform)
	};
	if (attests(descriptor) !== undefined || descriptor.artifactType || !isImage(descriptor.mediaType)) return descriptor;
	const manifest = await resolver.waiter.read(at, descriptor.digest, resolver.context, resolver.patience);
	const found = await platformOf(manifest, at, resolver);
	return found ? {
		...descriptor,
		platform: found
	} : descriptor;
}
function isWellSpelt(platform) {
	const { os, architecture } = normalizePlatform(platform);
	return os === platform.os && architecture === platform.architecture && /^(?:v\d+(?:\.\d+)?)?$/.test(platform.variant ?? "");
}
async function platformOf(manifest, at, { platforms, context, patience }) {
	const platform = await (await platforms()).of(manifest, at, context, patience);
	return platform && normalizePlatform(platform);
}
function prepareIndex(target, kit, recorder) {
	return recorder.phase("wait", async (context, say) => {
		const resolver = {
			...kit,
			context,
			patience: patienceOf(kit, context, say)
		};
		const sources = await inInput("sources", () => allReadable(target.sources.map((source) => resolveSource(source, resolver))));
		const { mergeSources } = await import("./merge-sources-9ed24ecf.js");
		const index = await mergeSources(sources, target, resolver);
		for (const sentence of index.notices) recorder.notice(sentence);
		for (const sentence of index.dropped) recorder.warning(sentence);
		return {
			value: index,
			outcome: inWords$1(index)
		};
	});
}
function inWords$1({ entries, platforms, digest }) {
	const others = entries.length - platforms.length;
	const images = platforms.join(", ") || "no image";
	return `${images}${others > 0 ? ` and ${others} more` : ""} → ${digest}`;
}
class Job {
	target;
	recorder;
	sharing;
	soci;
	#kit;
	#index;
	constructor(target, recorder, kit) {
		this.target = target;
		this.recorder = recorder;
		this.sharing = [target];
		this.#kit = kit;
	}
	index(mayCopy = true) {
		this.#index ??= this.#prepare(mayCopy);
		return this.#index;
	}
	async begin() {
		const looks = new Looks(this.target, this.sharing, this.#kit, this.recorder);
		const isPrepared = this.#index !== undefined;
		const preparing = this.index();
		if (!isPrepared) looks.begin();
		const index = await preparing;
		return {
			index,
			looks: this.recorder.hasWaited() ? looks.anew() : looks
		};
	}
	async #prepare(mayCopy) {
		const index = await prepareIndex(this.target, this.#kit, this.recorder);
		const { soci } = this.target;
		if (!soci) return index;
		const { convertIndex } = await import("./convert-index-a47fdd6b.js");
		this.soci = await convertIndex(this.target, soci, index, this.#kit, this.recorder, mayCopy);
		return this.soci.suffixed ? index : this.soci.index;
	}
}
function sameRegistry({ client }) {
	return (a, b) => client.isSameRegistry(a, b);
}
function copiesTo(to, index, kit) {
	return childrenAt(to, index).flatMap(({ descriptor, from }) => {
		const origin = originFor(to, from, sameRegistry(kit));
		return origin ? [{
			origin,
			descriptor
		}] : [];
	});
}
function childrenAt({ settled }, { entries }) {
	return settled ? entries.filter(({ descriptor }) => attests(descriptor) === undefined) : entries;
}
function childrenToAwait(receivers, index, kit) {
	const same = sameRegistry(kit);
	const lacking = receivers.filter(({ settled }) => !settled);
	const isCopied = (from) => !kit.options.dryRun && lacking.some((to) => originFor(to, [from], same) !== undefined);
	const atSources = index.entries.flatMap(({ descriptor, from }) => from.map((at) => ({
		at,
		digest: descriptor.digest,
		isCopied: isCopied(at)
	})));
	const inPlace = receivers.filter(({ settled }) => settled).flatMap((at) => childrenAt(at, index).filter(({ from }) => from.length > 0 && originFor(at, from, same) === undefined).map(({ descriptor }) => ({
		at,
		digest: descriptor.digest,
		isCopied: false
	})));
	return [...lacking.length > 0 ? atSources : [], ...inPlace];
}
const stateOf = {
	move: "not-moved",
	unchanged: "unchanged",
	keep: "kept",
	refuse: "not-moved"
};
function decided(tag, held, wanted, ifExists) {
	const decision = decideTag(tag, held, wanted, ifExists);
	return {
		...tag,
		held,
		decision,
		state: stateOf[decision]
	};
}
function isToMove({ decision, state }) {
	return decision === "move" && state === "not-moved";
}
function isSound({ error }) {
	return error === undefined;
}
function withErrors(destination, errors) {
	return isSound(destination) && errors.length > 0 ? {
		...destination,
		error: errors[0]
	} : destination;
}
function tagsOf(destinations) {
	return destinations.flatMap(({ tags }) => tags);
}
function errorsOf(destinations) {
	return destinations.flatMap(({ error }) => error === undefined ? [] : [error]);
}
function resultsOf(destinations) {
	return tagsOf(destinations).map(({ reference, state }) => ({
		ref: formatReference(reference),
		state
	}));
}
function receiversOf(destinations) {
	const everywhere = tagsOf(destinations).some(({ moving, decision }) => moving && decision === "move");
	return destinations.filter((destination) => isSound(destination) && (everywhere || destination.tags.some(({ decision }) => decision === "move" || decision === "unchanged")));
}
async function awaitChildren(checked, index, kit, recorder) {
	const children = childrenToAwait(receiversOf(checked), index, kit);
	if (children.length === 0) return false;
	const spent = recorder.spent("wait");
	await recorder.phase("wait", async (context, say) => {
		const patience = patienceOf(kit, context, say, spent);
		const waits = children.map(({ at, digest, isCopied }) => isCopied ? kit.waiter.read(at, digest, context, patience) : kit.waiter.ready(at, digest, context, patience));
		await allReadable(waits);
		return {
			value: undefined,
			outcome: `${counted(children.length, "manifest")} readable`
		};
	});
	return recorder.hasWaited();
}
async function failuresOf(work) {
	const settled = await Promise.allSettled(work);
	return settled.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
}
async function eachTag(tags, effect, failed) {
	const ends = await Promise.all(tags.map(async (tag) => {
		try {
			return {
				tag: await effect(tag),
				errors: []
			};
		} catch (error) {
			return {
				tag: failed(tag),
				errors: [error]
			};
		}
	}));
	return {
		tags: ends.map(({ tag }) => tag),
		errors: ends.flatMap(({ errors }) => errors)
	};
}
function checkTags(looks, made, kit, recorder) {
	const { dryRun } = kit.options;
	const check = async (context, say) => {
		const index = mayBeKept(made, kit) ? await (await import("./kept-index-88f67569.js")).keptIndex(made, looks, kit, context, say) : made;
		const checked = await Promise.all(looks.destinations.map((destination) => checkAt(destination, looks, index, kit, context)));
		context.signal.throwIfAborted();
		if (dryRun) {
			const { intentionsFor } = await import("./intentions-347ef344.js");
			for (const line of checked.flatMap((destination) => intentionsFor(destination, index, kit))) say(line);
		}
		return {
			value: {
				index,
				destinations: checked
			},
			outcome: inWords(tagsOf(checked), dryRun)
		};
	};
	return recorder.phase("check", check, looks.ahead);
}
function mayBeKept({ promoted, bytes }, { options }) {
	return options.created === "keep" && !promoted && Buffer.from(bytes).includes(`"${created}"`);
}
async function checkAt(destination, looks, index, { options }, context) {
	const first = looks.first([destination]);
	const look = async (tag) => decided(tag, await looks.held(tag, context), index.digest, options.ifExists);
	const seen = await eachTag(first, look, notSeen);
	const begun = seen.tags.some(({ decision }) => decision === "unchanged");
	const others = destination.tags.filter((tag) => !first.includes(tag));
	const seenLater = begun ? await eachTag(others, look, notSeen) : {
		tags: others.map(notSeen),
		errors: []
	};
	const known = [...seen.tags, ...seenLater.tags];
	const tags = destination.tags.flatMap(({ reference }) => known.filter((tag) => tag.reference === reference));
	const settled = begun && !options.heal && !tags.some(isToMove);
	return withErrors({
		...destination,
		tags,
		begun,
		settled
	}, [...seen.errors, ...seenLater.errors]);
}
function notSeen(tag) {
	return {
		...tag,
		held: "unknown",
		decision: "move",
		state: "not-moved"
	};
}
function inWords(tags, dryRun) {
	const count = (wanted) => tags.filter(({ decision }) => decision === wanted).length;
	const kept = count("keep");
	const refused = count("refuse");
	return [
		`${counted(count("move"), "tag")} ${dryRun ? "would move" : "to move"}`,
		`${count("unchanged")} unchanged`,
		...kept > 0 ? [`${kept} kept as they are`] : [],
		...refused > 0 ? [`${counted(refused, "tag holds", "tags hold")} another image`] : []
	].join(", ");
}
async function publishIndex(target, made, looks, kit, recorder) {
	const { ifExists, dryRun } = kit.options;
	const { index, destinations: checked } = await checkTags(looks, made, kit, recorder);
	const refused = tagsOf(checked).filter(({ decision }) => decision === "refuse");
	if (refused.length > 0) {
		const { refusal } = await import("./refusal-4aea4160.js");
		return {
			index,
			state: "failed",
			tags: resultsOf(checked),
			errors: [refusal(refused, index, ifExists)]
		};
	}
	if (!dryRun && ifExists === "fail" && !checked.every(isSound)) return endOf("failed", checked, index);
	const waited = await awaitChildren(checked, index, kit, recorder);
	if (waited || looks.doubtful) return publishIndex(target, made, looks.anew(), kit, recorder);
	if (dryRun) {
		const { findAlong } = await import("./along-41ec3866.js");
		await findAlong(target, checked, index, kit, recorder);
		const { planned } = await import("./intentions-347ef344.js");
		return endOf("planned", checked.map(planned), index);
	}
	const { writeIndex } = await import("./write-3cc7be5f.js").then((n) => n.write);
	const { destinations, wrote, referrers } = await writeIndex(target, checked, index, kit, recorder);
	if (kit.signal.aborted) return {
		index,
		state: "cancelled",
		tags: resultsOf(destinations),
		errors: [kit.signal.reason],
		referrers
	};
	const kept = tagsOf(destinations).every(({ state }) => state === "kept");
	return {
		...endOf(kept ? "skipped" : wrote ? "published" : "unchanged", destinations, index),
		referrers
	};
}
function endOf(state, destinations, index) {
	const errors = errorsOf(destinations);
	return {
		index,
		state: errors.length > 0 ? "failed" : state,
		tags: resultsOf(destinations),
		errors
	};
}
const longestReading = 3e4;
class Recorder {
	phases = [];
	notes = [];
	#late = new Set();
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
	async phase(phase, work, { retries } = this.ahead()) {
		this.#block ??= this.#begin();
		const record = {
			phase,
			start: this.#now(),
			end: this.#now(),
			retries,
			outcome: ""
		};
		this.phases.push(record);
		const context = this.#context(retries, record);
		try {
			const { value, outcome } = await work(context, (line) => this.#line(phase, line));
			record.outcome = this.#signal.aborted ? "cancelled" : outcome;
			return value;
		} catch (error) {
			record.outcome = this.#signal.aborted ? "cancelled" : "failed";
			throw error;
		} finally {
			record.end = this.#now();
			const told = retries.length > 0 ? `; ${countReasons(retries)}` : "";
			this.#line(phase, `${record.outcome}, ${formatDuration(record.end - record.start)}${told}`);
		}
	}
	ahead() {
		const retries = [];
		return {
			retries,
			context: this.#context(retries)
		};
	}
	spent(phase) {
		const records = this.phases.filter((record) => record.phase === phase);
		return records.reduce((sum, { start, end }) => sum + end - start, 0);
	}
	hasWaited() {
		const since = this.phases.slice(this.phases.findLastIndex(({ phase }) => phase === "check") + 1);
		return elapsedIn(since) > longestReading || since.some((record) => this.#late.has(record));
	}
	warning(line) {
		this.#block ??= this.#begin();
		this.#block.warning(`${this.#name}: ${line}`);
	}
	notice(line) {
		this.#block ??= this.#begin();
		this.#block.notice(`${this.#name}: ${line}`);
	}
	end() {
		this.#block?.end();
	}
	#context(retries, record) {
		const onLate = () => void (record && this.#late.add(record));
		return {
			signal: this.#signal,
			onLate,
			onRetry: ({ reason, attempt, limit }) => {
				if (record?.outcome) return;
				if (!limit) onLate();
				this.attempts = Math.max(this.attempts, attempt + 1);
				retries.push(reason);
			}
		};
	}
	#line(phase, text) {
		this.#block ??= this.#begin();
		this.#block.info(`${this.#name}  ${phase.padEnd(6)}  ${text}`);
	}
	#now() {
		return this.#clock.now() - this.#epoch;
	}
}
function elapsedIn(phases) {
	return (phases.at(-1)?.end ?? 0) - (phases[0]?.start ?? 0);
}
function countReasons(reasons) {
	const counts = new Map();
	for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
	const words = [...counts].map(([reason, count]) => count > 1 ? `${reason} ×${count}` : reason);
	return `${counted(reasons.length, "retry", "retries")}: ${words.join(", ")}`;
}
function resultOf(target, recorder, index, { state, tags, errors, referrers, soci }, cancelled) {
	const bug = cancelled ? undefined : errors.find((error) => !(error instanceof ReportedError));
	return {
		name: target.name,
		state,
		...index && state !== "skipped" && { digest: index.digest },
		platforms: index?.platforms ?? [],
		entries: index?.entries ?? [],
		tags,
		referrers,
		soci,
		attempts: recorder.attempts,
		seconds: Math.round(elapsedIn(recorder.phases) / 100) / 10,
		phases: recorder.phases,
		notes: recorder.notes,
		...bug !== undefined && { bug },
		...errors.length > 0 && { error: cancelled ? "the run was cancelled" : messagesOf(errors) }
	};
}
function untouched(target, error, cancelled) {
	const tags = target.tags.map((reference) => ({
		ref: formatReference(reference),
		state: "not-moved"
	}));
	return {
		state: cancelled ? "cancelled" : "failed",
		tags,
		errors: [error]
	};
}
function neverBegun({ name }) {
	return {
		name,
		state: "cancelled",
		platforms: [],
		entries: [],
		tags: [],
		attempts: 0,
		seconds: 0,
		phases: [],
		notes: [],
		error: "the run was cancelled before this target was begun"
	};
}
async function publish(targets, own, client, options, { log, signal }) {
	const waiter = new Waiter(client);
	let copier;
	const makeCopier = async () => new (await (import("./copy-5e654ea7.js"))).Copier(client, waiter);
	let referrers;
	const makeReferrers = async () => {
		const { Referrers } = await import("./referrers-0d1c22e8.js");
		return new Referrers(client, waiter, kit.copier, options.referrers);
	};
	let platforms;
	const makePlatforms = async () => new (await (import("./image-platforms-abf2c941.js"))).ImagePlatforms(client);
	let layers;
	const makeLayers = async () => new (await (import("./layers-074ab6cb.js"))).Layers(client, kit.copier);
	const kit = {
		client,
		waiter,
		options,
		signal,
		copier: () => copier ??= makeCopier(),
		referrers: () => referrers ??= makeReferrers(),
		platforms: () => platforms ??= makePlatforms(),
		layers: () => layers ??= makeLayers()
	};
	meanwhile(() => import("./merge-sources-9ed24ecf.js"));
	if (!options.dryRun) meanwhile(() => import("./write-3cc7be5f.js").then((n) => n.write));
	for (const { actions, ...at } of accessOf(own, options.dryRun)) client.declare(at, actions);
	const blocks = new Blocks(log);
	const epoch = client.clock.now();
	const allJobs = targets.map((target) => {
		const recorder = new Recorder(target.name, () => blocks.begin(), client.clock, epoch, signal);
		return new Job(target, recorder, kit);
	});
	if (allJobs.length > 1) await (await import("./agree-9109427f.js")).agree(allJobs, options.concurrency, signal);
	const mine = new Set(own);
	const jobs = allJobs.filter(({ target }) => mine.has(target));
	const outcomes = await runJobs(jobs, options.concurrency, signal, (job) => publishJob(job, kit));
	for (const { recorder } of allJobs) recorder.end();
	return jobs.map(({ target }, at) => {
		const outcome = outcomes[at];
		if (outcome?.state === "failed") throw outcome.error;
		return outcome?.state === "done" ? outcome.value : neverBegun(target);
	});
}
async function publishJob(job, kit) {
	const { target, recorder } = job;
	const failed = (error) => untouched(target, error, kit.signal.aborted);
	const begun = await job.begin().catch((error) => ({ error }));
	const published = "index" in begun ? await publishBegun(job, begun, kit).catch(failed) : failed(begun.error);
	recorder.end();
	const made = "index" in begun ? begun.index : undefined;
	const index = published.index ?? made;
	return resultOf(target, recorder, index, {
		soci: job.soci?.result,
		...published
	}, kit.signal.aborted);
}
async function publishBegun(job, begun, kit) {
	if (!job.soci) return publishIndex(job.target, begun.index, begun.looks, kit, job.recorder);
	const { publishLazy } = await import("./publish-lazy-e58df75f.js");
	return publishLazy(job, begun, job.soci, kit);
}
export { Looks, attests, checkTags, childrenAt, contested, copiesTo, countReasons, created, decided, destinationsOf, eachTag, failuresOf, formatPlatform, isSamePlace, isSound, isToMove, look, normalizeMachine, normalizeOs, normalizePlatform, originFor, patienceOf, platformKey, publish, publishIndex, qualifyDigest, readInputs, readTarget, receiversOf, resultsOf, sameRegistry, tagsOf, withErrors };
