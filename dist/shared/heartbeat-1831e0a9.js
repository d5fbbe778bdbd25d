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
function isHeartbeat({ creator, state, description, createdAt }, kind) {
	const claimed = Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+Z(?=\s|$)/.exec(description)?.[0] ?? "");
	const ofJob = kind === "github" ? creator === "github-actions[bot]" : creator === null;
	return ofJob && state === "success" && claimed <= createdAt.getTime();
}
function pulseOf(label, kind, statuses, now, maxAge) {
	const own = statuses.filter(({ context }) => context === heartbeatContext(label, kind));
	const latest = now.getTime() + skew;
	const found = own.find((status) => isHeartbeat(status, kind) && status.createdAt.getTime() <= latest);
	if (!found) {
		const refused = own.length > 0 ? ", as what a person set or what claims a time to come does not count" : "";
		const why = `no heartbeat of the lane ${label} is known${refused}; let a scheduled job on it leave one with mode: beat`;
		return {
			label,
			answer: "unknown",
			runner: undefined,
			why
		};
	}
	const age = Math.max(0, now.getTime() - found.createdAt.getTime());
	const runner = found.description.replace(/^\S+\s*/, "");
	const by = runner === "" ? "" : `, by ${runner},`;
	const left = `the last heartbeat of the lane ${label}${by} is ${words(age)} old`;
	if (age <= maxAge) return {
		label,
		answer: "yes",
		runner,
		why: left
	};
	return {
		label,
		answer: "no",
		runner: undefined,
		why: `${left}, more than ${words(maxAge)}`
	};
}
function servedBy(labels, pulses) {
	const all = labels.flatMap((label) => pulses.get(label) ?? []);
	const found = all.find(({ answer }) => answer === "no") ?? all.find(({ answer }) => answer === "unknown");
	if (found) return {
		answer: found.answer,
		why: found.why
	};
	const why = all.map((pulse) => pulse.why).join("; ");
	if (all.length < labels.length || all.length === 0) return {
		answer: "unknown",
		why: "no heartbeat tells of all its labels"
	};
	return new Set(all.map(({ runner }) => runner)).size > 1 ? {
		answer: "unknown",
		why: `${why}; they are by different runners, and none is known to have all labels`
	} : {
		answer: "yes",
		why
	};
}
function words(ms) {
	if (ms < 12e4) return `${Math.floor(ms / 1e3)} s`;
	const minutes = Math.floor(ms / 6e4);
	return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
export { heartbeat, heartbeatContext, isHeartbeat, pulseOf, servedBy, skew };
