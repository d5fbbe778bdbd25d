import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { imageFixture, pushFixture } from "../images/images.ts";
import { exchange, type PlainResponse } from "../images/plain-client.ts";
import * as faults from "./faults.ts";
import { type Registry, startRegistry } from "./registry.ts";
import { digestOf } from "./store/blob-store.ts";
import { type ObjectStore, startObjectStore } from "./store/object-store.ts";

const image = imageFixture({ layers: 1 });
const layer = image.layers[0]?.descriptor ?? image.descriptor;
let registry: Registry;
let storage: ObjectStore;

beforeAll(async () => {
  registry = await startRegistry();
  storage = await startObjectStore();
  pushFixture(registry, "a", image, { tag: "v1" });
});
afterAll(async () => {
  await registry.close();
  await storage.close();
});
beforeEach(() => registry.faults.clear());

const call = (
  method: string,
  path: string,
  options: Parameters<typeof exchange>[2] = {},
): Promise<PlainResponse> => exchange(method, new URL(path, registry.origin), options);
const manifest = (): Promise<PlainResponse> => call("GET", "/v2/a/manifests/v1");
const blob = (method = "GET"): Promise<PlainResponse> => call(method, `/v2/a/blobs/${layer.digest}`);
const mount = (): Promise<PlainResponse> =>
  call("POST", `/v2/target/blobs/uploads/?mount=${layer.digest}&from=a`);
const putTag = (): Promise<PlainResponse> =>
  call("PUT", "/v2/a/manifests/v1", {
    headers: { "content-type": image.descriptor.mediaType },
    body: image.manifest,
  });

async function once(act: faults.Act, send: () => Promise<PlainResponse>): Promise<PlainResponse> {
  const handle = registry.faults.add({ act });
  const response = await send();
  expect(handle.hits).toBe(1);
  return response;
}

const text = ({ status, body }: PlainResponse): string => `${status} ${body.toString()}`;

it("fires on matching requests, after so many, so many times, first come first", async () => {
  const some = registry.faults.add({
    match: faults.where({ method: ["GET", "HEAD"], kind: "manifest", repository: "a", reference: "v1" }),
    after: 1,
    times: 2,
    act: faults.status(503),
  });
  const all = registry.faults.add({
    match: ({ kind }) => kind === "manifest",
    times: Number.POSITIVE_INFINITY,
    after: 3,
    act: faults.status(502),
  });
  const statuses: number[] = [];
  for (let i = 0; i < 7; i += 1) statuses.push((await manifest()).status);
  expect(statuses).toEqual([200, 503, 503, 200, 200, 502, 502]);
  expect((await blob()).status).toBe(200);
  expect([some.hits, all.hits]).toEqual([2, 2]);
  all.remove();
  expect((await manifest()).status).toBe(200);
});

it("waits for a request that gets past the challenge, unless told otherwise", async () => {
  await using closed = await startRegistry({ auth: "basic" });
  const authorization = `Basic ${Buffer.from("imgpub:secret").toString("base64")}`;
  const ping = async (headers: Record<string, string>): Promise<number> =>
    (await exchange("GET", `${closed.origin}/v2/`, { headers })).status;
  closed.faults.add({ act: faults.status(503) });
  expect([await ping({}), await ping({ authorization })]).toEqual([401, 503]);
  closed.faults.add({ act: faults.status(503), whenUnauthorized: true });
  expect(await ping({})).toBe(503);
});

