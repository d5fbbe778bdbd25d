import { quoted } from "./core-cb5264e6.js";
import { whyNoAuthor } from "./cascade-runtime-version-bf57bbd2.js";
function whyNotKept(kind, { author, path }, { mode }) {
	const executable = kind === "github" && mode === "100755" ? `${quoted(path)} is executable, which GitHub's API does not keep; make it a plain file, or use commit-through: git` : undefined;
	return whyNoAuthor(author, kind) ?? executable;
}
export { whyNotKept };
