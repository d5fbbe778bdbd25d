function pullRequestBranch(base, path) {
	const part = (name) => name.replace(/^\.+|\.+$/g, "").replace(/\.lock$/, "-lock").replace(/\.{2,}|[\s~^:?*[\]@{}\\"]/g, "-") || "-";
	return `imgpub/${base}/${path.split("/").map(part).join("/")}`;
}
async function proposeVersion(repository, proposal, forge, push, reading, signal) {
	const { template, base } = proposal;
	const branches = {
		head: pullRequestBranch(base.name, proposal.commit.path),
		base: base.name
	};
	const text = textOf(proposal);
	const open = await forge.findPullRequest(template, branches, signal);
	let existing = await reading(() => repository.fetch(branches.head, signal));
	let commit = null;
	while (!(open && existing && await holds(repository, existing, proposal, reading, signal))) {
		const parents = await parentsFor(repository, existing, open !== undefined, proposal, signal);
		const made = await repository.commit({
			...proposal.commit,
			...parents
		}, signal);
		const pushed = await push(made, existing?.head);
		if (pushed.state === "pushed") {
			commit = pushed.commit;
			break;
		}
		existing = pushed.branch;
	}
	if (!open) return {
		pullRequest: await forge.openPullRequest(template, {
			...branches,
			...text
		}, signal),
		commit
	};
	if (open.title === text.title && sameBody(open.body, text.body)) return {
		pullRequest: open,
		commit
	};
	return {
		pullRequest: await forge.updatePullRequest(template, open.number, text, signal),
		commit
	};
}
function sameBody(found, wanted) {
	return found === undefined || found.replaceAll("\r\n", "\n").trim() === wanted.trim();
}
async function holds(repository, branch, { commit }, reading, signal) {
	const entry = (await repository.entries(branch.head, [commit.path], signal)).get(commit.path);
	if (!entry?.mode.startsWith("100")) return false;
	const contents = await reading(() => repository.read([entry.oid], signal));
	return contents.get(entry.oid)?.equals(Buffer.from(commit.content)) ?? false;
}
async function parentsFor(repository, existing, isOpen, { base, commit }, signal) {
	if (!existing || existing.head === base.head) return { parents: [base.head] };
	const isOurs = await repository.authorOf(existing.head, signal) === commit.author.email;
	if (isOpen && !isOurs) return { parents: [existing.head] };
	return { parents: [base.head, existing.head] };
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
