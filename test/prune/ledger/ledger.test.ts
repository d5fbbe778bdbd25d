import { describe, expect, it } from "vitest";
import type { EngineEvent } from "../../../src/docker/system.ts";
import { advance, type Look, type SeenImage } from "../../../src/prune/ledger/advance.ts";
import { forever, type Ledger, ledgersText, parseLedgers } from "../../../src/prune/ledger/ledger.ts";
import { nameOf } from "../../../src/prune/ledger/uses.ts";
import { hour, now } from "../hosts.ts";

const hex = "0123456789abcdef".repeat(4);
const image: SeenImage = {
  ...{ id: `sha256:${hex}`, tags: ["app:1"], digests: [] },
  composition: { layers: ["a"], steps: [1], size: 1 },
};
const event = (at: number, given: Partial<EngineEvent> = {}): EngineEvent => ({
  ...{ type: "network", action: "create", id: "x", attributes: {}, timeNano: at * 1_000_000 },
  ...given,
});
const marker = event(now - 10 * hour);
const look = (given: Partial<Look> = {}): Look => ({
  ...{ engine: "one", clock: now, images: [image], running: new Set(), events: [marker] },
  ...given,
});
const before: Ledger = {
  ...{ engine: "one", seen: now - 10 * hour, marker: marker.timeNano },
  images: new Map([
    [
      image.id,
      {
        ...{ firstSeen: now - 900 * hour, lastUsed: now - 800 * hour, names: ["app:1"], pinnedUntil: 0 },
        composition: image.composition,
      },
    ],
  ]),
};
const after = (given: Partial<Look> = {}, ledger: Ledger | undefined = before) => {
  const { ledger: next, gap } = advance(ledger, look(given));
  return { ...next.images.get(image.id), gap, seen: next.seen };
};

describe("a ledger's text", () => {
  it("comes back as it was, beside those of other engines", () => {
    const other = { ...before, engine: "two" };
    const text = ledgersText(new Map([["two", other]]), before);
    expect(parseLedgers(text)).toEqual(
      new Map([
        ["one", before],
        ["two", other],
      ]),
    );
  });

  it.each([undefined, "", "{", "null", "[]", '{"version":2,"engines":{}}', '{"version":1}', "\0\0\0"])(
    "that is %s holds nothing",
    (text) => {
      expect(parseLedgers(text).size).toBe(0);
    },
  );

  it.each([
    ["firstSeen", "x"],
    ["lastUsed", -1],
    ["names", [1]],
    ["pinnedUntil", null],
    ["composition", { layers: ["a"], steps: ["x"], size: 1 }],
  ])("loses a record whose %s is damaged, and no other", (member, value) => {
    const text = JSON.parse(ledgersText(new Map(), before));
    const { images } = text.engines.one;
    images.other = { ...images[image.id], [member]: value };
    expect([...(parseLedgers(JSON.stringify(text)).get("one")?.images.keys() ?? [])]).toEqual([image.id]);
  });

  it("has sixteen engines at most, its own among them", () => {
    const others = Array.from({ length: 30 }, (_, at) => ({ ...before, engine: `e${at}`, seen: now + at }));
    const own = { ...before, seen: now + 99 };
    const found = parseLedgers(ledgersText(new Map(others.map((one) => [one.engine, one])), own));
    expect(found.size).toBe(16);
    expect(found.has("one")).toBe(true);
  });
});

describe("a look", () => {
  it("without a ledger has everything seen and used now", () => {
    const { ledger, gap } = advance(undefined, look());
    expect(gap).toBe(true);
    expect(ledger.images.get(image.id)).toMatchObject({ firstSeen: now, lastUsed: now, pinnedUntil: 0 });
  });

  it("changes nothing of what nobody has used", () => {
    expect(after()).toMatchObject({ ...before.images.get(image.id), gap: false });
  });

  it("of another engine starts anew", () => {
    expect(after({ engine: "two" })).toMatchObject({ firstSeen: now, gap: true });
  });

  it("that misses the last event has all used now, and what has a digest pulled by it for thirty days", () => {
    const digests = ["app@sha256:1"];
    const missed = after({ events: [event(now - hour)], images: [{ ...image, digests }] });
    expect(missed).toMatchObject({ gap: true, lastUsed: now, firstSeen: now - 900 * hour });
    expect(missed.pinnedUntil).toBe(now + 30 * 24 * hour);
    expect(after({ events: [] })).toMatchObject({ gap: true, pinnedUntil: 0 });
  });

  it("an hour back stands still, one of a year ahead is not believed", () => {
    const ahead = (ms: number) => ({ ...before, seen: now + ms });
    expect(after({}, ahead(hour))).toMatchObject({ gap: false, seen: now + hour });
    expect(after({}, ahead(8_760 * hour))).toMatchObject({ gap: true, seen: now, firstSeen: now });
  });

  it("never has a use from the future", () => {
    const record = { ...before.images.get(image.id), firstSeen: now + hour, lastUsed: now + hour } as never;
    expect(after({}, { ...before, images: new Map([[image.id, record]]) })).toMatchObject({
      ...{ firstSeen: now, lastUsed: now },
    });
  });

  const use = { type: "image", action: "pull", id: "app:1" };
  const start = (named: string) => ({
    ...{ type: "container", action: "start", id: "c" },
    attributes: { image: named },
  });
  it.each<[string, Partial<EngineEvent>, boolean]>([
    ["a pull of its tag", use, true],
    ["a tag that it gets", { ...use, action: "tag", id: image.id, attributes: { name: "other:1" } }, true],
    ["a container of its name", start("app:1"), true],
    ["a container of its ID", start(image.id), true],
    ["a container of its bare ID", start(hex), true],
    ["a container of the beginning of its ID", start(hex.slice(0, 12)), true],
    ["a container of another image", start("app:2"), false],
    [
      "one of our own containers",
      { ...start("app:1"), attributes: { image: "app:1", "io.imgpub": "" } },
      false,
    ],
    ["a tag that it loses", { ...use, action: "untag" }, false],
    ["a volume of its name", { ...use, type: "volume" }, false],
  ])("sees %s", (_, given, isUse) => {
    const at = now - hour;
    const { lastUsed } = after({ events: [marker, event(at, given)] });
    expect(lastUsed).toBe(isUse ? at : now - 800 * hour);
  });

  it("knows an image by the names that it had, and a running one", () => {
    const moved = { ...image, tags: [] };
    expect(after({ images: [moved], events: [marker, event(now - hour, use)] }).lastUsed).toBe(now - hour);
    expect(after({ running: new Set([image.id]) }).lastUsed).toBe(now);
  });

  it("remembers for ever what was pulled by its digest, or never had a tag", () => {
    const digests = ["app@sha256:1"];
    const pull = event(now - hour, { ...use, id: "app@sha256:1" });
    const pulled = { ...image, digests };
    expect(after({ images: [pulled], events: [marker, pull] }).pinnedUntil).toBe(forever);
    expect(after({ images: [pulled] }).pinnedUntil).toBe(0);
    const fresh = { ...image, id: "sha256:new", tags: [], digests };
    expect(advance(before, look({ images: [fresh] })).ledger.images.get("sha256:new")?.pinnedUntil).toBe(
      forever,
    );
  });
});

it.each([
  ["alpine", "alpine:latest"],
  ["docker.io/library/alpine:3", "alpine:3"],
  ["localhost:5000/app", "localhost:5000/app:latest"],
  ["app@sha256:1", "app@sha256:1"],
  [hex, `sha256:${hex}`],
])("%s is listed as %s", (name, listed) => {
  expect(nameOf(name)).toBe(listed);
});
