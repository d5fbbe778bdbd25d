import { Poll, manifestName, headManifest, NotReadable } from "./publish-index_wait-digests-750be6e3.js";
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
export { verifyTag };
