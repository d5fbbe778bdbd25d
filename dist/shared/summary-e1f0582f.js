import { escapeMarkdown, markdownTable, markdownLink, markdownCode } from "./image-cache-post_prune-images_wait-digests-d3c12498.js";
import { counted, bounded } from "./core-cb5264e6.js";
import { whereStopped, failuresFirst, mostOfError } from "./cascade-runtime-version-bf57bbd2.js";
const marks = {
	updated: "✅",
	unchanged: "✅",
	"pull-request": "📬",
	superseded: "⏭️",
	skipped: "⏭️",
	unwired: "❌",
	unstarted: "❌",
	failed: "❌",
	held: "⏸️"
};
const mostRows = 200;
function summaryOf(cascaded, shardLine) {
	const { results, waves } = cascaded;
	const stopped = whereStopped(cascaded);
	const sorted = failuresFirst(results);
	const shown = sorted.slice(0, mostRows);
	const done = results.filter(({ failing, state }) => !failing && state !== "held").length;
	const left = results.length - shown.length;
	return [
		`### Cascade: ${done} of ${counted(results.length, "template")}`,
		...shardLine === undefined ? [] : [shardLine],
		...stopped === undefined ? [] : [`> ⏸️ ${escapeMarkdown(stopped)}`],
		...shown.flatMap(({ template, state, error, failing, warnings }) => [...error === null || state === "held" ? [] : [error], ...warnings].map((sentence) => `> ${failing ? "❌" : "⚠️"} **${escapeMarkdown(bounded(template, 300))}**: ${escapeMarkdown(bounded(sentence, mostOfError))}`)),
		...waves.length === 0 ? [] : [waveTable(waves, results)],
		table(shown),
		...left > 0 ? [`${counted(left, "more template is", "more templates are")} left out here; the log has all of them.`] : []
	].join("\n\n");
}
const verdicts = {
	built: "✅",
	stopped: "❌",
	held: "⏸️",
	planned: "📝"
};
function waveTable(waves, results) {
	const rows = waves.map(({ number, figure, target, verdict }) => {
		const own = results.filter(({ wave }) => wave === number);
		const built = own.filter(({ run }) => run?.state === "success").length;
		return [
			verdicts[verdict],
			String(number),
			figure,
			String(target),
			String(own.length),
			String(built),
			verdict
		];
	});
	return markdownTable([[
		"",
		"Wave",
		"Up to",
		"In all",
		"Templates",
		"Built",
		"Verdict"
	], ...rows]);
}
function table(results) {
	const followed = results.some(({ run }) => run !== null);
	const inWaves = results.some(({ wave }) => wave !== null);
	const head = [
		"",
		...inWaves ? ["Wave"] : [],
		"Template",
		"Version",
		"State",
		followed ? "Run" : "Seconds"
	];
	const rows = results.map((result) => [
		result.failing ? "❌" : marks[result.state] === "❌" ? "⚠️" : marks[result.state],
		...inWaves ? [String(result.wave ?? "–")] : [],
		escapeMarkdown(bounded(result.template, 300)),
		versions(result),
		stateOf(result),
		followed ? markdownLink(result.run?.state ?? "", result.run?.url ?? null) || "–" : result.seconds.toFixed(1)
	]);
	return markdownTable([head, ...rows]);
}
function versions({ from, to }) {
	const code = (text) => markdownCode(bounded(text, 200));
	return from === to ? code(to) : `${from ? code(from) : "–"} → ${code(to)}`;
}
function stateOf({ state, attempts, commit, commitUrl, pullRequest }) {
	return [
		attempts > 1 ? `${state} after ${attempts} attempts` : state,
		markdownLink(commit?.slice(0, 10) ?? "", commitUrl),
		pullRequest === null ? "" : markdownLink("pull request", pullRequest)
	].filter((part) => part !== "").join(", ");
}
export { summaryOf };
