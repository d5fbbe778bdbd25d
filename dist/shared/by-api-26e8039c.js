import { CommitError } from "./new-commit-0d32ebc1.js";
import { markId, newMark, marked, namedInHistory } from "./mark-fddf5f98.js";
import { isDeliveryError } from "./template-d7df88d4.js";
function besideName(branch, time, mark) {
	return `${branch}.${time}.${markId(mark)}`;
}
const longest = 24 * 60 * 60;
function isLeftBeside(name, branch, now) {
	if (!name.startsWith(`${branch}.`)) return false;
	const time = /^(\d{1,12})\.[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.exec(name.slice(branch.length + 1))?.[1];
	return time !== undefined && Number(time) + longest < now;
}
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
		const mark = newMark();
		try {
			return await this.#deliver(forge, {
				...change,
				message: marked(change.message, mark)
			}, expected, mark);
		} catch (error) {
			if (isDeliveryError(error) && error.mayHaveArrived) this.#unsure.push(mark);
			throw error;
		}
	}
	arrivedIn(head) {
		return namedInHistory(this.#clone, head, this.#unsure, this.#job.signal);
	}
	async #deliver(forge, change, expected, mark) {
		const [parent] = change.parents;
		if (expected === parent) return this.#commit(forge, change, this.#branch);
		if (expected !== undefined) return this.#replace(forge, change, expected, mark);
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
	async #replace(forge, change, expected, mark) {
		const clone = this.#clone;
		const { signal } = this.#job;
		const [parent] = change.parents;
		const beside = besideName(this.#branch, change.time, mark);
		const ours = [parent];
		try {
			await clone.push(parent, beside, undefined, signal);
			const made = await this.#commit(forge, change, beside);
			const held = await clone.fetch(beside, signal);
			if (held?.head !== made) throw movedBeside(beside);
			ours.push(made);
			await clone.push(made, this.#branch, expected, signal);
			return made;
		} finally {
			const { discardBeside } = await import("./leftovers-aa82fcc2.js");
			await discardBeside(clone, this.#branch, beside, ours, this.#job);
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
const byApi = Object.freeze(Object.defineProperty({
	__proto__: null,
	ApiDelivery
}, Symbol.toStringTag, { value: "Module" }));
export { byApi, isLeftBeside };
