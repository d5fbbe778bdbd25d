const { readFile, readdir } = process.getBuiltinModule("node:fs/promises");
const { relative } = process.getBuiltinModule("node:path");
import { parseJson, isRecord, UserError, placed } from "./core-5b2f5036.js";
import { cannotBeRead } from "./unreadable-8a5ada2a.js";
import { isDigest, parseReference } from "./publish-index_wait-digests-ebb7e978.js";
import { qualifyDigest } from "./publish-index-29fe6ea2.js";
function parseBuildMetadata(text) {
	const value = parseJson(text);
	if (isRecord(value)) {
		const images = ["containerimage.digest" in value ? value : [], ...Object.values(value)].filter((part) => isRecord(part) && "containerimage.digest" in part).map((part) => builtImage(part));
		if (images.length > 0) return images;
	}
	throw new UserError(`${value === undefined ? "it is not JSON" : "it holds no containerimage.digest"}; accepted is a metadata file of docker buildx build or bake`);
}
function builtImage(part) {
	const digest = part["containerimage.digest"];
	const name = part["image.name"] ?? "";
	if (typeof digest !== "string" || !isDigest(digest) || typeof name !== "string") throw new UserError(`its containerimage.digest is ${JSON.stringify(digest)}; accepted is a metadata file of docker buildx build or bake that pushed`);
	return {
		digest,
		names: name.split(",").map((one) => one.trim()).filter(Boolean)
	};
}
async function readDigestDirectory(line, path, image) {
	const names = (await readable(line, readdir(path))).sort();
	if (names.length === 0) throw new UserError(`the directory ${JSON.stringify(line)} is empty; accepted are files named by bare hex digest`);
	return names.map((name) => {
		if (!/^[0-9a-f]{64}$/.test(name)) throw new UserError(`the directory ${JSON.stringify(line)} holds ${JSON.stringify(name)}; accepted are files named by bare hex digest, and no others`);
		return qualifyDigest(`sha256:${name}`, image);
	});
}
async function readMatches(line, image, directory) {
	const { glob } = await import("./dist-dd15bef1.js");
	const paths = await glob(line, {
		cwd: directory,
		absolute: true,
		dot: true,
		expandDirectories: false
	});
	if (paths.length === 0) throw new UserError(`${JSON.stringify(line)} matches no file; accepted is a glob of buildx metadata files`);
	const read = await Promise.all(paths.sort().map((path) => readMetadataFile(relative(directory, path), path, image)));
	return read.flat();
}
async function readMetadataFile(line, path, image) {
	const text = await readable(line, readFile(path, "utf8"));
	return placed(`${JSON.stringify(line)}: `, () => parseBuildMetadata(text).map((built) => locate(built, image)));
}
function locate({ digest, names }, image) {
	const repositories = names.map((name) => parseReference(name));
	const wanted = repositories.find(({ registry, repository }) => registry === image?.registry && repository === image.repository);
	const { registry, repository } = wanted ?? repositories[0] ?? qualifyDigest(digest, image);
	return {
		registry,
		repository,
		digest
	};
}
async function readable(line, read) {
	try {
		return await read;
	} catch (error) {
		throw new UserError(`${JSON.stringify(line)} ${cannotBeRead(error)}; accepted are files and directories that this step may read`, { cause: error });
	}
}
export { readDigestDirectory, readMatches, readMetadataFile };
