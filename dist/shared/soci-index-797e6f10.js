import { sha256, isRecord } from "./core-cb5264e6.js";
import { canonicalManifest } from "./canonical-json-f5d9235a.js";
import { imageManifest, readImage, readObject } from "./publish-index_wait-digests-66bd1fd0.js";
const sociIndexType = "application/vnd.amazon.soci.index.v2+json";
const annotation = {
	index: "com.amazon.soci.index-digest",
	image: "com.amazon.soci.image-manifest-digest",
	layer: "com.amazon.soci.image-layer-digest",
	layerType: "com.amazon.soci.image-layer-mediaType",
	spanSize: "com.amazon.soci.span-size",
	buildTool: "com.amazon.soci.build-tool-identifier"
};
const sociConfig = new TextEncoder().encode("{}");
function writeSociIndex(ztocs, { spanSize, buildTool }) {
	const layers = ztocs.map(({ layer, ztoc: { digest, size } }) => ({
		mediaType: "application/octet-stream",
		...{
			digest,
			size
		},
		annotations: {
			[annotation.layer]: layer.digest,
			[annotation.layerType]: layer.mediaType,
			[annotation.spanSize]: String(spanSize)
		}
	}));
	const config = {
		mediaType: sociIndexType,
		digest: sha256(sociConfig),
		size: sociConfig.byteLength
	};
	const annotations = { [annotation.buildTool]: buildTool };
	const document = {
		schemaVersion: 2,
		mediaType: imageManifest,
		config,
		layers,
		annotations
	};
	return {
		manifest: canonicalManifest(imageManifest, document),
		ztocs: ztocs.map(({ ztoc: { digest, size } }) => ({
			digest,
			size
		}))
	};
}
function ztocsIn(sociIndex, { spanSize, buildTool }) {
	const { config, layers } = readImage(sociIndex);
	const { annotations } = readObject(sociIndex);
	const tool = isRecord(annotations) ? annotations[annotation.buildTool] : undefined;
	if (config.mediaType !== sociIndexType || tool !== buildTool) return new Map();
	return new Map(layers.flatMap(({ digest, size, annotations: said = {} }) => said[annotation.spanSize] === String(spanSize) ? [[said[annotation.layer] ?? "", {
		digest,
		size
	}]] : []));
}
export { annotation, sociConfig, sociIndexType, writeSociIndex, ztocsIn };
