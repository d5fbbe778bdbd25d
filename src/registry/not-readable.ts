import { messagesOf, ReportedError } from "../base/errors.ts";

/** It was not readable when the time was up. */
export class NotReadable extends ReportedError {
  override readonly name = "NotReadable";
}

/**
 * Waits for all of `work`, which waits for manifests, and returns the values in order.
 *
 * @throws {NotReadable} naming everything that was not readable in time; what no waiting mends is thrown at once
 */
export async function allReadable<T>(work: Iterable<Promise<T>>): Promise<T[]> {
  const late: NotReadable[] = [];
  const values: T[] = [];
  const waits = [...work].map(async (one, at) => {
    try {
      values[at] = await one;
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error;
      late.push(error);
    }
  });
  await Promise.all(waits);
  if (late.length > 0) throw new NotReadable(messagesOf(late));
  return values;
}
