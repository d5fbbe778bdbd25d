import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../support/images/images.ts";
import { mayMount, mountDisk, noMount } from "../support/mirror/disk.ts";
import { spawnEngine, startTestEngine, type TestEngine, writeConfig } from "../support/mirror/engine.ts";
import { ask, hashed, pull } from "../support/mirror/pull.ts";
import { credential, type Hub, startHub } from "../support/mirror/upstream.ts";
import { realWhen } from "../support/real/real.ts";
import { faults, startObjectStore } from "../support/registry/index.ts";

let hub: Hub;
let folder: string;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub[Symbol.asyncDispose]());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "imgpub-faults-"));
});
afterEach(async () => {
  hub.registry.faults.clear();
  hub.registry.clearRequests();
  await rm(folder, { recursive: true, force: true });
});

const start = (more: object = {}) =>
  startTestEngine({ upstream: hub.registry.origin, ...credential, ...more });
const layerOf = (at = 0) => {
  const descriptor = hub.image.layers[at]?.descriptor;
  if (!descriptor) throw new Error("no such layer");
  return descriptor;
};
const blob = ({ origin }: TestEngine, digest: string) => `${origin}/v2/library/app/blobs/${digest}`;

describe("a start that fails says why in one line", () => {
  const failed = async (config: unknown, mode?: number) => {
    const { child, stderr, stdout } = spawnEngine(await writeConfig(folder, config, mode));
    await once(child, "close");
    expect(child.exitCode).toBe(1);
    expect(stdout()).toBe("");
    expect(stderr()).toMatch(/^[^\n]+\n$/);
    return stderr();
  };
  const store = () => join(folder, "store");

  test("settings that are none, or are not there", async () => {
    expect(await failed("{")).toMatch(/^".*config\.json": the settings are not a JSON object\n$/);
    expect(await failed({ port: "x" })).toContain('"port" is "x"; expected a whole number from 0 to 65535');
    const { child, stderr } = spawnEngine(join(folder, "none.json"));
    await once(child, "close");
    expect(stderr()).toMatch(/^the settings ".*none\.json" cannot be read \(ENOENT[^\n]*\)\n$/);
  });

  test("a password that others may read", async () => {
    const words = await failed({ store: store(), username: "acme", password: "s3cret" }, 0o640);
    expect(words).toMatch(/^the settings ".*" hold a password, and have the mode 640; expected 600\n$/);
    expect(words).not.toContain("s3cret");
  });

  test("a port that is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const words = `port ${port} of 127.0.0.1 is taken by another program; expected one that is free\n`;
    expect(await failed({ store: store(), port })).toBe(words);
    other.close();
  });

  test("a store that another engine has", async () => {
    await using engine = await start();
    const words = `the store ${engine.store} is in use by another engine; expected one that is this engine's alone\n`;
    expect(await failed({ store: engine.store, port: 0 })).toBe(words);
    await pull(engine.origin, "library/app", "1");
  });

  test("a folder with something else in it, which stays", async () => {
    await mkdir(join(store(), "photos"), { recursive: true });
    expect(await failed({ store: store() })).toContain(
      "holds other files, and no imgpub-mirror.json; expected an empty folder",
    );
    expect(await readdir(store())).toEqual(["photos"]);
  });

  test("a store of a newer engine, and one that is no folder", async () => {
    await mkdir(store());
    await writeFile(join(store(), "imgpub-mirror.json"), '{"store":2}');
    expect(await failed({ store: store() })).toContain("is that of a newer engine");
    await writeFile(join(folder, "file"), "");
    expect(await failed({ store: join(folder, "file") })).toMatch(
      /^the store .* cannot be used \(.*\); expected a folder/,
    );
  });
});

