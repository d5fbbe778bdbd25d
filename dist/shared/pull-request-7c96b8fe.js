import { createHash } from "node:crypto";
import { GitError, lookAtFile } from "./cascade-runtime-version-40bbfe07.js";
async function describeCommit(repository, commit, signal) {
	const { stdout } = await repository.local([
		"cat-file",
		"commit",
		commit
	], signal);
	const [head = ""] = stdout.toString().split("\n\n");
	return {
		author: /^author .*<([^<>\n]*)>/m.exec(head)?.[1] ?? "",
		parents: [...head.matchAll(/^parent (\w+)$/gm)].map(([, parent = ""]) => parent)
	};
}
async function authorsSince(repository, base, branch, signal) {
	const args = [
		"fetch",
		"--no-tags",
		"--filter=tree:0",
		"--no-recurse-submodules",
		"--no-write-fetch-head"
	];
	const refspec = `+refs/heads/${branch.name}:refs/remotes/origin/${branch.name}`;
	try {
		await repository.local([
			...args,
			"--unshallow",
			"origin",
			base,
			refspec
		], signal);
	} catch (error) {
		if (!(error instanceof GitError && /on a complete repository/.test(error.reason))) throw error;
	}
	const log = [
		"log",
		"--no-mailmap",
		"--format=%ae",
		branch.head,
		`^${base}`
	];
	const { stdout } = await repository.local(log, signal);
	return stdout.toString().split("\n").filter(Boolean);
}
function pullRequestBranch(base, path) {
	const plain = /^\.([\w-]+)$/.exec(path)?.[1];
	if (plain !== undefined) return `imgpub/${base}/${plain}`;
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
	const open = await forge.findPullRequest(template, branches, signal);
	let existing = await reading(() => repository.fetch(branches.head, signal));
	let before;
	for (;;) {
		const found = existing && await foundIn(repository, existing, commit.path, reading, signal);
		if (open && found) {
			const decided = tools.decide(found, before);
			if (decided.outcome === "unchanged") break;
			if (decided.outcome !== "write") return {
				pullRequest: open,
				decision: decided
			};
			before ??= found;
		} else if (existing && found && await isFresh(repository, existing, found, proposal, signal)) break;
		const parents = await parentsFor(repository, existing, open !== undefined, proposal, tools);
		const made = await repository.commit({
			...commit,
			parents
		}, signal);
		const pushed = await tools.push(made, existing?.head);
		if (pushed.state === "pushed") break;
		existing = pushed.branch;
	}
	if (!open) return {
		pullRequest: await forge.openPullRequest(template, {
			...branches,
			...text
		}, signal),
		decision
	};
	if (open.title === text.title && sameBody(open.body, text.body)) return {
		pullRequest: open,
		decision
	};
	return {
		pullRequest: await forge.updatePullRequest(template, open.number, text, signal),
		decision
	};
}
function sameBody(found, wanted) {
	return found === undefined || found.replaceAll("\r\n", "\n").trim() === wanted.trim();
}
async function foundIn(repository, { head }, path, reading, signal) {
	return (await reading(() => lookAtFile(repository, head, path, signal))).found;
}
async function isFresh(repository, { head }, found, { base, commit }, signal) {
	if (found.kind !== "file" || !Buffer.from(commit.content).equals(found.bytes)) return false;
	const { author, parents } = await describeCommit(repository, head, signal);
	return author === commit.author.email && parents.includes(base.head);
}
async function parentsFor(repository, existing, isOpen, { base, commit }, { reading, signal }) {
	if (!existing || existing.head === base.head) return [base.head];
	if (isOpen) {
		const authors = await reading(() => authorsSince(repository, base.head, existing, signal));
		if (authors.some((author) => author !== commit.author.email)) return [existing.head];
	}
	return [base.head, existing.head];
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
