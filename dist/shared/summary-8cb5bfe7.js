import { escapeMarkdown, markdownTable, markdownCode } from "./wait-digests-cdac7334.js";
import { counted, bounded } from "./core-c586a531.js";
import { whereStopped, failuresFirst, mostOfError } from "./cascade-runtime-version-9f4253cb.js";
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
		"By then",
		"Have it",
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
		...inWaves ? [String(result.wave ?? "–")] : [],
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
