import { describe, expect, it } from "vitest";
import type { Digest } from "../../../src/image/digest.ts";
import { Copier, type CopyCount } from "../../../src/registry/copy.ts";
import { getManifest } from "../../../src/registry/manifests.ts";
import { copyBlob } from "../../../src/registry/transfer/transfer.ts";
import { Uploads } from "../../../src/registry/transfer/uploads.ts";
import { Waiter } from "../../../src/registry/waiter.ts";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { faults, startRegistry } from "../../support/registry/index.ts";
import { HandClock } from "../clocks.ts";
import {
  at,
  descriptorOf,
  digestOf,
  failure,
  type RawServer,
  startServer,
  testClient,
  until,
} from "../kit.ts";

const image = imageFixture({ layers: 1, layerSize: 40_000 });
const [layer] = image.layers;
if (!layer) throw new Error("the fixture has no layer");
const blob = { ...layer.descriptor, digest: layer.descriptor.digest as Digest };
const { bytes } = layer;

it("forces the upload when a registry says that it has the blobs, and will not have the manifest", async () => {
  await using from = await startRegistry();
  await using to = await startRegistry();
  pushFixture(from, "src", image);
  to.faults.add({
    match: faults.where({ method: "HEAD", kind: "blob" }),
    act: faults.status(200),
    times: Number.POSITIVE_INFINITY,
  });
  const { client, context } = testClient();
  const count: CopyCount = { manifests: 0, mounted: 0, uploaded: 0, present: 0, left: new Set() };
  const copier = new Copier(client, new Waiter(client));
  const patience = { start: 0, timeout: 60_000 };
  await copier.image(at(from, "src"), at(to, "dst"), descriptorOf(image), "mount", count, context, patience);
  // The config is sent unasked at first, and once more with the layer.
  expect(count).toMatchObject({ manifests: 1, uploaded: 3 });
  expect(to.hasBlob("dst", blob.digest)).toBe(true);
  expect(to.readManifest("dst", digestOf(image))?.digest).toBe(digestOf(image));
});

it("does not go back to a session that a mount opened and the registry lost", async () => {
  await using registry = await startRegistry();
  pushFixture(registry, "src", image);
  registry.faults.add({ act: faults.mount202() });
  registry.faults.add({ act: faults.lostUpload() });
  const { client, context, notes } = testClient();
  const [from, to] = [at(registry, "src"), at(registry, "dst")];
  expect(await copyBlob(client, from, to, blob, "mount", context, new Uploads(client))).toBe("uploaded");
  expect(registry.writes().map(({ method }) => method)).toEqual(["POST", "PUT", "POST", "PUT"]);
  expect(notes).toHaveLength(1);
  expect(registry.hasBlob("dst", blob.digest)).toBe(true);
});

it("holds no registry back for the trouble of the one that it is copied from", async () => {
  await using from = await startRegistry();
  await using to = await startRegistry();
  pushFixture(from, "src", image);
  pushFixture(to, "dst", image, { only: (digest) => digest === digestOf(image) });
  const clock = new HandClock();
  const { client, context } = testClient({ clock: clock as never });
  from.faults.add({ match: faults.where({ kind: "blob" }), act: faults.tooMany({ retryAfter: 20 }) });
  const copied = copyBlob(
    client,
    at(from, "src"),
    at(to, "dst"),
    blob,
    "force",
    context,
    new Uploads(client),
  );
  await until(() => clock.sleeping.length > 0);
  const read = getManifest(client, at(to, "dst"), digestOf(image), "read", context);
  await until(() => to.count(({ kind }) => kind === "manifest") === 1);
  await read;
  clock.advance(20_000);
  expect(await copied).toBe("uploaded");
});

describe("a source that does not tell the length of a blob", () => {
  /** Sends `wrong` for the first `times` reads, then the blob; always in chunks. */
  const source = (wrong: readonly Uint8Array[], times: number): Promise<RawServer> => {
    let reads = 0;
    return startServer((_, response) => {
      response.writeHead(200, { "content-type": "application/octet-stream" });
      for (const chunk of reads++ < times ? wrong : [bytes]) response.write(chunk);
      response.end();
    });
  };
  const rest = bytes.subarray(1_000);
  const cases: [string, Uint8Array[], string][] = [
    ["ends early", [bytes.subarray(0, 1_000)], "EOF"],
    ["sends nothing", [], "EOF"],
    [
      "goes on in the same chunk",
      [bytes.subarray(0, 1_000), Buffer.concat([rest, Buffer.from("x")])],
      "size mismatch",
    ],
    ["sends something else that is longer", [Buffer.alloc(bytes.length + 7)], "size mismatch"],
  ];

  it.each(cases)("and %s is read again", async (_, wrong, reason) => {
    await using from = await source(wrong, 2);
    await using to = await startRegistry();
    const { client, context, notes } = testClient();
    expect(
      await copyBlob(client, at(from, "src"), at(to, "dst"), blob, "force", context, new Uploads(client)),
    ).toBe("uploaded");
    const where = `GET ${from.host}/src/blobs/${blob.digest}`;
    expect(notes).toMatchObject([
      { reason, where },
      { reason, where },
    ]);
    const put = to.requests.filter(({ method }) => method === "PUT").map(({ status }) => status);
    expect(put.filter((status) => status === 201)).toHaveLength(1);
  });

  it.each(cases)("and %s for good fails with its name", async (_, wrong, reason) => {
    await using from = await source(wrong, Number.POSITIVE_INFINITY);
    await using to = await startRegistry();
    const { client, context } = testClient();
    const error = await failure(
      copyBlob(client, at(from, "src"), at(to, "dst"), blob, "force", context, new Uploads(client)),
    );
    expect(error.message).toBe(`GET ${from.host}/src/blobs/${blob.digest}: ${reason}`);
    expect(to.hasBlob("dst", blob.digest)).toBe(false);
  });
});
