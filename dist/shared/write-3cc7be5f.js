import { findAlong } from "./along-41ec3866.js";
import { counted } from "./core-cb5264e6.js";
import { isIndex, findManifest, repositoryOf } from "./publish-index_wait-digests-66bd1fd0.js";
import { putIndex } from "./put-manifest-25d4d027.js";
import { receiversOf, copiesTo, patienceOf, withErrors, failuresOf, tagsOf, isToMove, isSound, eachTag, decided, look, childrenAt } from "./publish-index-16a2689c.js";
import { refusal } from "./refusal-4aea4160.js";
import { verifyTag } from "./verify-f21e0189.js";
const mostNamed = 20;
async function copyImages(progress, index, kit, recorder) {
	const receivers = receiversOf(progress.destinations);
	if (receivers.every((destination) => copiesTo(destination, index, kit).length === 0)) return progress;
	return recorder.phase("copy", async (context, say) => {
		const patience = patienceOf(kit, context, say);
		const count = {
			manifests: 0,
			mounted: 0,
			uploaded: 0,
			present: 0,
			left: new Set()
		};
		const destinations = await Promise.all(progress.destinations.map(async (destination) => {
			const copies = receivers.includes(destination) ? copiesTo(destination, index, kit) : [];
			const work = (one) => copy(one, destination, count, kit, context, patience);
			return withErrors(destination, await copyInOrder(copies, work));
		}));
		const { manifests, mounted, uploaded, left } = count;
		tellLeft(left, say, recorder);
		return {
			value: {
				...progress,
				destinations,
				wrote: progress.wrote || manifests + mounted + uploaded > 0
			},
			outcome: inWords(count)
		};
	});
}
async function copyInOrder(copies, work) {
	const isNested = ({ descriptor }) => isIndex(descriptor.mediaType);
	let failures = await failuresOf(copies.filter((one) => !isNested(one)).map(work));
	for (const one of copies.filter(isNested)) {
		if (failures.length > 0) break;
		failures = await failuresOf([work(one)]);
	}
	return failures;
}
async function copy({ origin, descriptor }, to, count, kit, context, patience) {
	if (to.settled && await findManifest(kit.client, to, descriptor.digest, context)) return;
	if (isIndex(descriptor.mediaType)) {
		const nested = await kit.waiter.read(origin, descriptor.digest, context, patience);
		await putIndex(kit.client, to, nested.digest, nested, context);
		count.manifests++;
		return;
	}
	const copier = await kit.copier();
	await copier.image(origin, to, descriptor, to.begun ? "look" : "mount", count, context, patience);
}
function tellLeft(left, say, { notes }) {
	if (left.size === 0) return;
	const named = [...left].slice(0, mostNamed).join(", ");
	const more = left.size > mostNamed ? ` and ${left.size - mostNamed} more` : "";
	const sentence = `${named}${more} may not be copied (nondistributable layers): whoever pulls the image fetches them from their own URLs`;
	say(sentence);
	notes.push(sentence);
}
function inWords({ manifests, mounted, uploaded, present }) {
	if (manifests + mounted + uploaded + present === 0) return "every image is there";
	return `${counted(manifests, "manifest")} put, blobs: ${mounted} mounted, ${uploaded} uploaded, ${present} present`;
}
async function moveTags(progress, index, kit, recorder) {
	const toMove = tagsOf(progress.destinations).filter(isToMove).length;
	if (!progress.destinations.some((one) => isSound(one) && one.tags.some(isToMove))) return progress;
	return recorder.phase("tag", async (context) => {
		const atSound = (destinations, step) => Promise.all(destinations.map(async (one) => isSound(one) && !context.signal.aborted ? step(one, index, kit, context) : one));
		const looked = await atSound(progress.destinations, lookAgain);
		const refused = kit.options.ifExists === "fail" && !looked.every(isSound);
		const versioned = refused ? looked : await atSound(looked, moveVersionTags);
		const moved = versioned.every(isSound) ? await atSound(versioned, moveMovingTags) : versioned;
		const count = tagsOf(moved).filter(({ state }) => state === "published").length;
		return {
			value: {
				...progress,
				destinations: moved,
				wrote: progress.wrote || count > 0
			},
			outcome: `${count} of ${counted(toMove, "tag")} moved`
		};
	});
}
async function lookAgain(destination, index, kit, context) {
	const { ifExists } = kit.options;
	if (ifExists === "overwrite") return destination;
	const decide = async (tag) => {
		if (tag.moving || !isToMove(tag)) return tag;
		const now = decided(tag, (await look(tag, kit.client, context, "get"))?.digest, index.digest, ifExists);
		if (now.decision === "refuse") throw refusal([now], index, ifExists);
		return now;
	};
	const { tags, errors } = await eachTag(destination.tags, decide, (tag) => tag);
	return withErrors({
		...destination,
		tags
	}, errors);
}
const moveVersionTags = (...at) => move(({ moving }) => !moving, ...at);
const moveMovingTags = (...at) => move(({ moving }) => moving, ...at);
async function move(isTurn, destination, index, { client }, context) {
	const put = async (tag) => {
		if (!isToMove(tag) || !isTurn(tag)) return tag;
		await putIndex(client, destination, tag.reference.tag ?? "", index, context);
		return {
			...tag,
			state: "published"
		};
	};
	const { tags, errors } = await eachTag(destination.tags, put, (tag) => ({
		...tag,
		state: "failed"
	}));
	return withErrors({
		...destination,
		tags
	}, errors);
}
async function putIndexes(progress, index, kit, recorder) {
	const lacking = withoutIndex(progress.destinations);
	const isReferredTo = progress.found?.luggage.some(({ ofIndex }) => ofIndex) === true;
	if (lacking.length === 0 || comesWithTag(progress.destinations) && !isReferredTo) return progress;
	return recorder.phase("put", async (context) => {
		const destinations = await Promise.all(progress.destinations.map(async (destination) => {
			const puts = lacking.includes(destination) ? [putIndex(kit.client, destination, index.digest, index, context)] : [];
			return withErrors(destination, await failuresOf(puts));
		}));
		const received = withoutIndex(destinations).map(repositoryOf).join(", ");
		return {
			value: {
				...progress,
				destinations,
				wrote: true
			},
			outcome: `${index.digest} in ${received || "no repository"}`
		};
	});
}
function comesWithTag([only, ...others]) {
	return others.length === 0 && only?.tags.some((tag) => !tag.moving && isToMove(tag)) === true;
}
function withoutIndex(destinations) {
	return receiversOf(destinations).filter(({ begun }) => !begun);
}
async function readBack(progress, index, kit, recorder) {
	if (!progress.wrote) return progress;
	return recorder.phase("verify", async (context, say) => {
		const patience = patienceOf(kit, context, say);
		const reads = await Promise.all(progress.destinations.map((one) => readBackAt(one, index, kit, context, patience)));
		const sum = (count) => reads.reduce((all, read) => all + count(read), 0);
		const [tags, unread] = [sum(({ tags }) => tags), sum(({ unread }) => unread)];
		const [children, lost] = [sum(({ children }) => children), sum(({ lost }) => lost)];
		const destinations = reads.map(({ destination }) => destination);
		return {
			value: context.signal.aborted ? progress : {
				...progress,
				destinations
			},
			outcome: `${tags - unread} of ${counted(tags, "tag")} read back, ${children - lost} of ${counted(children, "manifest")} readable`
		};
	});
}
async function readBackAt(destination, index, { client, waiter }, context, patience) {
	const moved = destination.tags.filter(isMoved).length;
	if (moved === 0 && !(destination.begun && isSound(destination))) return {
		destination,
		tags: 0,
		unread: 0,
		children: 0,
		lost: 0
	};
	const children = childrenAt(destination, index);
	const verify = async (tag) => {
		const { reference, held } = tag;
		if (isMoved(tag)) await verifyTag(client, destination, reference.tag ?? "", index.digest, held, context, patience);
		return tag;
	};
	const [lost, { tags, errors }] = await Promise.all([failuresOf(children.map(({ descriptor }) => waiter.ready(destination, descriptor.digest, context, patience))), eachTag(destination.tags, verify, failed)]);
	const judged = lost.length > 0 ? tags.map((tag) => isMoved(tag) ? failed(tag) : tag) : tags;
	return {
		destination: withErrors({
			...destination,
			tags: judged
		}, [...lost, ...errors]),
		tags: moved,
		unread: errors.length,
		children: children.length,
		lost: lost.length
	};
}
function isMoved({ state }) {
	return state === "published";
}
function failed(tag) {
	return {
		...tag,
		state: "failed"
	};
}
const phases = [
	bringConverted,
	copyImages,
	putIndexes,
	copyAlong,
	moveTags,
	readBack
];
async function writeIndex(target, checked, index, kit, recorder) {
	const found = await findAlong(target, checked, index, kit, recorder);
	let progress = {
		destinations: checked,
		wrote: false,
		found
	};
	for (const phase of phases) {
		if (kit.signal.aborted) break;
		progress = await phase(progress, index, kit, recorder);
	}
	return progress;
}
async function bringConverted(progress, index, kit, recorder) {
	if (!index.converted?.length) return progress;
	const { putConverted } = await import("./put-converted-62ad3bc2.js");
	return putConverted(progress, index.converted, kit, recorder);
}
async function copyAlong(progress, _, kit, recorder) {
	if (!progress.found) return progress;
	const { copyReferrers } = await import("./copy-referrers-c47bc8b1.js");
	return copyReferrers(progress, progress.found, kit, recorder);
}
const write = Object.freeze(Object.defineProperty({
	__proto__: null,
	writeIndex
}, Symbol.toStringTag, { value: "Module" }));
export { tellLeft, write };
