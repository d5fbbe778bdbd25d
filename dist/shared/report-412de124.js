import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
import { quoted, bounded, counted, outputJson, joined, ReportedError } from "./core-cb5264e6.js";
import { couldAsk, noJob, jobStatusOf, labelsOf } from "./verdict-1e04789b.js";
import { textTable } from "./cascade-runtime-version_image-cache-post_prune-images_wait-digests-01eec6d9.js";
import { jobTable, runnerTable, unresolvedTable, runnersJson, sectionOf } from "./section-a18687dc.js";
import { escapeMarkdown, markdownCode } from "./image-cache-post_prune-images_wait-digests-d3c12498.js";
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
const most = 10;
function annotationsOf(verdict, onUnknown) {
	const unknown = onUnknown === "fail" ? "error" : "warning";
	const all = [
		...ofFindings(verdict),
		...ofProblems(verdict, unknown),
		...ofJobless(verdict),
		...ofJobs(verdict, unknown)
	];
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
function ofFindings({ findings }) {
	return findings.map(({ severity, message, workflow: file, line, column }) => ({
		level: levels[severity],
		message,
		file,
		line,
		column
	}));
}
function ofProblems({ problems }, level) {
	return problems.map((problem) => {
		const { path: file, line, column } = problem;
		return {
			level,
			message: unjudged(problem),
			file,
			line,
			column
		};
	});
}
function ofJobless({ jobless }) {
	return jobless.filter(({ isAttempt }) => isAttempt).map(({ path: file, message, line, column }) => ({
		level: "warning",
		message: `this looks like a workflow, but has no job: ${message}; add its jobs, or take the file elsewhere`,
		file,
		line,
		column
	}));
}
const byValue = (expressions) => expressions.length === 0 ? "" : `; it asks for the lane by a value of ${enumerated(expressions.map((text) => quoted(text)))}`;
function ofJobs({ jobs }, unknown) {
	return jobs.flatMap(({ workflow: file, job, line, column, capacities, expressions }) => capacities.flatMap(({ served, why }) => {
		if (served === "yes") return [];
		const message = `the job ${quoted(job)}: ${why}${byValue(expressions)}`;
		return [{
			level: served === "no" ? "error" : unknown,
			message,
			file,
			line,
			column
		}];
	}));
}
function logLines(verdict, left) {
	return [
		...left.map(({ level, file, line, column, message }) => bounded(`${level}: ${file}:${line}:${column}: ${message}`, 1e3)),
		...joblessLines(verdict),
		...verdict.jobs.length === 0 ? [noJob(verdict)] : [],
		...tableLines(jobTable(verdict)),
		...tableLines(runnerTable(verdict)),
		...tableLines(unresolvedTable(verdict)),
		...unreadScopes(verdict).map((line) => bounded(line, 500)),
		`${statusInWords(verdict)}, ${judgedBy(verdict)}`
	];
}
const mostJobless = 20;
function joblessLines({ jobless }) {
	const left = jobless.length - mostJobless;
	return [...jobless.slice(0, mostJobless).map(({ path, message }) => bounded(`${path} is not a workflow: it has no job: ${message}`, 500)), ...left > 0 ? [`${counted(left, "more file is", "more files are")} not a workflow either`] : []];
}
function tableLines({ head, rows }) {
	if (rows.length === 0) return [];
	return [...textTable([head, ...rows], 120), ""];
}
function outputsOf(verdict) {
	const { status, evidence, sampledAt, jobs, findings, unresolved, problems, runners, scopes } = verdict;
	return {
		status,
		online: onlineOf(jobs),
		runners: runnersJson(runners),
		json: outputJson({
			status,
			evidence,
			sampledAt: sampledAt?.toISOString() ?? null,
			jobs: jobs.map((job) => ({
				workflow: job.workflow,
				job: job.job,
				line: job.line,
				column: job.column,
				events: job.events.map(({ name, trusted }) => ({
					name,
					trusted
				})),
				labels: job.sets.map(labelsOf),
				expressions: job.expressions,
				verdict: jobStatusOf(job, findings),
				why: job.capacities.map(({ why }) => why)
			})),
			findings,
			unresolved,
			problems,
			scopes
		})
	};
}
function onlineOf(jobs) {
	const all = jobs.flatMap(({ capacities }) => capacities);
	const isKnown = all.length > 0 && all.every(({ counted, serving }) => counted || serving.length > 0);
	return isKnown ? String(Math.min(...all.map(({ serving }) => serving.length))) : "";
}
const mostNamed = 5;
class LaneRefused extends ReportedError {
	name = "LaneRefused";
}
function sentenceOf({ status, jobs, findings, unresolved, problems }) {
	switch (status) {
		case "ok": return undefined;
		case "violation": return joined([...violationsIn(findings), ...whysOf(jobs, "no")], mostNamed);
		case "no-runner": return `${joined(whysOf(jobs, "no"), mostNamed)} (asked for by ${unservedJobs(jobs)})`;
		case "unresolved": return joined([
			...unresolved.map(whatToWrite),
			...problems.map(whatToMend),
			...whysOf(jobs, "unknown")
		], mostNamed);
		case "unknown": return joined([...problems.map(whatToMend), ...whysOf(jobs, "unknown")], mostNamed);
	}
}
function passOf(verdict) {
	const sentence = sentenceOf(verdict);
	return sentence === undefined ? `${statusInWords(verdict)}, judged by ${verdict.evidence}` : `${verdict.status}, but the merge may go on: ${sentence}`;
}
function requireLane(verdict, onUnknown) {
	const sentence = sentenceOf(verdict);
	if (sentence === undefined) return undefined;
	if (verdict.status === "unknown" && onUnknown === "warn") return sentence;
	throw new LaneRefused(sentence);
}
function whysOf(jobs, served) {
	const capacities = jobs.flatMap((job) => job.capacities);
	return [...new Set(capacities.flatMap((one) => one.served === served ? [one.why] : []))];
}
function unservedJobs(jobs) {
	const unserved = jobs.filter(({ capacities }) => capacities.some(({ served }) => served === "no"));
	return enumerated([...new Set(unserved.map(({ workflow, job }) => `${job} of ${workflow}`))], 3);
}
function violationsIn(findings) {
	return findings.flatMap(({ severity, workflow, line, message }) => severity === "violation" ? [`${workflow}:${line}: ${message}`] : []);
}
function whatToWrite({ workflow, line, job, text }) {
	return `${workflow}:${line}: write out the runs-on of the job ${quoted(job)}, or settle it in resolved: only a run can tell what ${quoted(text)} is`;
}
function whatToMend({ path, kind, line, column, message }) {
	return kind === "unread" ? `make sure that ${path} can be judged: ${message}` : `correct ${path}, line ${line}, column ${column}, which cannot be judged: ${message}`;
}
const marks = {
	ok: "✅",
	"no-runner": "❌",
	violation: "❌",
	unknown: "❔",
	unresolved: "❔"
};
const mostRows = 300;
function summaryOf(verdict) {
	const { status, jobs } = verdict;
	const sentence = sentenceOf(verdict);
	return [
		`### Runner lane: ${marks[status]} ${statusInWords(verdict)}`,
		...sentence === undefined ? [] : [`> ${marks[status]} ${escapeMarkdown(sentence)}`],
		...findings(verdict),
		...sectionOf("Lane jobs", jobTable(verdict), mostRows, leftOut),
		...sectionOf("Runners with a reserved label", runnerTable(verdict), mostRows, leftOut),
		...sectionOf("Jobs that could ask for anything", unresolvedTable(verdict), mostRows, leftOut),
		...jobs.length === 0 ? [`${noJob(verdict)}.`.replace("no", "No")] : [],
		...unreadScopes(verdict).map((line) => escapeMarkdown(`${bounded(line, 500)}.`)),
		escapeMarkdown(`The lane was ${judgedBy(verdict)}.`)
	].join("\n\n");
}
const leftOut = (rows) => `${counted(rows, "more row is", "more rows are")} left out here; the log has all of them.`;
const severities = {
	violation: "❌",
	warning: "⚠️",
	notice: "ℹ️"
};
function findings({ findings, problems }) {
	const lines = [...findings.map(({ workflow, line, column, severity, message }) => `- ${severities[severity]} ${place(workflow, line, column)} ${escapeMarkdown(message, 1e3)}`), ...problems.map((problem) => `- ❔ ${place(problem.path, problem.line, problem.column)} ${escapeMarkdown(unjudged(problem), 1e3)}`)];
	if (lines.length === 0) return [];
	const left = lines.length - mostRows;
	return [
		"#### Findings",
		lines.slice(0, mostRows).join("\n"),
		...left > 0 ? [leftOut(left)] : []
	];
}
const place = (file, line, column) => markdownCode(`${file}:${line}:${column}`);
export { annotationsOf, logLines, outputsOf, passOf, requireLane, summaryOf };
