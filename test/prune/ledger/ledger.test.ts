import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EngineEvent } from "../../../src/docker/system.ts";
import { advance, type Look } from "../../../src/prune/ledger/advance.ts";
import { forever, type Ledger, ledgersText, parseLedgers } from "../../../src/prune/ledger/ledger.ts";
import { nameOf, usesIn } from "../../../src/prune/ledger/uses.ts";
import { hour, now, old } from "../kit.ts";

const id = (digit: string) => `sha256:${digit.repeat(64)}`;
const composition = { layers: ["sha256:1"], steps: [5], size: 5 };
const seen = (digit: string, tags: readonly string[] = [`${digit}:1`], digests: readonly string[] = []) => ({
  id: id(digit),
  tags,
  digests,
  composition,
});
const event = (at: number, more: Partial<EngineEvent> = {}): EngineEvent => ({
  type: "container",
  action: "start",
  id: "c",
  attributes: {},
  timeNano: at * 1_000_000,
  ...more,
});
const marker = event(now - hour);
const look = (more: Partial<Look> = {}): Look => ({
  engine: "e",
  clock: now,
  images: [],
  running: new Set(),
  events: [marker],
  ...more,
});
const ledger = (images: Ledger["images"], more: Partial<Ledger> = {}): Ledger => ({
  engine: "e",
  seen: now - hour,
  marker: marker.timeNano,
  images,
  ...more,
});
const known = (more = {}) =>
  new Map([[id("a"), old({ firstSeen: 5, lastUsed: 6, names: ["a:1"], composition, ...more })]]);
const record = (given: Ledger | undefined, seeing: Look) => advance(given, seeing).ledger.images.get(id("a"));

describe("the file", () => {
  it("holds what was put into it, and others beside it", () => {
    const other = ledger(known(), { engine: "other", seen: 3 });
    const own = ledger(known({ pinnedUntil: forever }));
    const text = ledgersText(
      new Map([
        ["other", other],
        ["e", ledger(new Map())],
      ]),
      own,
    );
    expect(parseLedgers(text)).toEqual(
      new Map([
        ["e", own],
        ["other", other],
      ]),
    );
    const many = new Map(
      Array.from({ length: 40 }, (_, at) => [`${at}`, ledger(new Map(), { engine: `${at}`, seen: at })]),
    );
    const kept = parseLedgers(ledgersText(many, own));
    expect(kept.size).toBe(16);
    expect(kept.has("e")).toBe(true);
    expect(kept.has("0")).toBe(false);
  });

  it("is none after damage, and never ends a run", () => {
    expect(parseLedgers(undefined).size).toBe(0);
    const text = ledgersText(new Map(), ledger(known()));
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (at) => {
        parseLedgers(text.slice(0, at));
      }),
    );
    fc.assert(fc.property(fc.string(), fc.json(), (a, b) => void [parseLedgers(a), parseLedgers(b)]));
    for (const bad of [
      '{"version":2,"engines":{}}',
      '{"version":1,"engines":[]}',
      '{"version":1,"engines":{"e":{"images":{}}}}',
    ])
      expect(parseLedgers(bad).size).toBe(0);
  });

  it("loses a record that makes no sense, and keeps the others", () => {
    const text = ledgersText(new Map(), ledger(new Map([...known(), [id("b"), old()]])));
    for (const [from, to] of [
      ['"firstSeen":5', '"firstSeen":-5'],
      ['"lastUsed":6', '"lastUsed":"x"'],
      ['"names":["a:1"]', '"names":[1]'],
      ['"steps":[5]', '"steps":5'],
    ] as const) {
      const images = parseLedgers(text.replace(from, to)).get("e")?.images;
      expect([...(images?.keys() ?? [])]).toEqual([id("b")]);
    }
  });
});

