import { UserError } from "./core-cb5264e6.js";
import { attests, platformKey, formatPlatform } from "./publish-index-16a2689c.js";
import { isIndex, imageConfigs } from "./publish-index_wait-digests-66bd1fd0.js";
function selectingPlatform({ descriptor, isImage }) {
	const { platform, artifactType, mediaType } = descriptor;
	if (attests(descriptor) !== undefined || platform?.os === "unknown" || isIndex(mediaType)) return undefined;
	return isImage || artifactType === undefined || imageConfigs.has(artifactType) ? platform : undefined;
}
function platformsOf(entries) {
	return entries.flatMap((entry) => selectingPlatform(entry) ?? []);
}
function satisfies(have, wanted) {
	const { "os.version": version, "os.features": features, ...own } = have;
	const { "os.version": wantedVersion = "", "os.features": wantedFeatures, ...rest } = wanted;
	return platformKey(wantedFeatures && features ? {
		...own,
		"os.features": features
	} : own) === platformKey(wantedFeatures ? {
		...rest,
		"os.features": wantedFeatures
	} : rest) && beginsWith(version ?? "", wantedVersion);
}
function beginsWith(version, parts) {
	return parts === "" || version === parts || version.startsWith(`${parts}.`);
}
function requirePlatforms({ entries }, wanted) {
	const images = platformsOf(entries);
	const have = images.length > 0 ? images : entries.flatMap(({ descriptor }) => descriptor.platform ?? []);
	const missing = wanted.filter((platform) => !have.some((one) => satisfies(one, platform)));
	if (missing.length > 0) throw new UserError(`the sources have no image for ${missing.map(formatPlatform).join(", ")}; ${have.length > 0 ? `they have ${have.map(formatPlatform).join(", ")}` : "they have none for any platform"}`);
}
export { beginsWith, platformsOf, requirePlatforms, satisfies, selectingPlatform };
