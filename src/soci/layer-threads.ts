import { Worker } from "node:worker_threads";
import type { Descriptor } from "../image/descriptor.ts";
import { Indexing } from "./indexing.ts";
import type { LayerOptions } from "./layer-reader.ts";
import { ThreadIndexer } from "./thread-indexer.ts";

/** Threads that index layers, as many as there are layers at a time. They end with the process, and do not keep it. */
export class LayerThreads {
  readonly #start: () => Worker;
  readonly #idle = new Set<Worker>();

  constructor(start = startThread) {
    this.#start = start;
  }

  /** The indexing of a layer, which is to be closed. */
  indexing(layer: Pick<Descriptor, "digest" | "size">, options: Omit<LayerOptions, "size">): Indexing {
    return new Indexing(layer, () => this.#indexer({ ...options, size: layer.size }));
  }

  #indexer(options: LayerOptions): ThreadIndexer {
    const [worker = this.#started()] = this.#idle;
    this.#idle.delete(worker);
    return new ThreadIndexer(worker, options, () => this.#idle.add(worker));
  }

  #started(): Worker {
    const worker = this.#start();
    // It may still be at a layer that was given up; nobody else hears of that.
    worker.on("error", () => this.#idle.delete(worker));
    return worker;
  }
}

export function startThread(): Worker {
  // It needs nothing of the environment, in which there are tokens.
  const worker = new Worker(new URL("./layer-thread.ts", import.meta.url), { env: {}, execArgv: [] });
  worker.unref();
  return worker;
}
