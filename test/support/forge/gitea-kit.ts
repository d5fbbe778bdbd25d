import type { FakeForge } from "./forge.ts";
import type { ForgeRecord, Reply } from "./types.ts";

/** What chi, Gitea's router, answers for a path that it does not know. */
export const unknownRoute: Reply = {
  status: 404,
  headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
  text: "404 page not found\n",
};

export function apiError(forge: FakeForge, status: number, message: string): Reply {
  return { status, json: { message, url: `${forge.serverUrl}/api/swagger` } };
}

export function notFound(forge: FakeForge): Reply {
  const message = "The target couldn't be found.";
  const errors = forge.product === "forgejo" ? [] : null;
  return { status: 404, json: { errors, message, url: `${forge.serverUrl}/api/swagger` } };
}

/** `utils.GetListOptions`: 30 a page by default, at most 50. */
export function paged<T>(
  all: readonly T[],
  { query }: ForgeRecord,
): { items: T[]; page: number; size: number } {
  const size = Math.min(Number(query.get("limit")) || 30, 50);
  const page = Math.max(Number(query.get("page")) || 1, 1);
  return { items: all.slice((page - 1) * size, page * size), page, size };
}

/** `SetLinkHeader` and `SetTotalCountHeader`. */
export function counted(forge: FakeForge, total: number, page: number, size: number, path: string) {
  const last = Math.ceil(total / size);
  const link = (rel: string, number: number) => `<${forge.apiUrl}${path}?page=${number}>; rel="${rel}"`;
  const links = page < last ? [link("next", page + 1), link("last", last)] : [];
  return { "x-total-count": String(total), ...(links.length > 0 && { link: links.join(",") }) };
}
