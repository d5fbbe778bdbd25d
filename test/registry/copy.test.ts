import { describe, expect, it } from "vitest";
import type { Digest } from "../../src/image/digest.ts";
import { Copier, type CopyCount } from "../../src/registry/copy.ts";
import { type CopyMode, copyBlob } from "../../src/registry/transfer/transfer.ts";
import { transferDeadline, Uploads } from "../../src/registry/transfer/uploads.ts";
import { Waiter } from "../../src/registry/waiter.ts";
import {
  type Fixture,
  type ImageOptions,
  imageFixture,
  pullOverHttp,
  pushFixture,
} from "../support/images/images.ts";
import {
  type Fault,
  faults,
  digestOf as hashOf,
  type Registry,
  type RegistryOptions,
  startRegistry,
} from "../support/registry/index.ts";
import {
  at,
  descriptorOf,
  digestOf,
  failure,
  rightUser,
  stored,
  type TestClient,
  testClient,
} from "./kit.ts";

const image = imageFixture({ layers: 3, layerSize: 40_000 });
const [first] = image.layers;
if (!first) throw new Error("the fixture has no layer");
const layer = { ...first.descriptor, digest: first.descriptor.digest as Digest };
const patience = { start: 0, timeout: 60_000 };
const writes = (registry: Registry): string[] =>
  registry.writes().map(({ method, kind }) => `${method} ${kind}`);

/** Two registries, the second of which may be the first, with an image in the one and faults at the other. */
async function between<T>(
  use: (kit: TestClient & { from: Registry; to: Registry }) => Promise<T>,
  options: { apart?: boolean; to?: RegistryOptions; from?: RegistryOptions; fixture?: Fixture } = {},
): Promise<T> {
  const { fixture = image } = options;
  await using from = await startRegistry(options.from ?? options.to);
  await using other = await startRegistry(options.to);
  pushFixture(from, "src", fixture);
  const to = options.apart ? other : from;
  const credentials = stored({ [from.host]: rightUser, [other.host]: rightUser });
  return await use({ ...testClient({ credentials }), from, to });
}

async function copy(
  { client, context, from, to }: TestClient & { from: Registry; to: Registry },
  mode: "mount" | "look" = "mount",
  fixture: Fixture = image,
  copier = new Copier(client, new Waiter(client)),
): Promise<CopyCount> {
  const count: CopyCount = { manifests: 0, mounted: 0, uploaded: 0, present: 0, left: new Set() };
  await copier.image(at(from, "src"), at(to, "dst"), descriptorOf(fixture), mode, count, context, patience);
  return count;
}

const oneBlob = (
  { client, context, from, to }: TestClient & { from: Registry; to: Registry },
  mode: CopyMode = "mount",
) => copyBlob(client, at(from, "src"), at(to, "dst"), layer, mode, context, new Uploads(client));

