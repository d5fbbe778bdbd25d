import { expect, test } from "vitest";
import { type Fault, faults } from "../../../support/registry/index.ts";
import { expectOneError, expectSuccess } from "../../step.ts";
import { amd64, arm64, largeLayers, Scene, sociOf } from "./soci.ts";

const { where } = faults;
const layer = amd64.image.layers[1]?.descriptor.digest ?? "";
const atLayer = where({ method: "GET", kind: "blob", reference: layer });

/** What a publish without any fault ends with. */
async function digestWithoutFault(scene: Scene): Promise<string> {
  const run = await scene.run({ tags: scene.tags(scene.one, "calm", "1") });
  return run.outputs.digest ?? "";
}

test.each([
  ["truncated", faults.truncatedBody()],
  ["reset", faults.resetMidBody()],
])("a %s download goes on where it broke", async (_, act) => {
  await using scene = await Scene.begin();
  const digest = await digestWithoutFault(scene);
  scene.one.faults.add({ match: atLayer, act });
  const run = await scene.run({ tags: scene.tags(scene.one, "app", "1") });
  expectSuccess(run);
  expect(run.outputs.digest).toBe(digest);
  const ranges = scene.one.requests.filter(atLayer).map(({ headers }) => headers.range);
  expect(ranges).toHaveLength(2);
  expect(ranges[0]).toBeUndefined();
  expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
});

test.each([
  ["truncated", faults.truncatedBody()],
  ["reset", faults.resetMidBody()],
  ["corrupt", faults.corruptBody()],
])("a %s download that is copied meanwhile ends in the same image", async (_, act) => {
  await using scene = await Scene.begin();
  const digest = await digestWithoutFault(scene);
  scene.one.faults.add({ match: atLayer, act });
  const run = await scene.run({ tags: scene.tags(scene.two, "app", "1") });
  expectSuccess(run);
  expect(run.outputs.digest).toBe(digest);
  expect(scene.two.incompleteTags()).toEqual([]);
});

/** An answer to a request for a part of a blob, with another status or with other headers. */
const partially = (status: number, headers: Readonly<Record<string, string>> = {}): Fault["act"] => ({
  name: `range ${status}`,
  applies: (request) => request.headers.range !== undefined,
  run: async (_call, next) => {
    const { "content-range": _, ...others } = (await next()).headers;
    return { status, headers: { ...others, "content-length": "3", ...headers }, body: Buffer.from("lie") };
  },
});

test.each([
  ["that it does not name", partially(206)],
  ["that begins behind it", partially(206, { "content-range": "bytes 99999-100001/101916" })],
])("a registry that sends a part %s is asked for all", async (_, act) => {
  await using scene = await Scene.begin();
  const digest = await digestWithoutFault(scene);
  scene.one.faults.add({ match: atLayer, act: faults.truncatedBody() });
  scene.one.faults.add({ match: atLayer, act });
  const run = await scene.run({ tags: scene.tags(scene.one, "app", "1") });
  expectSuccess(run);
  expect(run.outputs.digest).toBe(digest);
  const ranges = scene.one.requests.filter(atLayer).map(({ headers }) => headers.range !== undefined);
  expect(ranges).toEqual([false, true, false]);
});

test.each([
  ["ends too early", "shorter", [faults.truncatedBody(), partially(416)]],
  [
    "never ends",
    "longer",
    [
      {
        name: "endless body",
        run: () => ({ status: 200, headers: {}, body: { size: undefined, chunks: endlessly } }),
      } satisfies Fault["act"],
    ],
  ],
])("a layer that %s fails in one sentence", async (_, than, acts) => {
  await using scene = await Scene.begin();
  for (const act of acts) scene.one.faults.add({ match: atLayer, act });
  const run = await scene.run({ tags: scene.tags(scene.one, "app", "1") });
  expect(expectOneError(run)).toBe(
    `GET ${scene.one.host}/build/blobs/${layer}: ${than} than the 101916 bytes it should have`,
  );
  expect(scene.one.writes()).toEqual([]);
});

async function* endlessly(): AsyncGenerator<Buffer> {
  for (;;) yield Buffer.alloc(65_536);
}

test("bytes that never have their digest fail the target, and nothing is moved", async () => {
  await using scene = await Scene.begin();
  scene.one.faults.add({ match: atLayer, act: faults.corruptBody(), times: Number.POSITIVE_INFINITY });
  const run = await scene.run({ tags: scene.tags(scene.one, "app", "1") });
  expect(expectOneError(run)).toBe(`GET ${scene.one.host}/build/blobs/${layer}: digest mismatch`);
  expect(scene.one.writes()).toEqual([]);
});

