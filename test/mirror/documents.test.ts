import { describe, expect, test } from "vitest";
import { Shared } from "../../src/jobs/shared.ts";
import { typeOfManifest } from "../../src/mirror/manifest-type.ts";
import { Memo } from "../../src/mirror/memo.ts";
import { parseReads, readIn } from "../../src/mirror/reads.ts";
import { countedSince, noCounts, parseStats } from "../../src/mirror/stats.ts";

const index = "application/vnd.oci.image.index.v1+json";
const image = "application/vnd.oci.image.manifest.v1+json";

test.each<[unknown, string | undefined]>([
  [{ schemaVersion: 2, mediaType: image }, image],
  [{ schemaVersion: 2, mediaType: "text/plain", manifests: [] }, undefined],
  [{ schemaVersion: 2, mediaType: "", manifests: [] }, index],
  [{ schemaVersion: 2, manifests: [] }, index],
  [{ schemaVersion: 2, config: {}, layers: [] }, image],
  [{ schemaVersion: 2, config: {} }, undefined],
  [{ schemaVersion: 2, layers: [] }, undefined],
  [{ schemaVersion: 2, config: {}, layers: {} }, undefined],
  [{ schemaVersion: 1 }, "application/vnd.docker.distribution.manifest.v1+prettyjws"],
  [{ manifests: [] }, undefined],
  [[], undefined],
  ["x", undefined],
])("the type of %j", (document, type) => {
  expect(typeOfManifest(Buffer.from(JSON.stringify(document)))).toBe(type);
});

test("what is no JSON is no manifest", () => expect(typeOfManifest(Buffer.from("{"))).toBeUndefined());

describe("what the engine tells of its counts", () => {
  const stats = {
    ...noCounts,
    hits: 5,
    engine: 1,
    since: 10,
    started: 20,
    storeBytes: 1,
    capBytes: 2,
    entries: 3,
    memory: 4,
    rateLimitRemaining: 76,
  };

  test("is read back", () => {
    expect(parseStats(JSON.stringify(stats))).toEqual(stats);
    expect(parseStats(JSON.stringify({ ...stats, rateLimitRemaining: null })).rateLimitRemaining).toBeNull();
    expect(parseStats('{"engine":3}')).toMatchObject({
      engine: 3,
      hits: 0,
      since: 0,
      rateLimitRemaining: null,
    });
  });

  test.each(["", "[]", "{}", '{"engine":-1}', '{"engine":"1"}'])("%s is no answer of its", (text) =>
    expect(() => parseStats(text)).toThrow("is no answer of the engine's; expected its counts"),
  );

  test("a count that is none is named", () => {
    for (const value of [-1, 1.5, "7", true])
      expect(() => parseStats(JSON.stringify({ ...stats, hits: value }))).toThrow("the engine says hits is");
    expect(() => parseStats(JSON.stringify({ ...stats, rateLimitRemaining: "x" }))).toThrow(
      "rateLimitRemaining",
    );
  });

  test("differences, or all of another store", () => {
    const later = { ...stats, hits: 8, misses: 2 };
    expect(countedSince(stats, later)).toEqual({ ...noCounts, hits: 3, misses: 2 });
    expect(countedSince(undefined, later)).toEqual({ ...noCounts, hits: 8, misses: 2 });
    expect(countedSince({ ...stats, since: 9 }, later)).toEqual({ ...noCounts, hits: 8, misses: 2 });
    expect(countedSince(later, stats)).toEqual(noCounts);
  });
});

describe("what the engine tells of what was read", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  const read = { repository: "library/debian", digest, kind: "blob", size: 1, at: 2 };

  test("is read back, without what is no read", () => {
    const reads = [read, { ...read, tag: "12" }, { ...read, digest: "x" }, { ...read, kind: "x" }, null, 7];
    expect(parseReads(JSON.stringify({ now: 3, anonymous: true, forgotten: true, reads }))).toEqual({
      now: 3,
      anonymous: true,
      forgotten: true,
      reads: [read, { ...read, tag: "12" }],
    });
    expect(parseReads('{"now":3,"reads":[]}')).toEqual({
      now: 3,
      anonymous: false,
      forgotten: false,
      reads: [],
    });
  });

  test.each(["", "[]", '{"now":3}', '{"reads":[]}'])("%s is no answer of its", (text) =>
    expect(() => parseReads(text)).toThrow("is no answer of the engine's; expected what was read"),
  );

  test("each member is looked at", () => {
    for (const name of ["repository", "digest", "kind", "size", "at"])
      for (const value of [undefined, null, {}, -1, 1.5])
        expect(readIn({ ...read, [name]: value })).toBeUndefined();
    expect(readIn({ ...read, tag: 7 })).toEqual(read);
  });
});

describe("what holds for a while", () => {
  test("is forgotten after it, or when it was taken", () => {
    let now = 0;
    const memo = new Memo<string>(10, () => now);
    memo.put("a", "x");
    now = 9;
    expect(memo.get("a")).toBe("x");
    now = 10;
    expect(memo.get("a")).toBeUndefined();
    memo.put("a", "y");
    expect(memo.take("a")).toBe("y");
    expect(memo.get("a")).toBeUndefined();
  });

  test("is bounded, the oldest first", () => {
    const memo = new Memo<number>(10, () => 0);
    memo.put("first", 0);
    memo.put("second", 0);
    memo.put("first", 1);
    for (let at = 0; at < 999; at++) memo.put(String(at), at);
    expect(memo.get("second")).toBeUndefined();
    expect(memo.get("first")).toBe(1);
    memo.put("last", 0);
    expect(memo.get("first")).toBeUndefined();
  });

  test("work is done once for all who ask meanwhile", async () => {
    const shared = new Shared<number>();
    let runs = 0;
    const work = async () => ++runs;
    expect(await Promise.all([shared.run("a", work), shared.run("a", work), shared.run("b", work)])).toEqual([
      1, 1, 2,
    ]);
    expect(await shared.run("a", work)).toBe(3);
    const failing = () => Promise.reject(new Error("no"));
    await expect(shared.run("a", failing)).rejects.toThrow("no");
    expect(await shared.run("a", work)).toBe(4);
  });
});
