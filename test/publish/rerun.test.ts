import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildxIndexFixture, imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../support/registry/index.ts";
import { linesOf, publishAll } from "./kit.ts";

const { where } = faults;
const amd64 = buildxIndexFixture({ platform: "linux/amd64", layers: 2 });
const arm64 = buildxIndexFixture({ platform: "linux/arm64", layers: 2 });
const older = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "older" })]);
const names = {
  "source-amd64": amd64.descriptor.digest,
  "source-arm64": arm64.descriptor.digest,
  amd64: amd64.image.descriptor.digest,
  arm64: arm64.image.descriptor.digest,
  "attestation-amd64": amd64.attestation.descriptor.digest,
  "attestation-arm64": arm64.attestation.descriptor.digest,
};
const layer = arm64.image.layers[1]?.descriptor.digest ?? "";
const statement = amd64.attestation.layers[0]?.descriptor.digest ?? "";

let one: Registry;
let two: Registry;
let count = 0;
/** New repositories for each case. */
let [build, copy] = ["", ""];

beforeAll(async () => {
  [one, two] = await Promise.all([startRegistry(), startRegistry()]);
});
afterAll(() => Promise.all([one.close(), two.close()]));
beforeEach(() => {
  count++;
  [build, copy] = [`build-${count}`, `copy-${count}`];
  for (const fixture of [amd64, arm64]) pushFixture(one, build, fixture);
  for (const registry of [one, two]) {
    registry.faults.clear();
    registry.clearRequests();
  }
});

const tagsAt = (registry: Registry, repository: string, ...tags: string[]) =>
  tags.map((tag) => `${registry.host}/${repository}:${tag}`);

/** The tags of this case that lack something. */
const incompleteAt = (registry: Registry) =>
  registry.incompleteTags().filter(({ repository }) => repository === copy || repository === build);

/** Publishes to some tags, and tells what that came to and which requests it took. */
async function publishTo(tags: readonly string[], more: Parameters<typeof publishAll>[1] = {}) {
  for (const registry of [one, two]) registry.clearRequests();
  const sources = [amd64, arm64].map(({ descriptor }) => `${one.host}/${build}@${descriptor.digest}`);
  const { results, lines } = await publishAll([{ sources, tags }], more);
  const [result] = results;
  if (!result) throw new Error("there is no result");
  const known = { ...names, build, copy, index: result.digest ?? "no index" };
  const requests = [one, two].flatMap((registry) => linesOf(registry, known)).sort();
  return { result, lines, requests, writes: requests.filter((line) => !/^(?:GET|HEAD) /.test(line)) };
}

const sourceReads = ["GET build source-amd64 200", "GET build source-arm64 200"];

describe("a rerun that finds everything", () => {
  test("beside its sources asks for the sources, the tags and the images", async () => {
    const tags = tagsAt(one, build, "1", "latest");
    await publishTo(tags);
    const { result, requests } = await publishTo(tags);
    expect(result.state).toBe("unchanged");
    expect(requests).toEqual([
      "GET build 1 200",
      ...sourceReads,
      "HEAD build amd64 200",
      "HEAD build arm64 200",
      "HEAD build latest 200",
    ]);
  });

  test("elsewhere asks for the images there, and for none at the source", async () => {
    for (const registry of [one, two]) {
      const tags = tagsAt(registry, copy, "1", "latest");
      await publishTo(tags);
      const { result, requests, lines } = await publishTo(tags);
      expect(result.state).toBe("unchanged");
      expect(requests).toEqual([
        ...sourceReads,
        "GET copy 1 200",
        "HEAD copy amd64 200",
        "HEAD copy arm64 200",
        "HEAD copy latest 200",
      ]);
      expect(lines.join("\n")).toContain("every image is there");
    }
  });

  test("needs nothing at the source that is at the destination", async () => {
    const tags = tagsAt(one, copy, "1", "latest");
    await publishTo(tags);
    one.removeManifest(build, names.amd64);
    one.removeManifest(build, names["attestation-arm64"]);
    expect((await publishTo(tags)).result.state).toBe("unchanged");
  });

  test("plans nothing in a dry run", async () => {
    const tags = tagsAt(one, copy, "1", "latest");
    await publishTo(tags);
    const { result, lines, requests } = await publishTo(tags, { dryRun: true });
    expect(result.state).toBe("planned");
    expect(lines.join("\n")).not.toMatch(/would be (?:copied|moved)/);
    expect(requests).toEqual([...sourceReads, "GET copy 1 200", "HEAD copy latest 200"]);
  });
});

