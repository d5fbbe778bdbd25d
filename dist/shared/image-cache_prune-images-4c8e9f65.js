import { parseSize, openHost, inspectContainer, ours, removeContainer } from "./image-cache_image-cache-post_prune-images-2cbb868d.js";
import { integer, bounded, oneLine, ReportedError } from "./core-cb5264e6.js";
const { setTimeout } = process.getBuiltinModule("node:timers/promises");
function optional(parse) {
	return (raw) => raw.trim() === "" ? undefined : parse(raw);
}
function size() {
	return parseSize;
}
function percent({ min, max }) {
	return (raw) => integer({
		min,
		max
	})(raw.trim().replace(/\s*%$/, ""));
}
const lockName = "imgpub-lock";
class LockTaken extends ReportedError {
	name = "LockTaken";
	by;
	constructor(by, seconds) {
		super(`${by} has been at work on this engine's host for ${seconds} s (the container ${lockName})`);
		this.by = by;
	}
}
const startsWithinMs = 6e4;
async function withLock(engine, options, work) {
	const host = await acquire(engine, options);
	try {
		return await work(host, AbortSignal.any([options.signal, host.ended]));
	} finally {
		await host.close();
	}
}
async function acquire(engine, options) {
	const { owner, waitMs = 6e4, signal, log } = options;
	const until = performance.now() + waitMs;
	let told = false;
	for (;;) {
		const host = await openHost(engine, {
			...options,
			name: lockName,
			labels: {
				[ours]: "lock",
				[`${ours}.owner`]: owner,
				[`${ours}.since`]: String(Date.now())
			}
		});
		if (host) return host;
		const held = await inspectContainer(engine, lockName, signal);
		if (held === undefined) continue;
		const age = Math.abs(Date.now() - Number(held.labels[`${ours}.since`] ?? 0));
		if (held.state !== "running" && !(held.state === "created" && age < startsWithinMs)) {
			await removeContainer(engine, held.id, signal);
			await setTimeout(50, undefined, { signal });
			continue;
		}
		const by = bounded(oneLine(held.labels[`${ours}.owner`] ?? "somebody"), 300);
		if (performance.now() > until) throw new LockTaken(by, Math.round(waitMs / 1e3));
		if (!told) log.info(`waiting for ${by}, which is at work on this engine's host`);
		told = true;
		await setTimeout(250, undefined, { signal });
	}
}
const ownFolder = "/var/lib/imgpub";
const defaultLedger = `${ownFolder}/ledger.json`;
const reserveOf = (ledger) => `${ledger}.reserve`;
export { LockTaken, defaultLedger, lockName, optional, percent, reserveOf, size, withLock };
