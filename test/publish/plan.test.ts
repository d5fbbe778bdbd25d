import { describe, expect, test } from "vitest";
import { parseReference } from "../../src/image/reference.ts";
import { parseTags } from "../../src/publish/inputs/tags.ts";
import { accessOf, contested, decideTag, destinationsOf, originFor } from "../../src/publish/plan.ts";
import type { IfExists, Target } from "../../src/publish/target.ts";

const ours = `sha256:${"a".repeat(64)}` as const;
const theirs = `sha256:${"b".repeat(64)}` as const;

function target(name: string, tags: string[], sources: string[] = []): Target {
  return {
    name,
    sources: sources.map(parseReference),
    tags: parseTags(tags, undefined),
    merge: { annotations: {}, descriptorAnnotations: [] },
    platforms: [],
  };
}

describe("decideTag", () => {
  const reference = parseReference("ghcr.io/org/app:1");
  const policies: IfExists[] = ["overwrite", "skip", "fail"];
  const table: [held: typeof ours | undefined, moving: boolean, decisions: string[]][] = [
    [undefined, false, ["move", "move", "move"]],
    [undefined, true, ["move", "move", "move"]],
    [ours, false, ["unchanged", "unchanged", "unchanged"]],
    [ours, true, ["unchanged", "unchanged", "unchanged"]],
    [theirs, false, ["move", "keep", "refuse"]],
    [theirs, true, ["move", "move", "move"]],
  ];
  test.each(table)("held %s, moving %s: %j", (held, moving, decisions) => {
    expect(policies.map((ifExists) => decideTag({ reference, moving }, held, ours, ifExists))).toEqual(
      decisions,
    );
  });
});

test("destinations are the repositories in the order they are named, with their tags", () => {
  const places = destinationsOf(target("app", ["b.io/x:latest", "a.io/x:1", "b.io/x:1", "b.io/y:1"]), [
    "latest",
  ]);
  expect(
    places.map(({ registry, repository, tags }) => [
      `${registry}/${repository}`,
      ...tags.map(({ reference, moving }) => `${reference.tag}${moving ? " moves last" : ""}`),
    ]),
  ).toEqual([
    ["b.io/x", "latest moves last", "1"],
    ["a.io/x", "1"],
    ["b.io/y", "1"],
  ]);
});

test("versions float over a more specific one of their own repository", () => {
  const places = destinationsOf(
    target("app", ["a.io/x:1.2.4", "a.io/x:1.2", "a.io/x:1.3", "b.io/x:1.2", "b.io/x:1"]),
    ["floating"],
  );
  expect(places.map(({ tags }) => tags.map(({ moving }) => moving))).toEqual([
    [false, true, false],
    [false, true],
  ]);
});

test("tags are contested by different targets, not by one that names them twice", () => {
  const [a, b, c] = [
    target("a", ["a.io/x:1", "a.io/x:1", "a.io/x:2"]),
    target("b", ["a.io/x:1", "a.io/y:2"]),
    target("c", ["a.io/z:1"]),
  ];
  expect(contested([a, b, c])).toEqual([{ tag: "a.io/x:1", targets: [a, b] }]);
});

test("a dry run asks for nothing but pull", () => {
  const targets = [target("a", ["a.io/x:1"], ["b.io/x:1"])];
  expect(accessOf(targets, false).map(({ actions }) => actions)).toEqual([["pull"], ["pull", "push"]]);
  expect(accessOf(targets, true).map(({ actions }) => actions)).toEqual([["pull"], ["pull"]]);
});

describe("originFor", () => {
  const same = (one: string, other: string) => one === other;
  const to = { registry: "a.io", repository: "app" };
  const near = { registry: "a.io", repository: "build" };
  const far = { registry: "b.io", repository: "app" };
  test.each([
    ["there already", [far, near, to], undefined],
    ["in the same registry rather than in another", [far, near], near],
    ["elsewhere", [far], far],
  ])("%s", (_, from, expected) => {
    expect(originFor(to, from, same)).toEqual(expected);
  });
});
