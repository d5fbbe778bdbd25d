import { imageConfigs, readImage, repositoryOf, Poll } from "./publish-index_wait-digests-66bd1fd0.js";
import { recordIn } from "./core-cb5264e6.js";
import { getBlob } from "./blobs-94eb96c3.js";
function platformIn(config) {
	const parsed = recordIn(config);
	if (!parsed) return undefined;
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
class ImagePlatforms {
	#client;
	#configs = new Map();
	constructor(client) {
		this.#client = client;
	}
	async of(manifest, at, context, patience, configs = imageConfigs) {
		const { mediaType, digest } = readImage(manifest).config;
		if (!configs.has(mediaType)) return undefined;
		const key = `${this.#client.origin(at.registry)}/${at.repository} ${digest}`;
		const config = this.#configs.get(key) ?? this.#untilRead(at, digest, context, patience);
		this.#configs.set(key, config);
		return platformIn(await config);
	}
	#untilRead(at, digest, context, patience) {
		const config = {
			at,
			name: `${repositoryOf(at)}@${digest}`,
			ask: async (attempt) => ({ value: await getBlob(this.#client, at, digest, attempt) })
		};
		return new Poll(this.#client, config, context, patience).untilAnswered();
	}
}
export { ImagePlatforms };
