import { isRecord } from "../base/json.ts";
import type { Log } from "../base/log.ts";
import type { ApiClient } from "./api/api-client.ts";
import { ForgeError } from "./errors.ts";
import { type Product, parseProduct } from "./product.ts";

/** What a Gitea or Forgejo says it is: asked for when that is first needed, and then kept. */
export class ServerProduct {
  readonly #client: ApiClient;
  readonly #log: Log;
  #asked: Promise<Product | undefined> | undefined;

  /** @param known what the server said of itself, if it was asked already */
  constructor(client: ApiClient, log: Log, known: Product | undefined) {
    this.#client = client;
    this.#log = log;
    this.#asked = known && Promise.resolve(known);
  }

  /**
   * @returns undefined where the server does not say
   * @throws {ForgeError} when it does not answer; the next to need it asks again
   */
  get(signal: AbortSignal): Promise<Product | undefined> {
    this.#asked ??= this.#ask(signal).catch((error: unknown) => {
      this.#asked = undefined;
      throw error;
    });
    return this.#asked;
  }

  async #ask(signal: AbortSignal): Promise<Product | undefined> {
    try {
      return await this.#client.get("/version", undefined, signal, ({ data }) =>
        isRecord(data) ? parseProduct(String(data.version)) : undefined,
      );
    } catch (error) {
      if (!(error instanceof ForgeError) || error.status === undefined) throw error;
      this.#log.debug(error.message);
      return undefined;
    }
  }
}

/** What a server says it is; that it does not answer is no reason to know nothing of the rest. */
export async function productIfTold(
  product: () => Promise<Product | undefined>,
  signal: AbortSignal,
): Promise<Product | undefined> {
  try {
    return await product();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ForgeError) return undefined;
    throw error;
  }
}
