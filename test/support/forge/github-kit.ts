import type { FakeForge } from "./forge.ts";
import type { ForgeRecord, Reply } from "./types.ts";

export function error(status: number, message: string, errors?: readonly object[]): Reply {
  return {
    status,
    json: {
      message,
      ...(errors && { errors }),
      documentation_url: "https://docs.github.com/rest",
      status: String(status),
    },
  };
}

export function paged<T>(forge: FakeForge, all: readonly T[], request: ForgeRecord) {
  const size = Math.min(Number(request.query.get("per_page")) || 30, 100);
  const page = Math.max(Number(request.query.get("page")) || 1, 1);
  const last = Math.ceil(all.length / size);
  const link = (rel: string, number: number) => {
    const query = new URLSearchParams(request.query);
    query.set("page", String(number));
    return `<${forge.apiUrl}${request.path}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link("prev", page - 1), link("first", 1)] : []),
    ...(page < last ? [link("next", page + 1), link("last", last)] : []),
  ];
  const headers: Record<string, string> = links.length > 0 ? { link: links.join(", ") } : {};
  return { items: all.slice((page - 1) * size, page * size), headers };
}
