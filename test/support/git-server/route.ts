import type { Phase, Service } from "./types.ts";

export interface Route {
  readonly phase: Phase;
  readonly service: Service | undefined;
  readonly repository: string | undefined;
}

const nowhere: Route = { phase: "other", service: undefined, repository: undefined };

/** What a request asks for; the repository's path may end in `.git` or not. */
export function route(method: string, path: string, query: URLSearchParams, prefix: string): Route {
  if (!path.startsWith(`${prefix}/`)) return nowhere;
  const [, owner = "", name = "", rest = ""] =
    /^\/([^/]+)\/([^/]+)\/(.+)$/.exec(path.slice(prefix.length)) ?? [];
  if (!isName(owner) || !isName(name)) return nowhere;
  const repository = `${owner}/${name.replace(/\.git$/, "")}`;
  if (method === "GET" && rest === "info/refs")
    return { phase: "refs", service: serviceOf(query.get("service")), repository };
  if (method === "POST" && serviceOf(rest)) return { phase: "rpc", service: serviceOf(rest), repository };
  return { ...nowhere, repository };
}

export function isName(part: string): boolean {
  return /^[\w.-]+$/.test(part) && part !== "." && part !== ".." && part !== ".git";
}

function serviceOf(name: string | null): Service | undefined {
  if (name === "git-upload-pack") return "upload-pack";
  return name === "git-receive-pack" ? "receive-pack" : undefined;
}
