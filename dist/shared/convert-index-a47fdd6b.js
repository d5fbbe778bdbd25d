import { quoted, isRecord, inInput, counted, allToTheEnd } from "./core-cb5264e6.js";
import { formatPlatform, attests, patienceOf, destinationsOf, look, sameRegistry } from "./publish-index-16a2689c.js";
import { canonicalManifest } from "./canonical-json-f5d9235a.js";
import { isImage, isIndex, readObject, readImage, imageManifest, imageIndex, getManifest, readIndex, allReadable } from "./publish-index_wait-digests-66bd1fd0.js";
import { selectingPlatform, satisfies, platformsOf, requirePlatforms } from "./platform-images-68e0091a.js";
import { sociIndexType, annotation, writeSociIndex, ztocsIn } from "./soci-index-797e6f10.js";
import { suffixedTarget } from "./suffixed-target-4dd22b47.js";
import { hasBlob } from "./blobs-94eb96c3.js";
import { bytesInWords, outcomeOf, provenanceNotice } from "./words-aca7146c.js";
const buildTool = "imgpub SOCI 1";
const compressions = {
	"application/vnd.oci.image.layer.v1.tar": "none",
	"application/vnd.oci.image.layer.v1.tar+gzip": "gzip",
	"application/vnd.docker.image.rootfs.diff.tar": "none",
	"application/vnd.docker.image.rootfs.diff.tar.gzip": "gzip"
};
function planLayer({ mediaType, size }, minLayerSize) {
	if (size < minLayerSize) return { what: "small" };
	const compression = compressions[mediaType];
	return compression ? {
		what: "index",
		compression
	} : {
		what: "skip",
		reason: whyNot(mediaType)
	};
}
function whyNot(mediaType) {
	if (/[+.]zstd$/.test(mediaType)) return "it is compressed with zstd, for which SOCI has no ztoc";
	if (/\.(?:nondistributable|foreign)\./.test(mediaType)) return "it may not be copied (nondistributable)";
	return `it is ${quoted(mediaType, 100)}, and no layer of tar or gzip`;
}
function imagesToIndex({ entries }, { platforms }) {
	return entries.filter((entry) => {
		const platform = selectingPlatform(entry);
		if (platform?.os !== "linux" || !isImage(entry.descriptor.mediaType) || isSociIndex(entry.descriptor)) return false;
		return platforms.length === 0 || platforms.some((wanted) => satisfies(platform, wanted));
	});
}
function sociIndexesIn(descriptors) {
	return descriptors.filter(isSociIndex);
}
function convert(index, manifests, options, ztocOf) {
	const wanted = new Set(imagesToIndex(index, options));
	const kept = index.entries.filter(({ descriptor }) => !isSociIndex(descriptor) && !isIndex(descriptor.mediaType));
	const parts = kept.map((entry) => {
		const manifest = manifests.get(entry.descriptor.digest);
		const image = manifest && convertImage(manifest, entry, wanted.has(entry) ? ztocOf : () => undefined, options);
		return {
			entry: withoutConversion(entry),
			image
		};
	});
	const images = parts.flatMap(({ image }) => image ?? []);
	if (images.length === 0 && !index.entries.some(isLeft)) return index;
	const moved = new Map(images.map(({ plain, manifest }) => [plain, manifest.digest]));
	const entries = [...parts.map(({ entry, image }) => image ? convertedEntry(entry, image) : followed(entry, moved)), ...parts.flatMap(({ entry, image }) => image?.sociIndex ? [sociEntry(entry, image)] : [])];
	const platforms = platformsOf(entries).map(formatPlatform);
	return {
		...index,
		...writeIndex(index, entries),
		entries,
		platforms,
		converted: unique(images)
	};
}
function convertedBefore(index) {
	const marked = index.entries.filter(({ descriptor }) => isImage(descriptor.mediaType) && !isSociIndex(descriptor) && isMarked(descriptor));
	return [...imagesToIndex(index, { platforms: [] }), ...marked];
}
function isSociIndex({ artifactType, annotations = {} }) {
	return artifactType === sociIndexType || annotation.image in annotations;
}
function isMarked({ annotations }) {
	return annotations !== undefined && annotation.index in annotations;
}
function isLeft({ descriptor }) {
	return isSociIndex(descriptor) || isMarked(descriptor);
}
function convertImage(manifest, { from, descriptor }, ztocOf, making) {
	const document = readObject(manifest);
	const { config, layers } = readImage(manifest);
	const distinct = [...new Map(layers.map((layer) => [layer.digest, layer])).values()];
	const ztocs = distinct.flatMap((layer) => {
		const ztoc = ztocOf(layer);
		return ztoc ? [{
			layer,
			ztoc
		}] : [];
	});
	const had = isRecord(document.annotations) ? document.annotations : {};
	if (ztocs.length === 0 && !(annotation.index in had)) return undefined;
	const { [annotation.index]: _, ...own } = had;
	const sociIndex = ztocs.length > 0 ? writeSociIndex(ztocs, making) : undefined;
	const annotations = {
		...own,
		...sociIndex && { [annotation.index]: sociIndex.manifest.digest }
	};
	const { annotations: __, ...members } = document;
	const converted = {
		...members,
		mediaType: imageManifest,
		config: {
			...isRecord(document.config) && document.config,
			mediaType: ociConfig(config.mediaType)
		},
		...Object.keys(annotations).length > 0 && { annotations }
	};
	return {
		plain: descriptor.digest,
		manifest: canonicalManifest(imageManifest, converted),
		from,
		...sociIndex && { sociIndex }
	};
}
function ociConfig(mediaType) {
	return mediaType === "application/vnd.docker.container.image.v1+json" ? "application/vnd.oci.image.config.v1+json" : mediaType;
}
function withoutConversion(entry) {
	const { annotations, ...rest } = entry.descriptor;
	if (!annotations || !(annotation.index in annotations)) return entry;
	const { [annotation.index]: _, ...own } = annotations;
	const descriptor = {
		...rest,
		...Object.keys(own).length > 0 && { annotations: own }
	};
	return {
		...entry,
		descriptor
	};
}
function convertedEntry(entry, { manifest, sociIndex }) {
	const { digest, mediaType, bytes } = manifest;
	const { data: _, urls: __, ...own } = entry.descriptor;
	const annotations = sociIndex && {
		...own.annotations,
		[annotation.index]: sociIndex.manifest.digest
	};
	const descriptor = {
		...{
			...own,
			digest,
			mediaType,
			size: bytes.byteLength
		},
		...annotations && { annotations }
	};
	return {
		...entry,
		descriptor,
		from: []
	};
}
function sociEntry({ descriptor: { platform } }, { manifest, sociIndex }) {
	const { digest, mediaType, bytes } = (sociIndex ?? { manifest }).manifest;
	const descriptor = {
		...{
			mediaType,
			digest,
			size: bytes.byteLength,
			artifactType: sociIndexType
		},
		...platform && { platform },
		annotations: { [annotation.image]: manifest.digest }
	};
	return {
		descriptor,
		from: []
	};
}
function followed(entry, moved) {
	const { descriptor } = entry;
	const image = moved.get(attests(descriptor) ?? "");
	if (image === undefined) return entry;
	const annotations = {
		...descriptor.annotations,
		"vnd.docker.reference.digest": image
	};
	return {
		...entry,
		descriptor: {
			...descriptor,
			annotations
		}
	};
}
function writeIndex(index, entries) {
	const manifests = entries.map(({ descriptor }) => descriptor);
	const document = {
		...readObject(index),
		schemaVersion: 2,
		mediaType: imageIndex,
		manifests
	};
	return canonicalManifest(imageIndex, document);
}
function unique(images) {
	return [...new Map(images.map((image) => [image.manifest.digest, image])).values()];
}
const mostSociIndexes = 64;
async function findReusable(destinations, layers, making, client, context) {
	if (layers.size === 0) return new Map();
	const found = await Promise.all(destinations.map((at) => reusableAt(at, layers, making, client, context)));
	context.signal.throwIfAborted();
	return new Map(found.toReversed().flatMap((one) => [...one]));
}
async function reusableAt(at, layers, making, client, context) {
	const get = (reference) => orNothing(getManifest(client, at, reference, "read", context));
	const held = await Promise.all(at.tags.map(({ reference }) => get(reference.tag ?? "")));
	const digests = new Set(held.flatMap((index) => index ? sociIndexesOf(index) : []));
	const sociIndexes = await Promise.all([...digests].slice(0, mostSociIndexes).map(get));
	const named = new Map(sociIndexes.flatMap((one) => one ? [...ztocsOf(one, making)] : []));
	const checks = [...named].map(async ([layer, ztoc]) => {
		if (!layers.has(layer)) return [];
		const there = await orNothing(hasBlob(client, at, ztoc.digest, context));
		return there ? [[layer, {
			ztoc,
			at
		}]] : [];
	});
	return new Map((await Promise.all(checks)).flat());
}
function sociIndexesOf(index) {
	if (!isIndex(index.mediaType)) return [];
	return orNone(() => sociIndexesIn(readIndex(index)).map(({ digest }) => digest));
}
function ztocsOf(sociIndex, making) {
	return orNone(() => [...ztocsIn(sociIndex, making)]);
}
function orNone(read) {
	try {
		return read();
	} catch {
		return [];
	}
}
function orNothing(answer) {
	return answer.catch(() => undefined);
}
async function survey(index, options, destinations, kit, context, say) {
	inInput("soci-platforms", () => requirePlatforms(index, options.platforms));
	const patience = patienceOf(kit, context, say);
	const images = imagesToIndex(index, options);
	const read = async ({ descriptor: { digest }, from: [at] }) => at ? [[digest, await kit.waiter.read(at, digest, context, patience)]] : [];
	const all = new Set([...images, ...convertedBefore(index)]);
	const manifests = new Map((await allReadable([...all].map(read))).flat());
	const layers = plannedLayers(images, manifests, options.minLayerSize);
	const wanted = layers.filter(({ plan }) => plan.what === "index");
	const digests = new Set(wanted.map(({ layer }) => layer.digest));
	const reusable = await findReusable(destinations, digests, options, kit.client, context);
	const store = await kit.layers();
	for (const { ztoc, at } of reusable.values()) store.found(ztoc, at);
	return {
		...{
			manifests,
			reusable
		},
		toRead: wanted.filter(({ layer }) => !reusable.has(layer.digest)),
		counts: {
			reused: reusable.size,
			small: layers.filter(({ plan }) => plan.what === "small").length,
			skipped: layers.flatMap(({ layer, plan }) => plan.what === "skip" ? [{
				layer: layer.digest,
				reason: plan.reason
			}] : [])
		}
	};
}
function plannedLayers(images, manifests, minLayerSize) {
	const layers = images.flatMap(({ descriptor, from }) => {
		const manifest = manifests.get(descriptor.digest);
		return manifest ? readImage(manifest).layers.map((layer) => ({
			layer,
			from
		})) : [];
	});
	const distinct = new Map(layers.map((one) => [one.layer.digest, one]));
	return [...distinct.values()].map((one) => ({
		...one,
		plan: planLayer(one.layer, minLayerSize)
	}));
}
async function convertIndex(target, options, index, kit, recorder, mayCopy) {
	const making = {
		...options,
		buildTool
	};
	const suffixed = options.tagSuffix === "" ? undefined : suffixedTarget(target, options.tagSuffix);
	const plain = destinationsOf(target, kit.options.movingTags);
	const destinations = suffixed ? destinationsOf(suffixed, kit.options.movingTags) : plain;
	const converted = await recorder.phase("soci", async (context, say) => {
		const seen = await survey(index, making, destinations, kit, context, say);
		if (kit.options.dryRun) return wouldConvert(index, seen);
		const isReading = seen.toRead.length > 0;
		const copies = mayCopy && isReading && await isCertain([...plain, ...destinations], kit, context);
		const made = await indexLayers(seen.toRead, copies ? destinations : [], making, kit, context);
		return converting(index, making, seen, made);
	});
	if (!kit.options.dryRun) tell(converted, recorder);
	return {
		...converted,
		suffixed
	};
}
function wouldConvert(index, { counts, toRead }) {
	const bytes = toRead.reduce((sum, { layer }) => sum + layer.size, 0);
	const result = {
		...{
			indexed: 0,
			...counts,
			plainDigest: index.digest
		},
		toRead: {
			layers: toRead.length,
			bytes
		}
	};
	return {
		value: {
			index,
			result
		},
		outcome: `${counted(toRead.length, "layer")} would be read, ${bytesInWords(bytes)}; ${outcomeOf(result)}`
	};
}
function converting(index, making, { counts, manifests, reusable }, made) {
	const fresh = made.flatMap((one) => "ztoc" in one ? [[one.layer, one.ztoc]] : []);
	const reused = [...reusable].map(([layer, { ztoc }]) => [layer, ztoc]);
	const ztocs = new Map([...reused, ...fresh]);
	const converted = convert(index, manifests, making, ({ digest }) => ztocs.get(digest));
	const failed = made.flatMap((one) => "reason" in one ? [{
		layer: one.layer,
		reason: one.reason
	}] : []);
	const result = {
		...{
			indexed: fresh.length,
			...counts,
			skipped: [...counts.skipped, ...failed]
		},
		...{
			plainDigest: index.digest,
			digest: converted.digest
		}
	};
	const bytes = made.reduce((sum, one) => sum + one.bytes, 0);
	return {
		value: {
			index: converted,
			result
		},
		outcome: `${bytesInWords(bytes)} read, ${outcomeOf(result)} → ${converted.digest}`
	};
}
async function indexLayers(layers, destinations, making, kit, context) {
	if (layers.length === 0) return [];
	const store = await kit.layers();
	const same = sameRegistry(kit);
	const one = async ({ layer, plan, from: [from] }) => {
		if (plan.what !== "index" || !from) throw new Error(`layer ${layer.digest} is not to be read`);
		const to = destinations.find(({ registry }) => !same(registry, from.registry));
		const wanted = {
			layer,
			compression: plan.compression,
			from,
			to
		};
		const { indexed, bytes } = await store.index(wanted, making, context);
		return {
			...indexed,
			layer: layer.digest,
			bytes
		};
	};
	return allToTheEnd(layers.map(one));
}
async function isCertain(destinations, { client, options }, context) {
	if (options.ifExists === "overwrite") return true;
	const version = destinations.flatMap(({ tags }) => tags.filter(({ moving }) => !moving));
	const looks = await Promise.allSettled(version.map((tag) => look(tag, client, context, "get")));
	context.signal.throwIfAborted();
	return looks.every((one) => one.status === "fulfilled" && one.value === undefined);
}
function tell({ index, result }, recorder) {
	for (const { layer, reason } of result.skipped) recorder.warning(`layer ${layer} is published without a ztoc: ${reason}`);
	const withSoci = (index.converted ?? []).filter(({ sociIndex }) => sociIndex);
	if (withSoci.length === 0) {
		const sentence = "no image has a layer to index for lazy loading, so the plain index is published";
		recorder.notice(sentence);
		recorder.notes.push(sentence);
		return;
	}
	const notice = provenanceNotice(index);
	if (notice !== undefined) recorder.notice(notice);
}
export { convertIndex };
