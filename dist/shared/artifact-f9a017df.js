import { UserError } from "./core-cb5264e6.js";
import { readImage, imageConfigs } from "./publish-index_wait-digests-66bd1fd0.js";
const wasmConfigs = new Set(["application/vnd.wasm.config.v0+json"]);
async function artifactSource(name, source, manifest, { platforms, context, patience }) {
	const { config, layers, artifactType = config.mediaType } = readImage(manifest);
	if (imageConfigs.has(artifactType)) {
		const isAttestation = layers.some((layer) => layer.mediaType === "application/vnd.in-toto+json");
		const hint = isAttestation ? "" : `; of an image, the platform may stand behind it, as in ${name},platform=linux/amd64`;
		throw new UserError(`${name} is neither an image nor an index: its config names no platform (${config.mediaType}); expected an OCI or Docker image or index${hint}`);
	}
	if (source.said) throw new UserError(`${name} is an artifact, not an image (${artifactType}); expected ${source.said.text} behind an image`);
	const platform = await (await platforms()).of(manifest, source, context, patience, wasmConfigs);
	const { digest, mediaType, bytes } = manifest;
	const descriptor = {
		mediaType,
		digest,
		size: bytes.byteLength,
		artifactType,
		...platform && { platform }
	};
	return {
		name,
		entries: [{
			descriptor,
			from: [source]
		}],
		index: manifest
	};
}
export { artifactSource };
