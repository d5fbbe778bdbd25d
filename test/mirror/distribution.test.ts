import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hashed, pull } from "../support/mirror/pull.ts";
import { asked, blobBytes, credential, type Hub, startHub } from "../support/mirror/upstream.ts";
import { type DockerRegistry, startDockerRegistry } from "../support/real/docker-registry.ts";
import { realPart } from "../support/real/real.ts";
import { type FaultAct, faults } from "../support/registry/index.ts";

// What the same table says of distribution 3, which somebody may have in place of our engine: it is adopted as it is, and
// what is said of it here is in the README.
realPart("distribution")("distribution 3 as a cache", () => {
  let hub: Hub;
  let cache: DockerRegistry;
  let data: string;
  const start = () =>
    startDockerRegistry({ program: "distribution", proxy: hub.registry.origin, credential, data });
  const failing = (act: FaultAct) =>
    void hub.registry.faults.add({ act, times: Number.POSITIVE_INFINITY, whenUnauthorized: true });
  const image = () => {
    const { config, layers } = hub.image;
    return [config, ...layers].reduce((sum, blob) => sum + (blob?.bytes.length ?? 0), 0);
  };
  const cached = async () => {
    await pull(cache.origin, "library/app", "1");
    hub.registry.clearRequests();
  };

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), "imgpub-distribution-"));
    hub = await startHub();
    cache = await start();
  });
  afterEach(async () => {
    await cache.close();
    await hub[Symbol.asyncDispose]();
    await rm(data, { recursive: true, force: true });
  });

  test("a cold pull costs the image's bytes once, a warm one no byte, by digest nothing", async () => {
    await pull(cache.origin, "library/app", "1");
    expect(blobBytes(hub.registry.requests)).toBe(image());
    hub.registry.clearRequests();
    await pull(cache.origin, "library/app", "1");
    expect(blobBytes(hub.registry.requests)).toBe(0);
    expect(asked(hub.registry.requests)).not.toContain("G");
    hub.registry.clearRequests();
    await pull(cache.origin, "library/app", hub.image.descriptor.digest);
    expect(hub.registry.requests).toEqual([]);
  });

  test("the same layers in another repository cost their bytes again", async () => {
    await cached();
    await pull(cache.origin, "acme/other", "1");
    expect(blobBytes(hub.registry.requests)).toBe(image());
  });

  test.each([
    ["429", faults.tooMany()],
    ["503", faults.status(503)],
    ["reset", faults.resetBeforeHeaders()],
    ["credentials that are refused", faults.unauthorized()],
    ["404, which is for ever", faults.notFound()],
  ])("a cached tag is served, and nobody is told, with an upstream that answers: %s", async (_, act) => {
    await cached();
    failing(act);
    expect(await pull(cache.origin, "library/app", "1")).toMatchObject({ isStale: false });
  });

  test("four clients and one cold blob cost more than one download", async () => {
    const [layer] = hub.image.layers;
    const { digest, size } = layer?.descriptor ?? { digest: "", size: 0 };
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { act, reached } = faults.gatedBody(gate);
    hub.registry.faults.add({ act, match: faults.where({ kind: "blob", method: "GET" }) });
    const url = `${cache.origin}/v2/library/app/blobs/${digest}`;
    const first = hashed(url);
    await reached;
    const others = [2, 3, 4].map(() => hashed(url));
    await Promise.all(others);
    go();
    expect(await first).toEqual({ status: 200, size, digest });
    expect(blobBytes(hub.registry.requests)).toBeGreaterThan(size);
  });

  test("a restart while the upstream refuses connections ends it", async () => {
    await cached();
    await cache.close();
    await hub.registry.close();
    const outcome = await start().then(
      async (started) => {
        await started.close();
        return "serves";
      },
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(/^distribution did not start/);
  });
});