describe("within a registry", () => {
  it("mounts without looking first", async () => {
    await between(async (kit) => {
      expect(await copy(kit)).toMatchObject({ manifests: 1, mounted: 4, uploaded: 0, present: 0 });
      expect(writes(kit.to).sort()).toEqual([
        "POST upload",
        "POST upload",
        "POST upload",
        "POST upload",
        "PUT manifest",
      ]);
      expect(kit.to.count()).toBe(6);
      await pullOverHttp(kit.to.origin, "dst", digestOf(image));
    });
  });

  it("asks for a token that may read here and write there", async () => {
    await between(
      async (kit) => {
        await oneBlob(kit);
        expect(kit.to.requests.find(({ kind }) => kind === "token")?.query.getAll("scope")).toEqual([
          "repository:dst:pull,push",
          "repository:src:pull",
        ]);
      },
      { to: { auth: "bearer" } },
    );
  });

  it("goes on with the session that a mount opened, and opens no second", async () => {
    await between(async (kit) => {
      kit.to.faults.add({ act: faults.mount202() });
      expect(await oneBlob(kit)).toBe("uploaded");
      expect(writes(kit.to)).toEqual(["POST upload", "PUT upload"]);
      expect(kit.to.hasBlob("dst", layer.digest)).toBe(true);
    });
  });

  it.each([401, 403, 404, 405] as const)("uploads where a mount is refused with %s", async (status) => {
    for (const auth of ["none", "bearer", "basic"] as const)
      await between(
        async (kit) => {
          kit.to.faults.add({ act: faults.mountRefused(status), times: 99 });
          expect(await oneBlob(kit)).toBe("uploaded");
          expect(kit.to.hasBlob("dst", layer.digest)).toBe(true);
        },
        { to: { auth } },
      );
  });

  it("uploads where the token server will not let it read for the mount", async () => {
    await between(
      async (kit) => {
        kit.to.faults.add({
          match: ({ kind, query }) => kind === "token" && query.getAll("scope").length > 1,
          act: faults.status(403, { code: "DENIED" }),
          times: 99,
        });
        expect(await oneBlob(kit)).toBe("uploaded");
      },
      { to: { auth: "bearer" } },
    );
  });

  it("tries a mount again after what passes", async () => {
    await between(async (kit) => {
      kit.to.faults.add({ match: faults.isMount, act: faults.html503(), times: 2 });
      expect(await oneBlob(kit)).toBe("mounted");
    });
  });

  it.each(["spec", "gitea"] as const)("heals phantom mounts: %s", async (flavour) => {
    await between(
      async (kit) => {
        kit.to.faults.add({ act: faults.phantomMount(), times: 3 });
        const count = await copy(kit);
        expect(count).toMatchObject({ manifests: 1, uploaded: 3 });
        await pullOverHttp(kit.to.origin, "dst", digestOf(image), { user: "imgpub", password: "secret" });
      },
      { to: { flavour, auth: "bearer" } },
    );
  });

  it("gives up on a registry that never has what it was given", async () => {
    await between(async (kit) => {
      kit.to.faults.add({
        match: faults.where({ method: "PUT", kind: "manifest" }),
        act: faults.status(400, { code: "MANIFEST_BLOB_UNKNOWN" }),
        times: Number.POSITIVE_INFINITY,
      });
      expect((await failure(copy(kit))).message).toContain("MANIFEST_BLOB_UNKNOWN");
      expect(kit.to.count(({ method, kind }) => method === "PUT" && kind === "manifest")).toBe(3);
    });
  });
});

