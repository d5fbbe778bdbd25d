import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildTool } from "../../src/soci/build-tool.ts";
import { run } from "../support/programs.ts";
import { realPart } from "../support/real/real.ts";
import { awsTool, generatedLayers, goldenLayers } from "../support/soci/golden-layers.ts";
import { indexed } from "../support/soci/indexed.ts";
import { storeBlob, writeLayout, ztocsIn } from "../support/soci/layout.ts";
import { readZtoc } from "../support/soci/ztoc.ts";
import { workspace } from "../support/workspace.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const indexable = goldenLayers.filter(
  ({ spans, compression }) => compression === "gzip" && spans.every(({ ztoc }) => ztoc !== null),
);

const leniency = { members: "any", mostCheckpoints: Number.POSITIVE_INFINITY } as const;

realPart("python3", "soci")("AWS's own tool", () => {
  let layers: Awaited<ReturnType<typeof generatedLayers>>;
  let root: Awaited<ReturnType<typeof workspace>>;

  beforeAll(async () => {
    layers = await generatedLayers();
    root = await workspace();
    // It writes times in the zone of the machine.
    process.env.TZ = "UTC";
  });
  afterAll(async () => {
    await layers?.[Symbol.asyncDispose]();
    await root?.dispose();
  });

  const soci = (...args: string[]) =>
    run("soci", ["--content-store", "soci", "--root", root.path, ...args]).then(({ stdout }) => stdout);

  test.each(["pax-l6.gz", "gnu-l1.gz", "multi-small.gz", "block-flush.gz", "fixed.gz", "l0.gz"])(
    "reads our ztoc of %s, and the files through it",
    async (name) => {
      const layer = await layers.read(name);
      const { chunks, digest, size, spans, files } = await indexed(layer, { buildTool, ...leniency });
      const ztoc = Buffer.concat(chunks);
      await storeBlob(join(root.path, "content"), "application/octet-stream", ztoc);
      await writeFile(join(root.path, "ztoc"), ztoc);
      await writeFile(join(root.path, "layer"), layer);
      const { stdout } = await run("soci-reader", [
        root.path,
        join(root.path, "ztoc"),
        join(root.path, "layer"),
      ]);
      const tar = gunzipSync(layer);
      const expected = readZtoc(chunks).files.filter(({ type }) => type === "reg");
      expect(Object.keys(JSON.parse(stdout))).toHaveLength(expected.length);
      for (const { name, offset, size } of expected)
        if (/^[ -~]*$/.test(name))
          expect(JSON.parse(stdout)).toMatchObject({ [name]: sha256(tar.subarray(offset, offset + size)) });

      const info = JSON.parse(await soci("ztoc", "info", digest));
      expect(info).toMatchObject({
        build_tool: buildTool,
        size,
        span_size: 65_536,
        num_spans: spans,
        num_files: files,
      });
      const lines = (await soci("ztoc", "list")).split("\n");
      expect(lines.find((line) => line.includes(digest))).toContain(`sha256:${sha256(layer)}`);
    },
  );

  test("converts an image to the same ztocs", async () => {
    const from = await workspace();
    const to = await workspace();
    try {
      const all = await Promise.all(indexable.map(({ name }) => layers.read(name)));
      await writeLayout(from.path, all);
      await soci(
        "convert",
        "--standalone",
        "--all-platforms",
        "--min-layer-size",
        "1",
        "--format",
        "oci-dir",
        from.path,
        join(to.path, "image"),
      );
      const expected = new Map<string, string>();
      for (const layer of all) {
        const { digest } = await indexed(layer, { buildTool: awsTool, spanSize: 4_194_304, ...leniency });
        expected.set(`sha256:${sha256(layer)}`, digest);
      }
      expect(await ztocsIn(join(to.path, "image"))).toEqual(expected);
    } finally {
      await from.dispose();
      await to.dispose();
    }
  });
});
