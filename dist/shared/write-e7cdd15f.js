import { findManifest, repositoryOf, Poll, manifestName, headManifest, NotReadable } from "./publish-index_wait-digests-ebb7e978.js";
import { receiversOf, copiesTo, patienceOf, withErrors, failuresOf, tagsOf, isToMove, isSound, eachTag, decided, heldDigest, refusal, childrenAt } from "./publish-index-29fe6ea2.js";
import { putIndex } from "./put-manifest-236ea9e4.js";
async function copyImages(progress, index, kit, recorder) {
	const receivers = receiversOf(progress.destinations);
	if (receivers.every((destination) => copiesTo(destination, index, kit).length === 0)) return progress;
	return recorder.phase("copy", async (context, say) => {
		const patience = patienceOf(kit, context, say);
		const count = {
			manifests: 0,
			mounted: 0,
			uploaded: 0,
			present: 0
		};
		const destinations = await Promise.all(progress.destinations.map(async (destination) => {
			const copies = receivers.includes(destination) ? copiesTo(destination, index, kit) : [];
			const work = copies.map((one) => copy(one, destination, count, kit, context, patience));
			return withErrors(destination, await failuresOf(work));
		}));
		const { manifests, mounted, uploaded } = count;
		return {
			value: {
				destinations,
				wrote: progress.wrote || manifests + mounted + uploaded > 0
			},
			outcome: inWords(count)
		};
	});
}
async function copy({ origin, descriptor }, to, count, kit, context, patience) {
	if (to.settled && await findManifest(kit.client, to, descriptor.digest, context)) return;
	const copier = await kit.copier();
	await copier.image(origin, to, descriptor, to.begun ? "look" : "mount", count, context, patience);
}
function inWords({ manifests, mounted, uploaded, present }) {
	if (manifests + mounted + uploaded + present === 0) return "every image is there";
	return `${manifests} manifests put, blobs: ${mounted} mounted, ${uploaded} uploaded, ${present} present`;
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
				destinations: moved,
				wrote: progress.wrote || count > 0
			},
			outcome: `${count} of ${toMove} tags moved`
		};
	});
}
async function lookAgain(destination, index, kit, context) {
	const { ifExists } = kit.options;
	if (ifExists === "overwrite") return destination;
	const look = async (tag) => {
		if (tag.moving || !isToMove(tag)) return tag;
		const now = decided(tag, await heldDigest(tag, kit.client, context), index.digest, ifExists);
		if (now.decision === "refuse") throw refusal([now], index, ifExists);
		return now;
	};
	const { tags, errors } = await eachTag(destination.tags, look, (tag) => tag);
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
	if (lacking.length === 0 || comesWithTag(progress.destinations)) return progress;
	return recorder.phase("put", async (context) => {
		const destinations = await Promise.all(progress.destinations.map(async (destination) => {
			const puts = lacking.includes(destination) ? [putIndex(kit.client, destination, index.digest, index, context)] : [];
			return withErrors(destination, await failuresOf(puts));
		}));
		const received = withoutIndex(destinations).map(repositoryOf).join(", ");
		return {
			value: {
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
const foreignGrace = 3e4;
function verifyTag(client, at, tag, digest, previous, context, patience) {
	return new Poll(client, new MovedTag(client, at, tag, digest, previous), context, patience).untilAnswered();
}
class MovedTag {
	at;
	name;
	#client;
	#tag;
	#digest;
	#previous;
	#rival;
	#foreignSince;
	constructor(client, at, tag, digest, previous) {
		this.at = at;
		this.name = manifestName(at, tag);
		this.#client = client;
		this.#tag = tag;
		this.#digest = digest;
		this.#previous = previous;
	}
	async ask(context) {
		const held = await headManifest(this.#client, this.at, this.#tag, "wait", context);
		if (held.digest === this.#digest) return { value: undefined };
		const reason = `holds ${held.digest}`;
		if (this.#client.isGitea(this.at.registry)) throw new NotReadable(this.#overtaken(`${held.digest} now`));
		if (this.#previous === "unknown") this.#previous = held.digest;
		if (held.digest === this.#previous) {
			this.#foreignSince = undefined;
			this.#rival = undefined;
			return { reason };
		}
		this.#rival = held.digest;
		this.#foreignSince ??= this.#client.clock.now();
		return {
			reason,
			end: this.#foreignSince + foreignGrace
		};
	}
	late(spent, reason) {
		if (this.#rival !== undefined) return this.#overtaken(`${this.#rival}, still after ${spent}`);
		return `${this.name} was moved to ${this.#digest} but is not read back as such after ${spent}: ${reason}`;
	}
	#overtaken(held) {
		return `${this.name} was moved to ${this.#digest}, but another run was faster: the tag holds ${held}`;
	}
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
			outcome: `${tags - unread} of ${tags} tags read back, ${children - lost} of ${children} manifests readable`
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
	copyImages,
	putIndexes,
	moveTags,
	readBack
];
async function writeIndex(checked, index, kit, recorder) {
	let progress = {
		destinations: checked,
		wrote: false
	};
	for (const phase of phases) {
		if (kit.signal.aborted) break;
		progress = await phase(progress, index, kit, recorder);
	}
	return progress;
}
export { writeIndex };