describe("between registries", () => {
  it("streams what is missing, with its length and not in chunks", async () => {
    await between(
      async (kit) => {
        expect(await copy(kit)).toMatchObject({ manifests: 1, mounted: 0, uploaded: 4, present: 0 });
        const uploads = kit.to.writes().filter(({ query }) => query.has("digest"));
        const sizes = new Map(
          [image.config, ...image.layers].map(({ descriptor }) => [descriptor.digest, descriptor.size]),
        );
        // The config is small enough for a single request.
        expect(uploads.map(({ method }) => method).sort()).toEqual(["POST", "PUT", "PUT", "PUT"]);
        for (const { headers, query } of uploads) {
          expect(headers["transfer-encoding"]).toBeUndefined();
          expect(headers["content-length"]).toBe(String(sizes.get(query.get("digest") ?? "")));
        }
        await pullOverHttp(kit.to.origin, "dst", digestOf(image));
      },
      { apart: true },
    );
  });

  it("asks for bytes as they are stored", async () => {
    await between(
      async (kit) => {
        await oneBlob(kit);
        expect(kit.from.requests.at(-1)?.headers["accept-encoding"]).toBe("identity");
      },
      { apart: true },
    );
  });

  it("copies an empty blob", async () => {
    await between(
      async ({ client, context, from, to }) => {
        const empty = from.putBlob("src", Buffer.alloc(0));
        const blob = { ...empty, digest: empty.digest as Digest };
        expect(
          await copyBlob(client, at(from, "src"), at(to, "dst"), blob, "mount", context, new Uploads(client)),
        ).toBe("uploaded");
        expect(to.hasBlob("dst", empty.digest)).toBe(true);
        expect(to.requests.at(-1)?.headers["content-length"]).toBe("0");
      },
      { apart: true },
    );
  });

  it("keeps each registry's credentials from the other", async () => {
    await using from = await startRegistry({
      auth: { kind: "basic", user: "one", password: "first-secret" },
    });
    await using to = await startRegistry({ auth: { kind: "basic", user: "two", password: "other-secret" } });
    pushFixture(from, "src", image);
    const credentials = stored({
      [from.host]: { kind: "basic", username: "one", password: "first-secret" },
      [to.host]: { kind: "basic", username: "two", password: "other-secret" },
    });
    await copy({ ...testClient({ credentials }), from, to });
    const sent = (registry: Registry) =>
      new Set(registry.requests.map(({ headers }) => headers.authorization));
    const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    expect(sent(from)).toEqual(new Set([undefined, basic("one:first-secret")]));
    expect(sent(to)).toEqual(new Set([undefined, basic("two:other-secret")]));
  });

  it.each([
    ["truncated", faults.truncatedBody()],
    ["corrupt", faults.corruptBody()],
    ["reset", faults.resetMidBody()],
  ])("never completes an upload whose source is %s, and tries again", async (_, act) => {
    await between(
      async (kit) => {
        kit.from.faults.add({ match: faults.where({ kind: "blob" }), act, times: 2 });
        expect(await oneBlob(kit)).toBe("uploaded");
        const put = kit.to.requests.filter(({ method }) => method === "PUT");
        expect(put.filter(({ status }) => status === 201)).toHaveLength(1);
        expect(put.slice(0, -1).every(({ requestBytes }) => requestBytes < layer.size)).toBe(true);
        expect(kit.notes).toHaveLength(2);
        expect(kit.notes.every(({ where }) => where.startsWith(`GET ${kit.from.host}/src/blobs/`))).toBe(
          true,
        );
      },
      { apart: true },
    );
  });

  it("fails with the source's word when the source stays corrupt", async () => {
    await between(
      async (kit) => {
        kit.from.faults.add({ match: faults.where({ kind: "blob" }), act: faults.corruptBody(), times: 99 });
        const error = await failure(oneBlob(kit));
        expect(error.message).toBe(`GET ${kit.from.host}/src/blobs/${layer.digest}: digest mismatch`);
        expect(kit.to.hasBlob("dst", layer.digest)).toBe(false);
        expect(kit.from.count(({ method }) => method === "GET")).toBe(6);
      },
      { apart: true },
    );
  });

  it("says that the source lacks a blob", async () => {
    await between(
      async (kit) => {
        kit.from.removeBlob("src", layer.digest);
        const error = await failure(oneBlob(kit));
        expect(error.message).toContain(`GET ${kit.from.host}/src/blobs/${layer.digest}: 404 BLOB_UNKNOWN`);
        expect(kit.notes).toEqual([]);
      },
      { apart: true },
    );
  });

  it.each<[string, Fault, RegExp]>([
    ["the session is lost", { act: faults.lostUpload() }, /404 BLOB_UPLOAD_UNKNOWN/],
    [
      "the session is answered 416",
      { match: faults.where({ method: "PUT", kind: "upload" }), act: faults.status(416) },
      /HTTP 416/,
    ],
    [
      "the session is gone without a word",
      { match: faults.where({ method: "PUT", kind: "upload" }), act: faults.status(404) },
      /404/,
    ],
    [
      "the token runs out on the way",
      { match: faults.where({ method: "PUT", kind: "upload" }), act: faults.expiredToken() },
      /stale token/,
    ],
    [
      "the destination resets mid-body",
      { match: faults.where({ method: "PUT", kind: "upload" }), act: faults.resetMidBody() },
      /conn reset|broken pipe/,
    ],
    [
      "the destination answers 503",
      { match: faults.where({ method: "PUT", kind: "upload" }), act: faults.html503() },
      /HTTP 503|conn reset|broken pipe/,
    ],
    [
      "the destination answers with a web page",
      {
        match: faults.where({ method: "POST", kind: "upload" }),
        act: faults.status(200, { message: "<html>", headers: { "content-type": "text/html" } }),
      },
      /wrong content type/,
    ],
    [
      "the destination's answer is lost",
      { match: faults.where({ method: "PUT", kind: "upload" }), act: faults.resetAfterHandling() },
      /conn reset/,
    ],
  ])("opens a new session when %s", async (_, fault, reason) => {
    for (const auth of ["bearer", "basic"] as const)
      await between(
        async (kit) => {
          kit.to.faults.add({ ...fault, times: 2 });
          expect(await oneBlob(kit)).toBe("uploaded");
          expect(kit.to.hasBlob("dst", layer.digest)).toBe(true);
          expect(kit.notes).toHaveLength(2);
          for (const note of kit.notes) expect(note.reason).toMatch(reason);
          const puts = kit.to.requests.filter(({ method, kind }) => method === "PUT" && kind === "upload");
          expect(new Set(puts.map(({ reference }) => reference)).size).toBe(puts.length);
        },
        { apart: true, to: { auth } },
      );
  });

  it("heeds a destination that refuses for good", async () => {
    await between(
      async (kit) => {
        kit.to.faults.add({
          match: faults.where({ method: "PUT", kind: "upload" }),
          act: faults.status(400, { code: "DIGEST_INVALID" }),
          times: 99,
        });
        expect((await failure(oneBlob(kit))).message).toContain("400 DIGEST_INVALID");
        expect(kit.to.count(({ method }) => method === "PUT")).toBe(1);
      },
      { apart: true },
    );
  });

  it("stops at once when it is aborted in the middle of a body", async () => {
    await between(
      async ({ client, from, to }) => {
        const reason = new Error("cancelled");
        const controller = new AbortController();
        const slow = from.putBlob("src", Buffer.alloc(3 << 20, 7));
        const blob = { ...slow, digest: slow.digest as Digest };
        to.onRequest(({ method }) => {
          if (method === "PUT") controller.abort(reason);
        });
        const context = { signal: controller.signal };
        expect(
          await failure(
            copyBlob(client, at(from, "src"), at(to, "dst"), blob, "mount", context, new Uploads(client)),
          ),
        ).toBe(reason);
        expect(to.hasBlob("dst", slow.digest)).toBe(false);
      },
      { apart: true },
    );
  });
});

