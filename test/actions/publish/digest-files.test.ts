import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, indexFixture, pushFixture } from "../../support/images/images.ts";
import { type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, publish, workspace } from "../step.ts";

const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });
const worker = imageFixture({ platform: "linux/amd64", layers: 1, seed: "worker" });
const pair = indexFixture([amd64, arm64]);
const hexOf = ({ descriptor }: { descriptor: { digest: string } }) =>
  descriptor.digest.replace("sha256:", "");
const [hexAmd64, hexArm64] = [hexOf(amd64), hexOf(arm64)];

const lookedFor =
  "expected files named by bare hex digest, files that hold one digest or reference, or buildx metadata files";

let registry: Registry;
let space: Awaited<ReturnType<typeof workspace>>;
const app = () => `${registry.host}/app`;

beforeAll(async () => {
  registry = await startRegistry();
  for (const fixture of [amd64, arm64, pair]) pushFixture(registry, "app", fixture);
  for (const fixture of [amd64, arm64])
    pushFixture(registry, "app", fixture, { tag: fixture.descriptor.platform?.architecture ?? "" });
  pushFixture(registry, "worker", worker);
});
afterAll(() => registry.close());
beforeEach(async () => {
  space = await workspace();
  registry.clearRequests();
});
afterEach(() => space.dispose());

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(space.path, name)), { recursive: true });
    await writeFile(join(space.path, name), content);
  }
}

const publishFrom = (sources: string, more: Readonly<Record<string, string>> = {}) =>
  publish({ image: app(), sources, tags: "1", ...more }, { cwd: space.path });

/** Publishes from what is on the disk, and tells which images the index lists. */
async function publishedFrom(
  sources: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const run = await publishFrom(sources, more);
  expectSuccess(run);
  const { bytes = Buffer.from("{}"), digest } = registry.readManifest("app", "1") ?? {};
  expect(run.outputs.digest).toBe(digest);
  const { manifests = [] } = JSON.parse(bytes.toString()) as { manifests?: { digest: string }[] };
  return manifests.map((one) => one.digest);
}

const both = [amd64.descriptor.digest, arm64.descriptor.digest];

const neither = "holds neither one digest nor one reference with a tag or digest";

/** As Windows PowerShell's `>` and `Out-File` write a text. */
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le");

