import type { ForgeError } from "./errors.ts";

export interface CreateOnce<T> {
  create(): Promise<T>;
  /** What is there already, if it is. */
  find(): Promise<T | undefined>;
  /** The server's refusal in an error of {@link create}, if it is the one for what is there already. */
  refusalIn(error: unknown): ForgeError | undefined;
}

/**
 * Creates something that there may be once.
 *
 * @param attempt from 1: an earlier one without an answer may have done its work
 * @throws what {@link CreateOnce.create} throws, when there is none afterwards either
 */
export async function createOnce<T>(attempt: number, { create, find, refusalIn }: CreateOnce<T>): Promise<T> {
  const found = attempt > 1 ? await find() : undefined;
  if (found) return found;
  try {
    return await create();
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal === undefined) throw error;
    const existing = await find();
    if (existing) return existing;
    throw refusal;
  }
}
