import { describe, expect, it } from "vitest";
import type { Digest } from "../../../src/image/digest.ts";
import { RegistryRefusal } from "../../../src/registry/errors.ts";
import { Uploads } from "../../../src/registry/transfer/uploads.ts";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../../support/registry/index.ts";
import { at, failure, startServer, testClient } from "../kit.ts";

const image = imageFixture({ layers: 5, layerSize: 1_000 });
const blobs = image.layers.map(({ descriptor }) => ({
  digest: descriptor.digest as Digest,
  size: descriptor.size,
}));
const [blob] = blobs;
if (!blob) throw new Error("the fixture has no layer");

const writes = (registry: Registry) => registry.writes().map(({ method }) => method);
async function between(use: (kit: Awaited<ReturnType<typeof kitFor>>) => Promise<void>): Promise<void> {
  await using from = await startRegistry();
  await using to = await startRegistry();
  pushFixture(from, "src", image);
  await use(await kitFor(from, to));
}

async function kitFor(from: Registry, to: Registry) {
  const kit = testClient();
  const uploads = new Uploads(kit.client);
  const copy = (one = blob) =>
    uploads.copy(at(from, "src"), at(to, "dst"), one as (typeof blobs)[number], undefined, kit.context);
  return { ...kit, from, to, copy };
}

describe("a small blob", () => {
  it("goes up in one request where the registry takes it", async () => {
    await between(async ({ copy, from, to }) => {
      for (const one of blobs) await copy(one);
      expect(writes(to)).toEqual(Array(5).fill("POST"));
      expect(from.count()).toBe(5);
      for (const { digest } of blobs) expect(to.hasBlob("dst", digest)).toBe(true);
    });
  });

  it("goes up by a session where one is opened all the same, which is learnt from the first", async () => {
    await between(async ({ copy, to, notes }) => {
      const fault = to.faults.add({ act: faults.post202(), times: Number.POSITIVE_INFINITY });
      for (const one of blobs) await copy(one);
      expect(fault.hits).toBe(1);
      expect(writes(to)).toEqual(Array(5).fill(["POST", "PUT"]).flat());
      expect(notes).toEqual([]);
      for (const { digest } of blobs) expect(to.hasBlob("dst", digest)).toBe(true);
    });
  });

  it("goes up by a session beside the one that the registry is asked with", async () => {
    await between(async ({ copy, to }) => {
      await Promise.all(blobs.map((one) => copy(one)));
      expect(writes(to).sort()).toEqual([...Array(5).fill("POST"), ...Array(4).fill("PUT")]);
      for (const { digest } of blobs) expect(to.hasBlob("dst", digest)).toBe(true);
    });
  });

  it.each([400, 404, 405, 411, 501])(
    "goes up by a session where a POST of it is refused by %s",
    async (status) => {
      await between(async ({ copy, to, notes }) => {
        const match = ({ query }: { query: URLSearchParams }) => query.has("digest");
        to.faults.add({
          match: (request) => request.method === "POST" && match(request),
          act: faults.status(status),
        });
        await copy();
        expect(writes(to)).toEqual(["POST", "POST", "PUT"]);
        expect(notes).toEqual([]);
        expect(to.hasBlob("dst", blob.digest)).toBe(true);
      });
    },
  );

  it("is posted again after a passing trouble, and by a session until the registry has told", async () => {
    await between(async ({ copy, to, notes }) => {
      to.faults.add({ match: faults.where({ method: "POST" }), act: faults.status(503) });
      await copy();
      expect(notes.map(({ reason }) => reason)).toEqual(["HTTP 503"]);
      expect(to.hasBlob("dst", blob.digest)).toBe(true);
    });
  });

  it("is read while its session is opened", async () => {
    await between(async ({ copy, from, to }) => {
      to.faults.add({ act: faults.post202() });
      await copy();
      const began = to.requests.length;
      from.faults.add({ match: faults.where({ kind: "blob" }), act: faults.slowFirstByte(200) });
      await copy(blobs[1]);
      const opened = to.requests[began];
      const read = from.requests.at(-1);
      expect(opened?.method).toBe("POST");
      expect(opened?.end).toBeLessThan(read?.end ?? 0);
    });
  });

  it("with other bytes, or of another size, is not sent", async () => {
    for (const wrong of [
      { digest: blob.digest, size: blob.size + 1 },
      { digest: blobs[1]?.digest ?? blob.digest, size: blob.size },
    ])
      await between(async ({ copy, from, to }) => {
        from.faults.add({
          match: faults.where({ kind: "blob" }),
          act: faults.corruptBody(),
          times: Number.POSITIVE_INFINITY,
        });
        const error = await failure(copy(wrong));
        expect(error.message).toMatch(/size mismatch|digest mismatch/);
        expect(to.writes().filter(({ query }) => query.has("digest"))).toEqual([]);
        expect(to.hasBlob("dst", wrong.digest)).toBe(false);
      });
  });

  it("is sent to no session at another origin, and follows no redirect there", async () => {
    await using hostile = await startServer((_, response) => void response.writeHead(201).end());
    await between(async ({ copy, to }) => {
      to.faults.add({ act: faults.post202() });
      await copy();
      to.faults.add({ act: faults.hostileLocation(hostile.origin) });
      expect(await failure(copy(blobs[1]))).toBeInstanceOf(RegistryRefusal);
      to.faults.add({ match: faults.where({ method: "PUT" }), act: faults.hostileRedirect(hostile.origin) });
      expect(await failure(copy(blobs[2]))).toBeInstanceOf(RegistryRefusal);
      expect(hostile.seen).toEqual([]);
    });
  });
});
