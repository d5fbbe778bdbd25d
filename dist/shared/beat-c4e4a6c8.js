import { ReportedError, quoted } from "./core-cb5264e6.js";
import { ForgeError } from "./cascade-runtime-version-bf57bbd2.js";
import { heartbeat, heartbeatContext, skew, flawOf } from "./heartbeat-e82c046a.js";
async function beat({ repository, labels, runner }, forge, { log, signal }) {
	const commit = await forge.firstCommit(repository, signal);
	if (commit === undefined) throw new ReportedError(`${repository.owner}/${repository.name} has no commit on its default branch to leave a heartbeat at`);
	for (const label of labels) {
		const time = await serverTime(label, commit, repository, forge, signal);
		const status = heartbeat(label, forge.kind, runner, time);
		const stored = await store(status, commit, repository, forge, signal);
		requireHeartbeat(stored, forge.kind);
		log.info(`${stored.context} at commit ${commit}: ${runner}, ${stored.createdAt.toISOString()}`);
	}
}
async function serverTime(label, commit, repository, forge, signal) {
	const filter = {
		context: heartbeatContext(label, forge.kind),
		until: () => true
	};
	const { serverTime = new Date() } = await forge.listStatuses(repository, commit, filter, signal);
	return new Date(serverTime.getTime() - skew);
}
async function store(status, commit, repository, forge, signal) {
	try {
		return await forge.createStatus(repository, commit, status, signal);
	} catch (error) {
		if (!(error instanceof ForgeError)) throw error;
		if (error.status === 403) throw new ReportedError(`let the job set commit statuses of ${repository.owner}/${repository.name}: on GitHub with the permission statuses: write; ${error.message}`, { cause: error });
		if (error.status === 422 && forge.kind === "github") throw new ReportedError(`leave heartbeats less often: GitHub stores 1,000 of each lane at the commit ${commit}, and takes no more; ${error.message}`, { cause: error });
		throw error;
	}
}
function requireHeartbeat(stored, kind) {
	const { context, description, creator, createdAt } = stored;
	switch (flawOf(stored, kind)) {
		case undefined: return;
		case "ahead-of-time": throw new ReportedError(`correct the clocks of the server and of what stands before it: ${context} says ${quoted(description)} and was stored at ${createdAt.toISOString()}, and a time in the future does not count as a heartbeat`);
		case "not-by-a-job": throw new ReportedError(`give the input "token" the job's own token: ${context} was left by ${creator === null ? "nobody" : `the user ${quoted(creator)}`} with the text ${quoted(description)}, and what a person could have set does not count as a heartbeat`);
	}
}
export { beat };