describe("after a look", () => {
  it("everything is new without a ledger, with another engine's, and after a year that never was", () => {
    for (const given of [
      undefined,
      ledger(known(), { engine: "other" }),
      ledger(known(), { seen: now + 25 * hour }),
    ]) {
      const { ledger: after, gap } = advance(given, look({ images: [seen("a")] }));
      expect(gap).toBe(true);
      expect(after.images.get(id("a"))).toMatchObject({ firstSeen: now, lastUsed: now, pinnedUntil: 0 });
    }
  });

  it("what was known stays known, and what is gone is forgotten", () => {
    const given = ledger(new Map([...known(), [id("b"), old()]]));
    const { ledger: after, gap } = advance(given, look({ images: [seen("a")] }));
    expect(gap).toBe(false);
    expect(after).toMatchObject({ seen: now, marker: marker.timeNano });
    expect([...after.images.keys()]).toEqual([id("a")]);
    expect(after.images.get(id("a"))).toMatchObject({ firstSeen: 5, lastUsed: 6, pinnedUntil: 0 });
  });

  it("time does not go back with the clock, nor is any in the future", () => {
    const given = ledger(known({ lastUsed: now + 5 * hour }), { seen: now + hour });
    const { ledger: after } = advance(given, look({ images: [seen("a")] }));
    expect(after.seen).toBe(now + hour);
    expect(after.images.get(id("a"))?.lastUsed).toBe(now + hour);
  });

  it.each([
    ["its tag", { type: "image", action: "pull", id: "a:1" }],
    ["its tag on Docker Hub", { type: "image", action: "tag", id: "docker.io/library/a:1" }],
    ["a container of its name", { attributes: { image: "a:1" } }],
    ["a container of its ID", { attributes: { image: id("a") } }],
    ["a container of the beginning of its ID", { attributes: { image: "a".repeat(12) } }],
    ["a name that it had before", { attributes: { image: "before:1" } }],
  ])("it was used by %s", (_, what) => {
    const used = event(now - 60_000, what);
    const given = ledger(known({ names: ["a:1", "before:1"] }));
    expect(record(given, look({ images: [seen("a")], events: [marker, used] }))?.lastUsed).toBe(now - 60_000);
  });

  it.each([
    ["untag", { type: "image", action: "untag", id: "a:1" }],
    ["another image", { type: "image", action: "pull", id: "b:1" }],
    ["a container of ours", { attributes: { image: "a:1", "io.imgpub": "host" } }],
    ["a network", { type: "network", attributes: { image: "a:1" } }],
  ])("%s is no use of it", (_, what) => {
    const events = [marker, event(now - 60_000, what)];
    expect(record(ledger(known()), look({ images: [seen("a")], events }))?.lastUsed).toBe(6);
  });

  it("what a running container has is used now", () => {
    const running = new Set([id("a")]);
    expect(record(ledger(known()), look({ images: [seen("a")], running }))?.lastUsed).toBe(now);
  });

  it("everything was used where anything may have been missed", () => {
    const events = [event(now - 1_000)];
    const { ledger: after, gap } = advance(
      ledger(known()),
      look({ images: [seen("a", ["a:1"], ["a@sha256:1"])], events }),
    );
    expect(gap).toBe(true);
    expect(after.images.get(id("a"))).toMatchObject({
      firstSeen: 5,
      lastUsed: now,
      pinnedUntil: now + 720 * hour,
    });
    expect(record(ledger(known()), look({ images: [seen("a")], events }))?.pinnedUntil).toBe(0);
  });

  it("an image is pinned by its digest where that was pulled, or it never had a tag", () => {
    const digest = "a@sha256:1";
    const pulled = event(now - 1_000, { type: "image", action: "pull", id: digest });
    const events = [marker, pulled];
    expect(
      record(ledger(known()), look({ images: [seen("a", ["a:1"], [digest])], events }))?.pinnedUntil,
    ).toBe(forever);
    expect(record(ledger(new Map()), look({ images: [seen("a", [], [digest])] }))?.pinnedUntil).toBe(forever);
    // A tag that has moved on leaves an image with a digest alone, which nobody has asked for.
    expect(record(ledger(known()), look({ images: [seen("a", [], [digest])] }))?.pinnedUntil).toBe(0);
    expect(
      record(ledger(known({ pinnedUntil: forever })), look({ images: [seen("a", [], [digest])] }))
        ?.pinnedUntil,
    ).toBe(forever);
  });

  it("the marker is the last event, and stays where there is none", () => {
    expect(advance(ledger(known()), look({ events: [marker, event(now)] })).ledger.marker).toBe(
      now * 1_000_000,
    );
    expect(advance(ledger(known()), look({ events: [] })).ledger.marker).toBe(marker.timeNano);
    expect(advance(ledger(known()), look({ events: [] })).gap).toBe(true);
  });
});

it.each([
  ["alpine", "alpine:latest"],
  ["docker.io/library/alpine:3", "alpine:3"],
  ["index.docker.io/acme/app", "acme/app:latest"],
  ["localhost:5000/app", "localhost:5000/app:latest"],
  ["a@sha256:1", "a@sha256:1"],
  ["f".repeat(64), `sha256:${"f".repeat(64)}`],
  [`sha256:${"f".repeat(64)}`, `sha256:${"f".repeat(64)}`],
])("%s is the name %s", (given, expected) => {
  expect(nameOf(given)).toBe(expected);
});

it("reads uses by digest, each name once", () => {
  const pull = event(5, { type: "image", action: "pull", id: "a@sha256:1", attributes: { name: "a" } });
  expect(usesIn([pull])).toEqual([
    { name: "a@sha256:1", at: 5, byDigest: true },
    { name: "a:latest", at: 5, byDigest: false },
  ]);
});
