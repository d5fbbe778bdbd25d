import { UserError, quoted, parseJson, isRecord, ReportedError, allToTheEnd, createLimit, outputJson, counted } from "./core-cb5264e6.js";
import { ours, hasFailed, listImages, listContainers, events, inspectImage, imageHistory, mostEvents, removeImage, describeJob, info, pruneBuildCache, ownContainer, otherLeases, ownProcess, askHost, formatSize } from "./image-cache_image-cache-post_prune-images-2cbb868d.js";
import { reserveOf, withLock, LockTaken } from "./image-cache_prune-images-4c8e9f65.js";
const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
import { escapeMarkdown, markdownTable, markdownCode } from "./image-cache-post_prune-images_wait-digests-d3c12498.js";
import { textTable } from "./cascade-runtime-version_image-cache-post_prune-images_wait-digests-01eec6d9.js";
const noUses = new Set([
	"untag",
	"delete",
	"prune"
]);
function nameOf(name) {
	const short = name.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, "");
	if (/^(?:sha256:)?[0-9a-f]{64}$/.test(short)) return short.replace(/^(?!sha256:)/, "sha256:");
	if (/@|:[^/]*$/.test(short)) return short;
	return `${short}:latest`;
}
function usesIn(events) {
	return events.flatMap(({ type, action, id, attributes, timeNano }) => {
		const at = timeNano / 1e6;
		if (type === "image" && !noUses.has(action)) return [...new Set([id, attributes.name ?? ""])].filter((name) => name !== "").map((name) => ({
			name: nameOf(name),
			at,
			byDigest: action === "pull" && name.includes("@")
		}));
		if (type !== "container" || attributes.image === undefined || ours in attributes) return [];
		const given = attributes.image;
		const names = /^[0-9a-f]{12,63}$/.test(given) ? [`sha256:${given}`, nameOf(given)] : [nameOf(given)];
		return names.map((name) => ({
			name,
			at,
			byDigest: false
		}));
	});
}
function checkMarks({ high, low }) {
	if (low >= high) throw new UserError(`input "low": ${low} is not below "high", which is ${high}; expected a whole number from 1 to ${high - 1}`);
}
function hostPath(text) {
	if (/^\/(?!.*(?:^|\/)\.\.(?:\/|$))[^\0]*[^/\0]$/.test(text)) return text;
	throw new UserError(`${quoted(text, 200)} is not a path of a file on the host; expected an absolute one`);
}
async function readKeep(patterns) {
	const wanted = patterns.map((pattern) => {
		if (/\s|:\/\/|^[^:@]*[A-Z]/.test(pattern)) throw new UserError(`${quoted(pattern, 200)} matches no image; expected a pattern of references such as alpine, ` + "ghcr.io/acme/** or base@sha256:…");
		const short = pattern.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, "");
		const { name, rest } = partsOf(short);
		return {
			name,
			rest: rest.replace(/^:[^@]*(?=@)/, "")
		};
	});
	if (wanted.length === 0) return () => false;
	const { default: picomatch } = await import("./picomatch-b9a63c34.js").then((n) => n.index);
	const matchers = wanted.map(({ name, rest }) => ({
		isName: picomatch(name, { dot: true }),
		isRest: rest === "" ? () => true : picomatch(rest, { dot: true })
	}));
	return (reference) => {
		const { name, rest } = partsOf(nameOf(reference));
		return matchers.some(({ isName, isRest }) => isName(name) && isRest(rest));
	};
}
function partsOf(reference) {
	const [, name = reference, rest = ""] = /^(.*?)(@.*|:[^/]*)?$/.exec(reference) ?? [];
	return {
		name,
		rest
	};
}
const workerProcess = "Runner.Worker";
const jobContainers = [
	[/^(GITEA-ACTIONS-TASK-\d+)(?:_|$)/i, "Gitea's runner"],
	[/^(FORGEJO-ACTIONS-TASK-\d+)(?:_|$)/i, "Forgejo's runner"],
	[/^(act-.+?)-[0-9a-f]{64}(?:-|$)/, "act"],
	[/^(act-[^/]+)$/, "act"],
	[/^(runner-[^/]*-project-\d+-concurrent-\d+)/, "GitLab's runner"],
	[/^(wp_[0-9a-z]+)/i, "Woodpecker's agent"],
	[/^(drone-[0-9A-Za-z]+)/, "Drone's runner"]
];
const gitlabJob = "com.gitlab.gitlab-runner.job.id";
function othersAtWork({ leases, containers, own, processes }) {
	const said = new Set(leases.map(({ owner, name }) => `${owner || "a job"} (${name})`));
	const running = containers.filter(({ state }) => state === "running" || state === "paused");
	const ownJob = containers.filter(({ id }) => id === own).flatMap((one) => jobOf(one)?.key ?? []);
	for (const container of running) {
		const job = jobOf(container);
		if (job && container.id !== own && !ownJob.includes(job.key)) said.add(`a job of ${job.runner} (container ${container.names[0] ?? container.id.slice(0, 12)})`);
	}
	for (const { pid } of otherWorkers(processes, own !== undefined)) said.add(`a job of GitHub's runner (process ${pid})`);
	return [...said];
}
function jobOf({ names, labels }) {
	const gitlab = labels[gitlabJob];
	if (gitlab !== undefined) return {
		key: `gitlab ${gitlab}`,
		runner: "GitLab's runner"
	};
	for (const name of names) for (const [pattern, runner] of jobContainers) {
		const key = pattern.exec(name)?.[1];
		if (key !== undefined) return {
			key,
			runner
		};
	}
	return undefined;
}
function otherWorkers(processes, inContainer) {
	if (!processes) return [];
	const workers = processes.found.filter(({ name }) => name === workerProcess);
	const ancestors = processes.ancestors ?? [];
	const others = workers.filter(({ pid }) => !ancestors.includes(pid));
	return inContainer && others.length === workers.length ? others.slice(1) : others;
}
function chainsOf(layers) {
	const chains = [];
	for (const layer of layers) {
		const below = chains.at(-1);
		chains.push(below === undefined ? layer : `sha256:${createHash("sha256").update(`${below} ${layer}`).digest("hex")}`);
	}
	return chains;
}
function layersOf(images) {
	const chains = new Map(images.map(({ id, composition }) => [id, chainsOf(composition.layers)]));
	const sizes = new Map();
	for (const { id, composition } of images) if (composition.steps.length === composition.layers.length) for (const [at, chain] of (chains.get(id) ?? []).entries()) sizes.set(chain, composition.steps[at] ?? 0);
	const unsure = images.filter(({ composition }) => composition.steps.length !== composition.layers.length).sort((a, b) => a.composition.layers.length - b.composition.layers.length);
	for (const { id, composition } of unsure) {
		const own = chains.get(id) ?? [];
		const unknown = own.filter((chain) => !sizes.has(chain));
		const known = own.reduce((sum, chain) => sum + (sizes.get(chain) ?? 0), 0);
		for (const chain of unknown) sizes.set(chain, 0);
		const top = unknown.at(-1);
		if (top !== undefined) sizes.set(top, Math.max(0, composition.size - known));
	}
	return new Map(images.map(({ id }) => [id, (chains.get(id) ?? []).map((chain) => ({
		chain,
		size: sizes.get(chain) ?? 0
	}))]));
}
const forever = Number.MAX_SAFE_INTEGER;
const version = 1;
const mostEngines = 16;
function parseLedgers(text) {
	const value = text === undefined ? undefined : parseJson(text);
	if (!isRecord(value) || value.version !== version || !isRecord(value.engines)) return new Map();
	return new Map(Object.entries(value.engines).flatMap(([engine, given]) => {
		const ledger = ledgerIn(engine, given);
		return ledger ? [[engine, ledger]] : [];
	}));
}
function ledgerIn(engine, value) {
	if (!isRecord(value) || !isRecord(value.images)) return undefined;
	const { seen, marker } = value;
	if (!isTime(seen) || !isTime(marker)) return undefined;
	const images = Object.entries(value.images).flatMap(([id, given]) => {
		const record = recordIn(given);
		return record ? [[id, record]] : [];
	});
	return {
		engine,
		seen,
		marker,
		images: new Map(images)
	};
}
function ledgersText(others, own) {
	const all = [own, ...[...others.values()].filter(({ engine }) => engine !== own.engine)].sort((a, b) => b.seen - a.seen || Number(b === own) - Number(a === own)).slice(0, mostEngines);
	const engines = all.map(({ engine, seen, marker, images }) => [engine, {
		seen,
		marker,
		images: Object.fromEntries(images)
	}]);
	return `${JSON.stringify({
		version,
		engines: Object.fromEntries(engines)
	})}\n`;
}
function recordIn(value) {
	if (!isRecord(value) || !isRecord(value.composition)) return undefined;
	const { firstSeen, lastUsed, names, pinnedUntil } = value;
	const { layers, steps, size } = value.composition;
	if (!isTime(firstSeen) || !isTime(lastUsed) || !isTime(pinnedUntil) || !isTime(size)) return undefined;
	if (!isListOf(names, isText) || !isListOf(layers, isText) || !isListOf(steps, isTime)) return undefined;
	return {
		firstSeen,
		lastUsed,
		names,
		pinnedUntil,
		composition: {
			layers,
			steps,
			size
		}
	};
}
const isTime = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;
const isText = (value) => typeof value === "string";
function isListOf(value, is) {
	return Array.isArray(value) && value.every(is);
}
const reasons = [
	"in use",
	"pinned",
	"young",
	"recently used",
	"pulled by digest",
	"parent",
	"base",
	"imgpub"
];
const keepLabel = "imgpub.keep";
const isDangling = ({ tags, digests }) => tags.length === 0 && digests.length === 0;
function keptImages(given, policy) {
	const { images, layers, containers, records, now } = given;
	const used = new Set(containers.map(({ imageId }) => imageId));
	const parents = new Set(images.map(({ parent }) => parent).filter((id) => id !== ""));
	const kept = new Map();
	for (const image of images) {
		const reason = ownReason(image);
		if (reason !== undefined) kept.set(image.id, reason);
	}
	for (const id of bases()) if (!kept.has(id)) kept.set(id, "base");
	return kept;
	function ownReason(image) {
		const record = records.get(image.id);
		if (used.has(image.id)) return "in use";
		if (keepLabel in image.labels || [...image.tags, ...image.digests].some(policy.isPinned)) return "pinned";
		if (now - (record?.firstSeen ?? now) < policy.minAge) return "young";
		if (!isDangling(image) && now - (record?.lastUsed ?? now) < policy.minIdle) return "recently used";
		if (image.tags.length === 0 && image.digests.length > 0 && (record?.pinnedUntil ?? forever) > now) return "pulled by digest";
		if (parents.has(image.id)) return "parent";
		return ours in image.labels ? "imgpub" : undefined;
	}
	function bases() {
		const chains = new Set([...kept.keys()].flatMap((id) => (layers.get(id) ?? []).map(({ chain }) => chain)));
		return images.flatMap(({ id }) => {
			const top = layers.get(id)?.at(-1);
			return top !== undefined && chains.has(top.chain) ? [id] : [];
		});
	}
}
class LayerCounts {
	#counts = new Map();
	constructor(images) {
		for (const layers of images) for (const { chain } of layers) this.#counts.set(chain, (this.#counts.get(chain) ?? 0) + 1);
	}
	remove(layers) {
		let freed = 0;
		for (const { chain, size } of layers) {
			const left = (this.#counts.get(chain) ?? 0) - 1;
			this.#counts.set(chain, left);
			if (left === 0) freed += size;
		}
		return freed;
	}
	restore(layers) {
		let added = 0;
		for (const { chain, size } of layers) {
			const before = this.#counts.get(chain) ?? 0;
			this.#counts.set(chain, before + 1);
			if (before === 0) added += size;
		}
		return added;
	}
}
const usedBytes = ({ total, available }) => total === 0 ? 0 : 100 * (total - available) / total;
const usedInodes = ({ inodes, freeInodes }) => inodes === 0 ? 0 : 100 * (inodes - freeInodes) / inodes;
const usage = (disk) => Math.max(usedBytes(disk), usedInodes(disk));
function isAbove(disk, { high, minFree = 0 }) {
	return usage(disk) >= high || disk.available < minFree;
}
function isRelieved(disk, marks) {
	return goalBytes(disk, marks) <= 0 && usedInodes(disk) <= marks.low;
}
function goalBytes({ total, available }, { low, minFree = 0 }) {
	return Math.ceil(Math.max(total * (100 - low) / 100, minFree) - available);
}
function decide(observation, policy) {
	const { images, disk, records, now } = observation;
	const layers = layersOf(images);
	const kept = keptImages({
		...observation,
		layers
	}, policy);
	const candidates = images.filter((image) => !kept.has(image.id) && (policy.dangling || !isDangling(image))).sort(inOrder(records, now));
	if (!isAbove(disk, policy)) return {
		above: false,
		goal: 0,
		candidates,
		removals: [],
		predicted: 0,
		kept,
		short: false
	};
	const goal = Math.max(0, goalBytes(disk, policy));
	const wanted = usedInodes(disk) > policy.low ? Infinity : goal;
	const layersIn = (image) => layers.get(image.id) ?? [];
	const chosen = choose(candidates, layersIn, [...layers.values()], wanted, policy.maxDelete);
	const counts = new LayerCounts(layers.values());
	const removals = chosen.map((image) => {
		const bytes = counts.remove(layersIn(image));
		return {
			image,
			bytes,
			reason: isDangling(image) ? "dangling" : "least recently used"
		};
	});
	const predicted = removals.reduce((sum, { bytes }) => sum + bytes, 0);
	return {
		above: true,
		goal,
		candidates,
		removals,
		predicted,
		kept,
		short: predicted < wanted
	};
}
function inOrder(records, now) {
	const rank = (image) => {
		const record = records.get(image.id);
		return [
			isDangling(image) ? 0 : 1,
			record?.lastUsed ?? now,
			record?.firstSeen ?? now
		];
	};
	return (a, b) => {
		const [one, other] = [rank(a), rank(b)];
		for (const [at, value] of one.entries()) if (value !== other[at]) return value - (other[at] ?? 0);
		return a.id < b.id ? -1 : 1;
	};
}
function choose(candidates, layersIn, all, wanted, most) {
	const counts = new LayerCounts(all);
	const taken = [];
	let freed = 0;
	for (const image of candidates) {
		if (freed >= wanted) break;
		freed += counts.remove(layersIn(image));
		taken.push(image);
	}
	const useful = onlyUseful(taken, layersIn, all);
	return useful.length <= most ? useful : onlyUseful(useful.slice(0, most), layersIn, all);
}
function onlyUseful(taken, layersIn, all) {
	const counts = new LayerCounts(all);
	for (const image of taken) counts.remove(layersIn(image));
	const useful = new Set(taken);
	for (const image of taken.toReversed()) if (counts.restore(layersIn(image)) === 0) useful.delete(image);
	else counts.remove(layersIn(image));
	return taken.filter((image) => useful.has(image));
}
const reserveBytes = 4 << 20;
const mostTries = 5;
async function readLedger(host, path) {
	const [file] = await host.ask([{
		do: "read",
		path
	}]);
	if (hasFailed(file)) throw new ReportedError(`the ledger ${path} cannot be read: ${file.failed}`);
	const hash = file.text === undefined ? null : createHash("sha256").update(file.text).digest("hex");
	return {
		ledgers: parseLedgers(file.text),
		hash
	};
}
async function writeLedger(host, path, own) {
	let isReserveLeft = true;
	for (let tries = 0; tries < mostTries; tries++) {
		const { ledgers, hash } = await readLedger(host, path);
		const text = ledgersText(ledgers, own);
		const [written] = await host.ask([{
			do: "write",
			path,
			text,
			mode: 420,
			ifSha256: hash
		}]);
		if (hasFailed(written)) {
			if (written.code !== "ENOSPC" || !isReserveLeft) throw new ReportedError(`the ledger ${path} cannot be written: ${written.failed}`);
			isReserveLeft = false;
			await host.ask([{
				do: "remove",
				path: reserveOf(path)
			}]);
		} else if (written.written) return;
	}
	throw new ReportedError(`the ledger ${path} is being written by others all the time`);
}
async function setAside(host, path) {
	await host.ask([{
		do: "reserve",
		path: reserveOf(path),
		bytes: reserveBytes
	}]);
}
const doubtMs = 30 * 24 * 36e5;
const mostBehind = 24 * 36e5;
function advance(before, look) {
	const known = before && before.engine === look.engine && before.seen - look.clock <= mostBehind ? before : undefined;
	const now = Math.max(look.clock, known?.seen ?? 0);
	const gap = !known || !isComplete(known, look.events);
	const uses = usesByName(usesIn(look.events), now);
	const images = look.images.map((image) => {
		const record = known?.images.get(image.id);
		return [image.id, recordOf(image, record)];
	});
	const marker = look.events.reduce((latest, { timeNano }) => Math.max(latest, timeNano), known?.marker ?? 0);
	return {
		ledger: {
			engine: look.engine,
			seen: now,
			marker,
			images: new Map(images)
		},
		gap
	};
	function recordOf(image, record) {
		const names = [...image.tags, ...image.digests].map(nameOf);
		const own = [
			image.id,
			...names,
			...record?.names ?? []
		].flatMap((name) => uses.get(name) ?? []);
		const begun = prefixesOf(image.id).flatMap((name) => uses.get(name) ?? []);
		const isNew = record === undefined;
		const times = [...own, ...begun].map(({ at }) => at);
		const lastUsed = isNew || gap || look.running.has(image.id) ? now : Math.max(Math.min(record.lastUsed, now), ...times);
		const pulled = own.some(({ byDigest }) => byDigest);
		const neverTagged = isNew && image.tags.length === 0;
		const doubt = known && gap && image.digests.length > 0 ? now + doubtMs : 0;
		return {
			firstSeen: isNew ? now : Math.min(record.firstSeen, now),
			lastUsed,
			names,
			pinnedUntil: pulled || neverTagged ? forever : Math.max(record?.pinnedUntil ?? 0, doubt),
			composition: image.composition
		};
	}
}
function isComplete({ marker }, events) {
	return events.some(({ timeNano }) => timeNano === marker);
}
function usesByName(uses, now) {
	const found = new Map();
	for (const use of uses) {
		const bounded = {
			...use,
			at: Math.min(use.at, now)
		};
		found.set(use.name, [...found.get(use.name) ?? [], bounded]);
	}
	return found;
}
function prefixesOf(id) {
	const digits = id.replace(/^sha256:/, "");
	return Array.from({ length: 52 }, (_, at) => `sha256:${digits.slice(0, 12 + at)}`);
}
const requestsAtATime = 4;
const overlap = .001;
async function observe(engine, before, options) {
	const { engineId, clock, signal } = options;
	const since = Math.max(0, (before?.marker ?? 0) / 1e9 - overlap);
	const listed = await listImages(engine, { signal });
	const [containers, happened] = await Promise.all([listContainers(engine, {
		all: true,
		signal
	}), events(engine, {
		since,
		until: clock / 1e3,
		signal
	})]);
	const limit = createLimit(requestsAtATime);
	const found = await allToTheEnd(listed.map((image) => limit(async () => {
		const { id, parent, tags, digests, labels, size } = image;
		const composition = before?.images.get(id)?.composition ?? await compositionOf(engine, id, size, signal);
		return composition && {
			id,
			parent,
			tags,
			digests,
			labels,
			composition
		};
	})));
	const images = found.filter((image) => image !== undefined);
	const running = new Set(containers.filter(({ state }) => state === "running").map(({ imageId }) => imageId));
	const { ledger, gap } = advance(before, {
		engine: engineId,
		clock,
		images,
		running,
		events: happened
	});
	return {
		images,
		containers: containers.map(({ id, names, imageId, state }) => ({
			id,
			name: names[0] ?? id.slice(0, 12),
			imageId,
			running: state === "running"
		})),
		ledger,
		at: clock,
		gap
	};
}
async function compositionOf(engine, id, size, signal) {
	const [image, history] = await Promise.all([inspectImage(engine, id, signal), imageHistory(engine, id, signal)]);
	if (!image || !history) return undefined;
	const steps = history.map((step) => step.size).filter((bytes) => bytes > 0);
	return {
		layers: image.layers,
		steps: steps.toReversed(),
		size
	};
}
async function removeUnused(engine, { id, tags, digests }, options) {
	const { decided, clock, signal } = options;
	const happened = await events(engine, {
		since: decided / 1e3,
		until: clock / 1e3,
		signal
	});
	if (happened.length >= mostEvents) return {
		outcome: "kept",
		why: "so much has happened on the host that its use may have been missed"
	};
	const names = new Set([id, ...[...tags, ...digests].map(nameOf)]);
	if (usesIn(happened).some(({ name }) => names.has(name) || name.length >= 19 && id.startsWith(name))) return {
		outcome: "kept",
		why: "it was used while the run went on"
	};
	const containers = await listContainers(engine, {
		all: true,
		signal
	});
	const holder = containers.find(({ imageId }) => imageId === id);
	if (holder) return {
		outcome: "kept",
		why: `the container ${holder.names[0] ?? holder.id.slice(0, 12)} has it`
	};
	for (const reference of tags.length + digests.length === 0 ? [id] : [...tags, ...digests]) {
		const removal = await removeImage(engine, reference, signal);
		if (removal.outcome === "in-use") return {
			outcome: "kept",
			why: removal.words
		};
	}
	const left = await inspectImage(engine, id, signal);
	return left ? {
		outcome: "kept",
		why: "it has got another name meanwhile"
	} : { outcome: "removed" };
}
const namesAtATime = 64;
async function prune(engine, options, context) {
	try {
		return await withLock(engine, {
			...context,
			owner: `prune-images of ${describeJob(context.job)}`
		}, (host, signal) => new Run(engine, host, options, {
			...context,
			signal
		}).report());
	} catch (error) {
		if (!(error instanceof LockTaken) || options.busy === "fail") throw error;
		return await deferred(engine, options, context, error.by);
	}
}
async function deferred(engine, options, context, by) {
	const about = await info(engine, context.signal);
	const disk = await diskOf(about, (requests) => askHost(engine, requests, context));
	const now = context.clock();
	const plan = decide({
		images: [],
		containers: [],
		disk,
		records: new Map(),
		now
	}, options);
	return {
		...{
			plan,
			before: disk,
			after: disk,
			removed: [],
			spared: [],
			freed: 0,
			buildCacheFreed: 0
		},
		...{
			deferredBy: [by],
			gap: false,
			dryRun: undefined
		},
		pressure: plan.above ? "above" : "below",
		why: plan.above ? "others are at work" : undefined
	};
}
function firstOf(removals) {
	let names = 0;
	return removals.filter(({ image }, at) => {
		names += image.tags.length + image.digests.length + 1;
		return at === 0 || names <= namesAtATime;
	});
}
async function diskOf({ rootFolder }, ask) {
	const [disk] = await ask([{
		do: "statfs",
		path: rootFolder
	}]);
	if (hasFailed(disk)) throw new ReportedError(`the disk of the images cannot be looked at: ${disk.failed}`);
	return disk;
}
class Run {
	#engine;
	#host;
	#options;
	#context;
	constructor(engine, host, options, context) {
		this.#engine = engine;
		this.#host = host;
		this.#options = options;
		this.#context = context;
	}
	async report() {
		const { log, signal } = this.#context;
		const about = await info(this.#engine, signal);
		const { ledgers } = await readLedger(this.#host, this.#options.ledger).catch((error) => {
			log.warning(`${error instanceof Error ? error.message : ""}; every image counts as seen now`);
			return { ledgers: new Map() };
		});
		const before = await this.#disk(about);
		const seen = await this.#look(about, ledgers.get(about.id));
		const plan = this.#decide(seen, before);
		await this.#remember(seen.ledger);
		const first = {
			before,
			after: before,
			plan,
			removed: [],
			spared: [],
			freed: 0,
			buildCacheFreed: 0,
			gap: seen.gap
		};
		const deferredBy = await this.#others(seen.ledger.seen);
		const dryRun = this.#dryRun(about);
		const rest = {
			...first,
			deferredBy,
			dryRun
		};
		if (!plan.above) return {
			...rest,
			pressure: "below",
			why: undefined
		};
		if (deferredBy.length > 0) {
			if (this.#options.busy === "fail") throw new ReportedError(`the disk is to be freed, and others are at work: ${deferredBy.join("; ")}`);
			return {
				...rest,
				pressure: "above",
				why: "others are at work"
			};
		}
		if (dryRun !== undefined) return {
			...rest,
			pressure: "above",
			why: dryRun
		};
		return {
			...rest,
			...await this.#relieve(about, seen, plan, before)
		};
	}
	async #relieve(about, first, firstPlan, before) {
		const { signal, clock } = this.#context;
		const { buildCacheMax, maxDelete } = this.#options;
		const removed = [];
		const spared = [];
		const buildCacheFreed = buildCacheMax === undefined ? 0 : await pruneBuildCache(this.#engine, {
			keepBytes: buildCacheMax,
			signal
		});
		let disk = buildCacheMax === undefined ? before : await this.#disk(about);
		let [seen, plan, isReached] = [
			first,
			firstPlan,
			isRelieved(disk, this.#options)
		];
		const sparedIds = new Set();
		while (!isReached) {
			const batch = firstOf(plan.removals.filter(({ image }) => !sparedIds.has(image.id)));
			if (batch.length === 0 || removed.length >= maxDelete) break;
			for (const { image, bytes, reason } of batch) {
				if (isReached || removed.length >= maxDelete) break;
				const reference = image.tags[0] ?? image.digests[0] ?? image.id;
				const decided = seen.at;
				const ended = await removeUnused(this.#engine, image, {
					decided,
					clock: clock(),
					signal
				});
				if (ended.outcome === "kept") {
					spared.push({
						reference,
						why: ended.why
					});
					sparedIds.add(image.id);
					continue;
				}
				removed.push({
					reference,
					id: image.id,
					bytes,
					reason
				});
				disk = await this.#disk(about);
				isReached = isRelieved(disk, this.#options);
			}
			seen = await this.#look(about, seen.ledger);
			plan = this.#decide(seen, disk);
		}
		await this.#remember((await this.#look(about, seen.ledger)).ledger);
		const after = await this.#disk(about);
		await setAside(this.#host, this.#options.ledger);
		const atBound = removed.length >= maxDelete;
		const pressure = isReached ? "relieved" : atBound ? "above" : "blocked";
		return {
			pressure,
			why: pressure === "above" ? `max-delete is reached: ${maxDelete}` : undefined,
			after,
			removed,
			spared,
			freed: after.available - before.available,
			buildCacheFreed
		};
	}
	async #look(about, before) {
		const { clock, signal } = this.#context;
		return observe(this.#engine, before, {
			engineId: about.id,
			clock: clock(),
			signal
		});
	}
	#decide({ images, containers, ledger }, disk) {
		return decide({
			images,
			containers,
			disk,
			records: ledger.images,
			now: ledger.seen
		}, this.#options);
	}
	#disk(about) {
		return diskOf(about, (requests) => this.#host.ask(requests));
	}
	async #remember(ledger) {
		await writeLedger(this.#host, this.#options.ledger, ledger).catch((error) => {
			if (this.#context.signal.aborted) throw error;
			this.#context.log.warning(error instanceof Error ? error.message : "the ledger cannot be written");
		});
	}
	async #others(now) {
		const { job, signal, own = ownContainer() } = this.#context;
		const [leases, containers, [processes]] = await Promise.all([
			otherLeases(this.#engine, job, {
				now,
				signal
			}),
			listContainers(this.#engine, {
				all: false,
				signal
			}),
			this.#host.ask([{
				do: "processes",
				names: [workerProcess],
				of: ownProcess()
			}])
		]);
		const found = hasFailed(processes) ? undefined : processes;
		return othersAtWork({
			leases,
			containers,
			own,
			processes: found
		});
	}
	#dryRun(about) {
		const { dryRun, allowContainerdStore } = this.#options;
		if (about.containerdStore && !allowContainerdStore) return "the engine has its images in containerd's store, where what is deleted may be half of a pull under way (allow-containerd-store does it all the same)";
		return dryRun ? "this is a dry run" : undefined;
	}
}
const percent = (value) => `${value.toFixed(1)} %`;
function keptCounts({ plan, spared }) {
	const counts = new Map();
	for (const reason of plan.kept.values()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
	const known = reasons.flatMap((reason) => {
		const count = counts.get(reason);
		return count === undefined ? [] : [[reason, count]];
	});
	return Object.fromEntries([...known, ...spared.length > 0 ? [["used meanwhile", spared.length]] : []]);
}
function outputsOf(report) {
	const { pressure, before, after, plan, removed, freed, deferredBy, gap, why, dryRun } = report;
	const values = {
		pressure,
		"usage-before": usage(before).toFixed(1),
		"usage-after": usage(after).toFixed(1),
		"goal-bytes": String(plan.goal),
		"predicted-bytes": String(plan.predicted),
		"freed-bytes": String(freed),
		removed: outputJson(removed),
		kept: outputJson(keptCounts(report)),
		"deferred-by": deferredBy.join("\n"),
		"ledger-gap": String(gap)
	};
	const planned = plan.removals.map(({ image, bytes, reason }) => ({
		reference: nameFor(image),
		...{
			id: image.id,
			bytes,
			reason
		}
	}));
	return {
		...values,
		report: outputJson({
			...{
				pressure,
				why,
				dryRun,
				gap,
				deferredBy,
				goal: plan.goal,
				predicted: plan.predicted,
				freed
			},
			...{
				buildCacheFreed: report.buildCacheFreed,
				before,
				after,
				planned,
				removed
			},
			...{
				spared: report.spared,
				kept: keptCounts(report)
			}
		})
	};
}
const nameFor = ({ tags, digests, id }) => tags[0] ?? digests[0] ?? id;
function headline({ pressure, before, after, plan, removed, freed, why }) {
	const full = `the disk is ${percent(usage(before))} full`;
	switch (pressure) {
		case "below": return `${full}, so nothing is to go`;
		case "above": return removed.length === 0 ? `${full}, and ${counted(plan.removals.length, "image")} with ${formatSize(plan.predicted)} would go, but ${why}` : `${full}; ${removedWords(removed.length, freed)}, and it is ${percent(usage(after))} full, but ${why}`;
		case "relieved": return `${full}; ${removedWords(removed.length, freed)}, and it is ${percent(usage(after))} full`;
		case "blocked": return `${full}; ${removedWords(removed.length, freed)}, and nothing that is left may go at ${percent(usage(after))}`;
	}
}
const removedWords = (count, bytes) => count === 0 ? "no image went" : `${counted(count, "image")} went and freed ${formatSize(bytes)}`;
function keptWords(report) {
	const counts = Object.entries(keptCounts(report)).map(([reason, count]) => `${count} ${reason}`);
	return counts.length === 0 ? undefined : `What stays: ${enumerated(counts, 10)}`;
}
function tell(report, log) {
	const { pressure, plan, removed, spared, gap, deferredBy, buildCacheFreed } = report;
	if (gap) log.info("uses of images may have been missed since the last run, so all count as used now");
	for (const who of deferredBy) log.info(`at work on this host: ${who}`);
	const isDone = removed.length > 0;
	const rows = isDone ? removed : plan.removals.map(({ image, bytes, reason }) => ({
		reference: nameFor(image),
		bytes,
		reason
	}));
	for (const line of textTable([[
		isDone ? "removed" : "would go",
		"bytes",
		"because"
	], ...rows.map(({ reference, bytes, reason }) => [
		reference,
		formatSize(bytes),
		reason
	])])) log.info(line);
	for (const { reference, why } of spared) log.info(`${reference} stays: ${why}`);
	if (buildCacheFreed > 0) log.info(`the build cache gave ${formatSize(buildCacheFreed)}`);
	const kept = keptWords(report);
	if (kept !== undefined) log.info(kept);
	if (pressure === "blocked") log.warning(`${headline(report)}. ${kept ?? "No image is left"}`);
	else if (pressure === "above" && deferredBy.length === 0) log.notice(headline(report));
	else log.info(headline(report));
}
function summaryOf(report) {
	const { pressure, plan, removed, deferredBy } = report;
	const marks = {
		below: "✅",
		above: "⏸️",
		relieved: "✅",
		blocked: "⚠️"
	};
	const isDone = removed.length > 0;
	const rows = isDone ? removed : plan.removals.map(({ image, bytes, reason }) => ({
		reference: nameFor(image),
		bytes,
		reason
	}));
	const sentence = headline(report);
	const paragraphs = [
		`### ${marks[pressure]} Images: ${pressure}`,
		`${escapeMarkdown(sentence.charAt(0).toUpperCase() + sentence.slice(1))}.`,
		...deferredBy.length === 0 ? [] : [`At work on this host: ${escapeMarkdown(enumerated(deferredBy))}.`],
		markdownTable([[
			isDone ? "Removed" : "Would go",
			"Bytes",
			"Because"
		], ...rows.map(({ reference, bytes, reason }) => [
			markdownCode(reference, 100),
			formatSize(bytes),
			reason
		])]),
		escapeMarkdown(keptWords(report) ?? "")
	];
	return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}
export { checkMarks, hostPath, outputsOf, prune, readKeep, summaryOf, tell };
