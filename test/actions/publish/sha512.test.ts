import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  buildxIndexFixture,
  type Fixture,
  imageFixture,
  indexFixture,
  pushFixture,
} from "../../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, manifestPuts, noJitter, publish, reportOf, wait } from "../step.ts";

const { where } = faults;
const index = buildxIndexFixture({ platform: "linux/amd64", layers: 1 });
const image = imageFixture({ platform: "linux/arm64", layers: 1 });
const older = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "older" })]);
const sha512 = ({ manifest }: Fixture) => `sha512:${createHash("sha512").update(manifest).digest("hex")}`;

let one: Registry;
let two: Registry;
let count = 0;
let app = "";

beforeAll(async () => {
  [one, two] = await Promise.all([startRegistry(), startRegistry()]);
});
afterAll(() => Promise.all([one.close(), two.close()]));
beforeEach(() => {
  app = `app-${++count}`;
  for (const registry of [one, two]) registry.faults.clear();
  for (const fixture of [index, image]) {
    pushFixture(one, app, fixture);
    one.putManifest(app, sha512(fixture), fixture.manifest, fixture.descriptor.mediaType);
  }
});

async function run(inputs: Parameters<typeof publish>[0]) {
  for (const registry of [one, two]) registry.clearRequests();
  return publish(inputs, noJitter);
}

// distribution and zot answer sha256 for a tag whatever algorithm a manifest was put or asked for by.
describe("an index that is named by sha512", () => {
  const promoted = index.descriptor.digest;
  const inputs = (registry: Registry) => ({
    sources: `${one.host}/${app}@${sha512(index)}`,
    tags: `${registry.host}/${app}:1.2.3, ${registry.host}/${app}:latest`,
  });

  test.each<[string, () => Registry]>([
    ["in its own repository", () => one],
    ["in another registry", () => two],
  ])("is promoted %s, and a rerun changes nothing with fail", async (_, registryOf) => {
    const registry = registryOf();
    const first = await run(inputs(registry));
    expectSuccess(first);
    expect(first.outputs.digest).toBe(promoted);
    expect(Object.fromEntries(registry.tags(app))).toEqual({ "1.2.3": promoted, latest: promoted });
    expect(manifestPuts(registry).slice(-2)).toEqual([`${app}:1.2.3`, `${app}:latest`]);
    const again = await run({ ...inputs(registry), "if-exists": "fail" });
    expectSuccess(again);
    expect(reportOf(again)[0]).toMatchObject({ state: "unchanged", digest: promoted });
    expect(registry.writes()).toEqual([]);
  });

  test("is put by its sha256 digest where several destinations hold it", async () => {
    const tags = [one, two].map(({ host }) => `${host}/${app}:1`).join("\n");
    expectSuccess(await run({ ...inputs(one), tags }));
    for (const registry of [one, two]) expect(manifestPuts(registry)).toContain(`${app}@${promoted}`);
  });

  test("is not put where its tag holds another image, with fail", async () => {
    pushFixture(one, app, older, { tag: "1.2.3" });
    const failed = await run({ ...inputs(one), "if-exists": "fail" });
    expect(expectOneError(failed)).toContain(`holds ${older.descriptor.digest}, not ${promoted}`);
    expect(one.writes()).toEqual([]);
  });
});

test("an image that is named by sha512 is listed so, and read back so", async () => {
  const first = await run({ sources: `${one.host}/${app}@${sha512(image)}`, tags: `${one.host}/${app}:1` });
  expectSuccess(first);
  const stored = JSON.parse(one.readManifest(app, "1")?.bytes.toString() ?? "");
  expect(stored.manifests.map(({ digest }: { digest: string }) => digest)).toEqual([sha512(image)]);
  expect(first.outputs.digest).toMatch(/^sha256:/);
});

describe("a registry that names what its tags hold by sha512", () => {
  const namesBySha512 = (registry: Registry) =>
    registry.faults.add({
      match: where({ method: ["GET", "HEAD"], kind: "manifest", reference: "1" }),
      times: Infinity,
      act: {
        name: "sha512 of tags",
        run: async (call, next) => {
          const reply = await next();
          const held = registry.readManifest(app, call.reference ?? "");
          const digest = held && `sha512:${createHash("sha512").update(held.bytes).digest("hex")}`;
          return reply.status === 200
            ? { ...reply, headers: { ...reply.headers, "docker-content-digest": digest } }
            : reply;
        },
      },
    });

  test.each(["overwrite", "fail"] as const)(
    "is told from one that holds another image (%s)",
    async (ifExists) => {
      namesBySha512(one);
      const inputs = {
        sources: `${one.host}/${app}@${image.descriptor.digest}`,
        tags: `${one.host}/${app}:1`,
        "if-exists": ifExists,
      };
      const first = await run(inputs);
      expectSuccess(first);
      const again = await run(inputs);
      expectSuccess(again);
      expect(reportOf(again)[0]).toMatchObject({ state: "unchanged", digest: first.outputs.digest });
      expect(one.writes()).toEqual([]);
      expect(one.tags(app).get("1")).toBe(first.outputs.digest);
    },
  );
});

// "Implementations MAY implement unregistered algorithms" (OCI image specification, descriptor.md): what such a digest is
// of, only the bytes tell.
test("a digest of an algorithm that nobody here knows is settled by the bytes", async () => {
  const headers = { "docker-content-digest": `blake3:${"0".repeat(64)}` };
  for (const method of ["HEAD", "PUT"])
    one.faults.add({
      match: where({ method, kind: "manifest" }),
      times: Infinity,
      act: {
        name: "blake3",
        run: async (_call, next) => {
          const reply = await next();
          return { ...reply, headers: { ...reply.headers, ...headers } };
        },
      },
    });
  const inputs = {
    sources: `${one.host}/${app}@${sha512(index)}`,
    tags: `${one.host}/${app}:1`,
    "if-exists": "fail" as const,
  };
  expectSuccess(await run(inputs));
  expect(one.tags(app).get("1")).toBe(index.descriptor.digest);
  const again = await run(inputs);
  expectSuccess(again);
  expect(reportOf(again)[0]).toMatchObject({ state: "unchanged" });
});

test("a put that is answered with another sha512 digest is refused", async () => {
  const other = `sha512:${"0".repeat(128)}`;
  one.faults.add({
    match: where({ method: "PUT", kind: "manifest" }),
    times: Infinity,
    act: faults.status(201, { headers: { "docker-content-digest": other } }),
  });
  const failed = await run({
    sources: `${one.host}/${app}@${image.descriptor.digest}`,
    tags: `${one.host}/${app}:1`,
  });
  expect(expectOneError(failed)).toContain(`stored as ${other} that is not the sha256:`);
});

test("a digest of another algorithm is refused before anything is asked for", async () => {
  one.clearRequests();
  const source = `${one.host}/${app}@sha384:${"0".repeat(96)}`;
  const failed = await run({ sources: source, tags: `${one.host}/${app}:1` });
  expect(expectOneError(failed)).toContain(
    "expected sha256: with 64 lowercase hex digits or sha512: with 128",
  );
  expect(one.requests).toEqual([]);
});

test("wait-digests waits for a sha512 digest and tells it", async () => {
  const run = await wait({ refs: `${one.host}/${app}@${sha512(index)}` }, noJitter);
  expectSuccess(run);
  expect(run.outputs.refs).toBe(`${one.host}/${app}@${sha512(index)}`);
});
