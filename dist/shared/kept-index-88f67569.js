import { formatReference, repositoryOf, unlessAbsent, getManifest } from "./publish-index_wait-digests-66bd1fd0.js";
import { recordIn, isRecord } from "./core-cb5264e6.js";
import { canonicalJson } from "./canonical-json-f5d9235a.js";
import { created, destinationsOf } from "./publish-index-16a2689c.js";
function equalButCreated(one, other) {
	const text = withoutCreated(one);
	return text !== undefined && text === withoutCreated(other);
}
function withoutCreated({ bytes, mediaType }) {
	const index = recordIn(bytes);
	if (!index || !Array.isArray(index.manifests)) return undefined;
	const manifests = index.manifests.map((part) => isRecord(part) ? unstamped(part) : part);
	return canonicalJson({
		...unstamped(index),
		mediaType,
		manifests
	});
}
function unstamped({ annotations, ...rest }) {
	const { [created]: _, ...others } = isRecord(annotations) ? annotations : {};
	return Object.keys(others).length > 0 ? {
		...rest,
		annotations: others
	} : rest;
}
async function keptIndex(index, looks, kit, context, say) {
	const held = await heldTags(looks, kit, context);
	if (held.some(({ holding }) => holding.digest === index.digest)) return index;
	const read = ({ tag: { reference }, holding: { digest, manifest } }) => manifest ?? unlessAbsent(getManifest(kit.client, reference, digest, "read", context));
	const reads = await Promise.allSettled(held.map(async (one) => ({
		...one,
		manifest: await read(one)
	})));
	for (const one of reads) {
		if (one.status === "rejected" || !one.value.manifest) continue;
		const { tag, holding, manifest } = one.value;
		if (!equalButCreated(manifest, index)) continue;
		const { mediaType, bytes } = manifest;
		const { digest } = holding;
		say(`${formatReference(tag.reference)} holds this index, created at another time: ${digest} is kept`);
		return {
			...index,
			digest,
			mediaType,
			bytes,
			keptAt: tag.reference
		};
	}
	for (const one of reads) if (one.status === "rejected") throw one.reason;
	return index;
}
async function heldTags(looks, kit, context) {
	const found = new Map();
	const looked = await Promise.allSettled(comparedTags(looks, kit).map(async (tag) => ({
		tag,
		holding: await looks.holding(tag, context)
	})));
	for (const one of looked) {
		if (one.status === "rejected" || !one.value.holding) continue;
		const { tag, holding } = one.value;
		const manifest = `${repositoryOf(tag.reference)}@${holding.digest}`;
		if (!found.has(manifest)) found.set(manifest, {
			tag,
			holding
		});
	}
	return [...found.values()];
}
function comparedTags(looks, { options }) {
	return looks.sharing.flatMap((target) => looks.first(target === looks.target ? looks.destinations : destinationsOf(target, options.movingTags)));
}
export { keptIndex };
