/** Milliseconds that a first request may take to be sent, once the event loop has come round: what is loaded sooner holds it up. */
const underWay = 5;

/** Loads what is needed soon while a first request is under way, so that nobody waits for it after the answer. */
export function meanwhile(load: () => unknown): void {
  setImmediate(() => setTimeout(load, underWay));
}
