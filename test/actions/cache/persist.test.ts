import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { tarOf } from "../../../src/docker/tar.ts";
import { startCacheService, type TestCacheService } from "../../support/cache-service.ts";
import { tryDockerd } from "../../support/docker/dockerd.ts";
import { startHub as startFallback } from "../../support/docker/hub.ts";
import { blobBytes, type Hub, startHub } from "../../support/mirror/upstream.ts";
import { realWhen } from "../../support/real/real.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { type CacheKit, cacheKit } from "./kit.ts";

const fallback = await startFallback();
const { dockerd, otherwise, cause } = await tryDockerd({ proxy: fallback.origin });
afterAll(async () => {
  await dockerd?.close();
  await fallback.close();
});
const there = () => {
  if (!dockerd) throw new Error(otherwise);
  return dockerd;
};
const patient = 500_000;
const persist = { persist: "actions-cache", "verify-image": "none" } as const;

realWhen(
  dockerd !== undefined,
  otherwise,
  cause,
)("image-cache with a cache service beside the runner", () => {
  let upstream: Hub;
  let service: TestCacheService;
  let kit: CacheKit;

  beforeAll(async () => {
    upstream = await startHub({ auth: "none" });
  });
  afterAll(() => upstream[Symbol.asyncDispose]());
  beforeEach(async () => {
    service = await startCacheService();
    kit = await cacheKit(there(), upstream);
  });
  afterEach(async () => {
    await service[Symbol.asyncDispose]();
    await forget();
  }, patient);

  const anonymous = { username: "", password: "" };
  /** The host is as one that has never seen any of it. */
  const forget = async () => {
    expectSuccess(await kit.run({ mode: "remove", "remove-store": "true" }));
    await there()
      .docker(["image", "rm", "app:1"])
      .catch(() => {});
    expect(existsSync(kit.store)).toBe(false);
    upstream.registry.clearRequests();
  };
  const apply = (inputs = {}) => kit.run({ ...anonymous, ...persist, ...inputs }, service.env);
  const pull = () => there().docker(["pull", "--quiet", "app:1"]);
  const stored = () => readdir(join(kit.store, "blobs/sha256"));
  /** A job that pulls, to its end. */
  const job = async (inputs = {}) => {
    const main = await apply(inputs);
    expectSuccess(main);
    await pull();
    const post = await kit.post(main, { ...anonymous, ...persist, ...inputs }, service.env);
    expectSuccess(post);
    return { main, post };
  };

  it(
    "keeps what a job has pulled, and an empty host gives it without the registry's sending it again",
    async () => {
      const first = await job();
      expect(first.main.log).toContain("nothing is brought back");
      expect(service.kept).toHaveLength(1);
      expect(first.post.log).toMatch(/kept for later jobs +3(\.\d+)? MB/);
      // On a host that has it, the next job asks for the manifest alone: that is no archive to go before this one.
      await job();
      expect(service.kept).toHaveLength(1);

      await forget();
      const second = await job();
      expect(second.main.log).toMatch(/brought back 4 files with 3(\.\d+)? MB/);
      expect(blobBytes(upstream.registry.requests)).toBe(0);
      expect(second.post.outputs).toMatchObject({ hits: "4", misses: "0", "upstream-bytes": "0" });
      expect(service.kept).toHaveLength(1);

      // Another job has that of the first one until it has pulled something else.
      await forget();
      const other = await kit.run({ ...anonymous, ...persist }, { ...service.env, GITHUB_JOB: "other" });
      expect(other.log).toContain("brought back 4 files");
      expect(fallback.asked).toEqual([]);
    },
    patient,
  );

  it(
    "throws out of an archive what is not what its name says",
    async () => {
      await job();
      await forget();
      const [archive] = service.kept.splice(0);
      if (!archive) throw new Error("nothing is kept");
      const bytes = Buffer.from(archive.body);
      // In the content of the largest layer, which begins after its header.
      const [layer] = upstream.image.descriptor ? archiveNames(bytes).sort((a, b) => b.size - a.size) : [];
      if (!layer) throw new Error("the archive is empty");
      bytes.writeUInt8(bytes.readUInt8(layer.at + 700) ^ 1, layer.at + 700);
      service.kept.push({ ...archive, body: bytes });
      const main = await apply();
      expectSuccess(main);
      expect(main.log).toContain("1 file of the archive were not what their names say");
      expect(main.log).toContain("brought back 3 files");
      expect(await stored()).not.toContain(layer.name.slice("blobs/sha256/".length));
      await pull();
      expect(blobBytes(upstream.registry.requests)).toBe(layer.size);
    },
    patient,
  );

  it.each<[string, (good: Buffer) => Promise<Buffer> | Buffer, string]>([
    ["is cut off", (good) => good.subarray(0, good.length - 5_000), "the archive is cut off"],
    ["is none", () => Buffer.alloc(3_000, 0x41), "something else than plain files"],
    [
      "has a tag in it",
      () => buffer(tarOf([{ name: "tags/library/app/1", mode: 0o600, content: Buffer.from("{}") }])),
      'has a file "tags/library/app/1"',
    ],
    [
      "leads out of the store",
      () => buffer(tarOf([{ name: "../../../etc/evil", mode: 0o600, content: Buffer.from("evil") }])),
      'has a file "../../../etc/evil"',
    ],
  ])(
    "brings nothing back from an archive that %s, and works all the same",
    async (_, spoil, why) => {
      await job();
      await forget();
      const [archive] = service.kept.splice(0);
      if (!archive) throw new Error("nothing is kept");
      service.kept.push({ ...archive, body: await spoil(archive.body) });
      const main = await apply();
      expectSuccess(main);
      const warnings = main.annotations.filter(({ level }) => level === "warning");
      expect(warnings.map(({ message }) => message).join("\n")).toContain(
        "nothing was brought back from the cache service: ",
      );
      expect(warnings.map(({ message }) => message).join("\n")).toContain(why);
      await pull();
      expect(blobBytes(upstream.registry.requests)).toBeGreaterThan(3_000_000);
    },
    patient,
  );

  it(
    "leaves a folder that is there already as it is",
    async () => {
      await job();
      await forget();
      await mkdir(kit.store, { recursive: true });
      await writeFile(join(kit.store, "diary"), "somebody's own");
      const main = await apply();
      expect(expectOneError(main)).toContain("the mirror does not start");
      expect(await readdir(kit.store)).toEqual(["diary"]);
      expect(await readFile(join(kit.store, "diary"), "utf8")).toBe("somebody's own");
      await rm(kit.store, { recursive: true });
    },
    patient,
  );

  it(
    "goes on without a service that fails, at both ends of a job",
    async () => {
      service.fail(/./, 500);
      const { main, post } = await job();
      for (const [run, words] of [
        [main, "nothing was brought back from the cache service: the cache service answered 500"],
        [post, "what was pulled is not kept in the cache service: the cache service answered 500"],
      ] as const)
        expect(run.annotations.map(({ message }) => message).join("\n")).toContain(words);
      expect(post.outputs.misses).toBe("4");
    },
    patient,
  );

  it("needs such a service, and says so before anything is changed", async () => {
    const run = await kit.run({ ...anonymous, ...persist });
    expect(expectOneError(run)).toContain('input "persist": actions-cache needs a cache service');
    expect(await kit.containers()).toEqual([]);
  });
});

