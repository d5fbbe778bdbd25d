import { ReportedError, messageOf } from "./core-a74e8ddc.js";
import { bounded, quoted } from "./cascade-runtime-version_lane-guard-ce4409a0.js";
import { ForgeError } from "./errors-19a365c7.js";
const mostDescription = 140;
async function underStatus(status, forge, signal, judge) {
	await set("pending", "the lane is being judged", status, forge, signal);
	let pass;
	try {
		pass = await judge();
	} catch (error) {
		if (signal.aborted) throw error;
		throw await failedWith(error, status, forge, signal);
	}
	await set("success", pass, status, forge, signal);
}
async function failedWith(error, status, forge, signal) {
	const why = error instanceof ReportedError ? messageOf(error) : "the run ended in an unexpected error; see its log";
	try {
		await set("failure", why, status, forge, signal);
		return error;
	} catch (unset) {
		return new AggregateError([error, unset]);
	}
}
async function set(state, text, { context, repository, commit, page: targetUrl }, forge, signal) {
	const description = bounded(text.trim(), mostDescription);
	try {
		await forge.createStatus(repository, commit, {
			state,
			context,
			description,
			targetUrl
		}, signal);
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof ForgeError)) throw error;
		const what = `the commit status ${quoted(context)} of ${repository.owner}/${repository.name} cannot be set to ${state} at ${commit}`;
		throw new ReportedError(`${what}: ${wayOut(error, forge)}${error.message}`, { cause: error });
	}
}
function wayOut({ status }, { kind }) {
	if (status !== 403) return "";
	return kind === "github" ? "give the job the permission statuses: write, and run it on pull_request_target where pull requests come from forks; " : "give the job the permission contents: write, or, as no token of a job may set it for pull requests from forks, run it on pull_request_target and give the input status-token the token of a user who may write; ";
}
export { underStatus };
