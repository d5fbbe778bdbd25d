import { allToTheEnd, isRecord } from "./core-cb5264e6.js";
import { repositoryRoute, workflowFile, pageQuery } from "./open-293769ce.js";
import { pageUrl } from "./lane-guard-7072a311.js";
import { orNothing } from "./or-nothing-32205314.js";
import { runsPage, timeIn } from "./read-job-538e95f4.js";
const mostRepositories = 20;
async function withRepositories(jobs, client, signal) {
	const ids = new Set(jobs.flatMap(({ repository, repositoryId: id }) => repository === undefined && id !== undefined ? [id] : []));
	const asked = [...ids].slice(0, mostRepositories);
	const found = await allToTheEnd(asked.map((id) => nameOf(id, client, signal)));
	const names = new Map(asked.map((id, at) => [id, found[at]]));
	return jobs.map((job) => {
		const repository = job.repository ?? names.get(job.repositoryId ?? 0);
		const isNew = job.repository === undefined && repository !== undefined;
		return isNew ? {
			...job,
			repository,
			url: pageUrl(job.url, client.serverUrl, runsPage(client.serverUrl, repository))
		} : job;
	});
}
async function nameOf(id, client, signal) {
	return orNothing(() => client.get(`/repositories/${id}`, undefined, signal, ({ data }, request) => {
		const owner = isRecord(data) && isRecord(data.owner) ? data.owner.login : undefined;
		if (isRecord(data) && typeof owner === "string" && typeof data.name === "string") return {
			owner,
			name: data.name
		};
		throw client.wrongAnswer(request, "the answer is not a repository");
	}), signal);
}
async function withForgejoRuns(jobs, client, signal) {
	const named = jobs.filter(({ run }) => run !== undefined);
	const repositories = new Map(named.flatMap(({ repository }) => repository === undefined ? [] : [[repositoryRoute(repository), repository]]));
	const asked = [...repositories.keys()].slice(0, mostRepositories);
	const found = await allToTheEnd(asked.map((route) => runsOf(route, client, signal)));
	const runs = new Map(found.flatMap((some) => some ?? []));
	return jobs.map((job) => {
		const run = job.run === undefined ? undefined : runs.get(job.run);
		if (run === undefined) return job;
		const { serverUrl } = client;
		const hasPage = job.url !== runsPage(serverUrl, job.repository);
		return {
			...job,
			workflow: workflowFile(run.workflow_id) || undefined,
			since: job.isFresh ? timeIn(run.created) : undefined,
			url: hasPage ? job.url : pageUrl(run.html_url, serverUrl, job.url)
		};
	});
}
async function runsOf(route, client, signal) {
	const query = {
		status: ["waiting", "running"],
		...pageQuery(client.kind, 1)
	};
	return orNothing(() => client.get(`${route}/actions/runs`, query, signal, ({ data }, request) => {
		const list = isRecord(data) ? data.workflow_runs ?? [] : undefined;
		if (!Array.isArray(list)) throw client.wrongAnswer(request, "the answer is not a list of runs");
		return list.filter(isRecord).map((run) => [run.id, run]);
	}), signal);
}
export { withForgejoRuns, withRepositories };
