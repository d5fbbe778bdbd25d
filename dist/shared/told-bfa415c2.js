import { formatDuration, mostClauses, outputJson, joined, ReportedError, counted, cleaned } from "./core-cb5264e6.js";
import { textTable } from "./cascade-runtime-version_image-cache-post_prune-images_wait-digests-01eec6d9.js";
import { markdownCode, escapeMarkdown, markdownTable } from "./image-cache-post_prune-images_wait-digests-d3c12498.js";
import { attests, countReasons, formatPlatform } from "./publish-index-16a2689c.js";
import { referrersInWords, toTell } from "./words-7a0ab922.js";
import { bytesInWords, outcomeOf } from "./words-aca7146c.js";
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
	const used = phases.filter((phase) => results.some((result) => timeOf$1(result, phase) !== undefined));
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
			const time = timeOf$1(result, phase);
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
function timeOf$1(result, phase) {
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
	throw new PublishFailed(`${failed.length} of ${results.length} targets ${failed.length === 1 ? "was" : "were"} not published: ${joined(failed.map(sentenceOf))}`);
}
function detailsOf(result) {
	const { name, tags, entries, digest, phases, referrers, soci } = result;
	const manifests = entries.map(({ descriptor }) => descriptor);
	const attestations = manifests.filter((one) => attests(one) !== undefined);
	const images = manifests.filter((one) => attests(one) === undefined && !one.artifactType?.includes(".soci."));
	const short = [...tagsInWords(tags), ...images.length > 0 ? [counted(images.length, "image")] : []];
	const retries = retriesOf(result);
	const body = [
		...digest === undefined ? [] : [
			"```text",
			digest,
			"```",
			""
		],
		...tags.map(({ ref, state }) => `- ${markdownCode(ref)} ${inWords(state)}`),
		...phases.length === 0 ? [] : [`- ${timesOf(result)}`],
		...retries.length === 0 ? [] : [`- ${escapeMarkdown(countReasons(retries))}`],
		...referrers ? linesOf(referrers) : [],
		...soci ? linesOfSoci(soci) : [],
		...images.length === 0 ? [] : [`- ${counted(images.length, "image")}:`],
		...images.map((one) => `  - ${platformOf(one)} ${markdownCode(one.digest)}`),
		...attestations.length === 0 ? [] : folded(attestations, images)
	];
	return {
		title: [escapeMarkdown(name), short.join(", ")].filter(Boolean).join(": "),
		body: body.join("\n")
	};
}
const inWords = (state) => state.replace("-", " ");
function tagsInWords(tags) {
	const counts = new Map();
	for (const { state } of tags) counts.set(inWords(state), (counts.get(inWords(state)) ?? 0) + 1);
	return [...counts].map(([state, count], at) => `${at === 0 ? counted(count, "tag") : count} ${state}`);
}
const platformOf = ({ platform }) => escapeMarkdown(platform ? formatPlatform(platform) : "–");
function timesOf({ phases }) {
	return phases.map(({ phase, start, end }) => `${phase} ${formatDuration(end - start)}`).join(", ");
}
function folded(attestations, images) {
	return [
		"",
		`<details><summary>${counted(attestations.length, "attestation")}</summary>`,
		"",
		...attestations.map((one) => {
			const image = images.find(({ digest }) => digest === attests(one));
			const of = image?.platform ? platformOf(image) : markdownCode(attests(one) ?? "");
			return `- of ${of}: ${markdownCode(one.digest)}`;
		}),
		"",
		"</details>"
	];
}
function linesOf(referrers) {
	const { copied, present, left } = referrers;
	if (copied + present + left.length === 0) return [];
	return [`- ${referrersInWords(referrers)}`, ...toTell(left).map((sentence) => `  - ${escapeMarkdown(sentence)}`)];
}
function linesOfSoci(soci) {
	const { skipped, toRead, plainDigest, digest } = soci;
	const read = toRead ? `${counted(toRead.layers, "layer")} would be read, ${bytesInWords(toRead.bytes)}; ${outcomeOf(soci)}` : outcomeOf(soci);
	const converted = digest && digest !== plainDigest ? `; ${markdownCode(plainDigest)} became ${markdownCode(digest)}` : "";
	return [`- SOCI: ${read}${converted}`, ...skipped.map(({ layer, reason }) => `  - ${markdownCode(layer)} skipped: ${escapeMarkdown(reason)}`)];
}
const mostSections = 40;
const mostOfName = 28;
const [barsWidth, nameLetter, barLetter] = [
	500,
	7,
	7
];
const narrowest = 8;
const mostTicks = 8;
function timelineOf(results) {
	const shown = results.filter(({ phases }) => phases.length > 0).slice(0, mostSections);
	if (shown.length === 0) return "";
	const records = shown.flatMap(({ phases }) => phases);
	const origin = Math.min(...records.map(({ start }) => start));
	const length = Math.max(1, ...records.map(({ end }) => end - origin));
	const names = shown.map(({ name }) => plain(name));
	const { interval, format } = axisOf(length);
	return [
		"```mermaid",
		"---",
		"displayMode: compact",
		"config:",
		"  gantt:",
		`    leftPadding: ${30 + nameLetter * Math.max(6, ...names.map((name) => name.length))}`,
		"    rightPadding: 30",
		"---",
		"gantt",
		"  dateFormat YYYY-MM-DD HH:mm:ss.SSS",
		`  axisFormat ${format}`,
		`  tickInterval ${interval}`,
		"  todayMarker off",
		...shown.flatMap(({ phases }, at) => [`  section ${names[at]}`, ...visible(phases, length).map((record) => barOf(record, origin, length))]),
		"```"
	].join("\n");
}
function visible(phases, length) {
	const wide = phases.filter(({ start, end }) => (end - start) / length * barsWidth >= narrowest);
	const longest = phases.reduce((one, other) => other.end - other.start > one.end - one.start ? other : one);
	return wide.length > 0 ? wide : [longest];
}
function barOf({ phase, start, end, outcome }, origin, length) {
	const [from, to] = [Math.round(start - origin), Math.round(end - origin)];
	const fits = (to - from) / length * barsWidth > phase.length * barLetter;
	const mark = outcome === "failed" || outcome === "cancelled" ? "crit, " : "";
	return `  ${fits ? phase : "·"} :${mark}${timeOf(from)}, ${timeOf(Math.max(from + 1, to))}`;
}
function timeOf(ms) {
	return new Date(Date.UTC(2e3, 0, 1) + ms).toISOString().replace("T", " ").replace("Z", "");
}
const [second, minute, hour] = [
	1e3,
	6e4,
	36e5
];
const steps = [
	...[
		1,
		2,
		5,
		10,
		20,
		50,
		100,
		200,
		500
	],
	...[
		1,
		2,
		5,
		10,
		20,
		30
	].map((count) => count * second),
	...[
		1,
		2,
		5,
		10,
		20,
		30
	].map((count) => count * minute),
	...[
		1,
		2,
		4,
		8,
		12
	].map((count) => count * hour)
];
function axisOf(length) {
	const step = steps.find((one) => length / one <= mostTicks) ?? 24 * hour;
	if (length < second) return {
		interval: `${step}millisecond`,
		format: "%-L ms"
	};
	if (step < second) return {
		interval: "1second",
		format: "%-S s"
	};
	if (step < minute) return {
		interval: `${step / second}second`,
		format: length < minute ? "%-S s" : "%-M:%S"
	};
	if (step < hour) return {
		interval: `${step / minute}minute`,
		format: length < hour ? "%-M min" : "%-H:%M h"
	};
	return {
		interval: `${step / hour}hour`,
		format: "%-H:%M h"
	};
}
function plain(name) {
	const text = cleaned(name).replace(/[^\w./ -]+/g, "-");
	return (text.length > mostOfName ? `…${text.slice(1 - mostOfName)}` : text).trim() || "image";
}
const marks = {
	published: "✅",
	unchanged: "✅",
	skipped: "⏭️",
	planned: "📝",
	failed: "❌",
	cancelled: "⏹️"
};
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
		timelineOf(sorted),
		...sorted.map((result) => details(result, results.length === 1))
	].filter((part) => part !== "").join("\n\n");
}
function table(results) {
	const head = [
		"",
		"Target",
		"Digest",
		"Platforms",
		"Seconds",
		"Retries"
	];
	const rows = results.map((result) => [
		marks[result.state],
		escapeMarkdown(result.name),
		result.digest ? markdownCode(shortDigest(result.digest)) : "–",
		escapeMarkdown(result.platforms.join(", ")) || "–",
		result.seconds.toFixed(1),
		String(retriesOf(result).length)
	]);
	return markdownTable([head, ...rows]);
}
const shortDigest = (digest) => digest.slice(0, digest.indexOf(":") + 13);
function details(result, isOnly) {
	const { title, body } = detailsOf(result);
	return isOnly ? body : `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}
export { logTable, outputsOf, requireAll, summaryOf };
