import { expect, test, vi } from "vitest";
import { judgeWorkflows } from "../../src/lane/judge.ts";
import { manyWorkflows } from "./many-workflows.ts";

/** Begun before the sources are imported. */
const work = await vi.hoisted(async () => (await import("../support/work.ts")).countWork());

/** How long it takes, only a quiet machine tells: `npm run bench` does. */
test("300 workflows take ten times the work of 30, and no more", async () => {
  const judge = (count: number) =>
    work.in("/src/", () =>
      judgeWorkflows(manyWorkflows(count), { kind: "github", labels: ["publish"], trustedEvents: ["push"] }),
    );
  // What is worked out once is known after the first time.
  await judge(30);
  const few = await judge(30);
  const many = await judge(300);
  expect(many).toBeLessThan(11 * few);
  // 36 million today.
  expect(many).toBeLessThan(50_000_000);
});
