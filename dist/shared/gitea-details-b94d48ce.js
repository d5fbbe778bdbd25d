import { isRecord } from "./core-cb5264e6.js";
import { repositoryRoute, pageQuery, workflowFile } from "./open-293769ce.js";
import { orNothing } from "./or-nothing-32205314.js";
async function withGiteaRuns(jobs, client, { scope, repository }, signal) {
	const base = {
		repository: repositoryRoute(repository),
		owner: `/orgs/${encodeURIComponent(repository.owner)}`,
		instance: "/admin"
	}[scope];
	const query = {
		status: ["queued", "in_progress"],
		...pageQuery(client.kind, 1)
	};
	const runs = await orNothing(() => client.get(`${base}/actions/runs`, query, signal, ({ data }, request) => {
		const list = isRecord(data) ? data.workflow_runs ?? [] : undefined;
		if (!Array.isArray(list)) throw client.wrongAnswer(request, "the answer is not a list of runs");
		return new Map(list.filter(isRecord).map((run) => [run.id, run]));
	}), signal);
	return jobs.map((job) => {
		const run = runs?.get(job.run);
		if (run === undefined) return job;
		const since = job.isFresh || "previous_attempt_url" in run ? job.since : undefined;
		return {
			...job,
			workflow: workflowFile(run.path) || undefined,
			since
		};
	});
}
export { withGiteaRuns };
