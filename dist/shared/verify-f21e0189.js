import { Poll, manifestName, headManifest, sha256Of, NotReadable, getManifest } from "./publish-index_wait-digests-66bd1fd0.js";
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
	async ask(context, { last }) {
		const read = () => getManifest(this.#client, this.at, this.#tag, "wait", context);
		const found = last ? read() : headManifest(this.#client, this.at, this.#tag, "wait", context);
		const held = await sha256Of(await found, read);
		if (held === this.#digest) return { value: undefined };
		const reason = `holds ${held}`;
		if (this.#client.isGitea(this.at.registry)) throw new NotReadable(this.#overtaken(`${held} now`));
		if (this.#previous === "unknown") this.#previous = held;
		if (held === this.#previous) {
			this.#foreignSince = undefined;
			this.#rival = undefined;
			return { reason };
		}
		this.#rival = held;
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
export { verifyTag };
