import { readImage, imageConfigs, repositoryOf, Poll } from "./publish-index_wait-digests-f2711369.js";
import { parseJson, isRecord } from "./core-ecc74f94.js";
import { getBlob } from "./blobs-7c6c4f66.js";
function platformIn(config) {
	const parsed = parseJson(new TextDecoder().decode(config));
	if (!isRecord(parsed)) return undefined;
	const { os, architecture, variant } = parsed;
	if (typeof os !== "string" || typeof architecture !== "string" || !os || !architecture) return undefined;
	if (os === "unknown") return undefined;
	const version = parsed["os.version"];
	const features = parsed["os.features"];
	return {
		os,
		architecture,
		...typeof variant === "string" && variant && { variant },
		...typeof version === "string" && version && { "os.version": version },
		...Array.isArray(features) && features.every((feature) => typeof feature === "string") && features.length > 0 && { "os.features": features }
	};
}
async function imagePlatform(manifest, at, { client, context, patience }) {
	const { mediaType, digest } = readImage(manifest).config;
	if (!imageConfigs.has(mediaType)) return undefined;
	const config = {
		at,
		name: `${repositoryOf(at)}@${digest}`,
		ask: async (attempt) => ({ value: await getBlob(client, at, digest, attempt) })
	};
	return platformIn(await new Poll(client, config, context, patience).untilAnswered());
}
export { imagePlatform };