describe("an image that was deleted since", () => {
  test.each([
    ["in another repository", () => one],
    ["in another registry", () => two],
  ])("%s is copied again with what it names", async (_, registryOf) => {
    const registry = registryOf();
    const tags = tagsAt(registry, copy, "1", "latest");
    const first = await publishTo(tags);
    registry.removeManifest(copy, names.arm64);
    registry.removeBlob(copy, layer);
    const { result, writes } = await publishTo(tags);
    expect(result).toMatchObject({ state: "published", digest: first.result.digest });
    expect(result.tags.map(({ state }) => state)).toEqual(["unchanged", "unchanged"]);
    expect(incompleteAt(registry)).toEqual([]);
    expect(writes.filter((line) => line.startsWith("PUT copy "))).toEqual(["PUT copy arm64 201"]);
    expect((await publishTo(tags)).result.state).toBe("unchanged");
  });

  test("where its source lacks it too fails its destination after the wait", async () => {
    const tags = tagsAt(one, copy, "1", "latest");
    await publishTo(tags);
    for (const repository of [build, copy]) one.removeManifest(repository, names.arm64);
    const { result, writes } = await publishTo(tags);
    expect(result.state).toBe("failed");
    expect(result.error).toContain(`${one.host}/${build}@${names.arm64} is not readable after`);
    expect(writes).toEqual([]);
  });

  test("beside its sources fails after the wait", async () => {
    const tags = tagsAt(one, build, "1", "latest");
    await publishTo(tags);
    one.removeManifest(build, names.arm64);
    const { result, writes } = await publishTo(tags);
    expect(result.state).toBe("failed");
    expect(result.error).toContain(`${one.host}/${build}@${names.arm64} is not readable after`);
    expect(writes).toEqual([]);
  });

  test("keeps moving tags from moving elsewhere where it cannot be restored", async () => {
    const tags = [...tagsAt(one, copy, "1"), ...tagsAt(two, copy, "1", "latest")];
    await publishTo(tagsAt(one, copy, "1"));
    one.removeManifest(copy, names.arm64);
    one.faults.add({ match: where({ kind: "upload" }), times: Infinity, act: faults.deniedRepository() });
    one.faults.add({
      match: where({ method: "PUT", repository: copy }),
      times: Infinity,
      act: faults.deniedRepository(),
    });
    const { result } = await publishTo(tags);
    expect(result.state).toBe("failed");
    expect(result.tags.map(({ state }) => state)).toEqual(["unchanged", "published", "not-moved"]);
  });
});

describe("what is below an image", () => {
  const losses: [string, (registry: Registry) => void][] = [
    ["a layer", (registry) => registry.removeBlob(copy, layer)],
    ["a config", (registry) => registry.removeBlob(copy, amd64.image.config.descriptor.digest)],
    ["an attestation", (registry) => registry.removeManifest(copy, names["attestation-arm64"])],
    ["an attestation's statement", (registry) => registry.removeBlob(copy, statement)],
  ];

  test.each(losses)("and was deleted, %s, is looked for with heal", async (_, lose) => {
    for (const registry of [one, two]) {
      const tags = tagsAt(registry, copy, "1", "latest");
      const first = await publishTo(tags);
      lose(registry);
      const missing = incompleteAt(registry);
      expect(missing.length).toBeGreaterThan(0);
      expect((await publishTo(tags)).result.state).toBe("unchanged");
      expect(incompleteAt(registry)).toEqual(missing);
      const { result } = await publishTo(tags, { heal: true });
      expect(result).toMatchObject({ state: "published", digest: first.result.digest });
      expect(incompleteAt(registry)).toEqual([]);
    }
  });

  test.each(losses)("and was deleted, %s, is looked for where a tag is to be moved", async (_, lose) => {
    const tags = tagsAt(one, copy, "1", "2");
    await publishTo(tags);
    lose(one);
    pushFixture(one, copy, older, { tag: "2" });
    const { result } = await publishTo(tags);
    expect(result.tags.map(({ state }) => state)).toEqual(["unchanged", "published"]);
    expect(incompleteAt(one)).toEqual([]);
  });

  test("is all looked for with heal, and nothing written where nothing is missing", async () => {
    const tags = tagsAt(one, copy, "1", "latest");
    await publishTo(tags);
    const { result, requests, writes } = await publishTo(tags, { heal: true });
    expect(result.state).toBe("unchanged");
    expect(writes).toEqual([]);
    const blobs = [amd64, arm64]
      .flatMap(({ children }) => children)
      .flatMap(({ config, layers }) => [config, ...layers])
      .map((blob) => blob?.descriptor.digest);
    const asked = requests.filter((line) => /^HEAD copy\/blobs/.test(line));
    expect(asked).toHaveLength(new Set(blobs).size);
    expect(requests.filter((line) => /^HEAD copy (?:attestation-)?a\w+64 /.test(line))).toHaveLength(4);
  });

  test("is waited for beside its sources with heal", async () => {
    const tags = tagsAt(one, build, "1", "latest");
    await publishTo(tags);
    one.removeManifest(build, names["attestation-arm64"]);
    expect((await publishTo(tags)).result.state).toBe("unchanged");
    const { result } = await publishTo(tags, { heal: true });
    expect(result.error).toContain(`@${names["attestation-arm64"]} is not readable after`);
  });
});

