import { counted } from "./core-cb5264e6.js";
function keyOf({ labels, group, unresolved }) {
	return JSON.stringify([
		[...labels].sort(),
		group,
		unresolved.map(({ text }) => text)
	]);
}
function labelSetsOf(jobs) {
	return new Map(jobs.flatMap(({ sets }) => sets.map((set) => [keyOf(set), set])));
}
function labelsOf({ labels, group, unresolved }) {
	return [
		...labels,
		...group === undefined ? [] : [`group ${group}`],
		...unresolved.map(({ text }) => text)
	];
}
function statusOf({ findings, unresolved, problems }, capacities, refusesUnresolved) {
	if (findings.some(({ severity }) => severity === "violation")) return "violation";
	const status = statusOfAll(capacities);
	if (status !== "no-runner" && refusesUnresolved && unresolved.length > 0) return "unresolved";
	return status === "ok" && problems.length > 0 ? "unknown" : status;
}
function jobStatusOf({ workflow, job, capacities }, findings) {
	const isViolation = findings.some((one) => one.severity === "violation" && one.workflow === workflow && one.job === job);
	if (isViolation) return "violation";
	return capacities.length === 0 ? "not asked" : statusOfAll(capacities);
}
function statusOfAll(capacities) {
	const served = new Set([...capacities].map((one) => one.served));
	if (served.has("no")) return "no-runner";
	return served.has("unknown") ? "unknown" : "ok";
}
function noJob({ problems, unresolved }) {
	const none = `no job${problems.length === 0 ? "" : " that could be judged"} asks for the lane`;
	return unresolved.length === 0 ? none : `${none} for certain`;
}
const couldAsk = (unresolved) => `${counted(unresolved.length, "job", "jobs")} could ask for anything`;
export { couldAsk, jobStatusOf, keyOf, labelSetsOf, labelsOf, noJob, statusOf };
