import { pollDelay, inTime, headManifest, triesFor, verdictOf, NotReadable, repositoryOf } from "./publish-index_wait-digests-4ae05c17.js";
import { putIndex } from "./put-manifest-4be27936.js";
import { seconds } from "./core-5c11f894.js";
import { copiesTo, patienceOf, holding, decideTag, refusal } from "./publish-index-065a8438.js";
const foreignGrace = 3e4;
async function verifyTag(client, at, tag, digest, previous, call, { start, timeout, onPending }) {
	const { clock } = client;
	const reference = `${at.registry}/${at.repository}:${tag}`;
	let foreignSince;
	let doubts = 0;
	for (let polls = 1;; polls++) {
		await client.over(at.registry, call.signal, start + timeout);
		let reason;
		let delay = pollDelay(polls, clock);
		let left = start + timeout - clock.now();
		try {
			const held = await inTime(reference, left, (deadline) => headManifest(client, at, tag, "wait", call, deadline));
			if (held.digest === digest) return;
			reason = `holds ${held.digest}`;
			foreignSince = held.digest === previous ? undefined : foreignSince ?? clock.now();
			if (foreignSince !== undefined) left = Math.min(left, foreignSince + foreignGrace - clock.now());
		} catch (error) {
			const tries = triesFor(error);
			doubts = tries < Number.POSITIVE_INFINITY ? doubts + 1 : 0;
			if (doubts >= tries) throw error;
			const verdict = verdictOf(error);
			reason = verdict?.reason ?? "";
			delay = Math.max(delay, verdict?.delay ?? 0);
		}
		if (left <= 0) throw new NotReadable(`${reference} was moved to ${digest} but is not read back as such after ${seconds(clock.now() - start)} and ${polls} polls: ${reason}${foreignSince === undefined ? "" : "; another publish may have moved it"}`);
		onPending?.({
			reference,
			reason,
			polls
		});
		await clock.sleep(Math.min(delay, left), call.signal);
	}
}
async function writeIndex(places, index, kit, recorder) {
	const wrote = await copyAndPut(places, index, kit, recorder);
	const moved = await moveTags(places, index, kit, recorder);
	if (wrote || moved) await verify(places, index, kit, recorder);
	return wrote || moved;
}
async function copyAndPut(places, index, kit, recorder) {
	const everywhere = places.some(({ tags }) => tags.some((tag) => tag.moving && tag.decision === "move"));
	const wanted = places.filter(({ error, tags }) => error === undefined && (everywhere || tags.some(isWanted)));
	const copies = wanted.flatMap((place) => copiesTo(place, index, kit).map((copy) => ({
		place,
		...copy
	})));
	const count = {
		manifests: 0,
		mounted: 0,
		uploaded: 0,
		present: 0
	};
	if (copies.length > 0) await recorder.phase("copy", async (call, say) => {
		const patience = patienceOf(kit, call, say);
		const copier = await kit.copier();
		await settle(copies, call, ({ place, origin, descriptor }) => copier.image(origin, place, descriptor, place.begun ? "look" : "mount", count, call, patience));
		const { manifests, mounted, uploaded, present } = count;
		return `${manifests} manifests put, blobs: ${mounted} mounted, ${uploaded} uploaded, ${present} present`;
	});
	const puts = wanted.filter(({ error, begun }) => error === undefined && !begun);
	if (puts.length > 0) await recorder.phase("put", async (call) => {
		await settle(puts.map((place) => ({ place })), call, ({ place }) => putIndex(kit.client, place, index.digest, index, call));
		return `${index.digest} in ${puts.filter(({ error }) => error === undefined).map(repositoryOf).join(", ") || "no repository"}`;
	});
	return puts.length > 0 || count.manifests + count.mounted + count.uploaded > 0;
}
async function moveTags(places, index, kit, recorder) {
	const work = places.flatMap((place) => place.tags.filter(({ decision }) => decision === "move").map((tag) => ({
		place,
		tag
	})));
	const ready = work.filter(({ place }) => place.error === undefined);
	if (ready.length === 0) return false;
	await recorder.phase("tag", async (call) => {
		await settle(ready, call, ({ tag }) => lookAgain(tag, index, kit, call));
		const refused = kit.options.ifExists === "fail" && places.some(({ error }) => error !== undefined);
		const move = (some) => settle(some, call, async ({ place, tag }) => {
			tag.state = "failed";
			await putIndex(kit.client, place, tag.reference.tag ?? "", index, call);
			tag.state = "published";
		});
		if (!refused) await move(ready.filter(({ tag }) => !tag.moving && tag.state === "not-moved"));
		if (places.every(({ error }) => error === undefined)) await move(ready.filter(({ tag }) => tag.moving));
		const moved = ready.filter(({ tag }) => tag.state === "published").length;
		return `${moved} of ${work.length} tags moved`;
	});
	return ready.some(({ tag }) => tag.state === "published");
}
async function verify(places, index, kit, recorder) {
	await recorder.phase("verify", async (call, say) => {
		const patience = patienceOf(kit, call, say);
		const here = places.filter(({ error, begun, tags }) => tags.some(({ state }) => state === "published") || begun && error === undefined);
		const children = here.flatMap((place) => index.entries.map(({ descriptor }) => ({
			place,
			descriptor
		})));
		const tags = here.flatMap((place) => place.tags.filter(({ state }) => state === "published").map((tag) => ({
			place,
			tag
		})));
		const [lost, unread] = await Promise.all([settle(children, call, ({ place, descriptor }) => kit.waiter.ready(place, descriptor.digest, call, patience)), settle(tags, call, ({ place, tag: { reference, held } }) => verifyTag(kit.client, place, reference.tag ?? "", index.digest, held, call, patience))]);
		const broken = new Set(lost.map(({ place }) => place));
		const bad = tags.filter((one) => unread.includes(one) || broken.has(one.place));
		for (const { tag } of bad) tag.state = "failed";
		return `${tags.length - unread.length} of ${tags.length} tags read back, ${children.length - lost.length} of ${children.length} manifests readable`;
	});
}
async function settle(work, call, effect) {
	const settled = await Promise.allSettled(work.map((one) => effect(one)));
	call.signal.throwIfAborted();
	const failed = [];
	for (const [index, one] of settled.entries()) {
		const done = work[index];
		if (one.status === "fulfilled" || !done) continue;
		done.place.error ??= one.reason;
		failed.push(done);
	}
	return failed;
}
async function lookAgain(tag, index, kit, call) {
	const { ifExists } = kit.options;
	if (ifExists === "overwrite" || tag.moving) return;
	const held = await holding(kit.client, tag, call);
	const decision = decideTag(tag, held, index.digest, ifExists);
	if (decision === "refuse") throw refusal([{
		...tag,
		held
	}], index, ifExists);
	if (decision !== "move") tag.state = decision === "keep" ? "kept" : "unchanged";
}
function isWanted({ decision }) {
	return decision === "move" || decision === "unchanged";
}
export { writeIndex };