it("answers with statuses, bodies and headers of real registries", async () => {
  expect(text(await once(faults.status(500, { message: "oops" }), manifest))).toBe("500 oops");
  expect(text(await once(faults.status(400, { code: "SIZE_INVALID" }), manifest))).toMatch(
    /^400 .*"SIZE_INVALID"/,
  );
  expect(text(await once(faults.notFound(), manifest))).toMatch(/^404 .*"MANIFEST_UNKNOWN"/);
  expect(text(await once(faults.notFound(), blob))).toMatch(/^404 .*"BLOB_UNKNOWN"/);
  expect(text(await once(faults.hubPullLimit(), manifest))).toMatch(/^429 .*pull rate limit/);
  expect(text(await once(faults.hubAbuseLimit(), manifest))).toBe("429 Too Many Requests (HAP429).\n");
  expect(text(await once(faults.secondaryLimit(), manifest))).toMatch(/^403 .*DENIED.*secondary rate limit/);
  expect(text(await once(faults.deniedRepository(), manifest))).toMatch(/^403 .*DENIED/);
  expect(text(await once(faults.html503(), manifest))).toMatch(/^503 <!DOCTYPE html>/);
  expect(text(await once(faults.giteaRace500(), putTag))).toBe("500 ");
  expect(text(await once(faults.immutableTag(), putTag))).toMatch(/^400 .*TAG_INVALID.*immutable/);
  const grpc = await once(faults.wrongContentType(), manifest);
  expect([grpc.status, grpc.headers["content-type"]]).toEqual([200, "application/grpc"]);
  const bare = await once(faults.missingDigestHeader(), manifest);
  expect([bare.status, bare.headers["docker-content-digest"]]).toEqual([200, undefined]);
  expect(digestOf(bare.body)).toBe(image.descriptor.digest);
});

it("says when to try again in every form there is", async () => {
  const date = new Date(Date.UTC(2030, 0, 2, 3, 4, 5));
  const after = async (options: Parameters<typeof faults.tooMany>[0]): Promise<unknown> => {
    const { status, headers } = await once(faults.tooMany(options), manifest);
    expect(status).toBe(429);
    return headers["retry-after"];
  };
  expect(await after({ retryAfter: 7 })).toBe("7");
  expect(await after({ retryAfter: date })).toBe("Wed, 02 Jan 2030 03:04:05 GMT");
  expect(await after({})).toBeUndefined();
  expect(text(await once(faults.tooMany({ ghcr: "10.305464ms" }), manifest))).toContain(
    "retry-after: 10.305464ms, allowed: 2000/minute",
  );
});

it("spoils mounts, and mounts only", async () => {
  const phantom = registry.faults.add({ act: faults.phantomMount() });
  expect((await blob()).status).toBe(200);
  expect(phantom.hits).toBe(0);
  expect((await mount()).status).toBe(201);
  expect(registry.hasBlob("target", layer.digest)).toBe(false);
  const opened = await once(faults.mount202(), mount);
  expect(opened.status).toBe(202);
  const url = `${opened.headers.location}?digest=${layer.digest}`;
  expect((await exchange("PUT", url, { body: image.layers[0]?.bytes ?? Buffer.alloc(0) })).status).toBe(201);
  for (const code of [401, 403, 404, 405] as const)
    expect((await once(faults.mountRefused(code), mount)).status).toBe(code);
});

it("breaks connections where it says", async () => {
  const broken = async (act: faults.Act, send: () => Promise<unknown>): Promise<unknown> => {
    registry.faults.add({ act });
    const error = await send().then(
      () => "no error",
      (thrown: { code?: string }) => thrown.code,
    );
    await expect.poll(() => registry.requests.at(-1)?.end).toBeLessThan(Number.POSITIVE_INFINITY);
    return error;
  };
  expect(await broken(faults.resetBeforeHeaders(), manifest)).toBe("ECONNRESET");
  expect(registry.requests.at(-1)?.status).toBe(0);
  expect(await broken(faults.resetMidBody(), blob)).toBe("ECONNRESET");
  expect(registry.requests.at(-1)).toMatchObject({ status: 200, responseBytes: Math.floor(layer.size / 2) });
  expect(await broken(faults.truncatedBody(), blob)).toBe("ECONNRESET");
  const bytes = Buffer.alloc(1 << 20);
  const path = `/v2/broken/blobs/uploads/?digest=${digestOf(bytes)}`;
  expect(await broken(faults.resetMidBody(), () => call("POST", path, { body: bytes }))).toMatch(
    /ECONNRESET|EPIPE/,
  );
  expect(registry.hasBlob("broken", digestOf(bytes))).toBe(false);
  expect(await broken(faults.resetAfterHandling(), () => call("POST", path, { body: bytes }))).toBe(
    "ECONNRESET",
  );
  expect(registry.hasBlob("broken", digestOf(bytes))).toBe(true);
});

it("corrupts one bit and keeps the length", async () => {
  const { body } = await once(faults.corruptBody(), blob);
  expect(body.length).toBe(layer.size);
  const good = image.layers[0]?.bytes ?? Buffer.alloc(0);
  const different = [...body].flatMap((byte, at) => (byte === good[at] ? [] : [byte ^ (good[at] ?? 0)]));
  expect(different).toEqual([1]);
});

