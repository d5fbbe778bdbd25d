import { settleAll } from "../../jobs/jobs.ts";
import { createLimit } from "../../jobs/limit.ts";
import { type Page, readPages } from "./retries.ts";

/** Pages of one list that are asked for at a time. */
const concurrency = 8;

/** All items of a list, in the order of its pages. */
export interface WholeList {
  readonly items: readonly unknown[];
  /** How many there are as the first page has it; undefined where the server does not say. */
  readonly total: number | undefined;
}

/**
 * Reads all pages of a list, at most `most` items: the first alone, and the others at the same time once their number
 * is known. What moves from page to page meanwhile may be missing, or be there twice.
 */
export async function readAllPages(
  most: number,
  page: (number: number) => Promise<Page>,
): Promise<WholeList> {
  const first = await page(1);
  const { items, total } = first;
  if (total === undefined) {
    const read = await readPages(most, async (number) => (number === 1 ? first : page(number)));
    return { items: read, total: undefined };
  }
  // Fewer than were asked for on a page that is not the last are the most that this server serves.
  const last = items.length === 0 ? 1 : Math.ceil(Math.min(total, most) / items.length);
  const limit = createLimit(concurrency);
  const numbers = Array.from({ length: Math.max(0, last - 1) }, (_, index) => index + 2);
  const others = await settleAll(numbers.map((number) => limit(() => page(number))));
  return { items: [items, ...others.map((other) => other.items)].flat().slice(0, most), total };
}
