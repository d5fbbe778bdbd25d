import { couldAsk, labelsOf, jobStatusOf } from "./verdict-5f64b058.js";
import { outputJson } from "./core-3ac62363.js";
function unjudged({ message }) {
	return `this cannot be judged: ${message}`;
}
function statusInWords({ status, unresolved }) {
	return unresolved.length === 0 ? status : `${status}, ${couldAsk(unresolved)}`;
}
function judgedBy({ evidence, sampledAt }) {
	return `judged by ${evidence}${sampledAt === undefined ? "" : `, sampled at ${sampledAt.toISOString()}`}`;
}
function unreadScopes({ scopes }) {
	return scopes.filter(({ state }) => state !== "read").map(({ scope, name, reason }) => `the runners of the ${scope} ${name} were not read: ${reason}`);
}
function jobTable({ jobs, findings }) {
	return {
		head: [
			"workflow",
			"job",
			"events",
			"labels",
			"verdict"
		],
		rows: jobs.map((job) => jobRow(job, findings))
	};
}
function runnerTable({ runners, sampledAt }) {
	return {
		head: [
			"runner",
			"scope",
			"status",
			"busy",
			"labels",
			"sampled"
		],
		rows: runners.map((runner) => runnerRow(runner, sampledAt))
	};
}
function unresolvedTable({ unresolved }) {
	return {
		head: [
			"workflow",
			"job",
			"asks for",
			"depends on"
		],
		rows: unresolved.map(({ workflow, line, job, text, dependsOn }) => [
			`${workflow}:${line}`,
			job,
			text,
			dependsOn.join(", ")
		])
	};
}
function findingTable({ findings, problems }) {
	const found = findings.map(({ workflow, line, column, job, severity, message }) => [
		`${workflow}:${line}:${column}`,
		job,
		severity,
		message
	]);
	const broken = problems.map((problem) => [
		`${problem.path}:${problem.line}:${problem.column}`,
		"",
		"unknown",
		unjudged(problem)
	]);
	return {
		head: [
			"place",
			"job",
			"finding",
			"what to do"
		],
		rows: [...found, ...broken]
	};
}
function jobRow(job, findings) {
	const sets = new Set(job.sets.map((set) => labelsOf(set).join(" + ")));
	const events = new Set(job.events.map(({ name, trusted, isBarred }) => `${name}${isBarred ? " (kept away by if)" : trusted ? "" : " (untrusted)"}`));
	return [
		`${job.workflow}:${job.line}`,
		job.job,
		[...events].join(", ") || "none",
		[...sets].join(" or "),
		jobStatusOf(job, findings)
	];
}
function runnerRow({ name, scope, status, busy, disabled, labels }, sampledAt) {
	const state = disabled ? `${status}, disabled` : status;
	return [
		name,
		scope,
		state,
		busy ? "yes" : "no",
		labels.join(", "),
		sampledAt?.toISOString() ?? ""
	];
}
function runnersJson(runners) {
	return outputJson(runners.map(({ name, scope, status, busy, disabled, labels }) => ({
		name,
		scope,
		status,
		busy,
		disabled,
		labels
	})));
}
export { findingTable, jobTable, judgedBy, runnerTable, runnersJson, statusInWords, unjudged, unreadScopes, unresolvedTable };