it("is slow, or silent", async () => {
  for (const act of [faults.slowFirstByte(60), faults.slowHandling(60)]) {
    const before = performance.now();
    expect((await once(act, manifest)).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(55);
  }
  registry.faults.add({ act: faults.hang() });
  const control = new AbortController();
  const silent = fetch(`${registry.origin}/v2/`, { signal: control.signal });
  expect(await Promise.race([silent, sleep(60, "silence")])).toBe("silence");
  control.abort();
  await expect(silent).rejects.toThrow();
});

it("loses an upload for good", async () => {
  const { headers } = await call("POST", "/v2/a/blobs/uploads/");
  const url = `${headers.location}?digest=${layer.digest}`;
  const body = Buffer.from("anything");
  expect(text(await once(faults.lostUpload(), () => exchange("PUT", url, { body })))).toMatch(
    /^404 .*BLOB_UPLOAD_UNKNOWN/,
  );
  expect((await exchange("GET", String(headers.location))).status).toBe(404);
});

it("ends a token, so that only a new one helps", async () => {
  await using closed = await startRegistry({ auth: "bearer" });
  const authorization = `Basic ${Buffer.from("imgpub:secret").toString("base64")}`;
  const fresh = async (): Promise<{ authorization: string }> => {
    const { body } = await exchange("GET", `${closed.origin}/token`, { headers: { authorization } });
    return { authorization: `Bearer ${(JSON.parse(body.toString()) as { token: string }).token}` };
  };
  const headers = await fresh();
  const ping = (with_: Record<string, string>): Promise<PlainResponse> =>
    exchange("GET", `${closed.origin}/v2/`, { headers: with_ });
  expect((await ping(headers)).status).toBe(200);
  closed.faults.add({ match: ({ kind }) => kind === "ping", act: faults.expiredToken() });
  const expired = await ping(headers);
  expect([expired.status, expired.headers["www-authenticate"]]).toEqual([
    401,
    expect.stringContaining('error="invalid_token"'),
  ]);
  expect((await ping(headers)).status).toBe(401);
  expect((await ping(await fresh())).status).toBe(200);
  closed.faults.add({ match: ({ kind }) => kind === "ping", act: faults.unauthorized() });
  expect((await ping(await fresh())).headers["www-authenticate"]).toContain("/token");
  closed.faults.add({ act: faults.hostileRealm("https://evil.example/token") });
  expect((await ping({})).headers["www-authenticate"]).toContain('realm="https://evil.example/token"');
});

it("leads elsewhere", async () => {
  const upload = (): Promise<PlainResponse> => call("POST", "/v2/a/blobs/uploads/");
  const location = (await once(faults.hostileLocation("https://evil.example"), upload)).headers.location;
  expect(location).toMatch(/^https:\/\/evil\.example\/v2\/a\/blobs\/uploads\/[0-9a-f-]+$/);
  const redirect = await once(faults.hostileRedirect("https://evil.example"), manifest);
  expect([redirect.status, redirect.headers.location]).toEqual([
    307,
    "https://evil.example/v2/a/manifests/v1",
  ]);
  const cdn = await once(faults.blobRedirect("https://cdn.example/x"), blob);
  expect([cdn.status, cdn.headers.location]).toEqual([307, `https://cdn.example/x/${layer.digest}`]);
});

it("redirects blobs to object storage, which wants no other credentials", async () => {
  for (const method of ["GET", "HEAD"]) {
    const { status, headers } = await once(faults.blobRedirect(storage), () => blob(method));
    expect(status).toBe(307);
    const url = String(headers.location);
    expect(new URL(url).origin).toBe(storage.origin);
    expect(storage.origin).not.toBe(registry.origin);
    expect(digestOf((await exchange("GET", url)).body)).toBe(layer.digest);
    expect((await exchange("GET", url, { headers: { authorization: "Bearer x" } })).status).toBe(400);
    expect((await exchange("GET", url.replace(/\?.*/, ""))).status).toBe(403);
  }
  expect(storage.requests.map((r) => r.authorization)).toContain("bearer");
});
