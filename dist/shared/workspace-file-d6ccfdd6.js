const { constants } = process.getBuiltinModule("node:fs");
const { realpath, open } = process.getBuiltinModule("node:fs/promises");
const { resolve, relative, sep, isAbsolute } = process.getBuiltinModule("node:path");
import { decodeText } from "./utf8-261fc689.js";
async function realPathInside(folder, path) {
	const [root, real] = await Promise.all([realpath(folder), realpath(resolve(folder, path))]);
	const way = relative(root, real);
	return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : real;
}
async function unlessMissing(found) {
	try {
		return await found;
	} catch (error) {
		if ([
			"ENOENT",
			"ENOTDIR",
			"ELOOP"
		].includes(error.code ?? "")) return undefined;
		throw error;
	}
}
async function readTextInside(folder, path, most) {
	const real = await realPathInside(folder, path);
	if (real === undefined) return { problem: "outside" };
	const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	try {
		const found = await file.stat();
		if (!found.isFile()) return { problem: "no file" };
		if (found.size > most) return { problem: "too large" };
		const text = decodeText(await file.readFile());
		return text === undefined ? { problem: "not text" } : { text };
	} finally {
		await file.close();
	}
}
export { readTextInside, realPathInside, unlessMissing };
