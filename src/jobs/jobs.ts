import { createLimit } from "./limit.ts";

/** How one job ended. `skipped`: it never started, because the run was cancelled first. */
export type Outcome<T> =
  | { readonly state: "done"; readonly value: T }
  | { readonly state: "failed"; readonly error: unknown }
  | { readonly state: "skipped" };

/**
 * Runs `work` for every item, at most `concurrency` at a time, and waits for all of them. One job's failure
 * touches no other. Once the signal is aborted nothing more is started, and what never started is `skipped`.
 * Never rejects.
 */
export async function runJobs<I, T>(
  items: readonly I[],
  concurrency: number,
  signal: AbortSignal,
  work: (item: I, index: number) => Promise<T>,
): Promise<Outcome<T>[]> {
  const limit = createLimit(concurrency);
  return Promise.all(
    items.map((item, index) =>
      limit(async (): Promise<Outcome<T>> => {
        if (signal.aborted) return { state: "skipped" };
        try {
          return { state: "done", value: await work(item, index) };
        } catch (error) {
          return { state: "failed", error };
        }
      }),
    ),
  );
}

/**
 * Waits for all of `work` and returns the values in order. Unlike `Promise.all` it leaves nothing running behind a
 * failure: the first error is thrown when every part has come to its end.
 */
export async function allToTheEnd<T>(work: Iterable<Promise<T>>): Promise<T[]> {
  const values: T[] = [];
  const settled = await Promise.allSettled(work);
  for (const part of settled) {
    if (part.status === "rejected") throw part.reason;
    values.push(part.value);
  }
  return values;
}
