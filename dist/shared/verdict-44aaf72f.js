function keyOf({ labels, group, unresolved }) {
	return JSON.stringify([
		[...labels].sort(),
		group,
		unresolved
	]);
}
function labelSetsOf(jobs) {
	return new Map(jobs.flatMap(({ sets }) => sets.map((set) => [keyOf(set), set])));
}
function labelsOf({ labels, group, unresolved }) {
	return [
		...labels,
		...group === undefined ? [] : [`group ${group}`],
		...unresolved
	];
}
function statusOf({ findings, problems }, capacities) {
	if (findings.some(({ severity }) => severity === "violation")) return "violation";
	const status = statusOfAll(capacities);
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
function noJob({ problems }) {
	return `no job${problems.length === 0 ? "" : " that could be judged"} asks for the lane`;
}
export { jobStatusOf, keyOf, labelSetsOf, labelsOf, noJob, statusOf };
