import { quoted, ReportedError, formatDuration, messageOf } from "./core-cb5264e6.js";
import { contentOf, countLines, versionIn, firstLine, blobId, retryReads, cloneBare } from "./retry-reads-d0b64dc1.js";
import { GitError } from "./git-error-b54f1869.js";
import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
import { CommitError } from "./new-commit-0d32ebc1.js";
import { repositoryPath } from "./cascade-runtime-version-bf57bbd2.js";
import { nearest } from "./lane-guard-7072a311.js";
import { isYaml, allWorkflowFolders, folderReadBy, workflowFolders, likelyKinds } from "./files-cd9e4b40.js";
import { backoff } from "./publish-index_wait-digests-66bd1fd0.js";
function changeOf({ mode, found, blob }, job) {
	const { path, version, message, author } = job.request;
	const replaced = found.kind === "file" ? Buffer.from(found.bytes).toString() : undefined;
	const content = Buffer.from(contentOf(version)).toString();
	return {
		path,
		mode,
		blob,
		content,
		replaced,
		message,
		author,
		time: commitTime(job)
	};
}
function commitTime({ template: { owner, name }, commitTimes }) {
	const repository = `${owner}/${name}`.toLowerCase();
	const time = Math.max(Math.floor(Date.now() / 1e3), (commitTimes.get(repository) ?? 0) + 1);
	commitTimes.set(repository, time);
	return time;
}
async function openDelivery(clone, branch, job) {
	if (job.request.commitThrough === "api") {
		const { ApiDelivery } = await import("./by-api-26e8039c.js").then((n) => n.byApi);
		return new ApiDelivery(clone, branch, job);
	}
	const { GitDelivery } = await import("./by-git-f0e0670b.js");
	return new GitDelivery(clone, branch, job.signal);
}
function twinOf(path, existing) {
	const parts = path.split("/");
	const starts = parts.map((_, at) => parts.slice(0, at + 1).join("/"));
	const asked = starts.find((start) => !existing.has(start));
	if (asked === undefined) return undefined;
	const there = [...existing.keys()].find((one) => folded(one) === folded(asked));
	if (there === undefined) return undefined;
	return {
		asked,
		there,
		fits: existing.get(there) === (asked === path ? "file" : "folder")
	};
}
function differenceOf({ asked, there }) {
	if (asked.normalize() === there.normalize()) return "Unicode form";
	const [one, other] = [asked, there].map((path) => [...path.normalize("NFD")].length);
	return one === other ? "letter case" : "letters that macOS takes for the same";
}
const folded = (path) => path.normalize("NFD").replace(/[^\u0131]+/gu, (text) => text.toLowerCase().toUpperCase().toLowerCase()).normalize("NFD");
const kinds = {
	symlink: "a symbolic link",
	folder: "a folder",
	submodule: "a submodule",
	file: "a file"
};
function whyMissing({ empty, missing }, { workflow }) {
	if (empty) return `the repository is empty, so nothing would build it; push a first commit with the workflow ${quoted(workflow)}`;
	const { folder, folders, near, elsewhere } = missing;
	const none = `there is no workflow ${quoted(workflow)}`;
	const advice = "add it, or name another in the input \"workflow\"";
	const nearest = near === undefined ? "" : `, where the nearest is ${quoted(near)}`;
	if (elsewhere !== undefined) return folder === undefined ? `${none} that the server reads, as it does not look where ${quoted(elsewhere)} is; move it` : `${none} in ${folder}${nearest}, and the server reads no other folder, so that ${quoted(elsewhere)} is none of its workflows; ${advice}`;
	return `${none} in ${folder ?? enumerated(folders, 5, "or")}${nearest}; ${advice}`;
}
function whyNoFile({ found, twin }, path) {
	if (twin !== undefined) return whyTwin(twin, path);
	if (found.kind === "blocked") return `${quoted(found.parent)} is ${kinds[found.by]}, so it cannot contain ${quoted(path)}; replace it with a folder, or name another "path"`;
	if (found.kind === "absent" || found.kind === "file") return undefined;
	if (found.kind === "large") return `${quoted(path)} is larger than 1 MiB, so it cannot be a file with a version; replace it, or name another "path"`;
	const why = found.kind === "symlink" ? ", which is not followed" : "";
	return `${quoted(path)} is ${kinds[found.kind]}${why}; replace it with a file, or name another "path"`;
}
function whyUnwired({ file, wired, tooLarge }, { path, onUnwired }) {
	if (wired) return undefined;
	const fault = tooLarge ? `the workflow ${quoted(file)} is larger than 1 MiB, so it does not count as reading ${quoted(path)}` : `the workflow ${quoted(file)} never reads ${quoted(path)}`;
	return onUnwired === "fail" ? `${fault}, so the push would rebuild the template with the old version; make it read the file, or go on anyway with on-unwired: warn` : `${fault}, so the template is rebuilt with the old version; make it read the file`;
}
function whyUnstarted({ file, unstarted }, { onUnwired }) {
	if (unstarted === undefined) return undefined;
	const fault = `the workflow ${quoted(file)} ${unstarted}`;
	return onUnwired === "fail" ? `${fault}, so nothing would rebuild the template; let the push start it, or go on anyway with on-unwired: warn` : `${fault}, so nothing rebuilds the template; let the push start it`;
}
function whyOtherContent(bytes, { path, onOtherContent }) {
	const lines = countLines(bytes);
	if (lines <= 1 || onOtherContent === "replace") return undefined;
	return `${quoted(path)} has ${lines} lines that are not blank, and the version would take the place of all; name another "path", or replace it with on-other-content: replace`;
}
function whyTwin(twin, path) {
	const { asked, there, fits } = twin;
	const name = fits ? `name ${quoted(`${there}${path.slice(asked.length)}`)}` : "name another";
	return `${quoted(asked)} differs from ${quoted(there)}, which is there, only in ${differenceOf(twin)}, and many systems cannot check out both; ${name} in the input "path", or rename what is there`;
}
const isFailing = ({ outcome }) => outcome === "fail" || outcome === "unwired" || outcome === "unstarted";
function decide(facts, wanted) {
	const { found, before } = facts;
	const bytes = found.kind === "file" ? found.bytes : undefined;
	const from = versionIn(bytes) ?? null;
	const { workflow } = facts;
	if (workflow === undefined) return {
		outcome: wanted.onMissingWorkflow === "fail" ? "fail" : "skipped",
		from,
		why: whyMissing(facts, wanted)
	};
	const obstacle = whyNoFile(facts, wanted.path);
	if (obstacle !== undefined) return {
		outcome: "fail",
		from,
		why: obstacle
	};
	const unwired = whyUnwired(workflow, wanted);
	const unstarted = whyUnstarted(workflow, wanted);
	if (wanted.onUnwired === "fail") {
		if (unwired !== undefined) return {
			outcome: "unwired",
			from,
			why: unwired
		};
		if (unstarted !== undefined) return {
			outcome: "unstarted",
			from,
			why: unstarted
		};
	}
	const odd = [unwired, unstarted];
	if (bytes === undefined) return {
		outcome: "write",
		from,
		why: sentence(odd)
	};
	if (equal(bytes, contentOf(wanted.version))) return {
		outcome: "unchanged",
		from,
		why: sentence(odd)
	};
	const held = firstLine(bytes);
	const order = wanted.compare(held, wanted.version);
	const raced = before !== undefined && !(before.kind === "file" && equal(before.bytes, bytes));
	const shown = quoted(from ?? "");
	if (order !== undefined && order > 0) {
		if (raced) return {
			outcome: "superseded",
			from,
			why: `${wanted.path} got the higher version ${shown} in the meantime, so it was left alone`
		};
		if (wanted.onNewer === "skip") return {
			outcome: "superseded",
			from,
			why: `${wanted.path} has the higher version ${shown}, so it was left alone (on-newer: skip)`
		};
		if (wanted.onNewer === "fail") return {
			outcome: "fail",
			from,
			why: `${wanted.path} has the higher version ${shown}; publish a higher one, or allow the downgrade with on-newer: overwrite`
		};
	}
	const other = whyOtherContent(bytes, wanted);
	if (other !== undefined) return {
		outcome: "fail",
		from,
		why: other
	};
	const unordered = order === undefined && held !== "" && wanted.onNewer !== "overwrite" ? `${wanted.path} held ${shown}, which cannot be compared with ${wanted.version} and so was taken to be lower` : undefined;
	return {
		outcome: "write",
		from,
		why: sentence([...odd, unordered])
	};
}
const sentence = (clauses) => clauses.filter((one) => one !== undefined).join("; ") || undefined;
function equal(one, other) {
	return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
const states = {
	write: "updated",
	unchanged: "unchanged",
	superseded: "superseded",
	skipped: "skipped",
	unwired: "unwired",
	unstarted: "unstarted",
	fail: "failed"
};
function conclude(decision, seen) {
	const { outcome, why } = decision;
	const state = states[outcome];
	if (isFailing(decision)) return {
		state,
		failing: true,
		error: why ?? null,
		warnings: []
	};
	const hasVersion = outcome === "write" || outcome === "unchanged";
	const warnings = hasVersion && why !== undefined ? [why] : [];
	const workflow = seen?.workflow;
	if (hasVersion && workflow?.doubt !== undefined) warnings.push(`the workflow ${quoted(workflow.file)} ${workflow.doubt}`);
	const error = hasVersion ? null : why ?? null;
	const end = {
		state,
		failing: false,
		error,
		warnings
	};
	return workflow ? {
		...end,
		workflow: {
			workflow: workflow.file,
			name: workflow.name
		}
	} : end;
}
function concludeFailed(error) {
	const failed = {
		state: "failed",
		failing: true,
		warnings: []
	};
	return error instanceof ReportedError ? {
		...failed,
		error: error.message
	} : {
		...failed,
		error: `unexpected: ${String(error)}`,
		bug: error
	};
}
const mostShown = 200;
async function withPlace(error, git, path, signal) {
	const url = `${git.server.url}/${path}`;
	const { stderr } = await git.run([
		"ls-remote",
		"--heads",
		url
	], {
		signal,
		trace: "headers"
	});
	const location = /<= Recv header: *location: *(.*)$/im.exec(stderr)?.[1];
	const advice = location === undefined ? undefined : adviceOn(location.trim(), url, git.server.url);
	const { doing, kind, reason, mayHaveArrived, said } = error;
	return new GitError(doing, {
		kind,
		reason,
		mayHaveArrived,
		...advice && { advice }
	}, said);
}
function adviceOn(location, url, serverUrl) {
	const asked = `${url}/info/refs`;
	if (!URL.canParse(location, asked)) return undefined;
	const { origin, pathname } = new URL(location, asked);
	const place = `${origin}${pathname}`;
	const repository = repositoryIn(place);
	if (repository === undefined) return `it leads to ${shown(place)}; check the address, and that the token is right`;
	const name = nameBelow(serverUrl, repository);
	if (name !== undefined) return `the repository is ${shown(name)} now; name that in its place`;
	const path = withoutGit(url).slice(serverUrl.length);
	return repository.endsWith(path) ? `the server is at ${shown(repository.slice(0, -path.length))} now; name that as server-url` : `the repository is at ${shown(repository)} now; name it and its server`;
}
function repositoryIn(place) {
	const [, repository] = /^(.*)\/info\/refs$/.exec(place) ?? [];
	return repository && withoutGit(repository);
}
function nameBelow(serverUrl, repository) {
	const name = repository.startsWith(`${serverUrl}/`) ? repository.slice(serverUrl.length + 1) : "";
	return /^[^/]+\/[^/]+$/.test(name) ? name : undefined;
}
const withoutGit = (address) => address.replace(/\.git$/, "");
const shown = (text) => quoted(text, mostShown);
function isDeliveryError(error) {
	return error instanceof GitError || error instanceof CommitError;
}
const sentences = {
	archived: "the repository is archived, so it takes no push and nothing would build it; unarchive it, or leave it out",
	mirror: "the repository is a mirror, so it takes no push; name the repository that it mirrors, or leave it out"
};
function concludeReadOnly(what, onArchived, said = sentences[what]) {
	const failing = onArchived === "fail";
	return {
		state: failing ? "failed" : "skipped",
		failing,
		error: said,
		warnings: []
	};
}
async function endOfFailure(error, { git, template, request, signal }) {
	if (!isDeliveryError(error)) return concludeFailed(error);
	const { kind, message } = error;
	if (kind === "archived" || kind === "mirror") return concludeReadOnly(kind, request.onArchived, message);
	if (!(error instanceof GitError) || kind !== "moved") return concludeFailed(error);
	return concludeFailed(await withPlace(error, git, repositoryPath(template), signal));
}
function namedWorkflow(wanted, names) {
	const other = /\.yml$/.test(wanted) ? wanted.replace(/\.yml$/, ".yaml") : wanted.replace(/\.yaml$/, ".yml");
	const name = [wanted, other].find((one) => names.includes(one));
	const [near] = name === undefined ? nearest(wanted, names.filter(isYaml), 1, wanted.length / 2) : [];
	return {
		name,
		near
	};
}
async function lookAt(clone, branch, lookFor, signal, meanwhile = () => {}) {
	const { path, workflow: wanted, serverKind } = lookFor;
	const route = foldersOf(path);
	const listed = [
		".",
		...route.slice(0, -1),
		...allWorkflowFolders
	].map((folder) => `${folder}/`);
	const entries = await clone.entries(branch.head, listed, signal);
	const hasFolder = hasFolderIn(entries);
	const folder = await folderReadBy(serverKind, hasFolder);
	const { name, near } = namedWorkflow(wanted, folder === undefined ? [] : filesIn(folder, entries));
	const workflowPath = name === undefined ? undefined : `${folder}/${name}`;
	const read = [path, ...workflowPath === undefined ? [] : [workflowPath]];
	if (workflowPath !== undefined) meanwhile(entries.get(path)?.oid);
	const contents = await contentsAt(clone, entries, read, signal);
	const folders = serverKind.known === undefined ? allWorkflowFolders : workflowFolders(serverKind.known);
	return {
		...seenFile(path, route, entries, contents.get(path)),
		twin: twinOf(path, kindsIn(entries)),
		missing: {
			folder,
			folders,
			near,
			elsewhere: workflowIn(allWorkflowFolders, wanted, entries)
		},
		workflow: workflowPath === undefined || name === undefined ? undefined : await lookAtWorkflow(name, contents.get(workflowPath)?.toString(), {
			path,
			start: async (trigger) => (await import("./start-28424bcd.js")).startOf(trigger, {
				branch: branch.name,
				path
			}, serverKind, likelyKinds(hasFolder), signal),
			readFiles: async (paths) => {
				const used = await clone.entries(branch.head, paths, signal);
				return [...(await contentsAt(clone, used, paths, signal)).values()].map(String);
			}
		})
	};
}
async function lookAtWorkflow(file, text, { path, start, readFiles }) {
	if (text === undefined) return {
		file,
		wired: false,
		tooLarge: true,
		unstarted: undefined,
		doubt: undefined,
		name: undefined
	};
	const { aboutWorkflow } = await import("./about-workflow-6986e409.js");
	const { isWired } = await import("./wiring-19b64085.js");
	const { name, trigger } = await aboutWorkflow(text);
	return {
		file,
		wired: await isWired(text, path, readFiles),
		tooLarge: false,
		...await start(trigger),
		name
	};
}
const hasFolderIn = (entries) => (folder) => entries.get(folder)?.mode === "040000";
function workflowIn(folders, wanted, entries) {
	return folders.map((folder) => ({
		folder,
		...namedWorkflow(wanted, filesIn(folder, entries))
	})).flatMap(({ folder, name }) => name === undefined ? [] : [`${folder}/${name}`])[0];
}
function filesIn(folder, entries) {
	return [...entries].flatMap(([path, entry]) => path.startsWith(`${folder}/`) && isFile(entry) ? [path.slice(folder.length + 1)] : []);
}
async function lookAtFile(clone, commit, path, signal) {
	const route = foldersOf(path);
	const entries = await clone.entries(commit, route, signal);
	const contents = await contentsAt(clone, entries, [path], signal);
	return seenFile(path, route, entries, contents.get(path));
}
async function contentsAt(clone, entries, paths, signal) {
	const files = paths.flatMap((path) => {
		const entry = entries.get(path);
		return entry && isFile(entry) ? [{
			path,
			oid: entry.oid
		}] : [];
	});
	const oids = files.map(({ oid }) => oid);
	const contents = await clone.read(oids, signal);
	return new Map(files.flatMap(({ path, oid }) => {
		const content = contents.get(oid);
		return content ? [[path, content]] : [];
	}));
}
function seenFile(path, route, entries, bytes) {
	const mode = entries.get(path)?.mode === "100755" ? "100755" : "100644";
	return {
		found: foundAt(path, route, entries, bytes),
		mode,
		blob: entries.get(path)?.oid
	};
}
function foundAt(path, route, entries, bytes) {
	for (const parent of route.slice(0, -1)) {
		const mode = entries.get(parent)?.mode;
		const by = mode === undefined ? "folder" : kindOf(mode);
		if (by !== "folder") return {
			kind: "blocked",
			parent,
			by
		};
	}
	const mode = entries.get(path)?.mode;
	if (mode === undefined) return { kind: "absent" };
	const kind = kindOf(mode);
	if (kind !== "file") return { kind };
	return bytes ? {
		kind,
		bytes
	} : { kind: "large" };
}
const kindsIn = (entries) => new Map([...entries].map(([path, { mode }]) => [path, kindOf(mode)]));
function kindOf(mode) {
	if (mode === "040000") return "folder";
	if (mode === "120000") return "symlink";
	return mode === "160000" ? "submodule" : "file";
}
function foldersOf(path) {
	const parts = path.split("/");
	return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}
function isFile(entry) {
	return entry?.mode.startsWith("100") ?? false;
}
async function judge(clone, branch, before, job) {
	const { request, template, retryRead, signal } = job;
	const { serverKind, states } = request;
	const prepare = (oid) => {
		if (oid === undefined || oid !== blobId(contentOf(request.version), oid)) states.prepare(template);
	};
	for (;;) {
		const { isKnown } = serverKind;
		const seen = await retryRead(() => lookAt(clone, branch, request, signal, prepare));
		const decision = decide({
			...seen,
			empty: false,
			before
		}, request);
		if (!mattersFor(decision)) return {
			seen,
			decision,
			readOnly: undefined
		};
		const answer = await states.of(template);
		if (isKnown || !serverKind.isKnown) return {
			seen,
			decision: await orRefusal(decision, seen, job),
			readOnly: whyReadOnly(answer, decision, job)
		};
	}
}
async function orRefusal(decision, seen, { request }) {
	if (decision.outcome !== "write" || request.commitThrough !== "api") return decision;
	const { whyNotKept } = await import("./kept-567f247c.js");
	const why = await request.serverKind.answer((kind) => whyNotKept(kind, request, seen), ["gitea", "github"]);
	return why === undefined ? decision : {
		outcome: "fail",
		from: decision.from,
		why
	};
}
async function readOnlyFor(decision, job) {
	if (!mattersFor(decision)) return undefined;
	return whyReadOnly(await job.request.states.of(job.template), decision, job);
}
const mattersFor = (decision) => decision.outcome === "write" || isFailing(decision);
function whyReadOnly(answer, { outcome }, { say }) {
	if (answer.state === undefined && outcome === "write") say(`only the push can tell whether the repository is archived or a mirror: ${answer.why}`);
	return answer.state === "writable" ? undefined : answer.state;
}
function noProgress(branch) {
	return {
		branch: branch ?? null,
		from: null,
		commit: null,
		pullRequest: null,
		attempts: 0
	};
}
const searched = 50;
class Pushes {
	#clone;
	#branch;
	#delivery;
	#most;
	#job;
	#tried = 0;
	constructor(clone, branch, delivery, most, job) {
		this.#clone = clone;
		this.#branch = branch;
		this.#delivery = delivery;
		this.#most = most;
		this.#job = job;
	}
	async push(change, expected) {
		const { pause, signal, progress } = this.#job;
		await pause.untilOver(signal);
		this.#tried++;
		progress.attempts++;
		try {
			return {
				state: "pushed",
				commit: await this.#delivery.deliver(change, expected)
			};
		} catch (error) {
			if (!isDeliveryError(error)) throw error;
			return await this.#afterFailure(error).catch(protectionAsAnswer);
		}
	}
	async #afterFailure(error) {
		const canMend = error.kind === "race" || error.transient;
		const isSpent = this.#tried >= this.#most;
		if (!canMend && !this.#delivery.isUnsure) throw error;
		if (canMend && !isSpent) await this.#rest(error);
		const branch = await this.#fetch(error);
		const arrived = branch && await this.#delivery.arrivedIn(branch.head);
		if (arrived !== undefined) {
			this.#job.say(`the push had reached the server after all: ${arrived}`);
			return {
				state: "pushed",
				commit: arrived
			};
		}
		if (canMend && !isSpent) return {
			state: "again",
			branch,
			final: undefined
		};
		if (error.kind === "race" || branch === undefined) return {
			state: "again",
			branch,
			final: error
		};
		throw error;
	}
	async #rest(error) {
		const { pause, clock, signal, say } = this.#job;
		const asked = "delay" in error ? error.delay ?? 0 : 0;
		const delay = Math.max(backoff(this.#tried, clock.random), pause.remaining(), asked);
		if (error.kind === "busy") pause.holdBack(delay);
		say(`push ${this.#tried} of ${this.#most}: ${error.reason}; trying again in ${formatDuration(delay)}`);
		await clock.sleep(delay, signal);
	}
	async #fetch(error) {
		const { retryRead, signal, say } = this.#job;
		const depth = this.#delivery.isUnsure ? searched : 1;
		try {
			return await retryRead(() => this.#clone.fetch(this.#branch, signal, depth));
		} catch (cause) {
			signal.throwIfAborted();
			say(`it is not known whether it reached the server: ${messageOf(cause)}`);
			throw error;
		}
	}
}
function protectionAsAnswer(error) {
	if (isDeliveryError(error) && error.wantsPullRequest) return {
		state: "protected",
		error
	};
	throw error;
}
async function cascadeTemplate(template, request, tools, say) {
	const progress = noProgress(template.branch);
	const odd = [];
	const warn = (sentence) => odd.push(sentence);
	const retryRead = retryReads(tools, say);
	const job = {
		...tools,
		template,
		request,
		say,
		warn,
		progress,
		retryRead
	};
	const conclusion = await bringVersion(job).catch((error) => {
		tools.signal.throwIfAborted();
		return endOfFailure(error, job);
	});
	return {
		...conclusion,
		warnings: [...conclusion.warnings, ...odd],
		...progress
	};
}
async function bringVersion(job) {
	const { clone, branch } = await cloneTemplate(job);
	try {
		if (branch === undefined) return await concludeEmpty(job);
		job.progress.branch = branch.name;
		return await bringToBranch(clone, branch, job);
	} finally {
		await clone.dispose();
	}
}
const emptyFacts = {
	empty: true,
	workflow: undefined,
	missing: {
		folder: undefined,
		folders: [],
		near: undefined,
		elsewhere: undefined
	},
	twin: undefined,
	found: { kind: "absent" },
	before: undefined
};
async function concludeEmpty(job) {
	const decision = decide(emptyFacts, job.request);
	const readOnly = await readOnlyFor(decision, job);
	return readOnly === undefined ? conclude(decision) : concludeReadOnly(readOnly, job.request.onArchived);
}
async function cloneTemplate({ git, contents, template, signal, retryRead }) {
	const path = repositoryPath(template);
	const cloned = (branch) => retryRead(() => cloneBare(git, path, branch, contents, signal));
	try {
		return await cloned(template.branch);
	} catch (error) {
		if (!(error instanceof GitError && error.kind === "no-branch")) throw error;
		const whole = await cloned(undefined).catch(() => undefined);
		if (whole && (whole.branch === undefined || whole.branch.name === template.branch)) return whole;
		await whole?.clone.dispose();
		throw error;
	}
}
async function bringToBranch(clone, branch, job) {
	const { request, progress, say } = job;
	const delivery = await openDelivery(clone, branch.name, job);
	const pushes = new Pushes(clone, branch.name, delivery, request.attempts, job);
	for (let round = {
		branch,
		before: undefined,
		final: undefined
	};;) {
		const { head } = round.branch;
		const { seen, decision, readOnly } = await judge(clone, round.branch, round.before, job);
		progress.from = decision.from;
		const holds = decision.from === null ? "is missing" : `holds ${decision.from}`;
		say(`${branch.name} is at ${head}, ${request.path} ${holds}`);
		if (readOnly !== undefined) return concludeReadOnly(readOnly, request.onArchived);
		if (decision.outcome !== "write" || request.dryRun) return {
			...conclude(decision, seen),
			head
		};
		if (round.final) throw round.final;
		const change = changeOf(seen, job);
		const pushed = await pushes.push({
			...change,
			parents: [head]
		}, head);
		if (pushed.state === "pushed") {
			progress.commit = pushed.commit;
			say(`pushed ${pushed.commit}`);
			return conclude(decision, seen);
		}
		if (pushed.state === "protected") {
			if (request.onProtected === "fail") throw pushed.error;
			say(`${branch.name} takes no direct push (${pushed.error.reason}), so a pull request is opened instead`);
			return bringByPullRequest(clone, round.branch, change, decision, seen, job);
		}
		if (pushed.branch === undefined) throw new ReportedError(`the branch ${branch.name} was deleted in the meantime`);
		round = {
			branch: pushed.branch,
			before: round.before ?? seen.found,
			final: pushed.final
		};
	}
}
async function bringByPullRequest(clone, base, change, decision, seen, job) {
	const { proposeVersion } = await import("./propose-0417fc09.js");
	const proposed = await proposeVersion(clone, {
		base,
		from: decision.from,
		change
	}, job);
	job.progress.pullRequest = proposed.pullRequest?.url ?? null;
	job.say(`pull request ${job.progress.pullRequest ?? "not opened"}`);
	const conclusion = conclude(proposed.left ?? decision, seen);
	return conclusion.state === "updated" ? {
		...conclusion,
		state: "pull-request"
	} : conclusion;
}
const template = Object.freeze(Object.defineProperty({
	__proto__: null,
	cascadeTemplate
}, Symbol.toStringTag, { value: "Module" }));
export { Pushes, decide, isDeliveryError, lookAtFile, openDelivery, template };