describe("digests as they are downloaded", () => {
  // https://github.com/actions/download-artifact: without merge-multiple each artifact is a directory of its own.
  const artifacts = {
    [`digests/digests-amd64/${hexAmd64}`]: "",
    [`digests/digests-arm64/${hexArm64}`]: "",
  };

  test.each([
    ["a directory of directories", "digests"],
    ["the same with a slash", "./digests/"],
    ["a glob of directories", "digests/*"],
    ["a glob of directories with a slash", "digests/digests-*/"],
    ["a glob of digest files", "digests/*/*"],
    ["a glob of all below", "digests/**"],
    ["a glob of some names", `digests/*/{${hexAmd64.slice(0, 8)},${hexArm64.slice(0, 8)}}*`],
    ["a digest file for each", `digests/digests-amd64/${hexAmd64}\ndigests/digests-arm64/${hexArm64}`],
  ])("%s", async (_, sources) => {
    await write(artifacts);
    expect(await publishedFrom(sources)).toEqual(both);
  });

  test("an artifact with files from several places has a directory more", async () => {
    await write({ [`all/one/digests/${hexAmd64}`]: "", [`all/two/digests/${hexArm64}`]: "" });
    expect(await publishedFrom("all")).toEqual(both);
  });

  test.each([
    ["a digest", () => both.map((digest) => `${digest}\n`)],
    ["a digest without a line's end", () => both],
    ["a reference with a digest", () => both.map((digest) => `${app()}@${digest}\r\n`)],
    ["a reference with a tag", () => [`${app()}:amd64\n`, `${app()}:arm64`]],
    ["a digest after a byte order mark", () => both.map((digest) => `\uFEFF${digest}\r\n`)],
    ["a digest in UTF-16", () => both.map((digest) => utf16(`${digest}\r\n`))],
  ])("text files that hold %s", async (_, texts) => {
    const [one = "", two = ""] = texts();
    await write({ "out/amd64.txt": one, "out/arm64.txt": two });
    for (const sources of ["out/amd64.txt\nout/arm64.txt", "out/*.txt", "out"])
      expect(await publishedFrom(sources)).toEqual(both);
  });

  test.each([
    [
      "a stray file",
      { [`d/${hexAmd64}`]: "", "d/readme.txt": "Hello, world" },
      "d",
      `"d/readme.txt" ${neither}`,
    ],
    ["an empty file", { [`d/a/${hexAmd64}`]: "", "d/b/.gitkeep": "" }, "d", '"d/b/.gitkeep" is empty'],
    ["a binary", { "d/a.bin": Uint8Array.of(0xff, 0x00, 0x80) }, "d/*", '"d/a.bin" is no text'],
    ["a digest cut short", { "d/a.txt": "sha256:abc\n" }, "d/a.txt", `"d/a.txt" ${neither}`],
    ["a name without tag or digest", { "d/a.txt": "ghcr.io/acme/app" }, "d", `"d/a.txt" ${neither}`],
    ["a name and a password", { "d/.login": "imgpub:secret\n" }, "d", `"d/.login" ${neither}`],
    [
      "two digests in one",
      { "d/a.txt": both.join("\n") },
      "d",
      `"d/a.txt" holds several lines, and not one digest or reference`,
    ],
    [
      "directories without end",
      { "a/b/c/d/e/f.txt": "" },
      "a",
      '"a/b/c/d/e" is a directory below 4 others, and is not looked into',
    ],
  ])("%s is named with what was looked for", async (_, files, sources, what) => {
    await write(files);
    expect(expectOneError(await publishFrom(sources))).toBe(`input "sources": ${what}; ${lookedFor}`);
    expect(registry.requests).toEqual([]);
  });

  test("an empty directory, and a glob that matches nothing", async () => {
    await write({ [`d/a/${hexAmd64}`]: "" });
    await mkdir(join(space.path, "d/b"));
    for (const sources of ["d", "d/*", "d/**"])
      expect(expectOneError(await publishFrom(sources))).toBe(
        `input "sources": the directory "d/b" is empty; ${lookedFor}`,
      );
    expect(expectOneError(await publishFrom("e/*"))).toBe(
      `input "sources": "e/*" matches no file or directory; ${lookedFor}`,
    );
  });
});

