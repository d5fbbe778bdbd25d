const slowest = .5;
const usual = 16;
const fastest = 1e3;
const rise = {
	requests: .2,
	share: .02
};
class Pace {
	#clock;
	#rate;
	#sent = Number.NEGATIVE_INFINITY;
	#queue = Promise.resolve();
	#halved = Number.NEGATIVE_INFINITY;
	constructor(clock, rate) {
		this.#clock = clock;
		this.#rate = Math.min(fastest, Math.max(usual, rate));
	}
	async turn(pause, signal) {
		const before = this.#queue;
		const { promise, resolve } = Promise.withResolvers();
		this.#queue = promise;
		await before;
		try {
			for (let ms = this.#left(pause); ms > 0; ms = this.#left(pause)) await this.#clock.sleep(ms, signal);
			signal.throwIfAborted();
			this.#sent = this.#clock.now();
		} finally {
			resolve();
		}
	}
	#left(pause) {
		const apart = this.#rate < fastest ? 1e3 / this.#rate : 0;
		return Math.ceil(Math.max(pause.remaining(), this.#sent + apart - this.#clock.now()));
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
