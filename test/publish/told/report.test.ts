import { expect, test } from "vitest";
import type { TagState, TargetResult } from "../../../src/publish/target.ts";
import { outputsOf } from "../../../src/publish/told/report.ts";

const digest = `sha256:${"a".repeat(64)}` as const;
const other = `sha256:${"b".repeat(64)}` as const;

function result(name: string, states: readonly TagState[], more: Partial<TargetResult> = {}): TargetResult {
  return {
    name,
    state: "published",
    digest,
    platforms: ["linux/amd64"],
    entries: [],
    tags: states.map((state, at) => ({ ref: `a.io/${name}:${at}`, state })),
    attempts: 1,
    seconds: 1,
    phases: [],
    notes: [],
    ...more,
  };
}

test.each<[states: TagState[], digest: string | undefined]>([
  [["published"], digest],
  [["unchanged"], digest],
  [["failed", "published"], digest],
  // A tag that holds something else, or that nothing was put to.
  [["kept"], undefined],
  [["failed"], undefined],
  [["not-moved"], undefined],
  [[], undefined],
])("the digest of one target with tags %j", (states, expected) => {
  expect(outputsOf([result("app", states)], 1).digest).toBe(expected);
});

test("several targets have no digest in common, though one alone be of this shard", () => {
  const all = [result("app", ["published"]), result("web", ["published"])];
  expect(outputsOf(all, 2).digest).toBeUndefined();
  expect(outputsOf(all.slice(0, 1), 2).digest).toBeUndefined();
  expect(outputsOf([], 1).digest).toBeUndefined();
  expect(outputsOf(all, 2).refs).toBe(`a.io/app:0@${digest}\na.io/web:0@${digest}`);
  const soci = { indexed: 1, reused: 0, small: 0, skipped: [], plainDigest: other, digest };
  expect(outputsOf([result("app", ["published"], { soci })], 2)["soci-digest"]).toBeUndefined();
  expect(outputsOf([result("app", ["published"], { soci })], 1)["soci-digest"]).toBe(digest);
});

test("what is planned has the digest that it would have", () => {
  expect(outputsOf([result("app", ["planned"], { state: "planned" })], 1).digest).toBe(digest);
});

test("a digest that no tag of its own holds is none, and that of a tag goes before the target's", () => {
  const tags = [{ ref: "a.io/app:1", state: "published", digest: other }] as const;
  const { digest: own, refs } = outputsOf([result("app", [], { tags })], 1);
  expect(own).toBeUndefined();
  expect(refs).toBe(`a.io/app:1@${other}`);
});

test("a tag that several targets set is named once", () => {
  const twice = [result("app", ["published"]), result("app", ["unchanged"])];
  expect(outputsOf(twice, 2).refs).toBe(`a.io/app:0@${digest}`);
});
