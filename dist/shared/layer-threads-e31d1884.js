const { MessageChannel, Worker } = process.getBuiltinModule("node:worker_threads");
import { hasher, algorithmOf } from "./core-cb5264e6.js";
class Indexing {
	#begin;
	#attempt;
	#body = 0;
	#taken = Promise.resolve();
	constructor(layer, indexer) {
		this.#begin = () => new Attempt(layer, indexer());
		this.#attempt = this.#begin();
	}
	get position() {
		return this.#attempt.position;
	}
	isWhole() {
		return this.#attempt.isWhole();
	}
	restart() {
		this.#body++;
		this.#attempt.close();
		this.#attempt = this.#begin();
	}
	async read(body, offset) {
		for await (const _ of this.along(body, offset));
	}
	async *along(body, offset = 0) {
		const number = ++this.#body;
		await this.#taken;
		let at = offset;
		for await (const chunk of body) {
			if (number !== this.#body) return;
			this.#taken = this.#attempt.take(chunk.subarray(Math.max(0, this.position - at)));
			await this.#taken;
			at += chunk.byteLength;
			yield chunk;
		}
	}
	end() {
		return this.#taken.then(() => this.#attempt.end());
	}
	close() {
		this.#attempt.close();
	}
}
class Attempt {
	position = 0;
	#layer;
	#hash;
	#indexer;
	#isWhole;
	constructor(layer, indexer) {
		this.#layer = layer;
		this.#hash = hasher(algorithmOf(layer.digest));
		this.#indexer = indexer;
	}
	isWhole() {
		if (this.position !== this.#layer.size) return false;
		this.#isWhole ??= this.#hash.digest() === this.#layer.digest;
		return this.#isWhole;
	}
	async take(chunk) {
		const indexed = this.#indexer.write(chunk);
		this.#hash.update(chunk);
		this.position += chunk.byteLength;
		await indexed;
	}
	end() {
		return this.#indexer.end();
	}
	close() {
		this.#indexer.close();
	}
}
const mostWaiting = 2 ** 20;
class ThreadIndexer {
	#worker;
	#release;
	#port;
	#indexed = Promise.withResolvers();
	#waiting = 0;
	#isDone = false;
	#wake = () => {};
	constructor(worker, options, release) {
		this.#worker = worker;
		this.#release = release;
		const { port1, port2 } = new MessageChannel();
		this.#port = port1;
		const layer = {
			options,
			port: port2
		};
		worker.postMessage(layer, [port2]);
		worker.ref();
		worker.once("error", this.#fail);
		port1.on("message", (answer) => {
			if ("taken" in answer) this.#waiting -= answer.taken;
			else this.#done(() => this.#indexed.resolve(answer));
			this.#wake();
		});
		this.#indexed.promise.catch(() => {});
	}
	async write(chunk) {
		if (this.#isDone) return;
		const bytes = new Uint8Array(chunk);
		this.#waiting += bytes.length;
		this.#port.postMessage(bytes, [bytes.buffer]);
		while (this.#waiting > mostWaiting && !this.#isDone) {
			const { promise, resolve } = Promise.withResolvers();
			this.#wake = resolve;
			await promise;
		}
	}
	end() {
		if (!this.#isDone) this.#port.postMessage(undefined);
		return this.#indexed.promise;
	}
	close() {
		this.#done(() => this.#indexed.reject(new Error("the layer is not indexed to its end")));
		this.#wake();
	}
	#fail = (error) => {
		this.#isDone = true;
		this.#port.close();
		if (isOutOfMemory(error)) this.#indexed.resolve({ reason: "indexing it takes more memory than there is" });
		else this.#indexed.reject(error);
		this.#wake();
	};
	#done(settle) {
		if (this.#isDone) return;
		this.#isDone = true;
		this.#worker.off("error", this.#fail);
		this.#worker.unref();
		this.#port.close();
		settle();
		this.#release();
	}
}
const isOutOfMemory = (error) => error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
class LayerThreads {
	#start;
	#idle = new Set();
	constructor(start = startThread) {
		this.#start = start;
	}
	indexing(layer, options) {
		return new Indexing(layer, () => this.#indexer({
			...options,
			size: layer.size
		}));
	}
	#indexer(options) {
		const [worker = this.#started()] = this.#idle;
		this.#idle.delete(worker);
		return new ThreadIndexer(worker, options, () => this.#idle.add(worker));
	}
	#started() {
		const worker = this.#start();
		worker.on("error", () => this.#idle.delete(worker));
		return worker;
	}
}
function startThread() {
	const worker = new Worker(new URL(new URL("layer-thread-66ccd136.js", import.meta.url).href), {
		env: {},
		execArgv: []
	});
	worker.unref();
	return worker;
}
export { LayerThreads, startThread };
