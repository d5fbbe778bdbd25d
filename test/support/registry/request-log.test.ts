import fc from "fast-check";
import { expect, it } from "vitest";
import { startRegistry } from "./registry.ts";
import { RequestLog } from "./request-log.ts";
import type { RequestRecord } from "./types.ts";

function logOf(spans: readonly (readonly [number, number])[]): RequestLog {
  const log = new RequestLog();
  for (const [start, end] of spans) {
    const record: Partial<RequestRecord> = { n: log.next(), method: "GET", kind: "manifest", start, end };
    log.add(record as RequestRecord);
  }
  return log;
}

it("counts a chain only where one request began after another ended", () => {
  expect(logOf([]).longestChain()).toBe(0);
  expect(
    logOf([
      [0, 10],
      [1, 11],
      [2, 12],
    ]).longestChain(),
  ).toBe(1);
  expect(
    logOf([
      [0, 10],
      [10, 20],
      [12, 18],
      [19, 30],
    ]).longestChain(),
  ).toBe(3);
  expect(
    logOf([
      [0, Number.POSITIVE_INFINITY],
      [5, 6],
    ]).longestChain(),
  ).toBe(1);
});

it("agrees with trying every predecessor", () => {
  const span = fc.tuple(fc.nat(50), fc.nat(20)).map(([start, length]) => [start, start + length] as const);
  fc.assert(
    fc.property(fc.array(span, { maxLength: 30 }), (spans) => {
      const sorted = [...spans].sort((a, b) => a[0] - b[0]);
      const chains: number[] = [];
      for (const [index, [start]] of sorted.entries()) {
        const before = chains.filter((_, i) => i < index && (sorted[i]?.[1] ?? start + 1) <= start);
        chains.push(1 + Math.max(0, ...before));
      }
      expect(logOf(spans).longestChain()).toBe(Math.max(0, ...chains));
    }),
  );
});

it("sees round trips as the client makes them", async () => {
  await using registry = await startRegistry({ delayMs: 80 });
  const ping = (): Promise<Response> => fetch(`${registry.origin}/v2/`);
  for (let i = 0; i < 3; i += 1) await ping();
  await Promise.all([ping(), ping(), ping()]);
  expect(registry.longestChain()).toBe(4);
  expect(registry.count()).toBe(6);
  expect(registry.count((r) => r.n > 3)).toBe(3);
  registry.clearRequests();
  expect([registry.count(), registry.longestChain()]).toEqual([0, 0]);
});

it("records what was asked and answered", async () => {
  await using registry = await startRegistry();
  const seen: number[] = [];
  const end = registry.onRequest((record) => seen.push(record.n));
  await fetch(`${registry.origin}/v2/a/b/blobs/uploads/?digest=sha256:00`, { method: "POST", body: "12345" });
  await (await fetch(`${registry.origin}/v2/a/b/manifests/v1`)).text();
  end();
  await fetch(`${registry.origin}/v2/`, { headers: { authorization: "Bearer x" } });
  const [upload, manifest, ping] = registry.requests;
  expect(upload).toMatchObject({ n: 1, method: "POST", kind: "upload", repository: "a/b", status: 400 });
  expect(upload?.query.get("digest")).toBe("sha256:00");
  expect(manifest).toMatchObject({ kind: "manifest", repository: "a/b", reference: "v1", status: 404 });
  expect(manifest?.responseBytes).toBeGreaterThan(20);
  expect(manifest?.end).toBeGreaterThanOrEqual(manifest?.start ?? Number.NaN);
  expect(ping).toMatchObject({ kind: "ping", authorization: "bearer", repository: undefined });
  expect(registry.writes().map((r) => r.n)).toEqual([1]);
  expect(seen).toEqual([1, 2]);
});

it("calls in between a request's handling and its answer, or before its handling", async () => {
  await using registry = await startRegistry();
  const start = (): Promise<Response> =>
    fetch(`${registry.origin}/v2/a/blobs/uploads/?digest=${digest}`, init);
  const digest = registry.putBlob("elsewhere", Buffer.from("x")).digest;
  const init = { method: "POST", body: "x" };
  await fetch(`${registry.origin}/v2/`);
  const seen: (boolean | number)[] = [];
  registry.killAfter(
    2,
    () => void seen.push(registry.hasBlob("a", digest), registry.requests[2]?.status ?? -1),
  );
  registry.killAfter(2, () => void seen.push(registry.hasBlob("a", digest)), { before: true });
  await fetch(`${registry.origin}/v2/`);
  expect(seen).toEqual([]);
  expect((await start()).status).toBe(201);
  expect(seen).toEqual([false, true, 0]);
  await fetch(`${registry.origin}/v2/`);
  expect(seen.length).toBe(3);
});
