import { messageOf, ReportedError } from "./core-be33630b.js";
import { CommitError } from "./new-commit-a6315c13.js";
import { newMark, marked, namedInHistory } from "./mark-4a4fbd27.js";
import { defaultIdentity } from "./cascade-runtime-version-003ca9a6.js";
import { isDeliveryError } from "./template-e9286263.js";
class ApiDelivery {
	#clone;
	#branch;
	#job;
	#unsure = [];
	constructor(clone, branch, job) {
		this.#clone = clone;
		this.#branch = branch;
		this.#job = job;
	}
	get isUnsure() {
		return this.#unsure.length > 0;
	}
	async deliver(change, expected) {
		const forge = await this.#job.forge();
		refuseWhatIsNotKept(forge, change);
		const mark = newMark();
		try {
			return await this.#deliver(forge, {
				...change,
				message: marked(change.message, mark)
			}, expected);
		} catch (error) {
			if (isDeliveryError(error) && error.mayHaveArrived) this.#unsure.push(mark);
			throw error;
		}
	}
	arrivedIn(head) {
		return namedInHistory(this.#clone, head, this.#unsure, this.#job.signal);
	}
	async #deliver(forge, change, expected) {
		const [parent] = change.parents;
		if (expected === parent) return this.#commit(forge, change, this.#branch);
		if (expected !== undefined) return this.#replace(forge, change, expected);
		await this.#clone.push(parent, this.#branch, undefined, this.#job.signal);
		return this.#commit(forge, change, this.#branch);
	}
	async #commit(forge, change, branch) {
		const { path, content, blob, message, author, time, parents } = change;
		const asked = {
			branch,
			head: parents[0],
			path,
			content,
			blob,
			message,
			author,
			time
		};
		const { sha, isSigned } = await forge.commitFile(this.#job.template, asked, this.#job.signal);
		if (!isSigned) this.#job.warn("the server made the commit without a signature");
		return sha;
	}
	async #replace(forge, change, expected) {
		const clone = this.#clone;
		const { signal } = this.#job;
		const beside = `${this.#branch}-next`;
		const [parent] = change.parents;
		const left = await clone.fetch(beside, signal);
		if (left?.head !== parent) await clone.push(parent, beside, left?.head, signal);
		let held = parent;
		try {
			held = await this.#commit(forge, change, beside);
			const made = await clone.fetch(beside, signal);
			if (made?.head !== held) throw movedBeside(beside);
			await clone.push(held, this.#branch, expected, signal);
			return held;
		} finally {
			await this.#discard(beside, held);
		}
	}
	async #discard(branch, held) {
		const { signal, say } = this.#job;
		try {
			await this.#clone.remove(branch, held, signal);
		} catch (error) {
			if (!isDeliveryError(error)) throw error;
			say(`the branch ${branch} is left over: ${messageOf(error)}`);
		}
	}
}
function movedBeside(branch) {
	const reason = `the branch ${branch} has moved`;
	return new CommitError({
		kind: "race",
		reason,
		mayHaveArrived: false
	});
}
function refuseWhatIsNotKept({ kind }, { author, mode, path }) {
	if (kind !== "github") return;
	if (author !== defaultIdentity) throw new ReportedError("GitHub makes the token's user or app the author of a commit through its API; leave out author-name and author-email, or use commit-through: git");
	if (mode === "100755") throw new ReportedError(`${path} is executable, which GitHub's API does not keep; make it a plain file, or use commit-through: git`);
}
export { ApiDelivery };
