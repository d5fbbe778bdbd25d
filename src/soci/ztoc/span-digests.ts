import { type Digest, type Hasher, hasher } from "../../image/digest.ts";

/** The digests of a layer's spans, one after the other. */
export class SpanDigests {
  readonly #ended: Digest[] = [];
  #span: Hasher | undefined;

  /** Ends the span that was started before, if any, and starts the next. */
  start(): void {
    this.end();
    this.#span = hasher();
  }

  /** Takes bytes of the span. Those before the first belong to none. */
  update(bytes: Uint8Array): void {
    this.#span?.update(bytes);
  }

  /** Ends the last span. Returns the digests of all. */
  end(): readonly Digest[] {
    if (this.#span) this.#ended.push(this.#span.digest());
    this.#span = undefined;
    return this.#ended;
  }
}
