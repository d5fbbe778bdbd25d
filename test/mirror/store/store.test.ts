import { closeSync, existsSync, rmSync, writeSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Digest } from "../../../src/image/digest.ts";
import { Entry, makeFolders, pathOf, Store } from "../../../src/mirror/store/store.ts";

let folder: string;
let now: number;
let steady: number;
let evicted: Digest[];
let failures: unknown[];
const clocks = { now: () => now, steady: () => steady };
const digest = (at: number): Digest => `sha256:${at.toString(16).padStart(64, "0")}`;
const large = 100_000;
const taken = 102_400;

const open = (more: object = {}) =>
  new Store({
    folder,
    parts: { small: 20_000, large: 4 * taken, records: 0 },
    minFree: { bytes: 0 },
    recoverTime: 1_000,
    clocks,
    onEvicted: (entry) => void evicted.push(entry.digest),
    onFailure: (error) => void failures.push(error),
    ...more,
  });

const put = (store: Store, at: number, size = large): Entry | undefined => {
  const reservation = store.reserve(size);
  if (!reservation) return undefined;
  reservation.written += writeSync(reservation.fd, Buffer.alloc(size));
  closeSync(reservation.fd);
  return store.keep(reservation, digest(at));
};
const there = (store: Store, ...all: number[]) => all.map((at) => store.get(digest(at)) !== undefined);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "imgpub-store-"));
  makeFolders(folder);
  now = 1_700_000_000_000;
  steady = 0;
  evicted = [];
  failures = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("what is kept is found, counted in blocks, and lies where its digest says", () => {
  const store = open();
  const entry = put(store, 1);
  expect(entry).toMatchObject({
    size: large,
    taken,
    isVerified: true,
    busy: false,
    path: pathOf(folder, digest(1)),
  });
  expect(store).toMatchObject({ bytes: taken, count: 1, cap: 20_000 + 4 * taken });
  expect(existsSync(pathOf(folder, digest(1)))).toBe(true);
  expect(pathOf("/s", `sha512:${"a".repeat(128)}`)).toBe(`/s/blobs/sha512/${"a".repeat(128)}`);
});

test("room is there before the first byte: what is reserved is taken", () => {
  const store = open();
  const all = [1, 2, 3, 4].map(() => store.reserve(large));
  expect(store.bytes).toBe(4 * taken);
  expect(store.reserve(large)).toBeUndefined();
  for (const one of all) if (one) store.release(one);
  expect(store.bytes).toBe(0);
  const [first] = all;
  if (first) store.release(first);
  expect(store.bytes).toBe(0);
  expect(existsSync(first?.path ?? "/")).toBe(false);
});

test("the least recently used goes, however the clock goes", () => {
  const store = open();
  for (const at of [1, 2, 3, 4]) put(store, at);
  now -= 3_600_000;
  for (const at of [1, 2]) {
    const entry = store.get(digest(at));
    if (entry) store.touch(entry);
  }
  put(store, 5);
  put(store, 6);
  expect(evicted).toEqual([digest(3), digest(4)]);
  expect(there(store, 1, 2, 3, 4, 5, 6)).toEqual([true, true, false, false, true, true]);
  expect(existsSync(pathOf(folder, digest(3)))).toBe(false);
});

test("what is small has a part of its own, and pushes out what is small alone", () => {
  const store = open();
  put(store, 1, 4_096);
  put(store, 2, 65_536);
  expect(there(store, 1, 2)).toEqual([true, false]);
  for (const at of [3, 4, 5, 6, 7, 8, 9]) put(store, at);
  for (const at of [10, 11, 12]) put(store, at, 1);
  expect(there(store, 1, 10, 11, 12)).toEqual([true, true, true, true]);
  put(store, 13, 65_537);
  expect(there(store, 9, 13)).toEqual([true, true]);
});

test("what is read is not thrown out", () => {
  const store = open();
  for (const at of [1, 2, 3, 4]) put(store, at);
  const first = store.get(digest(1));
  if (first) first.readers += 1;
  put(store, 5);
  expect(evicted).toEqual([digest(2)]);
});

