function heartbeatContext(label, kind) {
	return `lane/${kind === "github" ? label.toLowerCase() : label}`;
}
function heartbeat(label, kind, runner, time) {
	const description = `${time.toISOString()} ${runner}`.slice(0, 140);
	return {
		state: "success",
		context: heartbeatContext(label, kind),
		description
	};
}
const skew = 1e4;
function flawOf({ creator, state, description, createdAt }, kind) {
	const claimed = Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+Z(?=\s|$)/.exec(description)?.[0] ?? "");
	const ofJob = kind === "github" ? creator === "github-actions[bot]" : creator === null;
	if (!ofJob || state !== "success" || Number.isNaN(claimed)) return "not-by-a-job";
	return claimed <= createdAt.getTime() ? undefined : "ahead-of-time";
}
function isHeartbeat(status, kind) {
	return flawOf(status, kind) === undefined;
}
export { flawOf, heartbeat, heartbeatContext, isHeartbeat, skew };
