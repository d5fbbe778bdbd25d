import type { ApiClient } from "../api/api-client.ts";
import { forgeErrorIn } from "../errors.ts";

export interface CreateOnce<T> {
  create(): Promise<T>;
  /** What is there already, if it is. */
  find(): Promise<T | undefined>;
  /** The HTTP status of the refusal that, among others, what is there already gets. */
  readonly refusedWith: number;
}

/**
 * Creates something that there may be once, with retries: an attempt without an answer may have done its work.
 *
 * @throws what {@link CreateOnce.create} throws, when there is none afterwards either
 */
export function createOnce<T>(
  client: ApiClient,
  signal: AbortSignal,
  { create, find, refusedWith }: CreateOnce<T>,
): Promise<T> {
  return client.retry(signal, async (attempt) => {
    const made = attempt > 1 ? await find() : undefined;
    if (made) return made;
    try {
      return await create();
    } catch (error) {
      const refusal = forgeErrorIn(error);
      if (refusal?.status !== refusedWith) throw error;
      const existing = await find();
      if (existing) return existing;
      throw refusal;
    }
  });
}