realWhen(
  dockerd !== undefined,
  otherwise,
  cause,
)("image-cache with a credential and a cache service", () => {
  it(
    "never keeps what only the credential can read",
    async () => {
      // A registry that tells nobody anything without one.
      await using upstream = await startHub();
      await using service = await startCacheService();
      const kit = await cacheKit(there(), upstream);
      const main = await kit.run(persist, service.env);
      expectSuccess(main);
      await there().docker(["pull", "--quiet", "app:1"]);
      const post = await kit.post(main, persist, service.env);
      expectSuccess(post);
      expect(post.outputs.misses).toBe("4");
      expect(service.kept).toEqual([]);
      expect(post.log).toContain("nothing new; 4 manifests and blobs private, and not kept");
      expectSuccess(await kit.run({ mode: "remove", "remove-store": "true" }));
      await there().docker(["image", "rm", "app:1"]);
    },
    patient,
  );
});

/** The files of an archive of ours, and where their headers are. */
function archiveNames(bytes: Buffer): { name: string; size: number; at: number }[] {
  const found: { name: string; size: number; at: number }[] = [];
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const name = bytes.toString("latin1", at, at + 100).replace(/\0.*$/s, "");
    const size = Number.parseInt(bytes.toString("latin1", at + 124, at + 135), 8);
    const content = bytes.subarray(at + 512, at + 512 + size);
    expect(name).toBe(`blobs/sha256/${createHash("sha256").update(content).digest("hex")}`);
    found.push({ name, size, at });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}
