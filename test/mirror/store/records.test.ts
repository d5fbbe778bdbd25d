import { readFileSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Digest } from "../../../src/image/digest.ts";
import type { Read } from "../../../src/mirror/reads.ts";
import { noCounts } from "../../../src/mirror/stats.ts";
import { CountsFile, newest, written } from "../../../src/mirror/store/counts.ts";
import { Journal } from "../../../src/mirror/store/journal.ts";
import { lockStore } from "../../../src/mirror/store/lock.ts";
import { ReadList } from "../../../src/mirror/store/read-list.ts";
import { Tags } from "../../../src/mirror/store/tags.ts";

let folder: string;
const failures: unknown[] = [];
const onFailure = (error: unknown) => void failures.push(error);
const digest = (letter: string): Digest => `sha256:${letter.repeat(64)}`;
const at = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "imgpub-records-"));
  failures.length = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("counts", () => {
  const open = (now = 100) => new CountsFile(at("counts"), now, onFailure);
  const saved = () => newest(readFileSync(at("counts")))?.counts;

  test("are there again, without the file having been closed", () => {
    const counts = open();
    counts.add("hits");
    counts.add("hits", 4);
    counts.add("misses", 0);
    counts.add("misses", -1);
    expect(counts.read()).toEqual({ ...noCounts, hits: 5 });
    const again = open(200);
    expect(again.since).toBe(100);
    again.add("hits");
    again.save();
    expect(open(300).read()).toEqual({ ...noCounts, hits: 6 });
  });

  test("are not written before somebody is told, or a MiB has come together", () => {
    const counts = open();
    counts.add("servedBytes", (1 << 20) - 1);
    expect(saved()?.servedBytes).toBe(0);
    counts.add("servedBytes", 1);
    expect(saved()?.servedBytes).toBe(1 << 20);
    counts.add("hits");
    expect(saved()?.hits).toBe(0);
    counts.close();
    expect(saved()).toMatchObject({ hits: 1, servedBytes: 1 << 20 });
  });

  test("of two copies a damaged one is passed over, whichever it is", async () => {
    const counts = open();
    for (let hits = 0; hits < 2; hits++) {
      counts.add("hits");
      counts.save();
    }
    const file = await readFile(at("counts"));
    expect(file.length).toBe(8_192);
    const found = [0, 4_096].map((start) => {
      const damaged = Buffer.from(file);
      damaged[start + 30] = (damaged[start + 30] ?? 0) ^ 1;
      return newest(damaged)?.counts.hits;
    });
    expect(found.sort()).toEqual([1, 2]);
    await truncate(at("counts"), 4_100);
    expect([1, 2]).toContain(open(7).read().hits);
    await writeFile(at("counts"), "garbage");
    expect(open(7).since).toBe(7);
  });

  test("a copy is one page, with what is known of it alone", () => {
    const page = written({ serial: 3, since: 4, counts: { ...noCounts, hits: 5 } });
    expect(Buffer.byteLength(page)).toBe(4_096);
    expect(newest(Buffer.from(page))).toEqual({ serial: 3, since: 4, counts: { ...noCounts, hits: 5 } });
    const odd = { serial: 3, since: 4, counts: { hits: -1, misses: 7, other: 1 } };
    expect(newest(Buffer.from(written(odd as never)))?.counts).toEqual({ ...noCounts, misses: 7 });
    for (const none of [
      { serial: -1, since: 4, counts: {} },
      { serial: 1, counts: {} },
      { serial: 1, since: 2 },
    ])
      expect(newest(Buffer.from(written(none as never)))).toBeUndefined();
    const older = written({ serial: 2, since: 4, counts: { ...noCounts, hits: 9 } });
    for (const file of [page + older, older + page]) expect(newest(Buffer.from(file))?.serial).toBe(3);
  });

  test("where there can be no file they are counted all the same", () => {
    const counts = new CountsFile(at("none/counts"), 1, onFailure);
    counts.add("hits");
    expect(counts.read().hits).toBe(1);
    counts.close();
    expect(failures).toHaveLength(1);
  });
});

