import { ReportedError } from "./core-cb5264e6.js";
import { openDelivery, Pushes, lookAtFile, decide } from "./template-d7df88d4.js";
import { readCommit, hasMark } from "./mark-fddf5f98.js";
const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
const gitHub = "noreply@github.com";
function isOurs({ author, committer, message }, { author: { email } }) {
	return author === email && committer === email || committer === gitHub && hasMark(message);
}
async function isFresh(clone, { head }, found, { base, change }, signal) {
	if (found.kind !== "file" || !Buffer.from(change.content).equals(found.bytes)) return false;
	const newest = await readCommit(clone, head, signal);
	return isOurs(newest, change) && newest.parents.includes(base.head);
}
const mostHistory = 50;
async function hasOthers(clone, branch, { base, change }, { retryRead, signal }) {
	const newest = await readCommit(clone, branch.head, signal);
	if (isOurs(newest, change) && newest.parents[0] === base.head) return false;
	await retryRead(() => clone.fetchHistory([branch.name, base.name], mostHistory, signal));
	let name = branch.head;
	for (let left = mostHistory; left > 0 && name !== undefined; left--) {
		if (await clone.contains(base.head, name, signal)) return false;
		const commit = await readCommit(clone, name, signal).catch(() => undefined);
		if (!commit || !isOurs(commit, change)) return true;
		name = commit.parents[0];
	}
	return true;
}
function pullRequestBranch(base, path) {
	const plain = /^\.([\w-]{1,60})$/.exec(path)?.[1];
	if (plain !== undefined && !/-[\da-f]{8}$/.test(plain)) return `imgpub/${base}/${plain}`;
	const safe = path.replaceAll(/[^\w-]+/g, "-").slice(0, 60);
	const unique = createHash("sha256").update(path).digest("hex").slice(0, 8);
	return `imgpub/${base}/${safe}-${unique}`;
}
function nextStep({ decision, isOpen, hasText, isFresh }) {
	const outcome = decision?.outcome;
	if (outcome !== undefined && outcome !== "write" && outcome !== "unchanged") return "leave";
	if (outcome === "unchanged" && (!isOpen || hasText)) return "settle";
	return !isOpen && isFresh ? "settle" : "commit";
}
function mayHaveOthers({ base, head, isOpen }) {
	return isOpen && head !== undefined && head !== base;
}
function joinedParents({ base, head, decision }, hasOthers) {
	if (head === undefined || head === base) return [base];
	if (!hasOthers) return [base, head];
	return decision?.outcome === "unchanged" ? undefined : [head];
}
function linearParents({ base, head, decision }, hasOthers) {
	if (head === undefined || head === base || !hasOthers) return [base];
	return decision?.outcome === "unchanged" ? undefined : [head];
}
function requestText({ base, from, change }, version) {
	const [title = ""] = change.message.split("\n");
	const code = (text) => `\`${text.replaceAll("`", "'")}\``;
	const was = from === null ? "which does not exist yet" : `which holds ${code(from)}`;
	return {
		title,
		body: [
			`Sets ${code(change.path)}, ${was}, to ${code(version)}.`,
			"",
			`The branch ${code(base.name)} takes no direct push. Merging this starts the build; a later version refreshes it.`
		].join("\n")
	};
}
function hasText(request, { title, body }) {
	return request.title === title && (request.body === undefined || request.body.replaceAll("\r\n", "\n").trim() === body.trim());
}
async function proposeVersion(clone, proposal, job) {
	const { request, progress, retryRead, say, signal } = job;
	const { base, change } = proposal;
	const branches = {
		head: pullRequestBranch(base.name, change.path),
		base: base.name
	};
	const text = requestText(proposal, request.version);
	const work = {
		clone,
		forge: await job.forge(),
		proposal,
		branches,
		text,
		job
	};
	const most = Math.max(1, request.attempts - progress.attempts);
	const delivery = await openDelivery(clone, branches.head, job);
	const pushes = new Pushes(clone, branches.head, delivery, most, job);
	const branch = await retryRead(() => clone.fetch(branches.head, signal));
	for (let round = {
		branch,
		before: undefined,
		final: undefined
	};;) {
		const seen = await look(round, work);
		const step = nextStep(seen);
		if (step === "leave") return {
			pullRequest: seen.open,
			...seen.decision && { left: seen.decision }
		};
		if (step === "settle") return { pullRequest: await settle(seen.open, work) };
		if (round.final) throw round.final;
		const parentsOf = request.commitThrough === "api" ? linearParents : joinedParents;
		const parents = parentsOf(seen, await addedByOthers(round, seen, work));
		if (parents === undefined) return { pullRequest: await settle(seen.open, work) };
		if (seen.head !== undefined && !seen.isOpen && !parents.includes(seen.head)) say(`${branches.head} has no open pull request and begins anew; it held ${seen.head}`);
		const pushed = await pushes.push({
			...changeOn(parents[0], seen, change),
			parents
		}, seen.head);
		if (pushed.state === "protected") throw protectedToo(branches.head, pushed.error);
		if (pushed.state === "pushed") {
			progress.commit = pushed.commit;
			say(`pushed ${pushed.commit} to ${branches.head}`);
			return { pullRequest: await settle(await findOpen(work), work) };
		}
		const before = round.before ?? seen.file?.found ?? { kind: "absent" };
		round = {
			branch: pushed.branch,
			before,
			final: pushed.final
		};
	}
}
async function look({ branch, before }, work) {
	const { clone, proposal, text, job } = work;
	const { change, base } = proposal;
	const open = await findOpen(work);
	const facts = {
		base: base.head,
		head: branch?.head,
		open,
		isOpen: open !== undefined,
		hasText: open !== undefined && hasText(open, text)
	};
	if (!branch) return {
		...facts,
		file: undefined,
		decision: undefined,
		isFresh: false
	};
	const file = await job.retryRead(() => lookAtFile(clone, branch.head, change.path, job.signal));
	const { found } = file;
	return {
		...facts,
		file,
		decision: open || before ? decideOn(found, before, job) : undefined,
		isFresh: !open && await isFresh(clone, branch, found, proposal, job.signal)
	};
}
function decideOn(found, before, { request }) {
	const workflow = {
		file: request.workflow,
		wired: true,
		tooLarge: false,
		unstarted: undefined
	};
	const missing = {
		folder: undefined,
		folders: [],
		near: undefined,
		elsewhere: undefined
	};
	return decide({
		empty: false,
		workflow,
		missing,
		twin: undefined,
		found,
		before
	}, request);
}
async function addedByOthers({ branch }, seen, work) {
	if (!branch || !mayHaveOthers(seen)) return false;
	return hasOthers(work.clone, branch, work.proposal, work.job);
}
function changeOn(parent, { head, file }, change) {
	return parent === head && file ? {
		...change,
		blob: file.blob
	} : change;
}
function findOpen({ forge, branches, job }) {
	return forge.findPullRequest(job.template, branches, job.signal);
}
async function settle(open, work) {
	const { forge, branches, text, job } = work;
	if (!open) return forge.openPullRequest(job.template, {
		...branches,
		...text
	}, job.signal);
	if (hasText(open, text)) return open;
	return forge.updatePullRequest(job.template, open.number, text, job.signal);
}
function protectedToo(branch, error) {
	const words = error.said === undefined ? "" : ` (${error.said})`;
	return new ReportedError(`the branch ${branch} of the pull request is protected too${words}; let the token's user push to it`, { cause: error });
}
export { proposeVersion };
