import { productIfTold, repositoryRoute, tokenUser, isLoginOf } from "./open-293769ce.js";
import { ForgeError } from "./cascade-runtime-version-bf57bbd2.js";
import { whyNoList } from "./product-a1244fce.js";
async function scopedQueue(server, question, read) {
	const { jobs, serverTime, state, reason } = await readScope(server, question, read);
	const report = {
		scope: question.scope,
		name: nameOf(server, question),
		state,
		reason
	};
	if (state !== "no-route") return {
		jobs,
		serverTime,
		report
	};
	const product = await productIfTold(server.product, server.signal);
	const older = product && whyNoList(product, "waiting jobs", {
		gitea: [1, 25],
		forgejo: [11, 0]
	});
	return {
		jobs,
		serverTime,
		report: {
			...report,
			reason: older ?? reason
		}
	};
}
function nameOf({ client }, { scope, repository }) {
	if (scope === "instance") return new URL(client.serverUrl).host;
	return scope === "owner" ? repository.owner : `${repository.owner}/${repository.name}`;
}
function readScope(server, { scope, repository }, read) {
	if (scope === "repository") return read({
		base: repositoryRoute(repository),
		query: {}
	});
	if (scope === "instance") return read({
		base: "/admin",
		query: {}
	});
	return readOwners(server, repository.owner, read);
}
async function readOwners({ client, signal }, owner, read) {
	const organisation = await read({
		base: `/orgs/${encodeURIComponent(owner)}`,
		query: {}
	});
	if (organisation.state !== "hidden") return organisation;
	const user = await tokenUser(client, signal);
	if (isLoginOf(owner, user)) return read({
		base: "/user",
		query: {}
	});
	if (!(user instanceof ForgeError) && user.isAdmin) return read({
		base: "/user",
		query: { sudo: owner }
	});
	const whose = user instanceof ForgeError ? `is not known: ${user.message}` : "is another";
	const reason = `the jobs of a user are shown to that user only, and that of the token ${whose}`;
	return {
		...organisation,
		state: "forbidden",
		reason
	};
}
export { scopedQueue };
