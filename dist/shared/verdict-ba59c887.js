function keyOf({ labels, group, unresolved }) {
	return JSON.stringify([
		[...labels].sort(),
		group,
		unresolved
	]);
}
function setsOf(jobs) {
	return new Map(jobs.flatMap(({ sets }) => sets.map((set) => [keyOf(set), set])));
}
function statusOf({ findings, problems }, capacities) {
	const answers = new Set([...capacities].map(({ answer }) => answer));
	if (findings.some(({ severity }) => severity === "violation")) return "violation";
	if (answers.has("no")) return "no-runner";
	return answers.has("unknown") || problems.length > 0 ? "unknown" : "ok";
}
function noJob({ problems }) {
	return `no job${problems.length === 0 ? "" : " that could be judged"} asks for the lane`;
}
export { keyOf, noJob, setsOf, statusOf };
