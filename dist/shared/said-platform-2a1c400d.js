import { UserError } from "./core-cb5264e6.js";
import { formatPlatform, platformKey, attests, normalizeMachine, normalizeOs, normalizePlatform } from "./publish-index-16a2689c.js";
import { isImage, imageConfigs } from "./publish-index_wait-digests-66bd1fd0.js";
import { beginsWith } from "./platform-images-68e0091a.js";
async function withSaidPlatform(source, said, resolver) {
	const images = source.entries.filter(isCandidate);
	const [image] = images;
	if (!image || images.length > 1) throw new UserError(`${source.name} holds ${images.length} images; expected ${said.text} behind a source of one image`);
	const { descriptor } = image;
	const named = await configPlatform(image, resolver) ?? descriptor.platform;
	if (named && contradicts(named, said.platform)) throw new UserError(`${source.name} is an image for ${formatPlatform(named)}; expected ${said.text} where the image does not name another`);
	const platform = filled({
		...descriptor.platform,
		...named
	}, said.platform);
	if (!platform) throw new UserError(`${source.name} names no platform; expected all of it, as in platform=windows/amd64,${said.text}`);
	const entry = {
		...image,
		descriptor: {
			...descriptor,
			platform
		}
	};
	return {
		...source,
		entries: source.entries.map((one) => one === image ? entry : one),
		amended: !descriptor.platform || platformKey(descriptor.platform) !== platformKey(platform)
	};
}
function isCandidate({ descriptor, isImage: isKnown }) {
	const { mediaType, artifactType } = descriptor;
	if (!isImage(mediaType) || attests(descriptor) !== undefined) return false;
	return isKnown || artifactType === undefined || imageConfigs.has(artifactType);
}
async function configPlatform({ descriptor, from: [at] }, { platforms, waiter, context, patience }) {
	if (!at) return undefined;
	const manifest = await waiter.read(at, descriptor.digest, context, patience);
	return (await platforms()).of(manifest, at, context, patience);
}
function contradicts(named, said) {
	const { os, architecture, variant, "os.version": version = "" } = said;
	const machine = normalizeMachine(named.architecture, named.variant ?? "");
	const namedVersion = named["os.version"] ?? "";
	return os !== undefined && normalizeOs(os) !== normalizeOs(named.os) || architecture !== undefined && architecture !== machine.architecture || variant !== undefined && namesVariant(named) && normalizeMachine(machine.architecture, variant).variant !== machine.variant || !(version === "" || beginsWith(namedVersion, version) || beginsWith(version, namedVersion));
}
function namesVariant({ architecture, variant = "" }) {
	const machine = normalizeMachine(architecture, "");
	return variant !== "" || machine.variant !== "" && machine.architecture !== architecture.toLowerCase();
}
function filled(named, said) {
	const { os = named.os, architecture = named.architecture } = said;
	if (os === undefined || architecture === undefined) return undefined;
	const versions = [named["os.version"] ?? "", said["os.version"] ?? ""];
	const version = beginsWith(versions[0] ?? "", versions[1] ?? "") ? versions[0] : versions[1];
	return normalizePlatform({
		...named,
		...said,
		os,
		architecture,
		...version && { "os.version": version }
	});
}
export { withSaidPlatform };
