/** Sends a request once, to the URL that it is handed. */
type Send<T> = (url: URL) => Promise<T>;

/** The origins at which a registry's API may be, as `URL.origin` spells them. */
export interface Origins {
  readonly secure: string;
  /** Absent where plain HTTP may not be spoken. */
  readonly plain?: string;
}

/**
 * Where a registry's API is: over HTTPS, and where plain HTTP may be spoken, over that as soon as an answer has shown that
 * no TLS is spoken there. Once an answer has come over one of them, the other is not tried any more.
 */
export class ApiOrigin {
  #now: string;
  /** Where to turn to without TLS, as long as neither is known to be spoken. */
  #plain: string | undefined;

  constructor({ secure, plain }: Origins) {
    this.#now = secure;
    this.#plain = plain;
  }

  /** The origin that is spoken to, as far as is known. */
  get now(): string {
    return this.#now;
  }

  /** Sends a request for the path and query of `url`; once more, without TLS, where that is what the first try shows. */
  async send<T>(url: URL, send: Send<T>): Promise<T> {
    const to = (origin: string) =>
      send(origin === url.origin ? url : new URL(url.pathname + url.search, origin));
    const plain = this.#plain;
    if (plain === undefined) return to(this.#now);
    const { tryBoth } = await import("./try-both.ts");
    const secure = this.#now;
    return tryBoth(secure, plain, to, {
      // Requests go out side by side: what another one has shown since holds for this one, and TLS wins.
      isSecure: () => this.#plain === undefined && this.#now === secure,
      onSpoken: (spoken) => {
        if (this.#plain === undefined && spoken === plain) return;
        this.#now = spoken;
        this.#plain = undefined;
      },
    });
  }
}
