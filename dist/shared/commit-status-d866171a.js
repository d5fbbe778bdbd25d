import { bounded, quoted, ReportedError, messageOf } from "./core-cb5264e6.js";
import { ForgeError } from "./cascade-runtime-version-bf57bbd2.js";
const mostDescription = 140;
async function underStatus(status, forge, signal, judge) {
	const pending = await set("pending", "the lane is being judged", status, forge, signal);
	let pass;
	try {
		pass = await judge();
	} catch (error) {
		if (signal.aborted) throw error;
		throw await failedWith(error, status, forge, signal);
	}
	const look = () => requireNewest(pending, status, forge, signal);
	await set("success", pass, status, forge, signal, look);
}
async function requireNewest(pending, { repository, commit }, forge, signal) {
	const what = `the commit status ${quoted(pending.context)} of ${repository.owner}/${repository.name}`;
	const statuses = await statusesLike(pending, what, {
		repository,
		commit
	}, forge, signal);
	const others = statuses.filter((status) => status.id > pending.id && !isOwnSuccess(status, pending));
	const [newest] = others.sort((a, b) => b.id - a.id);
	if (newest === undefined) return;
	const page = newest.targetUrl && `, see ${quoted(newest.targetUrl)}`;
	throw new ReportedError(`another run is judging this commit now; go by its verdict: ${what} is ${quoted(newest.state)} at ${commit}${page}, and is left as it is`);
}
async function statusesLike(pending, what, { repository, commit }, forge, signal) {
	try {
		const { context } = pending;
		return (await forge.listStatuses(repository, commit, { context }, signal)).statuses;
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof ForgeError)) throw error;
		throw new ReportedError(`${what} cannot be set to success at ${commit}, as it is not known whether another run is judging it now: ${error.message}`);
	}
}
function isOwnSuccess({ state, targetUrl }, pending) {
	return state === "success" && targetUrl === pending.targetUrl;
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
async function set(state, text, { context, repository, commit, page: targetUrl }, forge, signal, look) {
	const description = bounded(text.trim(), mostDescription);
	try {
		return await forge.createStatus(repository, commit, {
			state,
			context,
			description,
			targetUrl,
			look
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
