import { UserError, ReportedError } from "./core-5c11f894.js";
import { quoted, enumerated } from "./cascade-runtime-version_lane-guard-01b663ae.js";
import { ForgeError } from "./errors-b283a9c9.js";
import { heartbeatContext, skew, heartbeat, isHeartbeat } from "./heartbeat-1831e0a9.js";
function requireTrusted(event, trustedEvents) {
	if (trustedEvents.includes(event)) return;
	throw new UserError(`input "mode": "beat" is for runs that a trusted event started, and the event of this one is ${event === "" ? "not known" : quoted(event)}; accepted are ${enumerated(trustedEvents, 20)}`);
}
async function beat({ repository, labels, runner }, forge, { log, signal }) {
	const commit = await forge.firstCommit(repository, signal);
	if (commit === undefined) throw new ReportedError(`${repository.owner}/${repository.name} has no commit on its default branch to leave a heartbeat at`);
	for (const label of labels) {
		const filter = {
			context: heartbeatContext(label, forge.kind),
			until: () => true
		};
		const { serverTime } = await forge.listStatuses(repository, commit, filter, signal);
		const time = new Date((serverTime ?? new Date()).getTime() - skew);
		const status = heartbeat(label, forge.kind, runner, time);
		const stored = await create(forge, repository, commit, status, signal);
		if (!isHeartbeat(stored, forge.kind) && isHeartbeat({
			...stored,
			createdAt: new Date(864e13)
		}, forge.kind)) throw new ReportedError(`set the clocks of the server and of what stands before it: ${stored.context} says ${quoted(stored.description)} and was stored at ${stored.createdAt.toISOString()}, and what claims a time to come does not count as a heartbeat`);
		if (!isHeartbeat(stored, forge.kind)) throw new ReportedError(`give the input "token" the job's own token: ${stored.context} was left by ${stored.creator === null ? "nobody" : `the user ${quoted(stored.creator)}`} with the text ${quoted(stored.description)}, and what a person could have set does not count as a heartbeat`);
		log.info(`${stored.context} at commit ${commit}: ${runner}, ${stored.createdAt.toISOString()}`);
	}
}
async function create(...[forge, ...args]) {
	try {
		return await forge.createStatus(...args);
	} catch (error) {
		const [{ owner, name }, commit] = args;
		if (!(error instanceof ForgeError)) throw error;
		if (error.status === 403) throw new ReportedError(`let the job set commit statuses of ${owner}/${name}: on GitHub with the permission statuses: write; ${error.message}`, { cause: error });
		if (error.status === 422 && forge.kind === "github") throw new ReportedError(`leave heartbeats less often: GitHub stores 1,000 of each lane at the commit ${commit}, and takes no more; ${error.message}`, { cause: error });
		throw error;
	}
}
export { beat, requireTrusted };
