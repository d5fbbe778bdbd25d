const randomUUID = (...given) => process.getBuiltinModule("node:crypto").randomUUID(...given);
import { withTrailer } from "./cascade-runtime-version-bf57bbd2.js";
async function readCommit(repository, name, signal) {
	const { stdout } = await repository.local([
		"cat-file",
		"commit",
		name
	], signal);
	const [head = "", ...message] = stdout.toString().split("\n\n");
	return {
		parents: [...head.matchAll(/^parent (\w+)$/gm)].map(([, parent = ""]) => parent),
		author: /^author .*<([^<>\n]*)>/m.exec(head)?.[1] ?? "",
		committer: /^committer .*<([^<>\n]*)>/m.exec(head)?.[1] ?? "",
		message: message.join("\n\n")
	};
}
async function namedInHistory(repository, head, lines, signal) {
	if (lines.length === 0) return undefined;
	const patterns = lines.map((line) => `--grep=${line}`);
	const args = [
		"rev-list",
		"--max-count=1",
		"--fixed-strings",
		...patterns,
		head,
		"--"
	];
	const { stdout } = await repository.local(args, signal);
	return stdout.toString().trim() || undefined;
}
const token = "Imgpub-Commit";
function newMark() {
	return markOf(randomUUID());
}
function markId(mark) {
	return mark.slice(token.length + 2);
}
function markOf(id) {
	return `${token}: ${id}`;
}
function marked(message, mark) {
	return withTrailer(message, mark);
}
function hasMark(message) {
	return new RegExp(`^${token}: [\\da-f-]{36}$`).test(message.trimEnd().split("\n").at(-1) ?? "");
}
export { hasMark, markId, markOf, marked, namedInHistory, newMark, readCommit };
