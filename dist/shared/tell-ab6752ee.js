import { escapeMarkdown, markdownCode, markdownTable } from "./wait-digests-d40eb9c9.js";
import { bounded } from "./cascade-runtime-version_lane-guard-01b663ae.js";
import { textTable } from "./core-5c11f894.js";
import { sentenceOf, labelsOf, verdictOf } from "./lane-guard-1029f4ae.js";
import { noJob } from "./verdict-ba59c887.js";
const most = 10;
function annotationsOf(verdict, onUnknown) {
	const all = annotationsIn(verdict, onUnknown === "fail" ? "error" : "warning");
	const ofLevels = [
		"error",
		"warning",
		"notice"
	].map((level) => all.filter((one) => one.level === level));
	return {
		shown: ofLevels.flatMap((those) => those.slice(0, most)),
		left: ofLevels.flatMap((those) => those.slice(most))
	};
}
const levels = {
	violation: "error",
	warning: "warning",
	notice: "notice"
};
function annotationsIn({ findings, problems, jobs }, unknown) {
	const found = findings.map(({ severity, message, workflow: file, line, column }) => ({
		level: levels[severity],
		message,
		file,
		line,
		column
	}));
	const unjudged = problems.map(({ path: file, message, line, column }) => ({
		level: unknown,
		message: `this cannot be judged: ${message}`,
		file,
		line,
		column
	}));
	const unserved = jobs.flatMap(({ workflow: file, job, line, column, capacities }) => capacities.flatMap(({ answer, why, doubt }) => {
		const at = {
			message: `the job ${JSON.stringify(job)}: ${doubt ?? why}`,
			file,
			line,
			column
		};
		if (answer === "yes") return doubt === undefined ? [] : [{
			level: "warning",
			...at
		}];
		return [{
			level: answer === "no" ? "error" : unknown,
			...at
		}];
	}));
	return [
		...found,
		...unjudged,
		...unserved
	];
}
const jobHead = [
	"workflow",
	"job",
	"events",
	"labels",
	"verdict"
];
const runnerHead = [
	"runner",
	"scope",
	"status",
	"busy",
	"labels",
	"sampled"
];
const findingHead = [
	"place",
	"job",
	"finding",
	"what to do"
];
function jobRow(job, findings) {
	const sets = [...new Set(job.sets.map((set) => labelsOf(set).join(" + ")))];
	const events = [...new Set(job.events.map(({ name, trusted }) => `${name}${trusted ? "" : " (untrusted)"}`))];
	const where = `${job.workflow}:${job.line}`;
	return [
		where,
		job.job,
		events.join(", ") || "none",
		sets.join(" or "),
		verdictOf(job, findings)
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
function findingRows({ findings, problems }) {
	return [...findings.map(({ workflow, line, column, job, severity, message }) => [
		`${workflow}:${line}:${column}`,
		job,
		severity,
		message
	]), ...problems.map(({ path, line, column, message }) => [
		`${path}:${line}:${column}`,
		"",
		"unknown",
		`this cannot be judged: ${message}`
	])];
}
const judgedBy = ({ evidence, sampledAt }) => `judged by ${evidence}${sampledAt === undefined ? "" : `, sampled at ${sampledAt.toISOString()}`}`;
const unreadScopes = ({ scopes }) => scopes.filter(({ state }) => state !== "read").map(({ scope, name, reason }) => `not read were the runners of the ${scope} ${name}: ${reason}`);
function logLines(verdict, left) {
	const { status, jobs, findings, runners, sampledAt } = verdict;
	const table = (head, rows) => rows.length === 0 ? [] : [...textTable([head, ...rows].map((row) => row.map((cell) => bounded(cell, 120)))), ""];
	return [
		...left.map(({ level, file, line, column, message }) => bounded(`${level}: ${file}:${line}:${column}: ${message}`, 1e3)),
		...jobs.length === 0 ? [noJob(verdict)] : [],
		...table(jobHead, jobs.map((job) => jobRow(job, findings))),
		...table(runnerHead, runners.map((runner) => runnerRow(runner, sampledAt))),
		...unreadScopes(verdict).map((line) => bounded(line, 500)),
		`${status}, ${judgedBy(verdict)}`
	];
}
const marks = {
	ok: "✅",
	"no-runner": "❌",
	violation: "❌",
	unknown: "❔"
};
const mostRows = 300;
function summaryOf(verdict) {
	const { status, sampledAt, jobs, findings, runners } = verdict;
	const sentence = sentenceOf(verdict);
	const tables = [
		[
			"Findings",
			findingHead,
			findingRows(verdict)
		],
		[
			"Lane jobs",
			jobHead,
			jobs.map((job) => jobRow(job, findings))
		],
		[
			"Runners with a reserved label",
			runnerHead,
			runners.map((runner) => runnerRow(runner, sampledAt))
		]
	];
	return [
		`### Runner lane: ${marks[status]} ${status}`,
		...sentence === undefined ? [] : [escapeMarkdown(sentence)],
		...tables.flatMap(([title, head, rows]) => rows.length === 0 ? [] : [`#### ${title}`, boundedTable(head, rows)]),
		...jobs.length === 0 ? [`${noJob(verdict)}.`.replace("no", "No")] : [],
		...unreadScopes(verdict).map((line) => escapeMarkdown(`${bounded(line, 500)}.`)),
		escapeMarkdown(`The lane was ${judgedBy(verdict)}.`)
	].join("\n\n");
}
function boundedTable(head, rows) {
	const shown = rows.slice(0, mostRows).map((row) => row.map((cell) => cell === "" ? "" : markdownCode(bounded(cell, 500))));
	const left = rows.length - shown.length;
	return [markdownTable([head, ...shown]), ...left > 0 ? ["", `and ${left} more`] : []].join("\n");
}
export { annotationsOf, logLines, summaryOf };