describe("files as Windows and buildx write them", () => {
  const built = (digest: string, name?: string) => ({
    "containerimage.digest": digest,
    ...(name !== undefined && { "image.name": name }),
  });
  const [metaAmd64 = "", metaArm64 = ""] = both.map((digest) => JSON.stringify(built(digest)));

  test.each([
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
    ["UTF-16", utf16],
  ])("%s in metadata files and in the file of targets", async (_, written) => {
    await write({
      "meta/amd64.json": written(metaAmd64),
      "meta/arm64.json": written(metaArm64),
      "targets.yml": written(`- image: ${app()}\r\n  sources: meta/*.json\r\n  tags: "1"\r\n`),
      "targets.json": written(JSON.stringify([{ image: app(), sources: ["meta/*.json"], tags: ["1"] }])),
    });
    expect(await publishedFrom("meta/*.json")).toEqual(both);
    for (const targets of ["targets.yml", "targets.json"]) {
      const run = await publish({ targets }, { cwd: space.path });
      expectSuccess(run);
      expect(run.outputs.digest).toBe(registry.tags("app").get("1"));
    }
  });

  test("a byte order mark in the docker configuration", async () => {
    await using locked = await startRegistry({ auth: "bearer" });
    pushFixture(locked, "app", amd64);
    const auth = Buffer.from("imgpub:secret").toString("base64");
    const config = `\uFEFF${JSON.stringify({ auths: { [locked.host]: { auth } } })}\r\n`;
    await write({ "docker/config.json": config });
    for (const env of [{ DOCKER_CONFIG: join(space.path, "docker") }, { DOCKER_AUTH_CONFIG: config }]) {
      const image = `${locked.host}/app`;
      const run = await publish({ image, sources: amd64.descriptor.digest, tags: "1" }, { env });
      expectSuccess(run);
      expect(locked.tags("app").get("1")).toBe(run.outputs.digest);
      locked.removeTag("app", "1");
    }
  });

  // `runCreate` in commands/imagetools/create.go of docker/buildx 0.38 writes these two keys.
  test("the metadata file of imagetools create", async () => {
    const { mediaType, size, digest } = pair.descriptor;
    const descriptor = { mediaType, digest, size };
    await write({
      "created.json": JSON.stringify(
        { "containerimage.descriptor": descriptor, "image.name": app() },
        null,
        2,
      ),
    });
    const run = await publish({ sources: "created.json", tags: `${app()}:1` }, { cwd: space.path });
    expectSuccess(run);
    // One index is published byte for byte.
    expect(run.outputs.digest).toBe(digest);
    expect(registry.tags("app").get("1")).toBe(digest);
  });

  test.each([
    ["another key", '{"image.name":"app"}', "it holds no containerimage.digest or containerimage.descriptor"],
    [
      "a descriptor without a digest",
      '{"containerimage.descriptor":{"size":7}}',
      "its containerimage.digest is undefined",
    ],
    ["no JSON", "{", "it is not JSON"],
  ])("a metadata file with %s is one sentence", async (_, text, what) => {
    await write({ "meta.json": text });
    const message = expectOneError(await publishFrom("meta.json"));
    expect(message).toContain(
      `input "sources": "meta.json": ${what}; expected a metadata file of docker buildx`,
    );
  });

  test("of a bake file with several images, those of image are taken", async () => {
    await write({
      "bake.json": JSON.stringify({
        "buildx.build.warnings": [],
        amd64: built(both[0] ?? "", `docker.io/acme/app:1,${app()}:1`),
        worker: built(worker.descriptor.digest, `${registry.host}/worker`),
        arm64: built(both[1] ?? "", app()),
        unnamed: built(`sha256:${"0".repeat(64)}`),
      }),
    });
    expect(await publishedFrom("bake.json")).toEqual(both);
    expect(registry.count(({ repository }) => repository === "worker")).toBe(0);
    const targets = JSON.stringify([
      { image: app(), sources: ["bake.json"], tags: ["2"] },
      { image: `${registry.host}/worker`, sources: ["bake.json"], tags: ["2"] },
    ]);
    const run = await publish({ targets }, { cwd: space.path });
    expectSuccess(run);
    expect(registry.tags("app").get("2")).toBe(registry.tags("app").get("1"));
    const { bytes = Buffer.from("{}") } = registry.readManifest("worker", "2") ?? {};
    expect(JSON.parse(bytes.toString()).manifests).toMatchObject([{ digest: worker.descriptor.digest }]);
  });

  test("where none is of image, all are taken, and copied there", async () => {
    await write({
      "bake.json": JSON.stringify({
        a: built(both[0] ?? "", app()),
        b: built(both[1] ?? "", app()),
      }),
    });
    const image = `${registry.host}/elsewhere`;
    const run = await publish({ image, sources: "bake.json", tags: "1" }, { cwd: space.path });
    expectSuccess(run);
    expect(run.outputs.digest).toBe(registry.tags("elsewhere").get("1"));
    const { bytes = Buffer.from("{}") } = registry.readManifest("elsewhere", "1") ?? {};
    expect(JSON.parse(bytes.toString()).manifests).toMatchObject(both.map((digest) => ({ digest })));
  });

  test("globs with backslashes, as runner.temp of a runner on Windows has them", async () => {
    await write({ "temp/meta/amd64.json": metaAmd64, "temp/meta/arm64.json": metaArm64 });
    for (const sources of [
      "temp\\meta\\*.json",
      "temp\\meta/*.json",
      `${space.path}\\temp\\*\\*.json`,
      "temp\\*",
    ])
      expect(await publishedFrom(sources)).toEqual(both);
  });

  test("a backslash that takes a character's meaning away still does", async () => {
    await write({ "meta [1]/amd64.json": metaAmd64, "meta 1/arm64.json": metaArm64 });
    expect(await publishedFrom("meta \\[1\\]/*.json")).toEqual([amd64.descriptor.digest]);
  });

  test("a path with backslashes that is not there is one", async () => {
    expect(expectOneError(await publishFrom("D:\\a\\_temp\\digests"))).toMatch(
      /^input "sources": "D:\\\\a\\\\_temp\\\\digests" is not a file or directory; expected /,
    );
  });
});