describe("who may ask, and for what", () => {
  test("loopback alone is listened on", async () => {
    await using engine = await start();
    const tables = await Promise.all(
      ["tcp", "tcp6"].map((name) => readFile(`/proc/${engine.pid}/net/${name}`, "utf8")),
    );
    const port = engine.port.toString(16).toUpperCase().padStart(4, "0");
    const listening = tables.join("").match(new RegExp(`[0-9A-F]+:${port} [0-9A-F]+:0000 0A`, "g"));
    expect(listening).toEqual([`0100007F:${port} 00000000:0000 0A`]);
  });

  test("nothing is pushed, no name leaves the store, and no page in a browser reads here", async () => {
    await using engine = await start();
    const push = await ask(engine.origin, "/v2/library/app/blobs/uploads/", { method: "POST" });
    expect([push.status, push.headers.allow]).toEqual([405, "GET, HEAD"]);
    const paths = [
      "/v2/../../../etc/passwd/blobs/x",
      "/v2/%2e%2e/blobs/..%2f..%2fcounts",
      "/v2/a/manifests/../../counts",
    ];
    for (const path of paths) expect((await ask(engine.origin, path)).status).toBeGreaterThanOrEqual(400);
    for (const path of ["/v2/", "/_imgpub/stats"])
      expect((await ask(engine.origin, path, { headers: { host: "evil.example" } })).status).toBe(421);
    expect((await ask(engine.origin, "/v2/")).status).toBe(200);
    expect(hub.registry.requests).toEqual([]);
  });

  test("the password is nowhere but in its file", async () => {
    await using engine = await start();
    await pull(engine.origin, "library/app", "1");
    const text = async (name: string) => readFile(`/proc/${engine.pid}/${name}`, "utf8");
    for (const name of ["cmdline", "environ"]) expect(await text(name)).not.toContain(credential.password);
    for (const name of ["health", "stats", "reads"])
      expect(String((await ask(engine.origin, `/_imgpub/${name}`)).bytes)).not.toContain(
        `"${credential.password}"`,
      );
    for (const name of ["counts", "tags", "reads", "imgpub-mirror.json"])
      expect(await readFile(join(engine.store, name), "utf8")).not.toContain(credential.password);
  });

  test("no credential goes where a blob is redirected to", async () => {
    await using objects = await startObjectStore();
    await using engine = await start();
    hub.registry.faults.add({ act: faults.blobRedirect(objects), times: Number.POSITIVE_INFINITY });
    await pull(engine.origin, "library/app", "1");
    expect(objects.requests).toHaveLength(3);
    expect(objects.requests.every(({ authorization }) => authorization === "none")).toBe(true);
  });

  test("what is known of the limit is told", async () => {
    await using engine = await start();
    expect((await engine.stats()).rateLimitRemaining).toBeNull();
    const act = faults.status(429, { headers: { "ratelimit-remaining": "0;w=21600" } });
    hub.registry.faults.add({ act, match: faults.where({ kind: "manifest" }) });
    expect((await ask(engine.origin, "/v2/library/app/manifests/1")).status).toBe(429);
    expect((await engine.stats()).rateLimitRemaining).toBe(0);
  });
});

describe("a part of a blob", () => {
  test("is given from the disk, and while it comes", async () => {
    await using engine = await start();
    const { digest, size } = layerOf();
    const bytes = hub.image.layers[0]?.bytes ?? Buffer.alloc(0);
    const from = (at: number) =>
      ask(engine.origin, `/v2/library/app/blobs/${digest}`, { headers: { range: `bytes=${at}-` } });
    for (let round = 0; round < 2; round++) {
      const part = await from(size - 10);
      expect([part.status, part.headers["content-range"]]).toEqual([
        206,
        `bytes ${size - 10}-${size - 1}/${size}`,
      ]);
      expect(part.bytes.equals(bytes.subarray(size - 10))).toBe(true);
    }
    const past = await from(size);
    expect([past.status, past.headers["content-range"]]).toEqual([416, `bytes */${size}`]);
    const head = await ask(engine.origin, `/v2/library/app/blobs/${digest}`, { method: "HEAD" });
    expect([head.status, head.headers["content-length"]]).toEqual([200, String(size)]);
  });
});

describe("an upstream that lies", () => {
  test("about a manifest's digest, or its kind, or a blob's length", async () => {
    await using engine = await start({ tuning: { memoTime: 1 } });
    const manifest = faults.where({ kind: "manifest", method: "GET" });
    hub.registry.faults.add({ act: faults.corruptBody(), match: manifest });
    expect((await ask(engine.origin, "/v2/library/app/manifests/1")).status).toBe(502);
    const gets = faults.where({ kind: "blob", method: "GET" });
    hub.registry.faults.add({ act: faults.unknownLength(), match: gets, times: 3 });
    await pull(engine.origin, "library/app", "1");
    expect(await engine.stats()).toMatchObject({ passed: 3, entries: 1 });
    hub.registry.faults.add({
      act: faults.missingDigestHeader(),
      match: faults.where({ kind: "manifest" }),
      times: 2,
    });
    await pull(engine.origin, "acme/other", "1");
  });
});