test("a registry that refuses the SOCI index is told of with the input's name", async () => {
  await using scene = await Scene.begin();
  let puts = 0;
  scene.two.faults.add({
    // The first manifest that is put is a SOCI index.
    match: (request) => request.method === "PUT" && request.kind === "manifest" && puts++ < 2,
    act: faults.status(400, { code: "MANIFEST_INVALID", message: "unknown config type" }),
    times: 2,
  });
  const run = await scene.run({ tags: scene.tags(scene.two, "app", "1") });
  expect(expectOneError(run)).toMatch(
    new RegExp(
      `^input "soci": ${scene.two.host} refuses the SOCI index: PUT ${scene.two.host}/app/manifests/sha256:\\w+: 400 MANIFEST_INVALID \\(unknown config type\\); expected a registry that takes OCI artifacts, or "soci: false"$`,
    ),
  );
  expect(scene.two.tags("app").size).toBe(0);
});

test("what is there is left alone where another destination refuses", async () => {
  await using scene = await Scene.begin();
  scene.two.faults.add({
    match: where({ method: "PUT", kind: "manifest" }),
    act: faults.status(400, { code: "MANIFEST_INVALID" }),
    times: Number.POSITIVE_INFINITY,
  });
  const tags = [scene.tags(scene.one, "app", "1"), scene.tags(scene.two, "app", "1")].join("\n");
  const run = await scene.run({ tags });
  expect(expectOneError(run)).toContain(`${scene.two.host} refuses the SOCI index`);
  expect([...scene.one.tags("app").keys()]).toEqual(["1"]);
  expect(scene.two.tags("app").size).toBe(0);
});

test.each(["fail", "skip", "overwrite"] as const)(
  "with if-exists: %s a new tag's layers are read once, too",
  async (ifExists) => {
    await using scene = await Scene.begin();
    const run = await scene.run({ tags: scene.tags(scene.two, "app", "1"), "if-exists": ifExists });
    expectSuccess(run);
    expect(scene.layerReads().sort()).toEqual([...largeLayers].sort());
  },
);

test("a destination that cannot be asked does not stop the others", async () => {
  await using scene = await Scene.begin();
  scene.two.faults.add({
    match: where({ kind: "manifest" }),
    act: faults.status(500),
    times: Number.POSITIVE_INFINITY,
  });
  const tags = [scene.tags(scene.one, "app", "1"), scene.tags(scene.two, "app", "1")].join("\n");
  const run = await scene.run({ tags, "if-exists": "skip" });
  expect(expectOneError(run)).toContain(`${scene.two.host}/app/manifests/1: HTTP 500`);
  expect([...scene.one.tags("app").keys()]).toEqual(["1"]);
});

test("with if-exists: fail a moving tag that is there does not have layers read twice", async () => {
  await using scene = await Scene.begin();
  await scene.run({
    tags: scene.tags(scene.two, "app", "latest"),
    sources: scene.sources.split("\n")[2] ?? "",
  });
  const run = await scene.run({ tags: scene.tags(scene.two, "app", "1", "latest"), "if-exists": "fail" });
  expectSuccess(run);
  expect(scene.layerReads().sort()).toEqual([...largeLayers].sort());
});

test("if-exists: fail writes nothing where a tag holds another image", async () => {
  await using scene = await Scene.begin();
  await scene.run({
    tags: scene.tags(scene.two, "app", "1"),
    sources: `${scene.one.host}/build@${arm64.descriptor.digest}`,
  });
  const run = await scene.run({ tags: scene.tags(scene.two, "app", "1"), "if-exists": "fail" });
  expect(expectOneError(run)).toMatch(/^input "if-exists": fail, and /);
  expect(scene.two.writes()).toEqual([]);
});

test("an index that names ztocs which no blob has is not believed", async () => {
  await using scene = await Scene.begin();
  await scene.run({ tags: scene.tags(scene.two, "app", "1") });
  scene.two.faults.add({
    match: where({ method: "HEAD", kind: "blob" }),
    act: faults.notFound(),
    times: 3,
  });
  const run = await scene.run({ tags: scene.tags(scene.two, "app", "1") });
  expectSuccess(run);
  expect(sociOf(run)).toMatchObject({ indexed: 3, reused: 0 });
});
