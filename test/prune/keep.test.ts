import { describe, expect, it } from "vitest";
import { layersOf } from "../../src/prune/facts.ts";
import { keptImages } from "../../src/prune/keep.ts";
import { forever } from "../../src/prune/ledger/ledger.ts";
import { container, host, hour, image, now, old, policy } from "./kit.ts";

const kept = (given: ReturnType<typeof host>, more = {}) =>
  Object.fromEntries(keptImages({ ...given, layers: layersOf(given.images) }, policy(more)));

describe("an image stays", () => {
  it("where a container has it, one that has ended too", () => {
    const given = host([image("a", "x"), image("b", "y")], { containers: [container("a")] });
    expect(kept(given)).toEqual({ a: "in use" });
  });

  it("where a person said so", () => {
    const images = [image("a", "x", { labels: { "imgpub.keep": "" } }), image("b", "y"), image("c", "z")];
    expect(kept(host(images), { isPinned: (name: string) => name === "b:1" })).toEqual({
      a: "pinned",
      b: "pinned",
    });
    const byDigest = image("d", "x", { digests: ["d@sha256:1"] });
    expect(kept(host([byDigest]), { isPinned: (name: string) => name.includes("@") })).toEqual({
      d: "pinned",
    });
  });

  it("while it is young, and one that is not known is", () => {
    const images = [image("a", "x"), image("b", "y"), image("c", "z")];
    const records = new Map([
      ["a", old({ firstSeen: now - 24 * hour + 1 })],
      ["b", old({ firstSeen: now - 24 * hour })],
    ]);
    expect(kept(host(images, { records }))).toEqual({ a: "young", c: "young" });
  });

  it("while it was used recently, unless it has no name by which it could be", () => {
    const images = [image("a", "x"), image("b", "y"), image("c", "z", { tags: [] })];
    const records = new Map(
      [1, 0, 1].map((ms, at) => ["abc"[at] ?? "", old({ lastUsed: now - 72 * hour + ms })] as const),
    );
    expect(kept(host(images, { records }))).toEqual({ a: "recently used" });
  });

  it("where its digest was pulled, or may have been", () => {
    const named = (id: string) => image(id, id, { tags: [], digests: [`${id}@sha256:1`] });
    const images = ["a", "b", "c", "d"].map(named);
    const records = new Map([
      ["a", old({ pinnedUntil: forever })],
      ["b", old({ pinnedUntil: 0 })],
      ["c", old({ pinnedUntil: now + 1 })],
      ["d", old({ pinnedUntil: now })],
    ]);
    expect(kept(host(images, { records }))).toEqual({ a: "pulled by digest", c: "pulled by digest" });
    const tagged = image("a", "a", { digests: ["a@sha256:1"] });
    expect(kept(host([tagged], { records }))).toEqual({});
  });

  it("where another was built upon it, or is of its layers and stays", () => {
    const images = [image("base", "x"), image("parent", "q"), image("child", "z", { parent: "parent" })];
    expect(kept(host(images))).toEqual({ parent: "parent" });
    const grown = [image("base", "x"), image("mid", "xy"), image("top", "xyz"), image("other", "xq")];
    expect(kept(host(grown, { containers: [container("top")] }))).toEqual({
      base: "base",
      mid: "base",
      top: "in use",
    });
  });

  it("where it is ours", () => {
    expect(kept(host([image("a", "x", { labels: { "io.imgpub": "node" } })]))).toEqual({ a: "imgpub" });
  });

  it("for the first reason that holds", () => {
    const all = image("a", "x", {
      labels: { "imgpub.keep": "", "io.imgpub": "node" },
      tags: [],
      digests: ["a@sha256:1"],
    });
    const child = image("b", "y", { parent: "a" });
    const young = new Map([
      ["a", old({ firstSeen: now, lastUsed: now, pinnedUntil: forever })],
      ["b", old()],
    ]);
    expect(kept(host([all, child], { records: young, containers: [container("a")] })).a).toBe("in use");
    expect(kept(host([all, child], { records: young })).a).toBe("pinned");
    const plain = { ...all, labels: { "io.imgpub": "node" } };
    expect(kept(host([plain, child], { records: young })).a).toBe("young");
    expect(kept(host([plain, child], { records: young }), { minAge: 0 }).a).toBe("recently used");
    expect(kept(host([plain, child], { records: young }), { minAge: 0, minIdle: 0 }).a).toBe(
      "pulled by digest",
    );
    const loose = new Map([
      ["a", old()],
      ["b", old()],
    ]);
    expect(kept(host([plain, child], { records: loose })).a).toBe("parent");
    expect(kept(host([plain], { records: loose })).a).toBe("imgpub");
  });
});
