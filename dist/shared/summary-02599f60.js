import { formatDuration } from "./core-5b2f5036.js";
import { escapeMarkdown, markdownCode, markdownTable } from "./wait-digests-bf0a3b77.js";
import { phases, timeOf, retriesOf, countReasons } from "./publish-index-29fe6ea2.js";
const marks = {
	published: "✅",
	unchanged: "✅",
	skipped: "⏭️",
	planned: "📝",
	failed: "❌",
	cancelled: "⏹️"
};
const mostSections = 40;
function summaryOf(results) {
	const rank = ({ state }) => state === "failed" ? 0 : state === "cancelled" ? 1 : 2;
	const sorted = [...results].sort((a, b) => rank(a) - rank(b));
	const done = results.filter((result) => rank(result) === 2).length;
	return [
		`### Publish: ${done} of ${results.length} ${results.length === 1 ? "image" : "images"}`,
		...sorted.flatMap(({ name, error }) => error === undefined ? [] : [`> ❌ **${escapeMarkdown(name)}**: ${escapeMarkdown(error)}`]),
		table(sorted),
		...sorted.map(details),
		timeline(results)
	].join("\n\n");
}
function table(results) {
	const used = phases.filter((phase) => results.some((result) => timeOf(result, phase) !== undefined));
	const head = [
		"",
		"Target",
		...used,
		"Digest",
		"Platforms",
		"Seconds",
		"Retries"
	];
	const rows = results.map((result) => [
		marks[result.state],
		escapeMarkdown(result.name),
		...used.map((phase) => {
			const time = timeOf(result, phase);
			return time === undefined ? "–" : formatDuration(time);
		}),
		result.digest ? markdownCode(result.digest) : "–",
		escapeMarkdown(result.platforms.join(", ")) || "–",
		result.seconds.toFixed(1),
		retriesOf(result).length > 0 ? escapeMarkdown(countReasons(retriesOf(result))) : "0"
	]);
	return markdownTable([head, ...rows]);
}
function details({ name, tags, manifests }) {
	const images = manifests.filter(({ attests }) => attests === undefined);
	const attestations = manifests.filter(({ attests }) => attests !== undefined);
	const lines = [
		`<details><summary>${escapeMarkdown(name)}: ${tags.length} tags, ${images.length} images</summary>`,
		"",
		...tags.map(({ ref, state }) => `- ${markdownCode(ref)} ${state.replace("-", " ")}`),
		"",
		markdownTable([["Platform", "Digest"], ...images.map(({ platform, digest }) => [escapeMarkdown(platform ?? "–"), markdownCode(digest)])])
	];
	if (attestations.length > 0) lines.push("", `<details><summary>${attestations.length} attestations</summary>`, "", markdownTable([["Attestation", "Image"], ...attestations.map(({ digest, attests }) => [markdownCode(digest), markdownCode(attests ?? "")])]), "", "</details>");
	return [
		...lines,
		"",
		"</details>"
	].join("\n");
}
function timeline(results) {
	const shown = results.filter((result) => result.phases.length > 0).slice(0, mostSections);
	if (shown.length === 0) return "";
	const lines = shown.flatMap((result) => [`  section ${plain(result.name)}`, ...result.phases.map(({ phase, start, end, outcome }) => `  ${phase} :${outcome === "failed" || outcome === "cancelled" ? "crit, " : ""}${Math.round(start)}, ${Math.max(Math.round(start) + 1, Math.round(end))}`)]);
	return [
		"```mermaid",
		"gantt",
		"  dateFormat x",
		"  axisFormat %M:%S",
		...lines,
		"```"
	].join("\n");
}
function plain(name) {
	return name.replace(/[^\w./ -]+/g, "-").slice(0, 60) || "image";
}
export { summaryOf };
