import { counted } from "./core-cb5264e6.js";
import { ForgeError } from "./cascade-runtime-version-bf57bbd2.js";
import { stateOf } from "./open-293769ce.js";
const mostJobs = 1e3;
class Reading {
	jobs = new Map();
	shown = 0;
	serverTime;
	outcome(state, reason) {
		const { shown, serverTime } = this;
		return {
			jobs: [...this.jobs.values()],
			state,
			reason,
			shown,
			serverTime
		};
	}
}
async function readQueue(read, signal) {
	const into = new Reading();
	try {
		const gap = await read(into);
		return gap === undefined ? into.outcome("read", "") : into.outcome("failed", gap);
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof ForgeError)) throw error;
		return into.outcome(stateOf(error), error.message);
	}
}
function tooLong(total) {
	return `${counted(total, "job waits", "jobs wait")}, of which ${mostJobs} at most are read`;
}
export { mostJobs, readQueue, tooLong };
