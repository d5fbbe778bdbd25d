import { allToTheEnd, createLimit, counted, isRecord } from "./core-cb5264e6.js";
import { repositoryRoute, readPagesAtOnce, pageQuery, answeredAt, pageOf, workflowFile } from "./open-293769ce.js";
import { ForgeError } from "./cascade-runtime-version-bf57bbd2.js";
import { pageUrl } from "./lane-guard-7072a311.js";
import { idIn, labelsIn, runsPage, timeIn } from "./read-job-538e95f4.js";
import { readQueue, mostJobs } from "./read-queue-8b319f71.js";
const mostRuns = 100;
const concurrency = 8;
const statuses = [
	"queued",
	"in_progress",
	"waiting"
];
async function gitHubQueue(client, repository, signal) {
	const place = {
		client,
		repository,
		signal
	};
	const { jobs, serverTime, state, reason } = await readQueue((into) => readRepository(into, place), signal);
	const name = `${repository.owner}/${repository.name}`;
	return {
		jobs,
		serverTime,
		report: {
			scope: "repository",
			name,
			state,
			reason
		}
	};
}
async function readRepository(into, place) {
	const lists = await allToTheEnd(statuses.map((status) => readRuns(into, place, status)));
	const runs = new Map(lists.flatMap(({ runs }) => runs.map((run) => [run.id, run])));
	const limit = createLimit(concurrency);
	const unread = await allToTheEnd([...runs.values()].map((run) => limit(() => readJobs(into, place, run))));
	const gaps = [...gap(sum(lists.map(({ left }) => left)), "more run", "looked into"), ...gap(sum(unread), "more job", "read")];
	return gaps.length === 0 ? undefined : gaps.join(", and ");
}
const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
function gap(left, what, done) {
	return left === 0 ? [] : [`${counted(left, what)} ${left === 1 ? "was" : "were"} not ${done}`];
}
async function readRuns(into, place, status) {
	const first = await readRunPages(into, place, status);
	const isWhole = first.runs.length >= Math.min(first.total, mostRuns);
	const last = isWhole ? first : await readRunPages(into, place, status);
	const runs = [...new Map([...first.runs, ...last.runs].map((run) => [run.id, run])).values()];
	return {
		runs,
		left: Math.max(0, last.total - runs.length)
	};
}
async function readRunPages(into, { client, repository, signal }, status) {
	const path = `${repositoryRoute(repository)}/actions/runs`;
	const { items, total = 0 } = await readPagesAtOnce(mostRuns, (page) => client.get(path, {
		status,
		...pageQuery(client.kind, page)
	}, signal, ({ data, headers }, request) => {
		if (!isRecord(data) || !Array.isArray(data.workflow_runs)) throw client.wrongAnswer(request, "the answer is not a list of runs");
		into.serverTime = answeredAt(headers) ?? into.serverTime;
		return pageOf(data.workflow_runs, headers, data.total_count);
	}));
	const runs = items.filter(isRecord).flatMap(({ id: value, path: workflow }) => {
		const id = idIn(value);
		return id === undefined ? [] : [{
			id,
			workflow: workflowFile(workflow) || undefined
		}];
	});
	return {
		runs: [...new Map(runs.map((run) => [run.id, run])).values()],
		total
	};
}
async function readJobs(into, { client, repository, signal }, run) {
	const path = `${repositoryRoute(repository)}/actions/runs/${run.id}/jobs`;
	try {
		const { items, total = 0 } = await readPagesAtOnce(mostJobs, (page) => client.get(path, pageQuery(client.kind, page), signal, (answer, request) => readPage(into, client, answer, request, repository, run)));
		return Math.max(0, total - items.length);
	} catch (error) {
		if (error instanceof ForgeError && error.status === 404) return 0;
		throw error;
	}
}
function readPage(into, client, { data, headers }, request, repository, run) {
	const wrong = () => client.wrongAnswer(request, "the answer is not a list of jobs");
	if (!isRecord(data) || !Array.isArray(data.jobs)) throw wrong();
	into.shown += data.jobs.length;
	for (const item of data.jobs) {
		const job = readJob(item, client.serverUrl, repository, run);
		if (job === undefined) throw wrong();
		if (item.status === "queued") into.jobs.set(job.id, job);
	}
	return pageOf(data.jobs, headers, data.total_count);
}
function readJob(data, serverUrl, repository, { id: run, workflow }) {
	if (!isRecord(data)) return undefined;
	const [id, labels, { name }] = [
		idIn(data.id),
		labelsIn(data.labels),
		data
	];
	if (id === undefined || labels === undefined || typeof name !== "string") return undefined;
	if (typeof data.status !== "string") return undefined;
	return {
		id,
		repository,
		workflow,
		job: name,
		labels,
		since: timeIn(data.created_at),
		url: pageUrl(data.html_url, serverUrl, runsPage(serverUrl, repository)),
		run,
		isFresh: true
	};
}
export { gitHubQueue };
