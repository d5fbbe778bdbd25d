import { quoted } from "./core-be33630b.js";
import { defaultIdentity } from "./cascade-runtime-version-24966959.js";
function whyNotKept(kind, { author, path }, { mode }) {
	if (kind !== "github") return undefined;
	if (author !== defaultIdentity) return "GitHub makes the token's user or app the author of a commit through its API; leave out author-name and author-email, or use commit-through: git";
	if (mode === "100755") return `${quoted(path)} is executable, which GitHub's API does not keep; make it a plain file, or use commit-through: git`;
	return undefined;
}
export { whyNotKept };
