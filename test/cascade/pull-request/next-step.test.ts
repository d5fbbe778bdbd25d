import { expect, test } from "vitest";
import type { Decision } from "../../../src/cascade/decide.ts";
import {
  joinedParents,
  linearParents,
  mayHaveOthers,
  nextStep,
  type RequestFacts,
} from "../../../src/cascade/pull-request/next-step.ts";

const none: RequestFacts = {
  base: "base",
  head: undefined,
  decision: undefined,
  isOpen: false,
  hasText: false,
  isFresh: false,
};
const decided = (outcome: "write" | "unchanged" | "superseded" | "fail"): Decision => ({
  outcome,
  from: null,
  why: "because",
});
const branch = { head: "head" };
const open = { ...branch, isOpen: true };

test.each<[what: string, facts: Partial<RequestFacts>, step: string]>([
  ["nothing", {}, "commit"],
  ["a branch left over", branch, "commit"],
  ["a branch that an earlier run made", { ...branch, isFresh: true }, "settle"],
  ["a branch that got the version in a race", { ...branch, decision: decided("unchanged") }, "settle"],
  ["a branch that got another version in a race", { ...branch, decision: decided("write") }, "commit"],
  ["a branch that got a higher version in a race", { ...branch, decision: decided("superseded") }, "leave"],
  ["a request with another version", { ...open, decision: decided("write") }, "commit"],
  [
    "a request with another version and the text",
    { ...open, hasText: true, decision: decided("write") },
    "commit",
  ],
  ["a request with the version", { ...open, hasText: true, decision: decided("unchanged") }, "settle"],
  ["a request with the version and another text", { ...open, decision: decided("unchanged") }, "commit"],
  ["a request with a higher version", { ...open, decision: decided("superseded") }, "leave"],
  ["a request with what is not to be replaced", { ...open, decision: decided("fail") }, "leave"],
  ["a request without its branch", { isOpen: true, hasText: true }, "commit"],
])("with %s", (_, facts, step) => {
  expect(nextStep({ ...none, ...facts })).toBe(step);
});

test.each<
  [what: string, facts: Partial<RequestFacts>, others: boolean, parents: readonly string[] | undefined]
>([
  ["no branch", {}, false, ["base"]],
  ["a branch at the base", { head: "base" }, false, ["base"]],
  ["a branch of ours", open, false, ["base", "head"]],
  ["a branch of ours with the version", { ...open, decision: decided("unchanged") }, false, ["base", "head"]],
  ["a branch with others' work", { ...open, decision: decided("write") }, true, ["head"]],
  ["others' work with the version", { ...open, decision: decided("unchanged") }, true, undefined],
])("on top of %s", (_, facts, others, parents) => {
  expect(joinedParents({ ...none, ...facts }, others)).toEqual(parents);
});

test.each<
  [what: string, facts: Partial<RequestFacts>, others: boolean, parents: readonly string[] | undefined]
>([
  ["no branch", {}, false, ["base"]],
  ["a branch at the base", { head: "base" }, false, ["base"]],
  ["a branch of ours", open, false, ["base"]],
  ["a branch of ours with the version", { ...open, decision: decided("unchanged") }, false, ["base"]],
  ["a branch with others' work", { ...open, decision: decided("write") }, true, ["head"]],
  ["others' work with the version", { ...open, decision: decided("unchanged") }, true, undefined],
  ["what is left over of a closed request", branch, false, ["base"]],
])("through the API, on top of %s", (_, facts, others, parents) => {
  expect(linearParents({ ...none, ...facts }, others)).toEqual(parents);
});

test("others' work is kept in the tree of an open request alone", () => {
  expect(mayHaveOthers({ ...none, ...open })).toBe(true);
  expect(mayHaveOthers({ ...none, ...branch })).toBe(false);
  expect(mayHaveOthers({ ...none, isOpen: true, head: "base" })).toBe(false);
  expect(mayHaveOthers({ ...none, isOpen: true })).toBe(false);
  expect(mayHaveOthers(none)).toBe(false);
});
