import { GitError } from "./git-error-b54f1869.js";
class GitDelivery {
	#clone;
	#branch;
	#signal;
	#unsure = [];
	constructor(clone, branch, signal) {
		this.#clone = clone;
		this.#branch = branch;
		this.#signal = signal;
	}
	get isUnsure() {
		return this.#unsure.length > 0;
	}
	async deliver(change, expected) {
		const commit = await this.#clone.commit(change, this.#signal);
		try {
			await this.#clone.push(commit, this.#branch, expected, this.#signal);
		} catch (error) {
			if (error instanceof GitError && error.mayHaveArrived) this.#unsure.push(commit);
			throw error;
		}
		return commit;
	}
	async arrivedIn(head) {
		for (const commit of this.#unsure) if (await this.#clone.contains(head, commit, this.#signal)) return commit;
		return undefined;
	}
}
export { GitDelivery };