test("a second keeping of the same counts once", () => {
  const store = open();
  put(store, 1);
  put(store, 1);
  expect(store).toMatchObject({ bytes: taken, count: 1 });
});

test("what is dropped is gone, and an entry that took its place is not", () => {
  const store = open();
  const old = put(store, 1);
  const entry = put(store, 1);
  if (old) store.drop(old);
  expect(there(store, 1)).toEqual([true]);
  if (old) store.touch(old);
  if (entry) store.drop(entry);
  expect(store).toMatchObject({ bytes: 0, count: 0 });
  expect(existsSync(pathOf(folder, digest(1)))).toBe(false);
});

test("use is written down once a minute", async () => {
  const store = open();
  const entry = put(store, 1);
  if (!entry) throw new Error("no entry");
  now += 59_000;
  store.touch(entry);
  const saved = entry.saved;
  expect(saved).toBe(1_700_000_000_000);
  now += 1_000;
  store.touch(entry);
  expect(entry.saved).toBe(now);
  await expect.poll(async () => (await stat(entry.path)).mtimeMs).toBe(now);
});

describe("what was found at a start", () => {
  test("is taken in in the order of its use, and made to fit", () => {
    const store = open();
    store.adopt([1, 2, 3, 4, 5, 6].map((at) => new Entry(folder, digest(at), large, at)));
    expect(evicted).toEqual([digest(1), digest(2)]);
    expect(store.get(digest(3))?.isVerified).toBe(false);
  });

  test("from a clock that was ahead does not stay for ever", () => {
    const store = open();
    store.adopt([new Entry(folder, digest(1), large, now + 3_600_000)]);
    for (const at of [2, 3, 4, 5]) put(store, at);
    expect(evicted).toEqual([digest(1)]);
    expect(store.get(digest(5))?.used).toBeGreaterThan(now + 3_600_000);
  });
});

describe("a disk", () => {
  test("with less than what is to stay free gets nothing, and is relieved", () => {
    const store = open();
    for (const at of [1, 2]) put(store, at);
    const tight = open({ minFree: { bytes: 2 ** 60 } });
    expect(tight.reserve(large)).toBeUndefined();
    tight.adopt([new Entry(folder, digest(1), large, 1)]);
    expect(tight.count).toBe(0);
    expect(existsSync(pathOf(folder, digest(1)))).toBe(false);
  });

  test("that is full halves what is kept, for a while", () => {
    const store = open();
    for (const at of [1, 2, 3, 4]) put(store, at);
    store.fail(Object.assign(new Error("full"), { code: "ENOSPC" }));
    expect(evicted).toEqual([digest(1), digest(2)]);
    expect(store.cap).toBe(10_000 + 2 * taken);
    steady = 1_000;
    expect(store.cap).toBe(20_000 + 4 * taken);
    expect(failures).toHaveLength(1);
  });

  test("over its quota is as full; one that fails in another way is not", () => {
    const store = open();
    store.fail(Object.assign(new Error("quota"), { code: "EDQUOT" }));
    expect(store.cap).toBe(10_000 + 2 * taken);
    const other = open();
    other.fail(Object.assign(new Error("broken"), { code: "EIO" }));
    expect(other.cap).toBe(20_000 + 4 * taken);
  });

  test("from which the store was removed gets a new one", () => {
    const store = open();
    rmSync(join(folder, "tmp"), { recursive: true });
    rmSync(join(folder, "blobs"), { recursive: true });
    expect(put(store, 1)).toBeDefined();
    rmSync(folder, { recursive: true });
    expect(put(store, 2)).toBeDefined();
    expect(existsSync(pathOf(folder, digest(2)))).toBe(true);
  });

  test("that does not let it be renamed keeps nothing", () => {
    const store = open();
    const reservation = store.reserve(large);
    rmSync(join(folder, "blobs"), { recursive: true });
    expect(reservation && store.keep(reservation, digest(1))).toBeUndefined();
    if (reservation) closeSync(reservation.fd);
    expect(store).toMatchObject({ bytes: 0, count: 0 });
    expect(existsSync(reservation?.path ?? "/")).toBe(false);
  });
});
