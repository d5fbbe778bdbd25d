import { parseJson, isRecord } from "./core-5c11f894.js";
import { readImage, imageConfigs, triesFor } from "./publish-index_wait-digests-4ae05c17.js";
import { getBlob } from "./blobs-dd9db7ad.js";
async function imagePlatform(manifest, at, { client, waiter, call, patience }) {
	const { config } = readImage(manifest);
	if (!imageConfigs.has(config.mediaType)) return undefined;
	const readConfig = async (digest) => {
		for (let asked = 1;; asked++) try {
			return await waiter.ask(at, digest, call, patience, (deadline) => getBlob(client, at, digest, call, deadline));
		} catch (error) {
			if (asked >= triesFor(error)) throw error;
			await waiter.pause(at, digest, asked, error, call, patience);
		}
	};
	const platform = readPlatform(await readConfig(config.digest));
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
