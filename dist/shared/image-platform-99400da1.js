import { readImage, imageConfigs, parseJson, isRecord } from "./core-9c547a65.js";
import { getBlob } from "./blobs-c9fdac82.js";
async function imagePlatform(manifest, at, client, call) {
	const { config } = readImage(manifest);
	if (!imageConfigs.has(config.mediaType)) return undefined;
	const platform = readPlatform(await getBlob(client, at, config.digest, call));
	return platform?.os === "unknown" ? undefined : platform;
}
function readPlatform(config) {
	const parsed = parseJson(new TextDecoder().decode(config));
	if (!isRecord(parsed)) return undefined;
	const { os, architecture, variant } = parsed;
	if (typeof os !== "string" || typeof architecture !== "string" || !os || !architecture) return undefined;
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
export { imagePlatform };
