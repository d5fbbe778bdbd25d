const slowest = .5;
const fastest = 1e3;
const rise = {
	requests: .1,
	share: .02
};
class Pace {
	#clock;
	#rate;
	#next = 0;
	#halved = Number.NEGATIVE_INFINITY;
	constructor(clock, rate) {
		this.#clock = clock;
		this.#rate = Math.min(fastest, rate);
	}
	async turn(pause, signal) {
		for (;;) {
			await pause.untilOver(signal);
			const now = this.#clock.now();
			const at = Math.max(now, this.#next);
			if (this.#rate < fastest) this.#next = at + 1e3 / this.#rate;
			if (at > now) await this.#clock.sleep(at - now, signal);
			if (pause.remaining() === 0) return;
		}
	}
	pass() {
		this.#rate += Math.max(rise.requests / this.#rate, rise.share);
	}
	refuse(sent) {
		if (sent < this.#halved) return;
		this.#halved = this.#clock.now();
		this.#rate = Math.max(slowest, Math.min(fastest, this.#rate) / 2);
	}
}
export { Pace };
