import { allToTheEnd } from "../../jobs/jobs.ts";
import { createLimit } from "../../jobs/limit.ts";
import type { ForgeKind } from "../forge.ts";

/** One page of a list, as the API packages hand it over. */
export interface Page {
  /** What was read; not yet looked at. */
  readonly items: readonly unknown[];
  /** How many there are on all pages, where the server says so. */
  readonly total?: number | undefined;
  /** Whether the `Link` header names another page; undefined without the header. */
  readonly next?: boolean | undefined;
}

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
export async function readPagesAtOnce(
  most: number,
  page: (number: number) => Promise<Page>,
): Promise<WholeList> {
  const first = await page(1);
  const { items, total } = first;
  if (total === undefined) {
    const read = await readPagesInTurn(most, async (number) => (number === 1 ? first : page(number)));
    return { items: read, total: undefined };
  }
  // Fewer than were asked for on a page that is not the last are the most that this server serves.
  const last = items.length === 0 ? 1 : Math.ceil(Math.min(total, most) / items.length);
  const limit = createLimit(concurrency);
  const numbers = Array.from({ length: Math.max(0, last - 1) }, (_, index) => index + 2);
  const others = await allToTheEnd(numbers.map((number) => limit(() => page(number))));
  return { items: [items, ...others.map((other) => other.items)].flat().slice(0, most), total };
}

/**
 * Reads a list's pages from number 1 on, until they end or hold `most` items. Servers tell the end each in their
 * way: by a count, by a `Link` header, or not at all. A page may be shorter than asked for and still not be the
 * last, as a server has a limit of its own.
 */
export async function readPagesInTurn(
  most: number,
  page: (number: number) => Promise<Page>,
): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let number = 1; all.length < most; number++) {
    const { items, total, next } = await page(number);
    all.push(...items);
    if (items.length === 0 || next === false || (total !== undefined && all.length >= total)) break;
  }
  return all.slice(0, most);
}

/**
 * Reads what tells whether a list goes on.
 *
 * @param total the count within the answer; the header's is preferred, as Gitea 1.22 counts only this page's statuses
 */
export function pageOf(items: readonly unknown[], headers: Headers, total?: unknown): Page {
  const link = headers.get("link");
  const counted = headers.get("x-total-count");
  const within = typeof total === "number" ? total : undefined;
  return {
    items,
    total: counted && /^\d+$/.test(counted) ? Number(counted) : within,
    next: link === null ? undefined : /rel="?next"?/.test(link),
  };
}

/** The number of a page's items that is asked for: the most that each product serves unless set otherwise. */
export function pageQuery(kind: ForgeKind, page: number): Record<string, number> {
  return kind === "github" ? { per_page: 100, page } : { limit: 50, page };
}
