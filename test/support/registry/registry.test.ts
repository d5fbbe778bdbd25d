import { existsSync, readdirSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { expect, it, vi } from "vitest";
import {
  buildxIndexFixture,
  type Fixture,
  imageFixture,
  indexFixture,
  pushFixture,
  pushLargeImage,
  pushOverHttp,
} from "../images/images.ts";
import { exchange, PlainClient, type PlainResponse } from "../images/plain-client.ts";
import { type Registry, type RegistryOptions, startRegistry } from "./registry.ts";
import { digestOf } from "./store/blob-store.ts";
import { ociIndex, ociManifest } from "./store/manifest-document.ts";

const image = imageFixture({ layers: 2 });
const other = imageFixture({ layers: 2, seed: "other" });

function put(registry: Registry, reference: string, fixture: Fixture = image): Promise<PlainResponse> {
  return exchange("PUT", `${registry.origin}/v2/a/manifests/${reference}`, {
    headers: { "content-type": fixture.descriptor.mediaType },
    body: fixture.manifest,
  });
}

async function digestAt(registry: Registry, reference: string): Promise<string | number> {
  const { status, headers } = await exchange("HEAD", `${registry.origin}/v2/a/manifests/${reference}`);
  return status === 200 ? String(headers["docker-content-digest"]) : status;
}

async function withBlobs(options: RegistryOptions): Promise<Registry> {
  const registry = await startRegistry(options);
  const blobsOnly = (digest: string): boolean => ![image, other].some((f) => f.descriptor.digest === digest);
  for (const fixture of [image, other]) pushFixture(registry, "a", fixture, { only: blobsOnly });
  return registry;
}

/** A clock that stands still until it is moved on. */
function handClock(): Disposable {
  vi.useFakeTimers({ toFake: ["performance"] });
  return { [Symbol.dispose]: () => void vi.useRealTimers() };
}

it("lags: what was put can be read only after a while, and until then as it was", async () => {
  using _ = handClock();
  await using registry = await withBlobs({ lagMs: 150 });
  expect((await put(registry, "v1")).status).toBe(201);
  expect(await digestAt(registry, "v1")).toBe(404);
  expect(await digestAt(registry, image.descriptor.digest)).toBe(404);
  // Its own checks do not lag.
  expect((await put(registry, "index", indexFixture([image]))).status).toBe(201);
  vi.advanceTimersByTime(150);
  expect(await digestAt(registry, "v1")).toBe(image.descriptor.digest);
  expect((await put(registry, "v1", other)).status).toBe(201);
  expect(await digestAt(registry, "v1")).toBe(image.descriptor.digest);
  expect(registry.tags("a").get("v1")).toBe(other.descriptor.digest);
  vi.advanceTimersByTime(150);
  expect(await digestAt(registry, "v1")).toBe(other.descriptor.digest);
});

it("does not make readable content lag again when it is put again", async () => {
  await using registry = await withBlobs({ lagMs: 60_000 });
  registry.putManifest("a", "v1", image.manifest, ociManifest);
  expect((await put(registry, "v1")).status).toBe(201);
  expect(await digestAt(registry, "v1")).toBe(image.descriptor.digest);
  expect(await digestAt(registry, image.descriptor.digest)).toBe(image.descriptor.digest);
});

it("leaves Docker-Content-Digest out everywhere when told to", async () => {
  await using registry = await withBlobs({ digestHeader: false });
  const answers = [
    await put(registry, "v1"),
    await exchange("GET", `${registry.origin}/v2/a/manifests/v1`),
    await exchange("HEAD", `${registry.origin}/v2/a/blobs/${image.config.descriptor.digest}`),
  ];
  expect(answers.map(({ status, headers }) => [status, headers["docker-content-digest"]])).toEqual([
    [201, undefined],
    [200, undefined],
    [200, undefined],
  ]);
});

it("takes a manifest without its blobs when told to, and tells on it", async () => {
  await using registry = await startRegistry({ checkReferences: false });
  expect((await put(registry, "v1")).status).toBe(201);
  const [incomplete] = registry.incompleteTags();
  expect(incomplete).toMatchObject({ repository: "a", tag: "v1" });
  expect(incomplete?.missing.length).toBe(3);
});

it("sees a tag as incomplete for as long as anything below it is missing in its repository", async () => {
  await using registry = await startRegistry();
  const index = indexFixture([buildxIndexFixture({ layers: 1 }), image]);
  pushFixture(registry, "elsewhere", index);
  pushFixture(registry, "a", index, { tag: "v1" });
  expect(registry.incompleteTags()).toEqual([]);
  const layer = index.children[0]?.children[0]?.layers[0]?.descriptor.digest ?? "";
  registry.removeBlob("a", layer);
  expect(registry.incompleteTags()).toEqual([{ repository: "a", tag: "v1", missing: [layer] }]);
  registry.removeManifest("a", image.descriptor.digest);
  expect(registry.incompleteTags()[0]?.missing.sort()).toEqual([image.descriptor.digest, layer].sort());
  registry.removeTag("a", "v1");
  expect(registry.incompleteTags()).toEqual([]);
  expect(registry.requests).toEqual([]);
});

it("refuses a second put to an immutable tag, the same digest included", async () => {
  await using registry = await withBlobs({ immutableTags: true });
  expect((await put(registry, "v1")).status).toBe(201);
  for (const fixture of [image, other]) {
    const refused = await put(registry, "v1", fixture);
    expect([refused.status, refused.body.toString()]).toEqual([400, expect.stringContaining("TAG_INVALID")]);
  }
  expect((await put(registry, image.descriptor.digest)).status).toBe(201);
});

it("wants repositories made beforehand when told to", async () => {
  await using registry = await startRegistry({ createRepositories: false });
  const start = (): Promise<PlainResponse> => exchange("POST", `${registry.origin}/v2/a/blobs/uploads/`);
  const refused = await start();
  expect([refused.status, refused.body.toString()]).toEqual([404, expect.stringContaining("NAME_UNKNOWN")]);
  registry.createRepository("a");
  expect((await start()).status).toBe(202);
});

it("wants a Content-Type, and no manifest beyond its limit", async () => {
  await using registry = await withBlobs({ manifestLimit: 1000 });
  const body = image.manifest;
  const bare = await exchange("PUT", `${registry.origin}/v2/a/manifests/v1`, { body: body.subarray(0, 900) });
  expect([bare.status, bare.body.toString()]).toEqual([400, expect.stringContaining("MANIFEST_INVALID")]);
  expect((await put(registry, "v1", imageFixture({ layers: 20 }))).status).toBe(413);
});

it("pages through tags by Link", async () => {
  await using registry = await startRegistry();
  for (const tag of ["c", "B", "a", "d"]) pushFixture(registry, "a", image, { tag });
  const seen: string[][] = [];
  let next: string | undefined = `${registry.origin}/v2/a/tags/list?n=2`;
  while (next !== undefined) {
    const { headers, body } = await exchange("GET", next);
    seen.push((JSON.parse(body.toString()) as { tags: string[] }).tags);
    next = /<(.+)>; rel="next"/.exec(String(headers.link))?.[1];
  }
  expect(seen).toEqual([
    ["a", "B"],
    ["c", "d"],
  ]);
  const none = await exchange("GET", `${registry.origin}/v2/a/tags/list?n=0`);
  expect([none.headers.link, none.body.toString()]).toEqual([
    undefined,
    expect.stringContaining('"tags":[]'),
  ]);
});

it("lists referrers with artifact type and annotations, filtered when asked", async () => {
  await using registry = await startRegistry();
  const subject = { mediaType: ociManifest, digest: image.descriptor.digest, size: 1 };
  const config = { mediaType: "application/vnd.config", digest: image.config.descriptor.digest, size: 1 };
  const add = (extra: object): string =>
    registry.putManifest(
      "a",
      digestOf(Buffer.from(JSON.stringify({ schemaVersion: 2, subject, config, ...extra }))),
      Buffer.from(JSON.stringify({ schemaVersion: 2, subject, config, ...extra })),
      ociManifest,
    );
  const sbom = add({ artifactType: "application/sbom", annotations: { a: "b" } });
  const bare = add({});
  const list = async (
    query: string,
  ): Promise<[PlainResponse, { digest: string; artifactType: string }[]]> => {
    const response = await exchange("GET", `${registry.origin}/v2/a/referrers/${subject.digest}${query}`);
    return [response, (JSON.parse(response.body.toString()) as { manifests: never[] }).manifests];
  };
  const [answer, all] = await list("");
  expect([answer.status, answer.headers["content-type"]]).toEqual([200, ociIndex]);
  expect(all.map((d) => [d.digest, d.artifactType])).toEqual([
    [sbom, "application/sbom"],
    [bare, "application/vnd.config"],
  ]);
  const [filtered, some] = await list("?artifactType=application/sbom");
  expect(filtered.headers["oci-filters-applied"]).toBe("artifactType");
  expect(some).toMatchObject([{ digest: sbom, annotations: { a: "b" } }]);
  const wrong = await exchange("GET", `${registry.origin}/v2/a/referrers/sha256:short`);
  expect(wrong.status).toBe(400);
});

it("sets the tags named beside a digest when told to", async () => {
  await using registry = await withBlobs({ tagParameter: true });
  const answer = await put(registry, `${image.descriptor.digest}?tag=v1&tag=v2`);
  expect(answer.headers["oci-tag"]).toBe("v1, v2");
  expect([...registry.tags("a").keys()]).toEqual(["v1", "v2"]);
});

it("behaves as Gitea does", async () => {
  const auth = { kind: "none" } as const;
  await using registry = await withBlobs({ flavour: "gitea", auth });
  expect((await put(registry, "Mixed")).headers.location).toMatch(/^\/v2\/a\/manifests\/sha256:/);
  expect([...registry.tags("a").keys()]).toEqual(["mixed"]);
  // Two puts meet each other only where the one begins before the other has ended.
  let statuses: number[] = [];
  for (let pairs = 0; pairs < 50 && !statuses.includes(500); pairs++)
    statuses = (await Promise.all([put(registry, "x"), put(registry, "y")])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([201, 500]);
  const nested = indexFixture([indexFixture([image])]);
  const refused = await put(registry, "nested", nested);
  expect([refused.status, refused.body.toString()]).toEqual([
    400,
    expect.stringContaining("MANIFEST_INVALID"),
  ]);
  const missing = await put(registry, "z", indexFixture([imageFixture({ seed: "absent" })]));
  expect([missing.status, missing.body.toString()]).toEqual([
    404,
    expect.stringContaining("MANIFEST_BLOB_UNKNOWN"),
  ]);
});

it("spools long blobs to a folder that close removes", async () => {
  const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("imgpub-registry-"));
  const before = new Set(folders());
  const registry = await startRegistry();
  const size = 5 * 2 ** 20 + 3;
  const descriptor = await pushLargeImage(registry, "a", { size, tag: "v1" });
  const layer = (
    JSON.parse(String(registry.readManifest("a", "v1")?.bytes)) as { layers: [{ digest: string }] }
  ).layers[0].digest;
  const client = new PlainClient(registry.origin);
  expect(await client.measure(`/v2/a/blobs/${layer}`)).toEqual({ digest: layer, size });
  expect(registry.readManifest("a", "v1")?.digest).toBe(descriptor.digest);
  const [own] = folders().filter((name) => !before.has(name));
  expect(own).toBeDefined();
  await registry.close();
  expect(existsSync(`${tmpdir()}/${own}`)).toBe(false);
});

it("forgets an upload whose PUT broke off, and keeps nothing of it", async () => {
  await using registry = await startRegistry();
  const { headers } = await exchange("POST", `${registry.origin}/v2/a/blobs/uploads/`);
  const bytes = Buffer.alloc(100_000, "x");
  const url = `${headers.location}?digest=${digestOf(bytes)}`;
  const put = request(url, { method: "PUT", headers: { "content-length": bytes.length } });
  put.on("error", () => {}).write(bytes.subarray(0, 10));
  await expect.poll(() => registry.requests[1]?.requestBytes).toBe(10);
  put.destroy();
  await expect.poll(async () => (await exchange("GET", String(headers.location))).status).toBe(404);
  expect(registry.hasBlob("a", digestOf(bytes))).toBe(false);
});

it("serves thousands of requests quickly", async () => {
  await using registry = await startRegistry();
  pushFixture(registry, "a", image, { tag: "v1" });
  for (let batch = 0; batch < 100; batch += 1)
    await Promise.all(Array.from({ length: 20 }, () => digestAt(registry, "v1")));
  expect(registry.count((r) => r.status === 200)).toBe(2000);
  await pushOverHttp(registry.origin, "b", other, { tag: "v1" });
  expect(registry.tags("b").get("v1")).toBe(other.descriptor.digest);
});
