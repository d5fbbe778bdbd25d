import { UserError, textTable, seconds, ReportedError, messageOf } from "./core-5c11f894.js";
import { isDigest, parseDigest, withDigest, parseReference, isIndex, RegistryRefusal, readIndex, allReadable, formatReference, Waiter, NotReadable } from "./publish-index_wait-digests-4ae05c17.js";
function escapeMarkdown(text) {
	return text.replace(/\s+/g, " ").replace(/[&<>"'`*_{}[\]()#!|~@$\\^]|:(?=\/\/)/g, (character) => `&#${character.charCodeAt(0)};`);
}
function markdownCode(text) {
	return `<code>${escapeMarkdown(text)}</code>`;
}
function markdownTable([head = [], ...rows]) {
	return [
		head,
		head.map(() => "---"),
		...rows
	].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
const accepted = "accepted are repository@sha256:…, repository:tag, and a bare sha256:… digest together with \"image\"";
function parseRefs(texts, image) {
	return texts.map((text) => {
		if (/^sha(?:256|512):/.test(text)) {
			const digest = isDigest(text) ? text : parseDigest(text);
			if (!image) throw new UserError(`the bare digest ${digest} needs "image"; ${accepted}`);
			return withDigest(image, digest);
		}
		const reference = parseReference(text);
		if (reference.tag === undefined && reference.digest === undefined) throw new UserError(`${JSON.stringify(text)} names neither a tag nor a digest; ${accepted}`);
		return reference;
	});
}
function outputsOf(results, elapsed) {
	return {
		refs: results.flatMap(({ ref, state, digest }) => state === "ready" && digest ? [resolved(ref, digest)] : []).join("\n"),
		json: JSON.stringify(results.map(({ ref, state, digest, seconds, polls, error }) => ({
			ref,
			state,
			digest,
			seconds,
			polls,
			error
		}))),
		elapsed: elapsed.toFixed(1)
	};
}
function resolved(ref, digest) {
	const name = ref.replace(/@.*$/, "");
	return `${name.replace(/:[^/:]*$/, "")}@${digest}`;
}
function logTable(results) {
	return textTable([[
		"state",
		"seconds",
		"polls",
		"reference"
	], ...results.map(({ ref, state, seconds, polls }) => [
		state,
		seconds.toFixed(1),
		String(polls),
		ref
	])]);
}
function summaryOf(results) {
	const sorted = [...results].sort((a, b) => Number(a.state === "ready") - Number(b.state === "ready"));
	const ready = results.filter(({ state }) => state === "ready").length;
	return [
		`### Wait: ${ready} of ${results.length} ${results.length === 1 ? "reference" : "references"} readable`,
		"",
		markdownTable([[
			"",
			"Reference",
			"Seconds",
			"Polls",
			""
		], ...sorted.map(({ ref, state, seconds, polls, error }) => [
			state === "ready" ? "✅" : "❌",
			markdownCode(ref),
			seconds.toFixed(1),
			String(polls),
			escapeMarkdown(error ?? "")
		])])
	].join("\n");
}
const deepestNesting = 4;
async function deepReady(waiter, at, reference, call, patience, nesting = 0) {
	const head = await waiter.ready(at, reference, call, patience);
	if (!isIndex(head.mediaType)) return head;
	if (nesting >= deepestNesting) throw new RegistryRefusal(`${head.digest} nests indexes more than ${deepestNesting} deep`);
	const children = readIndex(await waiter.read(at, head.digest, call, patience));
	const below = (digest, mediaType) => isIndex(mediaType) ? deepReady(waiter, at, digest, call, patience, nesting + 1) : waiter.ready(at, digest, call, patience);
	await allReadable(children.map(({ digest, mediaType }) => below(digest, mediaType)));
	return head;
}
class WaitFailed extends ReportedError {
	name = "WaitFailed";
}
const lastMoment = 1e3;
async function waitForRefs(references, client, { timeout, deep }, { log, signal }) {
	const waiter = new Waiter(client);
	for (const reference of references) client.declare(reference, ["pull"]);
	const start = client.clock.now();
	const stop = new AbortController();
	const call = { signal: AbortSignal.any([signal, stop.signal]) };
	const last = new Map();
	const results = await Promise.all(references.map(async (reference) => {
		const ref = formatReference(reference);
		const name = reference.digest ?? reference.tag ?? "";
		const patience = {
			start,
			timeout,
			onPending: (note) => {
				last.set(ref, `${note.reference} is not readable; the last answer was ${note.reason}`);
				if (note.polls === 1 || note.polls % 6 === 0) log.info(`waiting  ${note.reference}: ${note.reason}`);
			}
		};
		const ended = () => ({
			ref,
			...reference.digest && { digest: reference.digest },
			seconds: Math.round((client.clock.now() - start) / 100) / 10,
			polls: waiter.polls(reference, name)
		});
		try {
			const { digest } = await (deep ? deepReady(waiter, reference, name, call, patience) : waiter.ready(reference, name, call, patience));
			log.info(`ready    ${ref}${reference.digest ? "" : ` = ${digest}`}, ${seconds(client.clock.now() - start)}`);
			return {
				...ended(),
				digest,
				state: "ready"
			};
		} catch (error) {
			if (call.signal.aborted) return {
				...ended(),
				state: "pending",
				error: last.get(ref) ?? `${ref} was still being asked for`
			};
			if (error instanceof NotReadable) return {
				...ended(),
				state: "pending",
				error: error.message
			};
			if (!(error instanceof ReportedError)) throw error;
			client.clock.sleep(lastMoment, call.signal).then(() => stop.abort(error), () => {});
			log.info(`failed   ${ref}: ${messageOf(error)}`);
			return {
				...ended(),
				state: "failed",
				error: messageOf(error)
			};
		}
	}));
	return results;
}
function requireReady(results) {
	const failed = results.filter(({ state }) => state === "failed");
	const blamed = failed.length > 0 ? failed : results.filter(({ state }) => state === "pending");
	if (blamed.length === 0) return;
	const errors = [...new Set(blamed.map(({ error }) => error))].join("; ");
	throw new WaitFailed(results.length === 1 ? errors : `${blamed.length} of ${results.length} references are not readable: ${errors}`);
}
export { escapeMarkdown, logTable, markdownCode, markdownTable, outputsOf, parseRefs, requireReady, summaryOf, waitForRefs };
