class HostPause {
	#until = 0;
	#passed = 0;
	#pace;
	#clock;
	#begin;
	constructor(clock) {
		this.#clock = clock;
		this.#begin = clock.now();
	}
	get passed() {
		return this.#passed;
	}
	get hasLimit() {
		return this.#pace !== undefined;
	}
	holdBack(ms) {
		this.#until = Math.max(this.#until, this.#clock.now() + ms);
	}
	remaining() {
		return Math.max(0, this.#until - this.#clock.now());
	}
	async untilOver(signal, latest = Number.POSITIVE_INFINITY) {
		const left = () => Math.min(this.remaining(), latest - this.#clock.now());
		for (let ms = left(); ms > 0; ms = left()) await this.#clock.sleep(ms, signal);
		return this.remaining() === 0;
	}
	async turn(send, heard, signals) {
		if (this.#pace) await (await this.#pace).turn(this, AbortSignal.any([...signals]));
		const sent = this.#clock.now();
		try {
			const answer = await send();
			await this.#pass();
			return answer;
		} catch (error) {
			const what = heard(error);
			if (what === "passed") await this.#pass();
			if (what === "refused") {
				this.#pace ??= this.#learnPace();
				(await this.#pace).refuse(sent);
			}
			throw error;
		}
	}
	async #pass() {
		this.#passed++;
		if (this.#pace) (await this.#pace).pass();
	}
	async #learnPace() {
		const { Pace } = await import("./pace-a6c29754.js");
		return new Pace(this.#clock, 1e3 * this.#passed / Math.max(1, this.#clock.now() - this.#begin));
	}
}
export { HostPause };
