import { formatDuration, mostClauses, outputJson, joined, ReportedError, counted } from "./core-c586a531.js";
import { textTable } from "./cascade-runtime-version_wait-digests-afb89735.js";
import { escapeMarkdown, markdownCode, markdownTable } from "./wait-digests-cdac7334.js";
import { countReasons, attests, formatPlatform } from "./publish-index-6c1fbd1f.js";
import { referrersInWords, toTell } from "./words-fc1dccc9.js";
import { bytesInWords, outcomeOf } from "./words-95ac277c.js";
const phases = [
	"wait",
	"soci",
	"check",
	"copy",
	"put",
	"tag",
	"verify"
];
class PublishFailed extends ReportedError {
	name = "PublishFailed";
}
function outputsOf(results, all) {
	const held = results.flatMap(({ digest, tags }) => tags.filter(isHeld).map(({ ref, digest: own }) => `${ref}@${own ?? digest}`));
	const only = all === 1 ? results[0] : undefined;
	const holds = (wanted) => only?.tags.some((tag) => isHeld(tag) && (tag.digest ?? only.digest) === wanted) ? wanted : undefined;
	return {
		digest: only?.state === "planned" ? only.digest : holds(only?.digest),
		"soci-digest": holds(only?.soci?.digest),
		refs: [...new Set(held)].join("\n"),
		json: outputJson(results.map(({ name, state, digest, platforms, tags, referrers, soci, attempts, seconds, error }) => ({
			name,
			state,
			digest,
			platforms,
			tags,
			referrers,
			soci,
			attempts,
			seconds,
			error
		})))
	};
}
const isHeld = ({ state }) => state === "published" || state === "unchanged";
function logTable(results) {
	const used = phases.filter((phase) => results.some((result) => timeOf(result, phase) !== undefined));
	return textTable([[
		"target",
		"state",
		...used,
		"seconds",
		"retries",
		"digest",
		"platforms"
	], ...results.map((result) => [
		result.name,
		result.state,
		...used.map((phase) => {
			const time = timeOf(result, phase);
			return time === undefined ? "–" : formatDuration(time);
		}),
		result.seconds.toFixed(1),
		String(retriesOf(result).length),
		result.digest ?? "–",
		result.platforms.join(", ") || "–"
	])]).concat(failuresIn(results).slice(mostClauses).map(sentenceOf));
}
const failuresIn = (results) => results.filter(({ state }) => state === "failed" || state === "cancelled");
const sentenceOf = ({ name, error }) => `${name}: ${error}`;
function timeOf(result, phase) {
	const records = result.phases.filter((record) => record.phase === phase);
	return records.length === 0 ? undefined : records.reduce((sum, { start, end }) => sum + end - start, 0);
}
function retriesOf(result) {
	return result.phases.flatMap(({ retries }) => retries);
}
function requireAll(results) {
	for (const { bug } of results) if (bug !== undefined) throw bug;
	const failed = failuresIn(results);
	const [only] = failed;
	if (!only) return;
	if (results.length === 1) throw new PublishFailed(only.error ?? "the image was not published");
	throw new PublishFailed(`${failed.length} of ${results.length} targets were not published: ${joined(failed.map(sentenceOf))}`);
}
const marks = {
	published: "✅",
	unchanged: "✅",
	skipped: "⏭️",
	planned: "📝",
	failed: "❌",
	cancelled: "⏹️"
};
const mostSections = 40;
function summaryOf(results, shardLine) {
	const rank = ({ state }) => state === "failed" ? 0 : state === "cancelled" ? 1 : 2;
	const sorted = [...results].sort((a, b) => rank(a) - rank(b));
	const done = results.filter((result) => rank(result) === 2).length;
	return [
		`### Publish: ${done} of ${counted(results.length, "image")}`,
		...shardLine === undefined ? [] : [shardLine],
		...sorted.flatMap(({ name, error }) => error === undefined ? [] : [`> ❌ **${escapeMarkdown(name)}**: ${escapeMarkdown(error)}`]),
		...sorted.flatMap(({ name, notes }) => notes.map((note) => `> ℹ️ **${escapeMarkdown(name)}**: ${escapeMarkdown(note)}`)),
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
function details({ name, tags, entries, referrers, soci }) {
	const manifests = entries.map(({ descriptor }) => descriptor);
	const attestations = manifests.filter((one) => attests(one) !== undefined);
	const images = manifests.filter((one) => attests(one) === undefined && !one.artifactType?.includes(".soci."));
	const lines = [
		`<details><summary>${escapeMarkdown(name)}: ${counted(tags.length, "tag")}, ${counted(images.length, "image")}</summary>`,
		"",
		...tags.map(({ ref, state }) => `- ${markdownCode(ref)} ${state.replace("-", " ")}`),
		...referrers ? linesOf(referrers) : [],
		...soci ? linesOfSoci(soci) : [],
		"",
		markdownTable([["Platform", "Digest"], ...images.map(({ platform, digest }) => [escapeMarkdown(platform ? formatPlatform(platform) : "–"), markdownCode(digest)])])
	];
	if (attestations.length > 0) lines.push("", `<details><summary>${counted(attestations.length, "attestation")}</summary>`, "", markdownTable([["Attestation", "Image"], ...attestations.map((one) => [markdownCode(one.digest), markdownCode(attests(one) ?? "")])]), "", "</details>");
	return [
		...lines,
		"",
		"</details>"
	].join("\n");
}
function linesOf(referrers) {
	const { copied, present, left } = referrers;
	if (copied + present + left.length === 0) return [];
	return [`- ${referrersInWords(referrers)}`, ...toTell(left).map((sentence) => `  - ${escapeMarkdown(sentence)}`)];
}
function linesOfSoci(soci) {
	const { skipped, toRead, plainDigest, digest } = soci;
	const read = toRead ? `${counted(toRead.layers, "layer")} would be read, ${bytesInWords(toRead.bytes)}; ${outcomeOf(soci)}` : outcomeOf(soci);
	const converted = digest && digest !== plainDigest ? `; ${plainDigest} became ${digest}` : "";
	return [`- SOCI: ${read}${converted}`, ...skipped.map(({ layer, reason }) => `  - ${markdownCode(layer)} skipped: ${escapeMarkdown(reason)}`)];
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
export { logTable, outputsOf, requireAll, summaryOf };