describe("a store with garbage in it", () => {
  test("is served as far as it is good, and mended", async () => {
    const first = await start();
    await pull(first.origin, "library/app", "1");
    await first.stop();
    const blobs = join(first.store, "blobs/sha256");
    const path = (digest: string) => join(blobs, digest.slice(7));
    await appendFile(path(layerOf(0).digest), "more");
    const bytes = await readFile(path(layerOf(1).digest));
    bytes[1_000] = (bytes[1_000] ?? 0) ^ 1;
    await writeFile(path(layerOf(1).digest), bytes);
    await writeFile(path(hub.image.descriptor.digest), '{"schemaVersion":2}');
    await writeFile(join(blobs, "README"), "strange");
    await symlink("/etc/passwd", join(blobs, "0".repeat(64)));
    await mkdir(join(blobs, "f".repeat(64)));
    await writeFile(join(first.store, "tmp", "1-1"), "left");
    for (const name of ["tags", "reads", "counts"]) await writeFile(join(first.store, name), "\0garbage\n{");
    await using engine = await start({ store: first.store });
    for (const at of [0, 1]) await expect(hashed(blob(engine, layerOf(at).digest))).rejects.toThrow();
    await pull(engine.origin, "library/app", "1");
    await pull(engine.origin, "library/app", "1");
    expect(await engine.stats()).toMatchObject({ entries: 4, diskFailures: 0 });
    const left = await readdir(blobs);
    for (const name of ["README", "0".repeat(64), "f".repeat(64)]) expect(left).not.toContain(name);
    await first[Symbol.asyncDispose]();
  });

  test("is made anew when it was removed under the engine", async () => {
    await using engine = await start();
    await pull(engine.origin, "library/app", "1");
    for (const name of ["blobs", "tmp"]) await rm(join(engine.store, name), { recursive: true });
    await pull(engine.origin, "library/app", "1");
    await pull(engine.origin, "library/app", "1");
    expect(await engine.stats()).toMatchObject({ entries: 4 });
  });
});

describe("a clock", () => {
  const shifted = (ms: number) => {
    const code = `const now=Date.now;Date.now=()=>now()+${ms}`;
    return { nodeArgs: ["--import", `data:text/javascript,${encodeURIComponent(code)}`] };
  };
  test.each([
    [-3_600_000, 200],
    [3_600_000, 429],
  ])("that is put by %i ms between two starts", async (ms, status) => {
    const first = await start();
    await pull(first.origin, "library/app", "1");
    await first.stop();
    hub.registry.faults.add({ act: faults.tooMany(), times: Number.POSITIVE_INFINITY });
    await using engine = await start({ store: first.store, stale: 1_800_000, ...shifted(ms) });
    expect((await ask(engine.origin, "/v2/library/app/manifests/1")).status).toBe(status);
    await pull(engine.origin, "library/app", hub.image.descriptor.digest);
    await first[Symbol.asyncDispose]();
  });
});

describe("a kill", () => {
  test("at any moment loses no count that was told, and leaves a store that serves", async () => {
    const store = join(folder, "store");
    let told = { hits: 0, misses: 0, servedBytes: 0, upstreamBytes: 0 };
    for (let round = 0; round < 12; round++) {
      await using engine = await start({ store });
      const stats = await engine.stats();
      for (const name of ["hits", "misses", "servedBytes", "upstreamBytes"] as const)
        expect(stats[name], name).toBeGreaterThanOrEqual(told[name]);
      expect(readdirSync(join(store, "tmp"))).toEqual([]);
      for (const name of readdirSync(join(store, "blobs/sha256"))) {
        const all = [...hub.image.layers, ...hub.other.layers, hub.image.config, hub.other.config];
        const size = all.find((one) => one?.descriptor.digest === `sha256:${name}`)?.descriptor.size;
        if (size !== undefined) expect(statSync(join(store, "blobs/sha256", name)).size).toBe(size);
      }
      if (round === 11) break;
      const pulls = ["library/app", "acme/other", "acme/multi"].map((name) => pull(engine.origin, name, "1"));
      for (const one of pulls) one.catch(() => {});
      const requests = 1 + ((round * 7) % 11);
      for (let at = 0; at < requests; at++) await ask(engine.origin, "/v2/");
      told = await engine.stats();
      await engine.stop("SIGKILL");
      await Promise.allSettled(pulls);
    }
    await using engine = await start({ store });
    await pull(engine.origin, "library/app", "1");
  });

  test("right after a pull: each of its answers is counted, and once", async () => {
    const store = join(folder, "store");
    let bytes = 0;
    for (let round = 1; round <= 5; round++) {
      const engine = await start({ store });
      bytes += (await pull(engine.origin, "library/app", "1")).bytes;
      await engine.stop("SIGKILL");
      await using again = await start({ store });
      const { hits, misses, requests, servedBytes } = await again.stats();
      expect({ all: hits + misses, requests, servedBytes }).toEqual({
        all: 4 * round,
        requests: 5 * round,
        servedBytes: bytes,
      });
      await engine[Symbol.asyncDispose]();
    }
  });
});

