import { isRecord, sha256, UserError, inInput } from "./core-cb5264e6.js";
import { attests, platformKey, formatPlatform } from "./publish-index-16a2689c.js";
import { sortedBy, canonicalJson, canonicalManifest } from "./canonical-json-f5d9235a.js";
import { selectingPlatform, platformsOf, satisfies, requirePlatforms } from "./platform-images-68e0091a.js";
import { readObject, annotationFault, MalformedDocument, dockerManifestList, imageIndex, isIndex, dockerManifest, allReadable, isImage, readImage } from "./publish-index_wait-digests-66bd1fd0.js";
const annotation = "io.github.containers.compression.zstd";
function isZstd({ annotations }) {
	return annotations?.[annotation] === "true";
}
function asZstd(descriptor) {
	return {
		...descriptor,
		annotations: {
			...descriptor.annotations,
			[annotation]: "true"
		}
	};
}
function inIndexOrder(entries) {
	const images = [...byPlatform(entries)].sort(([a], [b]) => a < b ? -1 : 1).flatMap(([, variants]) => inAuthorsOrder(variants));
	const rank = new Map(images.map(({ descriptor }, index) => [descriptor.digest, String(index).padStart(6, "0")]));
	const others = sortedBy(entries.filter((entry) => !selectingPlatform(entry)), ({ descriptor }) => `${rank.get(attests(descriptor) ?? "") ?? "~"} ${canonicalJson(descriptor)}`);
	return [...images, ...others];
}
function byPlatform(entries) {
	const images = new Map();
	for (const entry of entries) {
		const platform = selectingPlatform(entry);
		if (!platform) continue;
		const key = platformKey(platform);
		images.set(key, [...images.get(key) ?? [], entry]);
	}
	return images;
}
function inAuthorsOrder(variants) {
	const [first, ...others] = variants;
	if (!first || others.length === 0) return variants;
	const authors = [...first.places.keys()].filter((name) => others.every(({ places }) => places.has(name)));
	const orders = authors.map((name) => variants.toSorted((a, b) => placeIn(a, name) - placeIn(b, name)));
	const ids = new Set(orders.map((order) => order.map(({ descriptor }) => descriptor.digest).join()));
	if (ids.size === 1 && orders[0]) return orders[0];
	return sortedBy(variants, ({ descriptor }) => `${isZstd(descriptor) ? 1 : 0} ${descriptor.digest}`);
}
function placeIn({ places }, source) {
	return places.get(source) ?? 0;
}
function clashesAmong(entries) {
	return [...byPlatform(entries)].flatMap(([platform, images]) => images.flatMap((one, at) => images.slice(at + 1).flatMap((other) => isClash(one, other) ? [{
		platform,
		one,
		other
	}] : [])));
}
function isClash(one, other) {
	const haveOneAuthor = [...one.places.keys()].some((name) => other.places.has(name));
	return !haveOneAuthor && isZstd(one.descriptor) === isZstd(other.descriptor);
}
function unitedEntries(sources) {
	const united = new Map();
	for (const { name, entries } of sources) for (const [place, entry] of entries.entries()) {
		const { digest, platform } = entry.descriptor;
		const key = `${digest} ${platform ? platformKey(platform) : ""}`;
		const known = united.get(key);
		united.set(key, known ? unite(known, entry, name, place) : {
			...entry,
			places: new Map([[name, place]])
		});
	}
	return [...united.values()];
}
function unite(known, again, name, place) {
	return {
		...known,
		...again,
		descriptor: richer(known.descriptor, again.descriptor),
		from: [...known.from, ...again.from],
		places: new Map([...known.places, [name, known.places.get(name) ?? place]])
	};
}
function richer(one, other) {
	const [a, b] = [canonicalJson(one), canonicalJson(other)];
	return b.length > a.length || b.length === a.length && b < a ? other : one;
}
function clashingImages(sources) {
	return clashesAmong(unitedEntries(sources)).flatMap(({ one, other }) => [one, other]);
}
function withZstd(sources, zstd) {
	const marked = (entry) => zstd.has(entry.descriptor.digest) ? {
		...entry,
		descriptor: asZstd(entry.descriptor)
	} : entry;
	return sources.map((source) => ({
		...source,
		entries: source.entries.map(marked)
	}));
}
function sourceOf({ places }) {
	return [...places.keys()][0] ?? "";
}
function membersOf(index) {
	const { schemaVersion: _, mediaType: __, manifests: ___, ...own } = readObject(index);
	const annotations = isRecord(own.annotations) ? without(own.annotations, null) : own.annotations;
	const fault = annotationFault(annotations);
	if (fault !== undefined || !isRecord(annotations ?? {})) throw new MalformedDocument(`index ${index.digest}: ${fault ?? "\"annotations\" is no object"}`);
	return without({
		...own,
		annotations
	}, null, "", undefined);
}
function without(record, ...absent) {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => !absent.includes(value)));
}
function agreedMembers(sources, annotations) {
	const indexes = new Map(sources.flatMap(({ index }) => index ? [[index.digest, index]] : []));
	const own = [...indexes.values()].map(membersOf).map(({ annotations: texts = {}, ...members }) => ({
		members,
		texts
	}));
	const members = agreed(own.map(({ members }) => members));
	const texts = agreed(own.map(({ texts }) => texts));
	const differing = [...members.differing, ...texts.differing.filter((name) => !(name in annotations)).map((name) => `annotation ${name}`)];
	return {
		members: members.alike,
		annotations: {
			...texts.alike,
			...annotations
		},
		notices: differing.length > 0 ? [`the sources differ in ${differing.join(", ")}: the index is published without`] : []
	};
}
function agreed(records) {
	const names = [...new Set(records.flatMap(Object.keys))].sort();
	const first = records[0] ?? {};
	const isAlike = (name) => new Set(records.map((record) => canonicalJson(record[name]))).size === 1;
	return {
		alike: Object.fromEntries(names.filter(isAlike).flatMap((name) => name in first ? [[name, first[name]]] : [])),
		differing: names.filter((name) => !isAlike(name))
	};
}
function mergeIndex(sources, options) {
	const only = isPlain(options) ? onlyIndex(sources) : undefined;
	if (only) return asItIs(only, sources);
	const { kept, orphans } = withoutOrphans(unitedEntries(sources));
	requireImages(sources, kept);
	requireOneImageEach(kept);
	const entries = inIndexOrder(kept).map((entry) => annotated(entry, options.descriptorAnnotations));
	const { members, annotations, notices } = agreedMembers(sources, options.annotations);
	const isBare = Object.keys(members).length === 0 && Object.keys(annotations).length === 0;
	const mediaType = isBare && isPlain(options) && entries.every(isBareDocker) ? dockerManifestList : imageIndex;
	return {
		entries,
		platforms: platformsOf(entries).map(formatPlatform),
		dropped: orphans.map(orphanSentence).sort(),
		notices,
		promoted: false,
		...writeIndex(entries, mediaType, annotations, members)
	};
}
function onlyIndex(sources) {
	const first = sources[0]?.index;
	if (!first || sources.some(({ index, amended }) => index?.digest !== first.digest || amended)) return undefined;
	const isEmpty = sources[0]?.entries.length === 0;
	return isEmpty && membersOf(first).artifactType === undefined ? undefined : first;
}
function asItIs(only, sources) {
	const whole = sources.map(({ name, entries, nested = [] }) => ({
		name,
		entries: [...entries, ...nested]
	}));
	const entries = unitedEntries(whole);
	const platforms = platformsOf(entries).map(formatPlatform);
	const digest = sha256(only.bytes);
	return {
		entries,
		platforms,
		dropped: [],
		notices: [],
		promoted: true,
		...only,
		digest
	};
}
function withoutOrphans(entries) {
	const present = new Set(entries.map(({ descriptor }) => descriptor.digest));
	const isOrphan = ({ descriptor }) => {
		const image = attests(descriptor);
		return image !== undefined && !present.has(image);
	};
	return {
		kept: entries.filter((entry) => !isOrphan(entry)),
		orphans: entries.filter(isOrphan)
	};
}
function orphanSentence(entry) {
	const { descriptor } = entry;
	return `attestation ${descriptor.digest} of ${sourceOf(entry)} is left out: its image ${attests(descriptor)} is not among the sources`;
}
function requireImages(sources, entries) {
	const artifact = sources.find(({ index }) => index && !isIndex(index.mediaType));
	if (artifact) throw new UserError(`${artifact.name} is an artifact, not an image (${artifact.entries[0]?.descriptor.artifactType}); expected an artifact as the only source and without annotations, or images and indexes`);
	const [first, ...others] = new Set(sources.map(({ index }) => index?.digest));
	const isOneIndex = first !== undefined && others.length === 0 && entries.length > 0;
	if (platformsOf(entries).length === 0 && !isOneIndex) throw new UserError("the sources hold no image for any platform");
}
function requireOneImageEach(entries) {
	for (const { platform, one, other } of clashesAmong(entries)) throw new UserError(`two sources are for ${platform}: ${one.descriptor.digest} of ${sourceOf(one)} and ${other.descriptor.digest} of ${sourceOf(other)}; expected one image for each platform`);
}
function annotated(entry, wanted) {
	const platform = selectingPlatform(entry);
	const more = wanted.filter((one) => !one.platform || platform && satisfies(platform, one.platform));
	if (more.length === 0) return entry;
	const { descriptor } = entry;
	const all = [descriptor.annotations ?? {}, ...more.map((one) => one.annotations)];
	const annotations = Object.fromEntries(all.flatMap((one) => Object.entries(one)));
	return {
		...entry,
		descriptor: {
			...descriptor,
			annotations
		}
	};
}
function isPlain({ annotations, descriptorAnnotations }) {
	return Object.keys(annotations).length === 0 && descriptorAnnotations.length === 0;
}
function isBareDocker({ descriptor: { mediaType, annotations } }) {
	return mediaType === dockerManifest && !annotations;
}
function writeIndex(entries, mediaType, annotations, members) {
	return canonicalManifest(mediaType, {
		...members,
		schemaVersion: 2,
		mediaType,
		manifests: entries.map(({ descriptor }) => descriptor),
		...Object.keys(annotations).length > 0 && { annotations }
	});
}
async function mergeSources(sources, { merge, platforms }, resolver) {
	const index = await inInput("sources", async () => mergeIndex(await told(sources, resolver), merge));
	inInput("platforms", () => requirePlatforms(index, platforms));
	const annotated = merge.descriptorAnnotations.flatMap(({ platform }) => platform ?? []);
	inInput("annotations", () => requirePlatforms(index, annotated));
	return index;
}
async function told(sources, resolver) {
	const clashing = clashingImages(sources);
	if (clashing.length === 0) return sources;
	const { waiter, context, patience } = resolver;
	const zstd = new Set();
	await allReadable(clashing.map(async ({ descriptor: { digest, mediaType }, from: [at] }) => {
		if (!at || !isImage(mediaType)) return;
		const { layers } = readImage(await waiter.read(at, digest, context, patience));
		if (layers.some((layer) => /[+.]zstd$/.test(layer.mediaType))) zstd.add(digest);
	}));
	return withZstd(sources, zstd);
}
export { mergeSources };
