import { counted, isRecord } from "./core-cb5264e6.js";
import { readPagesAtOnce, pageQuery, answeredAt, pageOf } from "./open-293769ce.js";
import { pageUrl } from "./lane-guard-7072a311.js";
import { idIn, labelsIn, repositoryIn, runsPage, timeIn } from "./read-job-538e95f4.js";
import { readQueue, mostJobs, tooLong } from "./read-queue-8b319f71.js";
import { scopedQueue } from "./scoped-queue-01a5f230.js";
function giteaQueue(server, question) {
	const { client, signal } = server;
	return scopedQueue(server, question, (route) => readQueue((into) => readJobs(into, client, route, question, signal), signal));
}
async function readJobs(into, client, { base, query }, question, signal) {
	const path = `${base}/actions/jobs`;
	for (let round = 1;; round++) {
		const { total = 0 } = await readPagesAtOnce(mostJobs, (page) => client.get(path, {
			status: "queued",
			...query,
			...pageQuery(client.kind, page)
		}, signal, (answer, request) => readPage(into, client, answer, request, question)));
		if (total > mostJobs) return tooLong(total);
		const missing = total - into.jobs.size;
		if (missing <= 0) return undefined;
		if (round === 2) return `the list changed while it was read, and ${counted(missing, "of its jobs was", "of its jobs were")} not seen`;
	}
}
function readPage(into, client, { data, headers }, request, question) {
	const wrong = () => client.wrongAnswer(request, "the answer is not a list of jobs");
	if (!isRecord(data) || !("jobs" in data || "total_count" in data)) throw wrong();
	const list = data.jobs ?? [];
	if (!Array.isArray(list)) throw wrong();
	into.serverTime = answeredAt(headers) ?? into.serverTime;
	into.shown += list.length;
	for (const item of list) {
		const job = readJob(item, client.serverUrl, question);
		if (job === undefined) throw wrong();
		if (item.status === "queued") into.jobs.set(job.id, job);
	}
	return pageOf(list, headers, data.total_count);
}
function readJob(data, serverUrl, { scope, repository }) {
	if (!isRecord(data)) return undefined;
	const { name, url, html_url: page, run_attempt: attempt } = data;
	const [id, labels] = [idIn(data.id), labelsIn(data.labels)];
	if (id === undefined || labels === undefined || typeof name !== "string") return undefined;
	if (typeof data.status !== "string") return undefined;
	const of = scope === "repository" ? repository : repositoryIn(url);
	return {
		id,
		repository: of,
		workflow: undefined,
		job: name,
		labels,
		since: timeIn(data.created_at),
		url: pageUrl(page, serverUrl, runsPage(serverUrl, of)),
		run: idIn(data.run_id),
		isFresh: attempt === 0
	};
}
export { giteaQueue };
