import { isDigest, parseDigest, UserError, quoted, mostClauses, counted, outputJson, joined, ReportedError, formatDuration, messageOf } from "./core-cb5264e6.js";
import { withDigest, isTag, parseReference, isIndex, RegistryRefusal, readIndex, allReadable, formatReference, NotReadable, Waiter } from "./publish-index_wait-digests-66bd1fd0.js";
import { escapeMarkdown, markdownTable, markdownCode } from "./image-cache-post_prune-images_wait-digests-d3c12498.js";
import { textTable } from "./cascade-runtime-version_image-cache-post_prune-images_wait-digests-01eec6d9.js";
const accepted = "expected repository@sha256:…, repository:tag, or a bare sha256:… digest or a short tag together with \"image\"";
function parseRefs(texts, image) {
	return texts.map((text) => {
		if (/^sha(?:256|512):/.test(text)) {
			const digest = isDigest(text) ? text : parseDigest(text);
			if (!image) throw new UserError(`the bare digest ${digest} needs "image"; ${accepted}`);
			return withDigest(image, digest);
		}
		if (isTag(text) && !/^[\da-f]{64}$/.test(text)) {
			if (!image) throw new UserError(`the short tag ${quoted(text)} needs "image"; ${accepted}`);
			return {
				...image,
				tag: text
			};
		}
		const reference = parseReference(text);
		if (reference.tag === undefined && reference.digest === undefined) throw new UserError(`${quoted(text)} names neither a tag nor a digest; ${accepted}`);
		return reference;
	});
}
class WaitFailed extends ReportedError {
	name = "WaitFailed";
}
function outputsOf(results, elapsed) {
	return {
		refs: results.flatMap(({ ref, state, digest }) => state === "ready" && digest ? [resolved(ref, digest)] : []).join("\n"),
		json: outputJson(results.map(({ ref, state, digest, seconds, polls, error }) => ({
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
	])]).concat([...new Set(blamedIn(results).map(sentenceOf))].slice(mostClauses));
}
function blamedIn(results) {
	const failed = results.filter(({ state }) => state === "failed");
	return failed.length > 0 ? failed : results.filter(({ state }) => state === "pending");
}
const sentenceOf = ({ ref, error }) => error ?? `${ref} is not readable`;
function summaryOf(results, shardLine) {
	const sorted = [...results].sort((a, b) => Number(a.state === "ready") - Number(b.state === "ready"));
	const ready = results.filter(({ state }) => state === "ready").length;
	const { refs } = outputsOf(results, 0);
	return [
		`### Wait: ${ready} of ${counted(results.length, "reference")} readable`,
		...shardLine === undefined ? [] : [shardLine],
		...sorted.flatMap(({ state, error }) => state === "ready" || error === undefined ? [] : [`> ❌ ${escapeMarkdown(error)}`]),
		markdownTable([[
			"",
			"Reference",
			"Seconds",
			"Polls"
		], ...sorted.map(({ ref, state, seconds, polls }) => [
			state === "ready" ? "✅" : "❌",
			markdownCode(shortReference(ref)),
			seconds.toFixed(1),
			String(polls)
		])]),
		...refs === "" ? [] : [`<details><summary>Digests</summary>\n\n\`\`\`text\n${refs}\n\`\`\`\n\n</details>`]
	].join("\n\n");
}
const shortReference = (ref) => ref.replace(/(?<=@\w+:[0-9a-f]{12})[0-9a-f]+$/, "");
function requireReady(results) {
	const blamed = blamedIn(results);
	if (blamed.length === 0) return;
	const errors = joined([...new Set(blamed.map(sentenceOf))]);
	throw new WaitFailed(results.length === 1 ? errors : `${blamed.length} of ${results.length} references ${blamed.length === 1 ? "is" : "are"} not readable: ${errors}`);
}
const deepestNesting = 4;
async function deepReady(waiter, at, reference, context, patience, nesting = 0) {
	const head = await waiter.ready(at, reference, context, patience);
	if (!isIndex(head.mediaType)) return head;
	if (nesting >= deepestNesting) throw new RegistryRefusal(`${head.digest} nests indexes more than ${deepestNesting} deep`);
	const children = readIndex(await waiter.read(at, head.digest, context, patience));
	const below = (digest, mediaType) => isIndex(mediaType) ? deepReady(waiter, at, digest, context, patience, nesting + 1) : waiter.ready(at, digest, context, patience);
	await allReadable(children.map(({ digest, mediaType }) => below(digest, mediaType)));
	return head;
}
const lastMoment = 1e3;
async function waitForRefs(references, client, options, { log, signal }) {
	for (const reference of references) client.declare(reference, ["pull"]);
	const stop = new AbortController();
	const context = { signal: AbortSignal.any([signal, stop.signal]) };
	const start = client.clock.now();
	const kit = {
		client,
		waiter: new Waiter(client),
		log,
		options,
		start,
		stop,
		context
	};
	return Promise.all(references.map((reference) => waitForRef(reference, kit)));
}
async function waitForRef(reference, kit) {
	const { log, context } = kit;
	const ref = formatReference(reference);
	const pending = new PendingRef(ref, log);
	try {
		const { digest } = await untilReadable(reference, kit, (note) => pending.note(note));
		const resolved = reference.digest ? "" : ` = ${digest}`;
		log.info(`ready    ${ref}${resolved}, ${formatDuration(kit.client.clock.now() - kit.start)}`);
		return {
			...endOf(reference, kit),
			digest,
			state: "ready"
		};
	} catch (error) {
		if (context.signal.aborted) return {
			...endOf(reference, kit),
			state: "pending",
			error: pending.sentence
		};
		if (error instanceof NotReadable) return {
			...endOf(reference, kit),
			state: "pending",
			error: error.message
		};
		if (!(error instanceof ReportedError)) throw error;
		stopSoon(kit, error);
		log.info(`failed   ${ref}: ${messageOf(error)}`);
		return {
			...endOf(reference, kit),
			state: "failed",
			error: messageOf(error)
		};
	}
}
function untilReadable(reference, { waiter, options, start, context }, onPending) {
	const patience = {
		start,
		timeout: options.timeout,
		onPending
	};
	const name = nameIn(reference);
	return options.deep ? deepReady(waiter, reference, name, context, patience) : waiter.ready(reference, name, context, patience);
}
function endOf(reference, { client, waiter, start }) {
	return {
		ref: formatReference(reference),
		...reference.digest && { digest: reference.digest },
		seconds: Math.round((client.clock.now() - start) / 100) / 10,
		polls: waiter.polls(reference, nameIn(reference))
	};
}
function nameIn({ digest, tag = "" }) {
	return digest ?? tag;
}
function stopSoon({ client, stop, context }, reason) {
	client.clock.sleep(lastMoment, context.signal).then(() => stop.abort(reason), () => {});
}
class PendingRef {
	sentence;
	#log;
	constructor(ref, log) {
		this.sentence = `${ref} was still being asked for`;
		this.#log = log;
	}
	note({ reference, reason, polls }) {
		this.sentence = `${reference} is not readable; the last answer was ${reason}`;
		if (polls === 1 || polls % 6 === 0) this.#log.info(`waiting  ${reference}: ${reason}`);
	}
}
export { logTable, outputsOf, parseRefs, requireReady, summaryOf, waitForRefs };
