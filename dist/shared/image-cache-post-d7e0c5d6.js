import { ReportedError, counted, messageOf, parseJson, isRecord } from "./core-cb5264e6.js";
import { formatSize, dropLease, openHost, events, connectDocker, jobOf } from "./image-cache_image-cache-post_prune-images-2cbb868d.js";
import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
import { markdownTable, escapeMarkdown, markdownCode } from "./image-cache-post_prune-images_wait-digests-d3c12498.js";
import { textTable } from "./cascade-runtime-version_image-cache-post_prune-images_wait-digests-01eec6d9.js";
import { readStats, readReads, countedSince, fallbacks, parseStart, persistence, failures } from "./image-cache_image-cache-post-90daadcf.js";
function accountOutputs({ counts, storeBytes, remaining, fallbacks }) {
	const text = (value) => value === undefined ? "" : String(value);
	return {
		hits: text(counts?.hits),
		misses: text(counts?.misses),
		"upstream-bytes": text(counts?.upstreamBytes),
		"served-bytes": text(counts?.servedBytes),
		"stale-served": text(counts?.staleServed),
		fallbacks: text(fallbacks?.length),
		"refused-credentials": text(counts?.refusedCredentials),
		"store-bytes": text(storeBytes),
		"evicted-bytes": text(counts?.evictedBytes),
		"rate-limit-remaining": text(remaining)
	};
}
function rowsOf({ counts, storeBytes, remaining, fallbacks, kept }) {
	const rows = [
		["given from disk", counts && counted(counts.hits, "manifest or blob", "manifests and blobs")],
		["asked upstream", counts && counted(counts.misses, "manifest or blob", "manifests and blobs")],
		["bytes given", counts && formatSize(counts.servedBytes)],
		["bytes from upstream", counts && formatSize(counts.upstreamBytes)],
		["stale tags", counts && String(counts.staleServed)],
		["pulls past the mirror", fallbacks === undefined ? "not known" : fallbackWords(fallbacks)],
		["refused credentials", counts && String(counts.refusedCredentials)],
		["thrown out", counts && formatSize(counts.evictedBytes)],
		["store", storeBytes === undefined ? undefined : formatSize(storeBytes)],
		["kept for later jobs", kept && keptWords(kept)],
		["pulls left of the limit", remaining === undefined ? undefined : String(remaining)]
	];
	return rows.flatMap(([name, value]) => value === undefined ? [] : [[name, value]]);
}
const keptWords = ({ bytes, left }) => (bytes === 0 ? "nothing new" : formatSize(bytes)) + (left === 0 ? "" : `; ${counted(left, "manifest or blob", "manifests and blobs")} private, and not kept`);
const fallbackWords = (names) => names.length === 0 ? "none" : `${names.length}: ${enumerated([...new Set(names)])}`;
function tellAccount(account, log) {
	if (account.counts === undefined) log.info("the mirror does not say what it has done in this job");
	for (const line of textTable([["in this job", ""], ...rowsOf(account)])) log.info(line);
	if ((account.fallbacks?.length ?? 0) > 0) log.warning(`the engine went past the mirror for ${fallbackWords(account.fallbacks ?? [])}; such pulls are anonymous and count for this host`);
	if ((account.counts?.refusedCredentials ?? 0) > 0) log.warning("the registry refuses the mirror's user name and password");
}
const squares = 20;
function bar(hits, misses) {
	if (hits + misses === 0) return "";
	const share = Math.round(squares * hits / (hits + misses));
	const full = Math.min(misses > 0 ? squares - 1 : squares, Math.max(hits > 0 ? 1 : 0, share));
	return "🟩".repeat(full) + "🟧".repeat(squares - full);
}
function accountSummary(account) {
	const { counts } = account;
	const percent = counts && Math.floor(100 * counts.hits / Math.max(1, counts.hits + counts.misses));
	const paragraphs = [
		"### Image cache",
		counts === undefined || counts.hits + counts.misses === 0 ? "Nothing was pulled through the mirror in this job." : `${bar(counts.hits, counts.misses)} ${percent} % from disk`,
		markdownTable([["In this job", ""], ...rowsOf(account).map(([name, value]) => [escapeMarkdown(name), escapeMarkdown(value)])]),
		...(account.fallbacks?.length ?? 0) === 0 ? [] : [`Pulled past the mirror: ${[...new Set(account.fallbacks)].slice(0, 10).map((name) => markdownCode(name)).join(", ")}`]
	];
	return paragraphs.join("\n\n");
}
function requireCached({ fallbacks, counts }, failOn) {
	if (failOn.has("fallback") && (fallbacks?.length ?? 0) > 0) throw new ReportedError(`the engine went past the mirror for ${fallbackWords(fallbacks ?? [])}`);
	if (failOn.has("credentials") && (counts?.refusedCredentials ?? 0) > 0) throw new ReportedError("the registry refuses the mirror's user name and password");
}
const overlap = 36e5;
async function endAccount(engine, start, context, keeping) {
	const { signal, job } = context;
	await dropLease(engine, job, signal);
	const host = await openHost(engine, context);
	try {
		const stats = host && await readStats(host, start.url);
		const reads = host && stats && await readReads(host, start.url, start.at - overlap);
		const until = Date.now() / 1e3;
		const since = Math.max(0, start.marker / 1e9 - .001);
		const happened = await events(engine, {
			since,
			until,
			signal
		});
		const isComplete = happened.some(({ timeNano }) => timeNano === start.marker);
		const later = happened.filter(({ timeNano }) => timeNano > start.marker);
		const counts = stats && countedSince(start.stats ?? stats, stats);
		const isNew = counts !== undefined && counts.upstreamBytes > 0;
		const own = isNew && reads && keeping && {
			...reads,
			reads: reads.reads.filter(({ at }) => at >= start.now)
		};
		return {
			kept: own ? await keepReads(engine, own, keeping, context) : undefined,
			counts,
			storeBytes: stats?.storeBytes,
			remaining: stats?.rateLimitRemaining ?? undefined,
			fallbacks: isComplete && reads ? fallbacks(later, reads.reads) : undefined
		};
	} finally {
		await host?.close();
	}
}
async function keepReads(engine, reads, { service, store, upstream, most }, { log, signal, job }) {
	try {
		const { keep, publicReads } = await import("./persist-ad329267.js");
		const open = await publicReads(reads, upstream, signal);
		const all = new Set(reads.reads.map(({ digest }) => digest));
		const kept = await keep(service, store, open, most, {
			engine,
			log,
			signal,
			job
		});
		return {
			bytes: kept?.bytes ?? 0,
			left: all.size - open.length
		};
	} catch (error) {
		if (signal.aborted) throw error;
		log.warning(`what was pulled is not kept in the cache service: ${messageOf(error)}`);
		return undefined;
	}
}
async function endCache(left, env, { log, signal }) {
	const value = parseJson(left);
	const given = isRecord(value) ? value : {};
	const start = typeof given.start === "string" ? parseStart(given.start) : undefined;
	if (!start || typeof given.dockerHost !== "string") throw new Error("what the step has left cannot be read");
	const words = Array.isArray(given.failOn) ? given.failOn : [];
	const engine = await connectDocker({
		dockerHost: given.dockerHost,
		env,
		signal
	});
	const service = await persistence(given.persist === "actions-cache" ? "actions-cache" : "none", env, signal);
	const { store, upstream, most } = given;
	const isTold = typeof store === "string" && typeof upstream === "string" && typeof most === "number";
	const keeping = service && isTold ? {
		service,
		store,
		upstream,
		most
	} : undefined;
	const account = await endAccount(engine, start, {
		job: jobOf(env),
		log,
		signal
	}, keeping);
	tellAccount(account, log);
	const outputs = {
		state: undefined,
		changed: undefined,
		"mirror-url": undefined,
		report: undefined
	};
	return {
		account,
		outputs: {
			...accountOutputs(account),
			...outputs
		},
		failOn: new Set(failures.filter((one) => words.includes(one)))
	};
}
export { accountSummary, endCache, requireCached };
