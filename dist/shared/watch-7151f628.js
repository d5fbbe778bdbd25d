import { counted, formatAge, outputJson, UserError, ReportedError, messageOf, joined, bounded } from "./core-cb5264e6.js";
import { runnersJson, runnerTable, sectionOf } from "./section-a18687dc.js";
import { requireScope, requireWatch, opener } from "./lane-guard-7072a311.js";
import { laneOf, sampleLists } from "./sample-lists-f48f3231.js";
import { keyOf } from "./verdict-1e04789b.js";
import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
import { escapeMarkdown, markdownLink, markdownCode, markdownTable } from "./image-cache-post_prune-images_wait-digests-d3c12498.js";
import { textTable } from "./cascade-runtime-version_image-cache-post_prune-images_wait-digests-01eec6d9.js";
function named({ job: { job, workflow, repository } }) {
	const of = workflow === undefined ? "" : ` of ${workflow}`;
	return `${job}${of}${repository === undefined ? "" : ` in ${repository.owner}/${repository.name}`}`;
}
function queueInWords({ jobs, queue }) {
	const isAll = queue.state === "read";
	if (jobs.length === 0) return isAll ? "no job waits for the lane" : "no job that could be read waits for the lane";
	const count = `${counted(jobs.length, "job waits", "jobs wait")} for the lane`;
	const longest = longestWait(jobs);
	const age = longest === undefined ? "" : `, the oldest for ${formatAge(longest)}`;
	return `${isAll ? "" : "at least "}${count}${age}`;
}
function longestWait(jobs) {
	const known = jobs.flatMap(({ waited }) => waited ?? []);
	return known.length === 0 ? undefined : Math.max(...known);
}
function watchedBy({ queue, scopes, sampledAt }) {
	const jobs = queue.state === "read" ? `the waiting jobs of ${place(queue)}` : "no whole list of waiting jobs";
	const read = scopes.filter(({ state }) => state === "read");
	const runners = read.length === 0 ? "" : ` and the runners of ${read.map(place).join(", ")}`;
	return `judged by ${jobs}${runners}, sampled at ${sampledAt.toISOString()}`;
}
function unreadLists({ queue, scopes }) {
	const missing = (what, report) => report.state === "read" ? [] : [`${what} of ${place(report)} were not all read: ${report.reason}`];
	return [...missing("the waiting jobs", queue), ...scopes.flatMap((one) => missing("the runners", one))];
}
function place({ scope, name }) {
	return `the ${scope} ${name}`;
}
function outputsOf(watched) {
	const { status, jobs, queue, runners, scopes, sampledAt } = watched;
	return {
		status,
		waiting: outputJson(jobs.map(waitingJob)),
		runners: runnersJson(runners),
		json: outputJson({
			status,
			evidence: watchedBy(watched),
			sampledAt: sampledAt.toISOString(),
			waiting: jobs.map((one) => ({
				...waitingJob(one),
				state: one.state,
				why: one.why
			})),
			queue,
			scopes
		})
	};
}
function waitingJob({ job: { repository, workflow, job, labels, since, url } }) {
	return {
		repository: repository === undefined ? null : `${repository.owner}/${repository.name}`,
		workflow: workflow ?? null,
		job,
		labels,
		since: since?.toISOString() ?? null,
		url
	};
}
function decideWatch(jobs, isWhole, maxWait) {
	const states = new Set(jobs.map(({ state }) => state));
	if (states.has("starved")) return "starved";
	if (!isWhole || states.has("unknown")) return "unknown";
	return states.has("busy") || overdue(jobs, maxWait).length > 0 ? "busy" : "ok";
}
function overdue(jobs, maxWait) {
	return jobs.filter(({ waited }) => waited !== undefined && waited > maxWait);
}
function setOf({ labels }) {
	return {
		labels: [...labels],
		unresolved: []
	};
}
function isOpen({ labels }, kind) {
	return kind === "github" && labels.length === 0;
}
function laneJobs(jobs, labels, kind) {
	const lane = laneOf(labels, kind);
	const time = ({ since }) => since?.getTime() ?? Number.POSITIVE_INFINITY;
	return jobs.filter((job) => isOpen(job, kind) || lane.askedBy(setOf(job)).length > 0).toSorted((a, b) => compare(time(a), time(b)) || a.id - b.id);
}
function compare(a, b) {
	return a === b ? 0 : a - b;
}
const mostRepositories = 20;
function nameKey({ owner, name }) {
	return `${owner}/${name}`.toLowerCase();
}
async function sampleRunners(jobs, forge, request, context) {
	const samples = new Map();
	const asking = jobs.filter((job) => !isOpen(job, forge.kind));
	for (const { repository } of asking) {
		if (repository === undefined || samples.has(nameKey(repository))) continue;
		if (samples.size === mostRepositories) break;
		const own = asking.filter((job) => job.repository && nameKey(job.repository) === nameKey(repository));
		const sets = new Map(own.map((job) => [keyOf(setOf(job)), setOf(job)]));
		const sample = await sampleLists(sets, forge, {
			...request,
			repository
		}, context, true);
		samples.set(nameKey(repository), sample);
	}
	return samples;
}
function judgeJobs(jobs, samples, rules) {
	return jobs.map((job) => ({
		job,
		...judgeJob(job, samples, rules),
		waited: waitOf(job, rules.now)
	}));
}
function judgeJob(job, samples, rules) {
	if (isOpen(job, rules.kind)) return {
		state: "unknown",
		why: "give the job a label besides its runner group, as GitHub does not tell which group a waiting job asks for"
	};
	if (job.repository === undefined) return {
		state: "unknown",
		why: "watch the repository by itself, as the server does not tell which it is"
	};
	const capacity = samples.get(nameKey(job.repository))?.capacities.get(keyOf(setOf(job)));
	if (capacity === undefined) return {
		state: "unknown",
		why: `watch the repository by itself, as the runners of ${mostRepositories} repositories at most are asked for`
	};
	return {
		state: stateOf(capacity, rules),
		why: capacity.why
	};
}
function stateOf(capacity, { trustInstance }) {
	switch (capacity.served) {
		case "no": return "starved";
		case "unknown": return "unknown";
		case "yes": {
			const isFree = ({ busy, certain }) => !busy && (certain || trustInstance);
			return capacity.serving.some(isFree) ? "idle" : "busy";
		}
	}
}
function waitOf({ since }, now) {
	return since === undefined ? undefined : Math.max(0, now - since.getTime());
}
const mostRequests = 4;
async function watchLane(request, context) {
	const { labels, repository, scope, maxWait, trustInstance } = request;
	const { signal, now } = context;
	const forge = await opened(context);
	if (typeof forge === "string") return unread(request, forge, now());
	requireScope(scope, forge.kind);
	const question = {
		scope,
		repository,
		labels
	};
	const queue = await forge.listWaitingJobs(question, signal);
	const waiting = laneJobs(queue.jobs, labels, forge.kind);
	const samples = await sampleRunners(waiting, forge, {
		...request,
		minOnline: 1
	}, context);
	const hasRoom = scope !== "repository" || request.asked + forge.requests < mostRequests;
	const described = waiting.length > 0 && hasRoom ? laneJobs(await forge.describeJobs(waiting, question, signal), labels, forge.kind) : waiting;
	const sampledAt = now();
	const serverTime = queue.serverTime ?? sampledAt;
	const jobs = judgeJobs(described, samples, {
		kind: forge.kind,
		now: serverTime.getTime(),
		trustInstance
	});
	return {
		status: decideWatch(jobs, queue.report.state === "read", maxWait),
		jobs,
		queue: queue.report,
		runners: runnersOf(samples, (runner) => hasLaneLabel(runner, labels, forge)),
		scopes: scopesOf(samples),
		sampledAt,
		maxWait
	};
}
async function opened({ forge, signal }) {
	try {
		return await forge();
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof UserError || !(error instanceof ReportedError)) throw error;
		return messageOf(error);
	}
}
function unread({ repository, scope, maxWait }, reason, sampledAt) {
	const name = `${repository.owner}/${repository.name}`;
	const queue = {
		scope,
		name,
		state: "failed",
		reason
	};
	return {
		status: "unknown",
		jobs: [],
		queue,
		runners: [],
		scopes: [],
		sampledAt,
		maxWait
	};
}
function hasLaneLabel({ labels: had, group }, labels, { kind }) {
	const set = {
		labels: had,
		unresolved: [],
		...group !== undefined && { group }
	};
	return laneOf(labels, kind).askedBy(set).length > 0;
}
function runnersOf(samples, isWanted) {
	const all = [...samples.values()].flatMap(({ listing }) => listing.runners);
	const byScope = [
		"instance",
		"owner",
		"repository"
	].flatMap((scope) => all.filter((runner) => runner.scope === scope));
	const byId = new Map(byScope.map((runner) => [`${runner.id} ${runner.name}`, runner]));
	return [...byId.values()].filter(isWanted);
}
function scopesOf(samples) {
	const all = [...samples.values()].flatMap(({ listing }) => listing.scopes);
	return [...new Map(all.map((report) => [JSON.stringify(report), report])).values()];
}
async function runWatch(inputs, context) {
	const token = requireWatch(inputs);
	const { env, signal } = context;
	const workspace = env.GITHUB_WORKSPACE || process.cwd();
	const forge = opener(token, inputs, workspace, context);
	const asked = inputs.kind === undefined ? 1 : 0;
	return watchLane({
		...inputs,
		asked
	}, {
		forge,
		signal,
		now: () => new Date()
	});
}
const mostNamed = 5;
class LaneStarved extends ReportedError {
	name = "LaneStarved";
}
function sentenceOf(watched) {
	switch (watched.status) {
		case "ok": return undefined;
		case "busy": return overdueSentence(watched);
		case "starved": return joined(clauses(watched, "starved"), mostNamed);
		case "unknown": return joined([...whatIsUnread(watched), ...clauses(watched, "unknown")], mostNamed);
	}
}
function requireFed(watched, onUnknown) {
	const fails = watched.status === "starved" || watched.status === "unknown" && onUnknown === "fail";
	if (fails) throw new LaneStarved(sentenceOf(watched) ?? watched.status);
}
function warningOf(watched) {
	return sentenceOf(watched);
}
function clauses({ jobs }, state) {
	const byReason = Map.groupBy(jobs.filter((one) => one.state === state), ({ why }) => why);
	return [...byReason].map(([why, those]) => `${why} (waited for by ${enumerated([...new Set(those.map(named))], 3)})`);
}
function whatIsUnread({ queue }) {
	if (queue.state === "read") return [];
	return [`make sure that all waiting jobs of ${place(queue)} can be listed: ${queue.reason}`];
}
function overdueSentence({ jobs, maxWait }) {
	const late = overdue(jobs, maxWait);
	if (late.length === 0) return undefined;
	const each = late.map((one) => `${named(one)} for ${formatAge(one.waited ?? 0)} (${one.job.url})`);
	const isTaken = late.every(({ state }) => state === "busy");
	const why = isTaken ? "all runners that have their labels are taken" : "though a runner that has their labels is free";
	return `start more runners of the lane, or look at those there are: ${counted(late.length, "job has", "jobs have")} waited for more than ${formatAge(maxWait)} (max-wait), ${why}: ${enumerated(each, 3)}; ${counted(jobs.length, "job waits", "jobs wait")} in all`;
}
const marks = {
	ok: "✅",
	busy: "⏳",
	starved: "❌",
	unknown: "❔"
};
const mostRows = 100;
function logLines(watched) {
	const { status, jobs } = watched;
	const { head, rows } = runnerTable(watched);
	return [
		...lines([waitingHead, ...jobs.map(waitingRow)]),
		...lines([head, ...rows]),
		...unreadLists(watched).map((line) => bounded(line, 500)),
		`${status}: ${queueInWords(watched)}; ${watchedBy(watched)}`
	];
}
function lines(rows) {
	if (rows.length < 2) return [];
	const left = rows.length - 1 - mostRows;
	return [
		...textTable(rows.slice(0, mostRows + 1), 120),
		...left > 0 ? [leftOut(left)] : [],
		""
	];
}
const leftOut = (rows) => `${counted(rows, "more row is", "more rows are")} left out here; the outputs have all of them.`;
function summaryOf(watched) {
	const { status, jobs } = watched;
	const sentence = sentenceOf(watched);
	return [
		`### Runner lane: ${marks[status]} ${status}`,
		...sentence === undefined ? [] : [`> ${marks[status]} ${escapeMarkdown(sentence)}`],
		escapeMarkdown(`${queueInWords(watched)}.`),
		...waitingSection(jobs),
		...sectionOf("Runners with a reserved label", runnerTable(watched), mostRows, leftOut),
		...unreadLists(watched).map((line) => escapeMarkdown(`${bounded(line, 500)}.`)),
		escapeMarkdown(`The lane was ${watchedBy(watched)}.`)
	].join("\n\n");
}
function waitingSection(jobs) {
	if (jobs.length === 0) return [];
	const rows = jobs.slice(0, mostRows).map((judged) => [
		markdownLink(named(judged), judged.job.url),
		markdownCode(judged.job.labels.join(", ")),
		judged.waited === undefined ? "–" : formatAge(judged.waited),
		judged.state
	]);
	const left = jobs.length - rows.length;
	return [
		"#### Waiting jobs",
		markdownTable([[
			"Job",
			"Labels",
			"Waits",
			"Runners"
		], ...rows]),
		...left > 0 ? [leftOut(left)] : []
	];
}
const waitingHead = [
	"repository",
	"workflow",
	"job",
	"labels",
	"since",
	"waits",
	"runners",
	"page"
];
function waitingRow({ job, state, waited }) {
	const { repository, since } = job;
	return [
		repository === undefined ? "" : `${repository.owner}/${repository.name}`,
		job.workflow ?? "",
		job.job,
		job.labels.join(", "),
		since?.toISOString() ?? "",
		waited === undefined ? "" : formatAge(waited),
		state,
		job.url
	];
}
export { logLines, outputsOf, requireFed, runWatch, summaryOf, warningOf };
