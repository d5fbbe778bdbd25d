import { expect, it } from "vitest";
import { buildxIndexFixture, pullOverHttp, pushFixture, pushOverHttp } from "../images/images.ts";
import { exchange } from "../images/plain-client.ts";
import { startDockerRegistry } from "../real/docker-registry.ts";
import { realPart } from "../real/real.ts";
import { faults, startRegistry } from "../registry/index.ts";
import { startFaultProxy } from "./fault-proxy.ts";

const fixture = buildxIndexFixture({ layers: 2 });
const credentials = { user: "imgpub", password: "secret" };

it("passes everything on, its own address in every answer", async () => {
  await using registry = await startRegistry({ auth: "bearer" });
  await using proxy = await startFaultProxy(registry.origin);
  await pushOverHttp(proxy.origin, "a/b", fixture, { tag: "v1", ...credentials });
  const { digest } = await pullOverHttp(proxy.origin, "a/b", "v1", credentials);
  expect(digest).toBe(fixture.descriptor.digest);
  expect(proxy.count()).toBe(registry.count());
  const shape = (r: { method: string; path: string; status: number; kind: string }): string =>
    `${r.method} ${r.path} ${r.status} ${r.kind}`;
  expect(proxy.requests.map(shape)).toEqual(registry.requests.map(shape));
  expect(registry.requests.every((r) => r.headers.host === registry.host)).toBe(true);
});

it("adds latency and counts round trips", async () => {
  await using registry = await startRegistry();
  await using proxy = await startFaultProxy(registry.origin, { delayMs: 40 });
  const before = performance.now();
  for (let i = 0; i < 3; i += 1) await exchange("GET", `${proxy.origin}/v2/`);
  expect(performance.now() - before).toBeGreaterThan(115);
  expect(proxy.longestChain()).toBe(3);
});

it("asks for Bearer tokens that the upstream sees nothing of, with a scope for each repository", async () => {
  await using registry = await startRegistry();
  await using proxy = await startFaultProxy(registry.origin, { auth: "bearer" });
  await pushOverHttp(registry.origin, "a/b", fixture, { tag: "v1" });
  registry.clearRequests();
  const manifest = `${proxy.origin}/v2/a/b/manifests/v1`;
  const refused = await exchange("GET", manifest);
  expect([refused.status, refused.headers["www-authenticate"]]).toEqual([
    401,
    `Bearer realm="${proxy.origin}/token",service="imgpub-test-registry",scope="repository:a/b:pull"`,
  ]);
  expect(registry.count()).toBe(0);
  const { digest } = await pullOverHttp(proxy.origin, "a/b", "v1", credentials);
  expect(digest).toBe(fixture.descriptor.digest);
  expect(proxy.count(({ kind }) => kind === "token")).toBe(1);
  expect(
    registry.requests.every(({ authorization, kind }) => authorization === "none" && kind !== "token"),
  ).toBe(true);
  const wrong = { user: "imgpub", password: "wrong" };
  await expect(pullOverHttp(proxy.origin, "a/b", "v1", wrong)).rejects.toThrow("/token");
});

it("numbers connections, and counts those that were opened since it was cleared", async () => {
  await using registry = await startRegistry();
  await using proxy = await startFaultProxy(registry.origin);
  const close = { headers: { connection: "close" } };
  const ping = (options = {}) => exchange("GET", `${proxy.origin}/v2/`, options);
  await ping();
  await ping(close);
  await ping();
  expect(proxy.requests.map(({ connection }) => connection)).toEqual([1, 1, 2]);
  expect(proxy.connections()).toBe(2);
  proxy.clearRequests();
  await ping(close);
  expect([proxy.connections(), proxy.requests[0]?.connection]).toEqual([0, 2]);
  await ping();
  expect([proxy.connections(), proxy.requests[1]?.connection]).toEqual([1, 3]);
});

it("plays the faults of the embedded registry", async () => {
  await using registry = await startRegistry();
  await using proxy = await startFaultProxy(registry.origin);
  pushFixture(registry, "a", fixture, { tag: "v1" });
  const get = (path: string): ReturnType<typeof exchange> => exchange("GET", `${proxy.origin}${path}`);
  proxy.faults.add({ match: faults.where({ kind: "manifest" }), act: faults.tooMany({ retryAfter: 3 }) });
  expect((await get("/v2/a/manifests/v1")).headers["retry-after"]).toBe("3");
  const layer = fixture.image.layers[0]?.descriptor.digest;
  for (const act of [faults.truncatedBody(), faults.resetMidBody()]) {
    proxy.faults.add({ act });
    await expect(get(`/v2/a/blobs/${layer}`)).rejects.toMatchObject({ code: "ECONNRESET" });
  }
  proxy.faults.add({ act: faults.mount202() });
  const mount = `${proxy.origin}/v2/b/blobs/uploads/?mount=${layer}&from=a`;
  const opened = await exchange("POST", mount);
  expect(opened.status).toBe(202);
  expect(new URL(String(opened.headers.location)).origin).toBe(proxy.origin);
  proxy.faults.add({ act: faults.lostUpload() });
  const put = await exchange("PUT", `${opened.headers.location}?digest=${layer}`, { body: Buffer.from("x") });
  expect(put.body.toString()).toContain("BLOB_UPLOAD_UNKNOWN");
  expect(registry.requests.at(-1)?.method).toBe("DELETE");
});

it("answers 502 in place of an upstream that is gone", async () => {
  const registry = await startRegistry();
  await using proxy = await startFaultProxy(registry.origin);
  await registry.close();
  expect((await exchange("GET", `${proxy.origin}/v2/`)).status).toBe(502);
});

realPart("docker-registry")("in front of Debian's docker-registry", () => {
  it("asks again for what the registry asked for", async () => {
    await using registry = await startDockerRegistry({ htpasswd: true });
    await using proxy = await startFaultProxy(registry.origin);
    await pushOverHttp(proxy.origin, "a", fixture, { tag: "v1", ...credentials });
    const authorization = `Basic ${Buffer.from("imgpub:secret").toString("base64")}`;
    proxy.faults.add({ act: faults.unauthorized() });
    const refused = await exchange("GET", `${proxy.origin}/v2/`, { headers: { authorization } });
    expect([refused.status, refused.headers["www-authenticate"]]).toEqual([401, 'Basic realm="imgpub"']);
    const { digest } = await pullOverHttp(proxy.origin, "a", "v1", { authorization });
    expect(digest).toBe(fixture.descriptor.digest);
  });

  it("can be the origin of its pull-through cache", async () => {
    await using origin = await startRegistry();
    pushFixture(origin, "a/b", fixture, { tag: "v1" });
    await using cache = await startDockerRegistry({ proxy: origin.origin });
    const { digest } = await pullOverHttp(cache.origin, "a/b", "v1");
    expect(digest).toBe(fixture.descriptor.digest);
    expect(origin.count((r) => r.kind === "blob" && r.method === "GET")).toBeGreaterThan(0);
  });
});
