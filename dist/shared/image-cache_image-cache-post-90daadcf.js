const randomUUID = (...given) => process.getBuiltinModule("node:crypto").randomUUID(...given);
const { appendFileSync } = process.getBuiltinModule("node:fs");
import { ReportedError, parseJson, isRecord, UserError, quoted, isDigest } from "./core-cb5264e6.js";
import { hasFailed, events, parseSize } from "./image-cache_image-cache-post_prune-images-2cbb868d.js";
function leaveState(name, value, env = process.env) {
	if (!env.GITHUB_STATE) throw new ReportedError("this runner keeps nothing for the end of a job (GITHUB_STATE)");
	const delimiter = `imgpub_${randomUUID()}`;
	appendFileSync(env.GITHUB_STATE, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}
function stateLeft(name, env = process.env) {
	return env[`STATE_${name}`] || undefined;
}
function hubRepository(name) {
	const bare = name.replace(/@sha256:[0-9a-f]{64}$/, "").replace(/:[^:/]*$/, "");
	const [first = "", ...rest] = bare.split("/");
	if (/^(?:index\.|registry-1\.)?docker\.io$/.test(first)) return hubRepository(rest.join("/"));
	if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost")) return undefined;
	return rest.length === 0 ? `library/${first}` : bare;
}
function fallbacks(events, reads) {
	const asked = new Set(reads.map(({ repository }) => repository));
	return events.flatMap(({ type, action, id }) => {
		const repository = type === "image" && action === "pull" ? hubRepository(id) : undefined;
		return repository === undefined || asked.has(repository) ? [] : [id];
	});
}
const noCounts = {
	requests: 0,
	hits: 0,
	misses: 0,
	failures: 0,
	upstreamRequests: 0,
	upstreamBytes: 0,
	upstreamFailures: 0,
	servedBytes: 0,
	staleServed: 0,
	refusedCredentials: 0,
	passed: 0,
	passedBytes: 0,
	evicted: 0,
	evictedBytes: 0,
	diskFailures: 0
};
const countNames = Object.keys(noCounts);
const gauges = [
	"engine",
	"since",
	"started",
	"storeBytes",
	"capBytes",
	"entries",
	"memory"
];
function parseStats(text) {
	const given = parseJson(text);
	if (!isRecord(given) || !isCount$1(given.engine)) throw new UserError(`${quoted(text, 60)} is no answer of the engine's; expected its counts`);
	const read = (name) => {
		const value = given[name] ?? 0;
		if (isCount$1(value)) return value;
		throw new UserError(`the engine says ${name} is ${quoted(JSON.stringify(value), 60)}; expected a count`);
	};
	const numbers = [...countNames, ...gauges].map((name) => [name, read(name)]);
	const { rateLimitRemaining = null } = given;
	return {
		...Object.fromEntries(numbers),
		rateLimitRemaining: rateLimitRemaining === null ? null : read("rateLimitRemaining")
	};
}
function countedSince(before, after) {
	if (!before || before.since !== after.since) return Object.fromEntries(countNames.map((name) => [name, after[name]]));
	const differences = countNames.map((name) => [name, Math.max(0, after[name] - before[name])]);
	return Object.fromEntries(differences);
}
function isCount$1(value) {
	return Number.isSafeInteger(value) && value >= 0;
}
function parseReads(text) {
	const given = parseJson(text);
	if (!isRecord(given) || typeof given.now !== "number" || !Array.isArray(given.reads)) throw new UserError(`${quoted(text, 60)} is no answer of the engine's; expected what was read`);
	return {
		now: given.now,
		anonymous: given.anonymous === true,
		forgotten: given.forgotten === true,
		reads: given.reads.flatMap((one) => readIn(one) ?? [])
	};
}
function readIn(value) {
	if (!isRecord(value)) return undefined;
	const { repository, digest, kind, tag, size, at } = value;
	if (typeof repository !== "string" || typeof digest !== "string" || !isDigest(digest)) return undefined;
	if (kind !== "manifest" && kind !== "blob" || !isCount(size) || !isCount(at)) return undefined;
	return {
		repository,
		digest,
		kind,
		...typeof tag === "string" && { tag },
		size,
		at
	};
}
function isCount(value) {
	return Number.isSafeInteger(value) && value >= 0;
}
const patience = 5e3;
async function readStats(host, url) {
	return await ask(host, `${url}/_imgpub/stats`, parseStats) ?? undefined;
}
async function readReads(host, url, since) {
	return await ask(host, `${url}/_imgpub/reads?since=${Math.max(0, Math.floor(since))}`, parseReads);
}
async function ask(host, url, parse) {
	const [answer] = await host.ask([{
		do: "get",
		url,
		timeout: patience
	}]);
	if (hasFailed(answer) || answer.status !== 200) return undefined;
	try {
		return parse(answer.text);
	} catch {
		return undefined;
	}
}
function startText(start) {
	return JSON.stringify(start);
}
function parseStart(text) {
	const value = parseJson(text);
	if (!isRecord(value) || typeof value.url !== "string") return undefined;
	const { url, at, marker, now, stats } = value;
	if (typeof at !== "number" || typeof marker !== "number" || typeof now !== "number") return undefined;
	return {
		url,
		at,
		marker,
		now,
		stats: isRecord(stats) ? parseStats(JSON.stringify(stats)) : undefined
	};
}
async function beginAccount(engine, host, url, signal) {
	const stats = await readStats(host, url);
	const reads = stats && await readReads(host, url, Number.MAX_SAFE_INTEGER);
	const at = Date.now();
	const happened = await events(engine, {
		since: 0,
		until: at / 1e3,
		signal
	});
	return {
		url,
		at,
		stats,
		now: reads?.now ?? 0,
		marker: happened.at(-1)?.timeNano ?? 0
	};
}
async function persistence(persist, env, signal) {
	if (persist === "none") return undefined;
	const { cacheService } = await import("./service-d9aea24c.js");
	return cacheService(env, fetch, signal);
}
const failures = [
	"bypass",
	"fallback",
	"credentials",
	"drift",
	"never"
];
function readLogin(username, password) {
	if (username === undefined && password !== undefined) throw new UserError("input \"username\": is missing beside \"password\"; expected both or neither");
	if (username !== undefined && password === undefined) throw new UserError("input \"password\": is missing beside \"username\"; expected both or neither");
	return {
		username,
		password
	};
}
function readMinFree(text) {
	const share = /^\s*(\d{1,2})\s*%\s*$/.exec(text)?.[1];
	if (share !== undefined) return { percent: Number(share) };
	try {
		return { bytes: parseSize(text) };
	} catch {
		throw new UserError(`${quoted(text.trim(), 60)} is neither a share nor a size; expected such as 10% or 20GB`);
	}
}
function readMirrorUrl(text) {
	const expected = "expected such as http://127.0.0.1:5000 or https://mirror.lan, without a path";
	if (text.includes("@")) throw new UserError(`has credentials in it, which the engine refuses; ${expected}`);
	if (!/^https?:\/\/[^/\\?#\s]+\/?$/i.test(text) || !URL.canParse(text)) throw new UserError(`${quoted(text, 200)} is not the address of a mirror; ${expected}`);
	return new URL(text).origin;
}
function readFailOn(words) {
	for (const word of words) if (!failures.some((one) => one === word)) throw new UserError(`${quoted(word, 60)} is unknown; expected some of ${failures.join(", ")}`);
	if (words.includes("never") && words.length > 1) throw new UserError(`"never" stands beside others; expected it alone, or some of ${failures.slice(0, -1).join(", ")}`);
	return new Set(words);
}
function readStore(text) {
	const path = text.replace(/\/+$/, "");
	const [first, ...names] = path.split("/");
	const isPlain = names.every((name) => name !== "" && name !== "." && name !== ".." && !/[:,\s\0]/.test(name));
	if (first === "" && names.length >= 2 && isPlain) return path;
	throw new UserError(`${quoted(text, 200)} is not a folder for the store; expected an absolute path such as /var/lib/imgpub/mirror`);
}
export { beginAccount, countedSince, failures, fallbacks, hubRepository, leaveState, parseStart, persistence, readFailOn, readLogin, readMinFree, readMirrorUrl, readReads, readStats, readStore, startText, stateLeft };
