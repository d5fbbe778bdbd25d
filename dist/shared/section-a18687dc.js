import { labelsOf, jobStatusOf } from "./verdict-1e04789b.js";
import { outputJson } from "./core-cb5264e6.js";
import { markdownTable, markdownCode, escapeMarkdown } from "./image-cache-post_prune-images_wait-digests-d3c12498.js";
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
function runnerTable({ runners }) {
	return {
		head: [
			"runner",
			"scope",
			"status",
			"busy",
			"labels"
		],
		rows: runners.map(runnerRow)
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
function runnerRow({ name, scope, status, busy, disabled, labels }) {
	return [
		name,
		scope,
		disabled ? `${status}, disabled` : status,
		busy ? "yes" : "no",
		labels.join(", ")
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
const names = new Set([
	"workflow",
	"runner",
	"labels",
	"asks for",
	"depends on"
]);
const mostOfCell = 500;
function sectionOf(title, { head, rows }, mostRows, leftOut) {
	if (rows.length === 0) return [];
	const [first, second, ...others] = head;
	const sharesCell = first === "workflow" && second === "job";
	const cell = (text, at) => {
		if (text === "") return "";
		return names.has(head[at] ?? "") ? markdownCode(text, mostOfCell) : escapeMarkdown(text, mostOfCell);
	};
	const shown = rows.slice(0, mostRows).map((row) => {
		const cells = row.map(cell);
		return sharesCell ? [`${cells[0]} ${cells[1]}`, ...cells.slice(2)] : cells;
	});
	const titles = (sharesCell ? ["job", ...others] : head).map(capitalised);
	const left = rows.length - shown.length;
	return [
		`#### ${title}`,
		markdownTable([titles, ...shown]),
		...left > 0 ? [leftOut(left)] : []
	];
}
const capitalised = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
export { jobTable, runnerTable, runnersJson, sectionOf, unresolvedTable };
