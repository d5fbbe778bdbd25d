import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
import { quoted, isRecord } from "./core-cb5264e6.js";
import { productIfTold, answeredAt } from "./open-293769ce.js";
import { isBefore } from "./product-a1244fce.js";
import { pageUrl } from "./lane-guard-7072a311.js";
import { withRepositories } from "./forgejo-details-5b883fcf.js";
import { idIn, labelsIn, runsPage } from "./read-job-538e95f4.js";
import { readQueue } from "./read-queue-8b319f71.js";
import { scopedQueue } from "./scoped-queue-01a5f230.js";
async function forgejoQueue(server, question) {
	const queue = await scopedQueue(server, question, (route) => readRoute(server, route, question));
	if (question.scope === "repository") return queue;
	const asking = queue.jobs.filter((job) => job.labels.some((label) => question.labels.includes(label)));
	return {
		...queue,
		jobs: await withRepositories(asking, server.client, server.signal)
	};
}
async function readRoute(server, { base, query }, question) {
	const found = await readShown(server, `${base}/actions/runners/jobs`, query, question);
	if (base !== "/admin" || found.state !== "no-route") return found;
	return readShown(server, "/admin/runners/jobs", query, question);
}
async function readShown(server, path, query, question) {
	const all = await readList(server, path, query, question);
	if (all.state !== "read" || all.shown > 0) return all;
	const product = await productIfTold(server.product, server.signal);
	if (product && !isBefore(product, 15, 0)) return all;
	const labels = question.labels.join(",");
	const some = await readList(server, path, {
		...query,
		labels
	}, question);
	return some.state === "read" ? {
		...some,
		state: "failed",
		reason: whyNotAll(product, question)
	} : some;
}
function whyNotAll(product, { labels }) {
	const server = product ? `Forgejo ${product.major}.${product.minor}` : "the server";
	const asked = enumerated(labels.map((label) => quoted(label)));
	return `${server} is not known to show a job that asks for more than ${asked}; Forgejo shows all jobs from 15 on`;
}
function readList({ client, signal }, path, query, question) {
	return readQueue(async (into) => {
		await client.get(path, query, signal, (answer, request) => readAnswer(into, client, answer, request, question));
		return undefined;
	}, signal);
}
function readAnswer(into, client, { data, headers }, request, question) {
	const wrong = () => client.wrongAnswer(request, "the answer is not a list of jobs");
	const list = data ?? [];
	if (!Array.isArray(list)) throw wrong();
	into.serverTime = answeredAt(headers) ?? into.serverTime;
	into.shown = list.length;
	for (const item of list) {
		const job = readJob(item, client.serverUrl, question);
		if (job === undefined) throw wrong();
		if (item.status === "waiting") into.jobs.set(job.id, job);
	}
}
function readJob(data, serverUrl, { scope, repository }) {
	if (!isRecord(data)) return undefined;
	const { name, needs, attempt = 1, html_url: page } = data;
	const [id, labels, needed] = [
		idIn(data.id),
		labelsIn(data.runs_on),
		labelsIn(needs)
	];
	if (id === undefined || labels === undefined || typeof name !== "string") return undefined;
	if (typeof data.status !== "string") return undefined;
	const of = scope === "repository" ? repository : undefined;
	return {
		id,
		repository: of,
		repositoryId: idIn(data.repo_id),
		workflow: undefined,
		job: name,
		labels,
		since: undefined,
		url: pageUrl(page, serverUrl, runsPage(serverUrl, of)),
		run: idIn(data.run_id),
		isFresh: needed?.length === 0 && (attempt === 0 || attempt === 1)
	};
}
export { forgejoQueue };
