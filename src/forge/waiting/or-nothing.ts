import { ForgeError } from "../errors.ts";

/** What is read, if it can be: it tells more of what is known without it. */
export async function orNothing<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ForgeError) return undefined;
    throw error;
  }
}
