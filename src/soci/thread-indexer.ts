import { MessageChannel, type Worker } from "node:worker_threads";
import type { LayerOptions, Ztoc } from "./index-layer.ts";
import type { LayerToThread, PieceOfLayer, ThreadAnswer } from "./layer-thread.ts";

/** What became of a layer: its ztoc, or why it has none, as a clause. */
export type IndexedLayer = { readonly ztoc: Ztoc } | { readonly reason: string };

/** Bytes of a layer that wait for the thread, at most, beside the last piece: enough to keep it busy. */
const mostWaiting = 2 ** 20;

/** Has one layer indexed by a thread, of which nothing keeps this one's event loop busy but the copying of bytes. */
export class ThreadIndexer {
  readonly #worker: Worker;
  readonly #release: () => void;
  readonly #port;
  readonly #indexed = Promise.withResolvers<IndexedLayer>();
  #waiting = 0;
  #isDone = false;
  /** Has whoever waits look again. */
  #wake: () => void = () => {};

  /** @param release is called once the thread may be given another layer */
  constructor(worker: Worker, options: LayerOptions, release: () => void) {
    this.#worker = worker;
    this.#release = release;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const layer: LayerToThread = { options, port: port2 };
    worker.postMessage(layer, [port2]);
    // A thread that fails closes its port before it says so, and the process is to hear that.
    worker.ref();
    worker.once("error", this.#fail);
    port1.on("message", (answer: ThreadAnswer) => {
      if ("taken" in answer) this.#waiting -= answer.taken;
      else this.#done(() => this.#indexed.resolve(answer));
      this.#wake();
    });
    // It is told to who asks for the end, if anybody does.
    this.#indexed.promise.catch(() => {});
  }

  /**
   * Takes the next bytes of the layer, any number of them, and waits while the thread has enough to do. They may be used
   * anew once the promise is fulfilled. What follows bytes that cannot be indexed is let go.
   */
  async write(chunk: Uint8Array): Promise<void> {
    if (this.#isDone) return;
    const bytes = new Uint8Array(chunk);
    this.#waiting += bytes.length;
    this.#port.postMessage(bytes satisfies PieceOfLayer, [bytes.buffer]);
    while (this.#waiting > mostWaiting && !this.#isDone) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  /** What becomes of the layer, of which all has been written. @throws Error when the thread has failed */
  end(): Promise<IndexedLayer> {
    if (!this.#isDone) this.#port.postMessage(undefined satisfies PieceOfLayer);
    return this.#indexed.promise;
  }

  /** Lets go of the thread, whatever it is at. It may be called again. */
  close(): void {
    this.#done(() => this.#indexed.reject(new Error("the layer is not indexed to its end")));
    this.#wake();
  }

  readonly #fail = (error: unknown): void => {
    this.#isDone = true;
    this.#port.close();
    if (isOutOfMemory(error))
      this.#indexed.resolve({ reason: "indexing it takes more memory than there is" });
    else this.#indexed.reject(error);
    this.#wake();
  };

  #done(settle: () => void): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#worker.off("error", this.#fail);
    this.#worker.unref();
    this.#port.close();
    settle();
    this.#release();
  }
}

/** Whether a thread has ended as a process without threads would have. */
const isOutOfMemory = (error: unknown) =>
  error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