describe("a journal", () => {
  const open = (most = 1_000) => new Journal(at("journal"), most, onFailure);

  test("holds what was added, whatever a crash has left at its end", async () => {
    const journal = open();
    expect(journal.load()).toEqual([]);
    journal.add({ a: 1 }, () => []);
    await appendFile(at("journal"), '\n{"a":');
    open().add({ a: 2 }, () => []);
    expect(open().load()).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test("is written anew when it is too long", async () => {
    const journal = open(100);
    for (let a = 0; a < 50; a++) journal.add({ a }, () => [{ a }]);
    expect((await stat(at("journal"))).size).toBeLessThanOrEqual(100);
    expect(open().load().at(-1)).toEqual({ a: 49 });
    const long = open(100);
    long.add({ a: "x".repeat(80) }, () => [{ all: true }]);
    expect(open().load()).toEqual([{ all: true }]);
  });

  test("a failure is told, and the next one is tried", async () => {
    const journal = new Journal(at("later/journal"), 100, onFailure);
    journal.add({ a: 1 }, () => []);
    expect(failures).toHaveLength(1);
    journal.rewrite([{ a: 1 }]);
    expect(failures).toHaveLength(2);
  });
});

describe("tags", () => {
  let now = 1_000_000;
  let steady = 0;
  const clocks = { now: () => now, steady: () => steady };
  const open = (most = 10) => new Tags(new Journal(at("tags"), 10_000, onFailure), clocks, most);
  beforeEach(() => {
    now = 1_000_000;
    steady = 0;
  });

  test("have an age, which a restart does not take from them", () => {
    const tags = open();
    tags.confirm("acme/app", "1", digest("a"));
    steady = 70;
    now += 70;
    expect(tags.get("acme/app", "1")).toEqual({ digest: digest("a"), age: 70 });
    expect(tags.get("acme/app", "2")).toBeUndefined();
    steady = 5;
    expect(open().get("acme/app", "1")).toEqual({ digest: digest("a"), age: 70 });
  });

  test("a clock that was put back makes none older or younger than they can be", () => {
    open().confirm("acme/app", "1", digest("a"));
    now -= 3_600_000;
    const tags = open();
    expect(tags.get("acme/app", "1")?.age).toBe(0);
    steady += 10;
    now -= 3_600_000;
    expect(tags.get("acme/app", "1")?.age).toBe(10);
  });

  test("are written down once a minute while they hold the same, and at once when they do not", async () => {
    const tags = open();
    const lines = async () => (await readFile(at("tags"), "utf8")).split("\n").length - 1;
    tags.confirm("acme/app", "1", digest("a"));
    steady = 59_999;
    tags.confirm("acme/app", "1", digest("a"));
    expect(await lines()).toBe(1);
    expect(tags.get("acme/app", "1")?.age).toBe(0);
    steady = 60_000;
    tags.confirm("acme/app", "1", digest("a"));
    expect(await lines()).toBe(2);
    tags.confirm("acme/app", "1", digest("b"));
    expect(await lines()).toBe(3);
    expect(open().get("acme/app", "1")?.digest).toBe(digest("b"));
  });

  test("are forgotten for good", () => {
    const tags = open();
    tags.confirm("acme/app", "1", digest("a"));
    tags.forget("acme/app", "1");
    tags.forget("acme/app", "2");
    expect(tags.get("acme/app", "1")).toBeUndefined();
    expect(open().get("acme/app", "1")).toBeUndefined();
  });

  test("are bounded, those first that were confirmed longest ago", () => {
    const tags = open(2);
    for (const tag of ["1", "2", "1", "3"]) tags.confirm("acme/app", tag, digest("a"));
    expect(["1", "2", "3"].map((tag) => tags.get("acme/app", tag)?.digest !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
    expect(open(1).get("acme/app", "1")).toBeUndefined();
  });

  test("garbage says nothing", async () => {
    const records = [
      7,
      {},
      { key: "a:1" },
      { key: "a:2", digest: "x", at: 1 },
      { key: "a:3", digest: digest("a") },
    ];
    await writeFile(at("tags"), records.map((one) => JSON.stringify(one)).join("\n"));
    const tags = open();
    for (const tag of ["1", "2", "3"]) expect(tags.get("a", tag)).toBeUndefined();
  });

  test("hold through a writing anew, with their age", () => {
    const journal = new Journal(at("tags"), 150, onFailure);
    const tags = new Tags(journal, clocks, 10);
    tags.confirm("acme/app", "1", digest("a"));
    steady = 1_000;
    now += 1_000;
    tags.confirm("acme/app", "2", digest("b"));
    expect(open().get("acme/app", "1")).toEqual({ digest: digest("a"), age: 1_000 });
    expect(open().get("acme/app", "2")).toEqual({ digest: digest("b"), age: 0 });
  });
});

describe("what was read", () => {
  const open = (most = 10) => new ReadList(new Journal(at("reads"), 10_000, onFailure), most);
  const read = (letter: string, time: number, more: Partial<Read> = {}): Read => ({
    repository: "acme/app",
    digest: digest(letter),
    kind: "blob",
    size: 1,
    at: time,
    ...more,
  });

  test("is there once, with the last time, and after a restart", () => {
    const list = open();
    for (const one of [read("a", 1), read("b", 2), read("a", 3), read("a", 4, { repository: "acme/b" })])
      list.add(one);
    const all = [read("b", 2), read("a", 3), read("a", 4, { repository: "acme/b" })];
    expect(list.since(0)).toEqual({ reads: all, forgotten: false });
    expect(open().since(3)).toEqual({ reads: all.slice(1), forgotten: false });
    expect(open().since(5)).toEqual({ reads: [], forgotten: false });
  });

  test("keeps the tag that led to it", () => {
    const list = open();
    list.add(read("a", 1, { tag: "1" }));
    list.add(read("a", 2));
    expect(list.since(0).reads).toEqual([read("a", 2, { tag: "1" })]);
    list.add(read("a", 3, { tag: "2" }));
    expect(open().since(0).reads).toEqual([read("a", 3, { tag: "2" })]);
  });

  test("says what it may have forgotten", () => {
    const list = open(2);
    for (const [at, letter] of [..."abcd"].entries()) list.add(read(letter, at));
    expect(list.since(1)).toEqual({ reads: [read("c", 2), read("d", 3)], forgotten: true });
    expect(list.since(2)).toEqual({ reads: [read("c", 2), read("d", 3)], forgotten: false });
  });
});

describe("a lock", () => {
  test("is one engine's, until it lets go", async () => {
    const release = await lockStore(folder);
    await expect(lockStore(folder)).rejects.toThrow(
      /^the store .* is in use by another engine; expected one/,
    );
    release();
    (await lockStore(folder))();
    (await lockStore(folder))();
  });

  test("that somebody has left is taken over, by one of many", async () => {
    await writeFile(at("lock"), "");
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => lockStore(folder)));
    const held = all.filter(({ status }) => status === "fulfilled");
    expect(held).toHaveLength(1);
    for (const one of all) if (one.status === "fulfilled") one.value();
  });

  test("lies in a folder with a path longer than that of a socket may be", async () => {
    const deep = join(folder, "x".repeat(120));
    await mkdir(deep);
    (await lockStore(deep))();
  });
});
