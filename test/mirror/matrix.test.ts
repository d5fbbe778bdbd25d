import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../support/images/images.ts";
import { startTestEngine, type TestEngine } from "../support/mirror/engine.ts";
import { ask, hashed, pull, Refused } from "../support/mirror/pull.ts";
import { asked, blobBytes, credential, type Hub, startHub } from "../support/mirror/upstream.ts";
import { type FaultAct, faults } from "../support/registry/index.ts";

// The rows of a table in which caches were compared: what an engine's pull costs upstream, and what comes of each fault.

/** For faults on which the cache is to wait no longer than this. */
const short = { tagTime: 300, coldTime: 600, stallTime: 600, connectTime: 600 };

let hub: Hub;
let engine: TestEngine;
const requests = () => asked(hub.registry.requests);
const imageBytes = () => {
  const { config, layers } = hub.image;
  return [config, ...layers].reduce((sum, blob) => sum + (blob?.bytes.length ?? 0), 0);
};
const cached = async () => {
  await pull(engine.origin, "library/app", "1");
  hub.registry.clearRequests();
};
const failing = (act: FaultAct) =>
  void hub.registry.faults.add({ act, times: Number.POSITIVE_INFINITY, whenUnauthorized: true });
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Refused);
  return (error as Refused).status;
};

beforeEach(async () => {
  hub = await startHub();
  engine = await startTestEngine({
    upstream: hub.registry.origin,
    ...credential,
    tuning: { memoTime: 60_000 },
  });
});

afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
});

