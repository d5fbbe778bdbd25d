const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
import { UserError, quoted } from "./core-a8176de4.js";
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
function isDigest(text) {
	return DIGEST.test(text);
}
function parseDigest(text) {
	if (isDigest(text)) return text;
	throw new UserError(`${quoted(text)} is not a digest; expected sha256: with 64 lowercase hexadecimal digits or sha512: with 128`);
}
function sha256(bytes) {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
function algorithmOf(digest) {
	return digest.slice(0, digest.indexOf(":"));
}
function hasher(algorithm = "sha256") {
	const hash = createHash(algorithm);
	return {
		update(chunk) {
			hash.update(chunk);
		},
		digest: () => `${algorithm}:${hash.digest("hex")}`
	};
}
export { algorithmOf, hasher, isDigest, parseDigest, sha256 };