describe("two destinations of which one holds everything", () => {
  test("the other gets it, and nothing is written to the first", async () => {
    await publishTo(tagsAt(one, copy, "1"));
    const { result, requests, writes } = await publishTo([
      ...tagsAt(one, copy, "1"),
      ...tagsAt(two, copy, "1"),
    ]);
    expect(result.tags.map(({ state }) => state)).toEqual(["unchanged", "published"]);
    expect(incompleteAt(two)).toEqual([]);
    expect(one.writes()).toEqual([]);
    expect(writes.filter((line) => line.startsWith("PUT copy "))).toEqual(
      expect.arrayContaining(["PUT copy index 201", "PUT copy 1 201", "PUT copy attestation-amd64 201"]),
    );
    // All that is copied is fetched at its source, once.
    expect(requests.filter((line) => /^GET build (?:attestation-)?a/.test(line))).toHaveLength(4);
    expect(one.requests.filter(where({ repository: copy, kind: "blob" }))).toEqual([]);
  });

  test("an attestation that the first lacks is neither waited for nor keeps the other from it", async () => {
    await publishTo(tagsAt(one, copy, "1"));
    one.removeManifest(copy, names["attestation-arm64"]);
    const { result } = await publishTo([...tagsAt(one, copy, "1"), ...tagsAt(two, copy, "1", "latest")]);
    expect(result.state).toBe("published");
    expect(incompleteAt(two)).toEqual([]);
  });

  test("an image that the first lacks is copied there, too", async () => {
    await publishTo(tagsAt(one, copy, "1"));
    one.removeManifest(copy, names.arm64);
    const { result } = await publishTo([...tagsAt(one, copy, "1"), ...tagsAt(two, copy, "1", "latest")]);
    expect(result.state).toBe("published");
    expect([...incompleteAt(one), ...incompleteAt(two)]).toEqual([]);
  });

  test("one that keeps another image holds the index by its digest before moving tags move", async () => {
    pushFixture(two, copy, older, { tag: "1" });
    const tags = [...tagsAt(one, copy, "1", "latest"), ...tagsAt(two, copy, "1")];
    const { result } = await publishTo(tags, { ifExists: "skip" });
    expect(result.tags.map(({ state }) => state)).toEqual(["published", "published", "kept"]);
    expect(two.readManifest(copy, result.digest ?? "")?.digest).toBe(result.digest);
  });
});

test("a source and what it lists share one wait", async () => {
  const missing = where({ repository: build, reference: names["source-amd64"] });
  one.faults.add({ match: missing, times: 8, act: faults.notFound() });
  one.removeManifest(build, names.arm64);
  const { result } = await publishTo(tagsAt(one, copy, "1"), { waitTimeout: 60_000 });
  expect(result.error).toContain(`@${names.arm64} is not readable after 60 s and`);
  expect(result.seconds).toBe(60);
  expect(result.phases.map(({ phase }) => phase)).toEqual(["wait", "check", "wait"]);
});

test("sources that nobody will receive are not waited for", async () => {
  pushFixture(one, copy, older, { tag: "1" });
  const { result, requests } = await publishTo(tagsAt(one, copy, "1"), { ifExists: "skip" });
  expect(result.state).toBe("skipped");
  expect(requests).toEqual([...sourceReads, "GET copy 1 200"]);
});

test("a config is fetched once, however many targets are made of its image", async () => {
  const image = imageFixture({ platform: "linux/amd64", layers: 1 });
  pushFixture(one, build, image);
  const source = `${one.host}/${build}@${image.descriptor.digest}`;
  const { results } = await publishAll([
    { name: "a", sources: [source, source], tags: tagsAt(one, build, "a") },
    { name: "b", sources: [source], tags: tagsAt(one, build, "b") },
  ]);
  expect(results.map(({ state }) => state)).toEqual(["published", "published"]);
  expect(one.count(where({ method: "GET", kind: "blob" }))).toBe(1);
});

test("an image that was read at its source is not asked for again when it is read back", async () => {
  const image = imageFixture({ platform: "linux/amd64", layers: 1 });
  pushFixture(one, build, image, { tag: "built" });
  await publishAll([{ sources: [`${one.host}/${build}:built`], tags: tagsAt(one, build, "1", "latest") }]);
  expect(linesOf(one, { build }, where({ method: "HEAD" }))).toEqual([
    "HEAD build 1 200",
    "HEAD build latest 200",
  ]);
});