test("many clients: one download a blob, and every answer whole", async () => {
  await using engine = await start();
  const { digest, size } = layerOf();
  const all = await Promise.all(Array.from({ length: 150 }, () => hashed(blob(engine, digest))));
  expect(new Set(all.map((one) => JSON.stringify(one)))).toEqual(
    new Set([JSON.stringify({ status: 200, size, digest })]),
  );
  const gets = hub.registry.requests.filter(({ kind, status }) => kind === "blob" && status === 200);
  expect(gets).toHaveLength(1);
});

realWhen(mayMount(), noMount)("a full disk", () => {
  test.each(["tmpfs", "ext4"] as const)(
    "under way never gives a short body: the rest goes past it (%s)",
    async (kind) => {
      using mounted = mountDisk(kind === "tmpfs" ? 8 : 24, kind);
      const disk = mounted.path;
      await using engine = await start({ store: disk });
      const image = imageFixture({ layers: 1, layerSize: 6_000_000, seed: "disk" });
      pushFixture(hub.registry, "library/app", image, { tag: "disk" });
      const [{ descriptor: { digest, size } = { digest: "", size: 0 } } = {}] = image.layers;
      let go = () => {};
      const gate = new Promise<void>((resolve) => {
        go = resolve;
      });
      const { act, reached } = faults.gatedBody(gate);
      hub.registry.faults.add({ act, match: faults.where({ kind: "blob", method: "GET" }) });
      const pulls = [1, 2, 3].map(() => hashed(blob(engine, digest)));
      await reached;
      await appendFile(join(disk, "other"), Buffer.alloc(30_000_000)).catch(() => {});
      go();
      expect(await Promise.all(pulls)).toEqual(Array(3).fill({ status: 200, size, digest }));
      const stats = await engine.stats();
      expect(stats).toMatchObject({ passed: 1, entries: 0 });
      expect(stats.diskFailures).toBeGreaterThan(0);
      expect(stats.capBytes).toBeLessThan(1_000_000_000);
      for (let round = 0; round < 2; round++)
        expect(await hashed(blob(engine, digest))).toEqual({ status: 200, size, digest });
      await rm(join(disk, "other"));
      await pull(engine.origin, "library/app", "1");
      expect((await engine.stats()).entries).toBeGreaterThan(0);
    },
  );

  test("that is too small for what is asked keeps what fits, and every pull is good", async () => {
    using mounted = mountDisk(8);
    const disk = mounted.path;
    await using engine = await start({ store: disk, minFree: { percent: 20 } });
    for (let at = 0; at < 6; at++)
      pushFixture(
        hub.registry,
        "library/app",
        imageFixture({ layers: 2, layerSize: 900_000, seed: `s${at}` }),
        { tag: `s${at}` },
      );
    for (let round = 0; round < 2; round++)
      for (let at = 0; at < 6; at++) await pull(engine.origin, "library/app", `s${at}`);
    const { evicted, storeBytes, diskFailures } = await engine.stats();
    expect(evicted).toBeGreaterThan(0);
    expect(storeBytes).toBeLessThan(0.8 * 8 * 2 ** 20);
    expect(diskFailures).toBe(0);
  });
});

describe("a tag that was asked for by HEAD, and its manifest by digest, as an engine does", () => {
  test("is given as it was once the registry limits, and is not before its manifest was here", async () => {
    await using engine = await start();
    const head = async (tag: string) => {
      const { status, headers } = await fetch(`${engine.origin}/v2/library/app/manifests/${tag}`, {
        method: "HEAD",
      });
      return [status, headers.get("docker-content-digest")] as const;
    };
    const [, digest] = await head("1");
    pushFixture(hub.registry, "library/app", hub.image, { tag: "2" });
    await head("2");
    await ask(engine.origin, `/v2/library/app/manifests/${digest}`);
    pushFixture(hub.registry, "library/app", hub.other, { tag: "3" });
    await head("3");
    hub.registry.faults.add({
      act: faults.tooMany({ retryAfter: 60 }),
      match: faults.where({ kind: "manifest" }),
      times: Number.POSITIVE_INFINITY,
    });
    expect(await head("1")).toEqual([200, digest]);
    expect(await head("2")).toEqual([200, digest]);
    expect((await head("3"))[0]).toBe(429);
    expect(await engine.stats()).toMatchObject({ staleServed: 2 });
  });
});
