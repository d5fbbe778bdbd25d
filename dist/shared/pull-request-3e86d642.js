import { createHash } from "node:crypto";
import { lookAtFile } from "./cascade-runtime-version-00188fce.js";
async function readCommit(repository, name, signal) {
	const { stdout } = await repository.local([
		"cat-file",
		"commit",
		name
	], signal);
	const [head = ""] = stdout.toString().split("\n\n");
	return {
		parents: [...head.matchAll(/^parent (\w+)$/gm)].map(([, parent = ""]) => parent),
		author: /^author .*<([^<>\n]*)>/m.exec(head)?.[1] ?? "",
		committer: /^committer .*<([^<>\n]*)>/m.exec(head)?.[1] ?? ""
	};
}
function pullRequestBranch(base, path) {
	const plain = /^\.([\w-]{1,60})$/.exec(path)?.[1];
	if (plain !== undefined && !/-[\da-f]{8}$/.test(plain)) return `imgpub/${base}/${plain}`;
	const safe = path.replaceAll(/[^\w-]+/g, "-").slice(0, 60);
	const unique = createHash("sha256").update(path).digest("hex").slice(0, 8);
	return `imgpub/${base}/${safe}-${unique}`;
}
async function proposeVersion(repository, proposal, decision, tools) {
	const { template, base, commit } = proposal;
	const { forge, reading, signal } = tools;
	const branches = {
		head: pullRequestBranch(base.name, commit.path),
		base: base.name
	};
	const text = textOf(proposal);
	const find = () => forge.findPullRequest(template, branches, signal);
	let existing = await reading(() => repository.fetch(branches.head, signal));
	let open = await find();
	let last;
	for (let before;; open = await find()) {
		const found = existing && await foundIn(repository, existing, commit.path, reading, signal);
		const decided = found && (open || before) ? tools.decide(found, before) : undefined;
		if (decided && decided.outcome !== "write" && decided.outcome !== "unchanged") return {
			pullRequest: open,
			decision: decided
		};
		const isThere = decided?.outcome === "unchanged";
		if (isThere && (!open || sameText(open, text))) break;
		if (!open && existing && found && await isFresh(repository, existing, found, proposal, signal)) break;
		if (last) throw last;
		before ??= found ?? { kind: "absent" };
		const parents = await parentsFor(repository, existing, open !== undefined, proposal, tools);
		if (isThere && parents[0] === existing?.head) break;
		const made = await repository.commit({
			...commit,
			parents
		}, signal);
		const pushed = await tools.push(made, existing?.head);
		if (pushed.state === "pushed") {
			open = await find();
			break;
		}
		({branch: existing, last} = pushed);
	}
	if (!open) return {
		pullRequest: await openOne(),
		decision
	};
	if (sameText(open, text)) return {
		pullRequest: open,
		decision
	};
	return {
		pullRequest: await forge.updatePullRequest(template, open.number, text, signal),
		decision
	};
	function openOne() {
		return forge.openPullRequest(template, {
			...branches,
			...text
		}, signal);
	}
}
function sameText(open, { title, body }) {
	return open.title === title && (open.body === undefined || open.body.replaceAll("\r\n", "\n").trim() === body.trim());
}
async function foundIn(repository, { head }, path, reading, signal) {
	return (await reading(() => lookAtFile(repository, head, path, signal))).found;
}
async function isFresh(repository, { head }, found, { base, commit }, signal) {
	if (found.kind !== "file" || !Buffer.from(commit.content).equals(found.bytes)) return false;
	const made = await readCommit(repository, head, signal);
	return isOurs(made, commit) && made.parents.includes(base.head);
}
async function parentsFor(repository, existing, isOpen, proposal, tools) {
	const { head } = proposal.base;
	if (!existing || existing.head === head) return [head];
	if (isOpen && await hasOthers(repository, existing, proposal, tools)) return [existing.head];
	return [head, existing.head];
}
const mostHistory = 50;
async function hasOthers(repository, existing, { base, commit }, { reading, signal }) {
	let name = existing.head;
	let made = await readCommit(repository, name, signal);
	if (!isOurs(made, commit)) return true;
	if (made.parents[0] === base.head) return false;
	await reading(() => repository.fetchHistory([existing.name, base.name], mostHistory, signal));
	for (let left = mostHistory; left > 0 && name !== undefined; left--) {
		if (await repository.contains(base.head, name, signal)) return false;
		made = await readCommit(repository, name, signal).catch(() => ({
			parents: [],
			author: "",
			committer: ""
		}));
		if (!isOurs(made, commit)) return true;
		name = made.parents[0];
	}
	return true;
}
function isOurs({ author, committer }, { author: { email } }) {
	return author === email && committer === email;
}
function textOf({ commit, version, from, base }) {
	const [title = ""] = commit.message.split("\n");
	const code = (text) => `\`${text.replaceAll("`", "'")}\``;
	const was = from === null ? "which does not exist yet" : `which holds ${code(from)}`;
	return {
		title,
		body: [
			`Sets ${code(commit.path)}, ${was}, to ${code(version)}.`,
			"",
			`The branch ${code(base.name)} takes no direct push. Merging this starts the build; a later version refreshes it.`
		].join("\n")
	};
}
export { proposeVersion, pullRequestBranch };