describe("an image", () => {
  it("shares what it has in common with others: each blob once", async () => {
    const platforms = ["linux/amd64", "linux/arm64", "linux/s390x"];
    const options: ImageOptions = { layers: 3, sharedLayers: 2 };
    const images = platforms.map((platform) => imageFixture({ ...options, platform }));
    await between(
      async (kit) => {
        for (const one of images) pushFixture(kit.from, "src", one);
        const copier = new Copier(kit.client, new Waiter(kit.client));
        await Promise.all(images.map((one) => copy(kit, "mount", one, copier)));
        expect(kit.to.count(({ method, kind }) => method === "POST" && kind === "upload")).toBe(2 + 3 + 3);
        for (const one of images) await pullOverHttp(kit.to.origin, "dst", digestOf(one));
      },
      { apart: true },
    );
  });

  it("gets another chance at a shared blob after it could not be copied", async () => {
    await between(
      async (kit) => {
        const copier = new Copier(kit.client, new Waiter(kit.client));
        kit.to.faults.add({ match: faults.where({ kind: "upload" }), act: faults.status(400), times: 99 });
        await failure(copy(kit, "mount", image, copier));
        kit.to.faults.clear();
        expect(await copy(kit, "mount", image, copier)).toMatchObject({ manifests: 1 });
        await pullOverHttp(kit.to.origin, "dst", digestOf(image));
      },
      { apart: true },
    );
  });

  /** The image with another first layer: of a media type, with URLs or without. */
  const withFirstLayer = (
    mediaType: string,
    urls?: readonly string[],
  ): { layer: string; fixture: Fixture } => {
    const document = JSON.parse(image.manifest.toString()) as { layers: object[] };
    const layers = [{ ...document.layers[0], mediaType, ...(urls && { urls }) }, ...document.layers.slice(1)];
    const manifest = Buffer.from(JSON.stringify({ ...document, layers }));
    const descriptor = { ...image.descriptor, digest: hashOf(manifest), size: manifest.length };
    return { layer: first.descriptor.digest, fixture: { ...image, manifest, descriptor } };
  };
  const mirrors = ["https://example.com/layer"];

  // "The presence of the urls field SHOULD NOT be used to determine whether or not a layer is non-distributable", and
  // "implementations SHOULD NOT upload layers tagged with this media type": OCI image specification, layer.md.
  it.each([
    ["application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", mirrors],
    ["application/vnd.docker.image.rootfs.foreign.diff.tar", mirrors],
    ["application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", mirrors],
    ["application/vnd.oci.image.layer.nondistributable.v1.tar+zstd", mirrors],
    ["application/vnd.oci.image.layer.nondistributable.v1.tar", undefined],
  ])("leaves a layer of type %s with URLs %j where it is", async (mediaType, urls) => {
    const { layer, fixture } = withFirstLayer(mediaType, urls);
    for (const apart of [true, false])
      await between(
        async (kit) => {
          const count = await copy(kit, "mount", fixture);
          expect(count).toMatchObject({ manifests: 1, [apart ? "uploaded" : "mounted"]: 3 });
          expect([...count.left]).toEqual([layer]);
          const asked = kit.to.requests.filter(({ path, query }) => `${path}?${query}`.includes(layer));
          expect(asked).toEqual([]);
        },
        { apart, to: { checkReferences: false }, fixture },
      );
  });

  it.each([
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
    "application/vnd.example.model.weights",
  ])("copies a layer of type %s whatever mirrors it names", async (mediaType) => {
    const { layer, fixture } = withFirstLayer(mediaType, mirrors);
    await between(
      async (kit) => {
        expect(await copy(kit, "mount", fixture)).toMatchObject({
          manifests: 1,
          uploaded: 4,
          left: new Set(),
        });
        expect(kit.to.hasBlob("dst", layer)).toBe(true);
      },
      { apart: true, fixture },
    );
  });

  it.each([true, false])("writes nothing where nothing is missing (registries apart: %s)", async (apart) => {
    await between(
      async (kit) => {
        await copy(kit);
        kit.to.clearRequests();
        expect(await copy(kit, "look")).toMatchObject({ manifests: 0, mounted: 0, uploaded: 0, present: 4 });
        expect(kit.to.writes()).toEqual([]);
      },
      { apart },
    );
  });

  it.each([true, false])(
    "is healed where an earlier copy stopped half way (registries apart: %s)",
    async (apart) => {
      const { digest } = image.descriptor;
      const layers = image.layers.map(({ descriptor }) => descriptor.digest);
      for (const [missing, expected] of [
        [[layers[1]], ["manifest", "upload"]],
        [[digest], ["manifest"]],
        [
          [layers[0], layers[2], digest],
          ["manifest", "upload"],
        ],
      ] as const)
        for (const mode of ["look", "mount"] as const)
          await between(
            async (kit) => {
              pushFixture(kit.to, "dst", image, {
                only: (one) => !(missing as readonly unknown[]).includes(one),
              });
              await copy(kit, mode);
              await pullOverHttp(kit.to.origin, "dst", digest);
              if (mode === "look")
                expect([...new Set(kit.to.writes().map(({ kind }) => kind))].sort()).toEqual(expected);
            },
            { apart },
          );
    },
  );

  it("goes on under a storm of errors, from where it was", async () => {
    await between(
      async (kit) => {
        for (const registry of [kit.from, kit.to])
          for (let after = 1; after < 40; after += 3)
            registry.faults.add({ act: faults.html503(), after: after % 7 });
        for (let run = 0; run < 5; run++) {
          const copied = await copy(kit).catch(() => undefined);
          if (copied) break;
        }
        await pullOverHttp(kit.to.origin, "dst", digestOf(image));
        const stored = kit.to.requests.filter(
          ({ method, kind, status }) => method === "PUT" && kind === "upload" && status === 201,
        );
        expect(new Set(stored.map(({ query }) => query.get("digest"))).size).toBe(stored.length);
      },
      { apart: true },
    );
  });

  it("is refused when it is not what its media type says", async () => {
    const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, config: 7 }));
    await between(async (kit) => {
      const digest = kit.from.putManifest("src", "bad", manifest, image.descriptor.mediaType);
      const bad = { ...image, manifest, descriptor: { ...image.descriptor, digest, size: manifest.length } };
      expect((await failure(copy(kit, "mount", bad))).message).toContain(
        "does not name its config and layers",
      );
      expect(kit.to.writes()).toEqual([]);
    });
  });
});

describe("the deadline of a transfer", () => {
  it("is twice the time at 10 MiB a second, between 5 minutes and 8 hours", () => {
    expect(transferDeadline(0)).toBe(300_000);
    expect(transferDeadline(1 << 30)).toBe(300_000);
    expect(transferDeadline(10 * 2 ** 30)).toBe(2_048_000);
    expect(transferDeadline(2 ** 50)).toBe(28_800_000);
  });
});
