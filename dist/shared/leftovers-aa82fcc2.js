import { messageOf } from "./core-cb5264e6.js";
import { readCommit, markOf } from "./mark-fddf5f98.js";
import { isLeftBeside } from "./by-api-26e8039c.js";
const most = 3;
async function discardBeside(clone, branch, own, known, { signal, say }) {
	try {
		const now = Date.now() / 1e3;
		const beside = await clone.branches(`${branch}.*`, signal);
		const done = beside.filter(({ name }) => name === own || isLeftBeside(name, branch, now));
		for (const one of done.slice(0, most)) if (known.includes(one.head) || await isOurs(clone, one, signal)) await clone.remove(one.name, one.head, signal);
	} catch (error) {
		signal.throwIfAborted();
		say(`a branch beside ${branch} may be left over: ${messageOf(error)}`);
	}
}
async function isOurs(clone, { name, head }, signal) {
	const fetched = await clone.fetch(name, signal);
	if (fetched?.head !== head) return false;
	const { message } = await readCommit(clone, head, signal);
	const mark = markOf(name.slice(name.lastIndexOf(".") + 1));
	return message.trimEnd().endsWith(`\n${mark}`);
}
export { discardBeside };
