import type { RequestKind } from "../types.ts";

export interface Route {
  readonly kind: RequestKind;
  readonly repository: string | undefined;
  readonly reference: string | undefined;
}

const shapes: readonly [RequestKind, RegExp][] = [
  ["upload", /^\/v2\/(.+)\/blobs\/uploads(?:\/(.*))?$/],
  ["manifest", /^\/v2\/(.+)\/manifests\/([^/]+)$/],
  ["blob", /^\/v2\/(.+)\/blobs\/([^/]+)$/],
  ["tags", /^\/v2\/(.+)\/tags\/list$/],
  ["referrers", /^\/v2\/(.+)\/referrers\/([^/]+)$/],
];

/** Reads a request path the way the endpoint table of the specification lists it. */
export function route(path: string): Route {
  const none = { repository: undefined, reference: undefined };
  if (path === "/v2/" || path === "/v2") return { kind: "ping", ...none };
  if (/\/token$/.test(path)) return { kind: "token", ...none };
  for (const [kind, shape] of shapes) {
    const found = shape.exec(path);
    if (found)
      return { kind, repository: found[1], reference: found[2] ? decodeURIComponent(found[2]) : undefined };
  }
  return { kind: "other", ...none };
}

export function isRepositoryName(name: string): boolean {
  return /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/.test(name);
}

export function isDigest(text: string): boolean {
  return /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text);
}

export function isTag(text: string): boolean {
  return /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/.test(text);
}
