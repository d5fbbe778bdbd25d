import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What a runner's cache service holds under a key. */
export interface KeptArchive {
  readonly key: string;
  readonly version: string;
  readonly body: Buffer;
}

/** A cache service as the runners of Gitea and Forgejo have it (`_apis/artifactcache`, version 1). */
export interface TestCacheService extends AsyncDisposable {
  /** For `ACTIONS_CACHE_URL`. */
  readonly url: string;
  readonly token: string;
  /** The variables that a runner gives its actions. */
  readonly env: Readonly<Record<string, string>>;
  /** What is kept, the oldest first; may be changed. */
  readonly kept: KeptArchive[];
  /** Method and path of each request, with its status. */
  readonly asked: string[];
  /** Answers with this status what has such a line, in place of what it would. */
  fail(line: RegExp, status: number): void;
}

export async function startCacheService(): Promise<TestCacheService> {
  const kept: KeptArchive[] = [];
  const asked: string[] = [];
  const failures: { line: RegExp; status: number }[] = [];
  const reserved = new Map<number, { key: string; version: string; parts: Buffer[]; size: number }>();
  const token = "the-runners-token";
  let last = 0;

  async function answer(request: IncomingMessage): Promise<{ status: number; body?: Buffer | object }> {
    const { method = "", url = "", headers } = request;
    const { pathname, searchParams } = new URL(url, "http://here");
    const line = `${method} ${pathname}`;
    const body = await buffer(request);
    const failure = failures.find((one) => one.line.test(line));
    if (failure) return { status: failure.status, body: { message: "failed" } };
    if (pathname.startsWith("/archives/")) {
      // The address is all that it takes: who sends the token sends it to a stranger.
      if (headers.authorization !== undefined) return { status: 400 };
      const archive = kept[Number(pathname.slice("/archives/".length))];
      return archive ? { status: 200, body: archive.body } : { status: 404 };
    }
    if (headers.authorization !== `Bearer ${token}`) return { status: 401 };
    if (line === "GET /_apis/artifactcache/cache") {
      const version = searchParams.get("version");
      for (const key of (searchParams.get("keys") ?? "").split(",")) {
        const at =
          kept.findLastIndex((one) => one.version === version && one.key === key) + 1 ||
          kept.findLastIndex((one) => one.version === version && one.key.startsWith(key)) + 1;
        if (at === 0) continue;
        const archiveLocation = `http://${headers.host}/archives/${at - 1}`;
        return { status: 200, body: { result: "hit", archiveLocation, cacheKey: kept[at - 1]?.key } };
      }
      return { status: 204 };
    }
    if (line === "POST /_apis/artifactcache/caches") {
      const { key, version } = JSON.parse(body.toString());
      if (kept.some((one) => one.key === key && one.version === version)) return { status: 409 };
      reserved.set(++last, { key, version, parts: [], size: 0 });
      return { status: 200, body: { cacheId: last } };
    }
    const [, id] = /^\/_apis\/artifactcache\/caches\/(\d+)$/.exec(pathname) ?? [];
    const open = reserved.get(Number(id));
    if (!open) return { status: 404 };
    if (method === "PATCH") {
      const [, from, to] = /^bytes (\d+)-(\d+)\/\*$/.exec(String(headers["content-range"])) ?? [];
      if (Number(from) !== open.size || Number(to) !== open.size + body.length - 1) return { status: 400 };
      open.parts.push(body);
      open.size += body.length;
      return { status: 204 };
    }
    if (JSON.parse(body.toString()).size !== open.size) return { status: 400 };
    kept.push({ key: open.key, version: open.version, body: Buffer.concat(open.parts) });
    reserved.delete(Number(id));
    return { status: 204 };
  }

  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      asked.push(`${request.method} ${request.url?.split("?")[0]} ${status}`);
      response.writeHead(status);
      response.end(body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    ...{ url, token, kept, asked },
    env: { ACTIONS_CACHE_URL: url, ACTIONS_RUNTIME_TOKEN: token },
    fail: (line, status) => void failures.push({ line, status }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