const restart = async (more: object = {}) => {
  const { store } = engine;
  expect(await engine.stop()).toBe(0);
  const next = await startTestEngine({ upstream: hub.registry.origin, ...credential, store, ...more });
  const first = engine;
  engine = {
    ...next,
    async [Symbol.asyncDispose]() {
      await next[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
    },
  };
};

describe("what a pull costs upstream", () => {
  test("cold tag: one HEAD, one GET a manifest, one a blob, and the image's bytes once", async () => {
    const { bytes } = await pull(engine.origin, "library/app", "1");
    expect(requests()).toBe("T1 H1 G1 g3");
    expect(blobBytes(hub.registry.requests)).toBe(imageBytes());
    const stats = await engine.stats();
    expect(stats).toMatchObject({
      hits: 0,
      misses: 4,
      requests: 5,
      servedBytes: bytes,
      upstreamBytes: bytes,
    });
    expect(stats).toMatchObject({
      failures: 0,
      staleServed: 0,
      refusedCredentials: 0,
      entries: 4,
      passed: 0,
    });
  });

  test("one after the other, blobs come by the connection that is there", async () => {
    const [layer] = hub.image.layers;
    for (const { descriptor } of [hub.image.config, layer, hub.image.layers[1]].flatMap((one) => one ?? []))
      await hashed(`${engine.origin}/v2/library/app/blobs/${descriptor.digest}`);
    expect(hub.registry.connections()).toBe(1);
  });

  test("warm tag: one HEAD and no byte; by digest nothing at all", async () => {
    await cached();
    await pull(engine.origin, "library/app", "1");
    expect(requests()).toBe("H1");
    hub.registry.clearRequests();
    await pull(engine.origin, "library/app", hub.image.descriptor.digest);
    expect(requests()).toBe("");
    expect(await engine.stats()).toMatchObject({ hits: 8, misses: 4 });
  });

  test("another repository with the same layers: its manifest alone", async () => {
    await cached();
    await pull(engine.origin, "acme/other", "1");
    expect(requests()).toBe("T1 H1 G1");
  });

  test("one platform of two: that alone", async () => {
    await pull(engine.origin, "acme/multi", "1");
    expect(requests()).toBe("T1 H1 G2 g2");
  });

  test("four clients and one cold blob: one GET", async () => {
    const [layer] = hub.image.layers;
    const { digest, size } = layer?.descriptor ?? { digest: "", size: 0 };
    const url = `${engine.origin}/v2/library/app/blobs/${digest}`;
    const all = await Promise.all([1, 2, 3, 4].map(() => hashed(url)));
    expect(all).toEqual(Array(4).fill({ status: 200, size, digest }));
    expect(requests()).toBe("T1 g1");
    expect(blobBytes(hub.registry.requests)).toBe(size);
    expect(await engine.stats()).toMatchObject({
      hits: 3,
      misses: 1,
      upstreamBytes: size,
      servedBytes: 4 * size,
    });
  });

  test("a tag that has moved: the new image", async () => {
    await cached();
    const moved = imageFixture({ layers: 1, seed: "moved" });
    pushFixture(hub.registry, "library/app", moved, { tag: "1" });
    const { digest } = await pull(engine.origin, "library/app", "1");
    expect(digest).toBe(moved.descriptor.digest);
    expect(requests()).toBe("H1 G1 g2");
  });
});

describe.each<[string, FaultAct, boolean]>([
  ["429", faults.tooMany({ retryAfter: 60 }), true],
  ["503", faults.status(503), true],
  ["500", faults.status(500), true],
  ["reset", faults.resetBeforeHeaders(), true],
  ["refused credentials", faults.unauthorized(), false],
  ["403", faults.deniedRepository(), false],
  ["404", faults.notFound(), false],
  ["400", faults.status(400), false],
  ["a web page instead of an answer", faults.html503(), true],
])("an upstream that answers: %s", (_, act, isStale) => {
  test(`a cached tag is ${isStale ? "served and counted" : "not served"}, a cached digest without a question`, async () => {
    await cached();
    failing(act);
    if (isStale) {
      expect(await pull(engine.origin, "library/app", "1")).toMatchObject({ isStale: true });
      expect(await engine.stats()).toMatchObject({ staleServed: 1, failures: 0 });
    } else {
      expect(await refusal(pull(engine.origin, "library/app", "1"))).toBeGreaterThanOrEqual(400);
      expect(await engine.stats()).toMatchObject({ staleServed: 0, failures: 2 });
    }
    hub.registry.clearRequests();
    await pull(engine.origin, "library/app", hub.image.descriptor.digest);
    expect(hub.registry.requests).toEqual([]);
  });

  test("what is not cached is refused, and the second question is not asked", async () => {
    failing(act);
    expect(await refusal(pull(engine.origin, "library/app", "1"))).toBeGreaterThanOrEqual(400);
    const registry = hub.registry.requests.filter(({ kind }) => kind === "manifest");
    expect(registry.length).toBeLessThanOrEqual(2);
    expect(registry.every(({ method }) => method === "HEAD")).toBe(true);
    expect(await engine.stats()).toMatchObject({ hits: 0, misses: 0, failures: 2 });
  });
});

describe("an upstream that refuses the credential", () => {
  test("is counted, never stale, and never a challenge to the client", async () => {
    await cached();
    await restart({ password: "expired" });
    const path = "/v2/library/app/manifests/1";
    const answer = await ask(engine.origin, path);
    expect(answer.status).toBe(403);
    expect(answer.headers["www-authenticate"]).toBeUndefined();
    expect(await engine.stats()).toMatchObject({ refusedCredentials: 1, staleServed: 0 });
    await pull(engine.origin, "library/app", hub.image.descriptor.digest);
  });

  test("it is served again once the credential is accepted", async () => {
    const act = faults.status(401, { code: "UNAUTHORIZED" });
    const handle = hub.registry.faults.add({ act, match: faults.where({ kind: "token" }), times: 1 });
    await restart({ tuning: { memoTime: 1 } });
    expect((await ask(engine.origin, "/v2/library/app/manifests/1")).status).toBe(403);
    expect(handle.hits).toBe(1);
    await sleep(5);
    await pull(engine.origin, "library/app", "1");
    expect(await engine.stats()).toMatchObject({ refusedCredentials: 1 });
  });

  test("a repository that is not there, or is private, says nothing of the credential", async () => {
    const match = faults.where({ kind: "manifest" });
    hub.registry.faults.add({ act: faults.unauthorized(), match, times: Number.POSITIVE_INFINITY });
    expect(await refusal(pull(engine.origin, "library/private", "1"))).toBe(403);
    expect(await refusal(pull(engine.origin, "library/absent", "1"))).toBe(403);
    expect(await engine.stats()).toMatchObject({ refusedCredentials: 0, failures: 4 });
  });
});

describe("a limit for GET alone", () => {
  test("a tag whose new manifest is not to be had is served as it was", async () => {
    await cached();
    pushFixture(hub.registry, "library/app", imageFixture({ layers: 1, seed: "moved" }), { tag: "1" });
    const match = faults.where({ kind: "manifest", method: "GET" });
    hub.registry.faults.add({ act: faults.status(429), match, times: Number.POSITIVE_INFINITY });
    const answer = await ask(engine.origin, "/v2/library/app/manifests/1");
    expect(answer.status).toBe(200);
    expect(answer.headers["docker-content-digest"]).toBe(hub.image.descriptor.digest);
    expect(answer.headers.warning).toBe('110 - "Response is Stale"');
    expect(await engine.stats()).toMatchObject({ staleServed: 1 });
  });
});

describe("an upstream that is mute", () => {
  test("a cached tag is served after the time for it, what is not cached is refused after its own", async () => {
    await cached();
    await restart({ tuning: { ...short, memoTime: 60_000 } });
    failing(faults.hang());
    expect(await pull(engine.origin, "library/app", "1")).toMatchObject({ isStale: true });
    expect(await refusal(pull(engine.origin, "acme/other", "1"))).toBe(504);
    expect(hub.registry.requests.filter(({ kind }) => kind === "manifest")).toHaveLength(2);
    const digest = `sha256:${"0".repeat(64)}`;
    expect((await ask(engine.origin, `/v2/library/app/blobs/${digest}`)).status).toBe(504);
    expect(await engine.stats()).toMatchObject({ staleServed: 1, failures: 3 });
  });

  test("a blob that is cut, or stalls at half, fails cleanly, and the next pull is whole", async () => {
    await restart({ tuning: { ...short, memoTime: 1 } });
    const match = faults.where({ kind: "blob", method: "GET" });
    for (const act of [
      faults.truncatedBody(),
      faults.resetMidBody(),
      faults.stalledBody(),
      faults.corruptBody(),
    ]) {
      hub.registry.faults.add({ act, match });
      const [layer] = hub.image.layers;
      await expect(
        hashed(`${engine.origin}/v2/library/app/blobs/${layer?.descriptor.digest}`),
      ).rejects.toThrow();
    }
    await pull(engine.origin, "library/app", "1");
    expect(await engine.stats()).toMatchObject({ entries: 4, failures: 4 });
  });
});

describe("a restart", () => {
  test.each(["refusing", "mute"])(
    "with an upstream that is %s: digests and recent tags are served",
    async (how) => {
      await cached();
      if (how === "mute") failing(faults.hang());
      else await hub.registry.close();
      await restart({ tuning: short });
      expect(await pull(engine.origin, "library/app", "1")).toMatchObject({ isStale: true });
      expect(await pull(engine.origin, "library/app", hub.image.descriptor.digest)).toMatchObject({
        isStale: false,
      });
    },
  );

  test("keeps what was counted, and what was read", async () => {
    await cached();
    const before = await engine.stats();
    await restart();
    const after = await engine.stats();
    for (const name of [
      "hits",
      "misses",
      "servedBytes",
      "upstreamBytes",
      "since",
      "storeBytes",
      "entries",
    ] as const)
      expect(after[name]).toBe(before[name]);
    const { reads, anonymous, forgotten } = await engine.reads();
    expect({ anonymous, forgotten }).toEqual({ anonymous: false, forgotten: false });
    expect(reads.map(({ kind, tag }) => [kind, tag])).toEqual(
      expect.arrayContaining([
        ["manifest", "1"],
        ["blob", undefined],
      ]),
    );
    expect(reads).toHaveLength(4);
  });
});

describe("what does not fit", () => {
  test("a blob larger than the cap is given, and not kept", async () => {
    const large = imageFixture({ layers: 1, layerSize: 70_000_000, seed: "large" });
    pushFixture(hub.registry, "acme/large", large, { tag: "1" });
    await restart({ maxSize: 64_000_000 });
    const pulls = await Promise.all([1, 2, 3].map(() => pull(engine.origin, "acme/large", "1")));
    expect(new Set(pulls.map(({ digest }) => digest))).toEqual(new Set([large.descriptor.digest]));
    const stats = await engine.stats();
    expect(stats.passed).toBeGreaterThanOrEqual(1);
    expect(stats).toMatchObject({ evicted: 0, entries: 2 });
    expect(stats.storeBytes).toBeLessThan(100_000);
  });
});
