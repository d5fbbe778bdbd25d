import { escapeMarkdown, markdownTable, markdownCode } from "./wait-digests-4f6eaf9a.js";
import { counted, bounded } from "./core-fd7157aa.js";
import { failuresFirst, mostOfError } from "./cascade-runtime-version-b620d964.js";
const marks = {
	updated: "✅",
	unchanged: "✅",
	"pull-request": "📬",
	superseded: "⏭️",
	skipped: "⏭️",
	unwired: "❌",
	unstarted: "❌",
	failed: "❌"
};
const mostRows = 200;
function summaryOf(results, shardLine) {
	const sorted = failuresFirst(results);
	const shown = sorted.slice(0, mostRows);
	const done = results.filter(({ failing }) => !failing).length;
	const left = results.length - shown.length;
	return [
		`### Cascade: ${done} of ${counted(results.length, "template")}`,
		...shardLine === undefined ? [] : [shardLine],
		...shown.flatMap(({ template, error, failing, warnings }) => [...error === null ? [] : [error], ...warnings].map((sentence) => `> ${failing ? "❌" : "⚠️"} **${escapeMarkdown(bounded(template, 300))}**: ${escapeMarkdown(bounded(sentence, mostOfError))}`)),
		table(shown),
		...left > 0 ? [`${counted(left, "more template is", "more templates are")} left out here; the log has all of them.`] : []
	].join("\n\n");
}
function table(results) {
	const followed = results.some(({ run }) => run !== null);
	const head = [
		"",
		"Template",
		"From",
		"To",
		"State",
		"Commit",
		"Attempts",
		"Seconds",
		...followed ? ["Run"] : []
	];
	const rows = results.map((result) => [
		result.failing ? "❌" : marks[result.state] === "❌" ? "⚠️" : marks[result.state],
		escapeMarkdown(bounded(result.template, 300)),
		version(result.from),
		version(result.to),
		result.state,
		[link(result.commit?.slice(0, 10), result.commitUrl), link(result.pullRequest === null ? undefined : "pull request", result.pullRequest)].filter(Boolean).join(" ") || "–",
		String(result.attempts),
		result.seconds.toFixed(1),
		...followed ? [link(result.run?.state, result.run?.url ?? null) || "–"] : []
	]);
	return markdownTable([head, ...rows]);
}
function version(text) {
	return text ? markdownCode(bounded(text, 200)) : "–";
}
function link(text, url) {
	if (!text) return "";
	const shown = escapeMarkdown(bounded(text, 100));
	if (url === null || url.length > 2e3 || !isWeb(url)) return shown;
	return `<a href="${escapeMarkdown(new URL(url).href)}">${shown}</a>`;
}
function isWeb(url) {
	if (!URL.canParse(url)) return false;
	const { protocol, username, password } = new URL(url);
	return /^https?:$/.test(protocol) && username === "" && password === "";
}
export { summaryOf };
