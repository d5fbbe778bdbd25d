const { stat, readFile, readdir } = process.getBuiltinModule("node:fs/promises");
const { resolve, basename, relative, join, sep } = process.getBuiltinModule("node:path");
import { parseJson, isRecord, UserError, isDigest, quoted, bounded, placed } from "./core-cb5264e6.js";
import { cannotBeRead } from "./unreadable-f822233d.js";
import { decodeText } from "./utf8-261fc689.js";
import { parseReference } from "./publish-index_wait-digests-66bd1fd0.js";
import { qualifyDigest } from "./publish-index-16a2689c.js";
const accepted = "expected a metadata file of docker buildx build, bake or imagetools create";
const digestKeys = ["containerimage.digest", "containerimage.descriptor"];
function parseBuildMetadata(text) {
	const value = parseJson(text);
	if (isRecord(value)) {
		const images = [value, ...Object.values(value)].filter(isOfImage).map(builtImage);
		if (images.length > 0) return images;
	}
	throw new UserError(`${value === undefined ? "it is not JSON" : `it holds no ${digestKeys.join(" or ")}`}; ${accepted}`);
}
function isOfImage(part) {
	return isRecord(part) && digestKeys.some((key) => (part[key] ?? undefined) !== undefined);
}
function builtImage(part) {
	const descriptor = part["containerimage.descriptor"];
	const digest = part["containerimage.digest"] || (isRecord(descriptor) ? descriptor.digest : descriptor);
	const name = part["image.name"] ?? "";
	if (typeof digest !== "string" || !isDigest(digest) || typeof name !== "string") throw new UserError(`its containerimage.digest is ${typeof digest === "string" ? quoted(digest) : bounded(String(JSON.stringify(digest)), 200)}; ${accepted} that pushed`);
	return {
		digest,
		names: name.split(",").map((one) => one.trim()).filter(Boolean)
	};
}
function globsOf(line, separator) {
	const slashed = line.replaceAll("\\", "/");
	return separator === "\\" || slashed === line ? [slashed] : [line, slashed];
}
async function matchesOf(globs, directory) {
	const { glob } = await import("./dist-768e56c2.js");
	for (const line of globs) {
		const base = /^(?:[^\\*?{}[\]()!+@]*\/)?/.exec(line)?.[0] ?? "";
		const matched = await glob(line.slice(base.length), {
			cwd: resolve(directory, base),
			absolute: true,
			dot: true,
			expandDirectories: false,
			onlyFiles: false
		});
		const sorted = matched.toSorted();
		const meant = sorted.filter((path, at) => !(path.endsWith("/") && sorted[at + 1]?.startsWith(path)));
		if (meant.length > 0) return meant.map((path) => resolve(path));
	}
	return [];
}
const lookedFor = "files named by bare hex digest, files that hold one digest or reference, or buildx metadata files";
const levels = 4;
const mostBytes = 16 * 1024 * 1024;
async function readPath(shown, path, image, level = 0) {
	const found = await readable(shown, stat(path));
	if (found.isDirectory()) return readDirectory(shown, path, image, level);
	const named = digestNamed(basename(path));
	if (named) return [qualifyDigest(named, image)];
	if (found.size > mostBytes) throw none(shown, `is larger than ${mostBytes / 1024 / 1024} MiB`);
	const text = decodeText(await readable(shown, readFile(path)))?.trim();
	if (text === undefined || text === "") throw none(shown, text === "" ? "is empty" : "is no text");
	if (/^[[{]/.test(text) || path.endsWith(".json")) return placed(`${quoted(shown)}: `, () => ofImage(parseBuildMetadata(text), image).map((built) => locate(built, image)));
	return [heldReference(shown, text, image)];
}
async function readMatches(line, image, directory) {
	const paths = await matchesOf(globsOf(line, sep), directory);
	if (paths.length === 0) throw new UserError(`${quoted(line)} matches no file or directory; expected ${lookedFor}`);
	const references = [];
	for (const path of paths) references.push(...await readPath(relative(directory, path), path, image));
	return references;
}
async function readDirectory(shown, path, image, level) {
	if (level === levels) throw none(shown, `is a directory below ${levels} others, and is not looked into`);
	const names = (await readable(shown, readdir(path))).sort();
	if (names.length === 0) throw new UserError(`the directory ${quoted(shown)} is empty; expected ${lookedFor}`);
	const references = [];
	for (const name of names) references.push(...await readPath(`${shown.replace(/[\\/]+$/, "")}/${name}`, join(path, name), image, level + 1));
	return references;
}
function digestNamed(name) {
	const digest = `${name.length === 128 ? "sha512" : "sha256"}:${name}`;
	return isDigest(digest) ? digest : undefined;
}
function heldReference(shown, text, image) {
	if (isDigest(text)) return placed(`${quoted(shown)}: `, () => qualifyDigest(text, image));
	const reference = referenceIn(text);
	if (!reference) throw none(shown, /[\r\n]/.test(text) ? "holds several lines, and not one digest or reference" : "holds neither one digest nor one reference with a tag or digest");
	return reference;
}
function referenceIn(text) {
	if (!/[/@]/.test(text)) return undefined;
	try {
		const reference = parseReference(text);
		return reference.tag === undefined && reference.digest === undefined ? undefined : reference;
	} catch (error) {
		if (error instanceof UserError) return undefined;
		throw error;
	}
}
function ofImage(built, image) {
	const its = built.filter(({ names }) => names.some((name) => isIn(parseReference(name), image)));
	return its.length > 0 ? its : built;
}
function locate({ digest, names }, image) {
	const repositories = names.map((name) => parseReference(name));
	const wanted = repositories.find((name) => isIn(name, image));
	const { registry, repository } = wanted ?? repositories[0] ?? qualifyDigest(digest, image);
	return {
		registry,
		repository,
		digest
	};
}
function isIn({ registry, repository }, image) {
	return registry === image?.registry && repository === image.repository;
}
async function readable(shown, read) {
	try {
		return await read;
	} catch (error) {
		throw new UserError(`${quoted(shown)} ${cannotBeRead(error)}; expected a file or directory that this step may read`, { cause: error });
	}
}
function none(shown, what) {
	return new UserError(`${quoted(shown)} ${what}; expected ${lookedFor}`);
}
export { readMatches, readPath };
