// What a thread does that indexes layers, one after another. Its module is not imported but started: `LayerThreads`.
import { type MessagePort, parentPort } from "node:worker_threads";
import { type LayerOptions, layerIndexer, Unindexable, type Ztoc } from "./index-layer.ts";

/** A layer to index, and the port on which it comes. */
export interface LayerToThread {
  readonly options: LayerOptions;
  readonly port: MessagePort;
}

/** The next bytes of a layer; undefined after the last. */
export type PieceOfLayer = Uint8Array | undefined;

/** A number of bytes has been indexed, or the layer is done with: it has its ztoc, or it is said why it has none. */
export type ThreadAnswer = { readonly taken: number } | { readonly ztoc: Ztoc } | { readonly reason: string };

parentPort?.on("message", ({ options, port }: LayerToThread) => {
  const { write, end } = layerIndexer(options);
  const indexed = (piece: PieceOfLayer): ThreadAnswer => {
    if (!piece) return { ztoc: end() };
    write(piece);
    return { taken: piece.length };
  };
  port.on("message", (piece: PieceOfLayer) => {
    const answer = answered(() => indexed(piece));
    port.postMessage(answer);
    // What is still on its way of a layer that cannot be indexed is not looked at.
    if (!("taken" in answer)) port.removeAllListeners("message");
  });
});

/** @throws what is no fault of the layer's bytes: the thread ends with it */
function answered(index: () => ThreadAnswer): ThreadAnswer {
  try {
    return index();
  } catch (error) {
    if (!(error instanceof Unindexable)) throw error;
    return { reason: error.message };
  }
}
