import { expect, test } from "vitest";
import type { Change } from "../../../src/cascade/change.ts";
import { newMark } from "../../../src/cascade/commit/mark.ts";
import type { Found } from "../../../src/cascade/facts/facts.ts";
import { isFresh } from "../../../src/cascade/pull-request/authorship.ts";
import type { BareClone } from "../../../src/git/bare-clone.ts";

const sha = (digit: string) => digit.repeat(40);
const base = { name: "main", head: sha("b") };
const branch = { name: "imgpub/v", head: sha("a") };
const change = {
  content: "1.2.3\n",
  author: { name: "bot", email: "bot@example.com" },
} as unknown as Change;
const file = (text: string): Found => ({ kind: "file", bytes: Buffer.from(text) });

interface Shape {
  readonly parents?: readonly string[];
  readonly author?: string;
  readonly committer?: string;
  readonly message?: string;
}

/** A clone whose newest commit of the branch looks so. */
function cloneWith({ parents = [base.head], author, committer, message = "Bring 1.2.3" }: Shape): BareClone {
  const [by = "bot@example.com", with_ = "bot@example.com"] = [author, committer];
  const text = [
    `tree ${sha("c")}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author A <${by}> 1 +0000`,
    `committer B <${with_}> 1 +0000`,
    "",
    message,
  ].join("\n");
  return { local: async () => ({ stdout: Buffer.from(text) }) } as unknown as BareClone;
}

const isOne = (shape: Shape, found = file("1.2.3\n")) =>
  isFresh(cloneWith(shape), branch, found, { base, from: null, change }, new AbortController().signal);

test("an earlier run's commit on the base as it is now, which has the version, is fresh", async () => {
  expect(await isOne({})).toBe(true);
  // One that continues what was in the branch has the base as its second parent.
  expect(await isOne({ parents: [sha("d"), base.head] })).toBe(true);
  expect(await isOne({ parents: [base.head, sha("d")] })).toBe(true);
});

test("one that came on top of another commit is not: the base has moved", async () => {
  expect(await isOne({ parents: [sha("d")] })).toBe(false);
  expect(await isOne({ parents: [sha("d"), sha("e")] })).toBe(false);
  expect(await isOne({ parents: [] })).toBe(false);
});

test("nor is one that brings something else", async () => {
  expect(await isOne({}, file("1.2.4\n"))).toBe(false);
  expect(await isOne({}, file("1.2.3"))).toBe(false);
  expect(await isOne({}, { kind: "absent" })).toBe(false);
  expect(await isOne({}, { kind: "large" })).toBe(false);
});

test("nor one that somebody else made or amended", async () => {
  expect(await isOne({ author: "ada@example.com" })).toBe(false);
  expect(await isOne({ committer: "ada@example.com" })).toBe(false);
});

test("what GitHub's API made is the cascade's by its mark alone", async () => {
  const made = { author: "1+bot@users.noreply.github.com", committer: "noreply@github.com" };
  expect(await isOne({ ...made, message: `Bring 1.2.3\n\n${newMark()}\n` })).toBe(true);
  expect(await isOne(made)).toBe(false);
  expect(await isOne({ ...made, message: `${newMark()}\n\nBring 1.2.3\n` })).toBe(false);
  expect(await isOne({ ...made, committer: "ada@example.com", message: `Bring 1.2.3\n\n${newMark()}` })).toBe(
    false,
  );
});
