import { describe, expect, test } from "vitest";
import { createLimit } from "../../src/jobs/limit.ts";
import {
  type Interruption,
  interruptPublish,
  wholePublish,
} from "../support/scenarios/interrupted-publish.ts";

/** Processes at a time. */
const atATime = 3;

const publishes = [
  { what: "a publish beside its sources", repositories: ["org/app"] },
  { what: "a copy into another repository", repositories: ["org/copy"] },
  { what: "both of these", repositories: ["org/app", "org/copy"] },
  { what: "a copy with what refers to the images", repositories: ["org/copy"], isSigned: true },
  { what: "a copy that is loaded lazily", repositories: ["org/copy"], isLazy: true },
];
const counted = await Promise.all(
  publishes.map(async (one) => ({ ...one, total: (await wholePublish(one)).requests })),
);

describe.each(counted)("$what, $total requests", ({ total, ...place }) => {
  test("is a publish with something to interrupt", () => {
    expect(total).toBeGreaterThan(12);
  });

  test.each([
    { handled: true, moment: `after each of its ${total} requests, whose answer never comes` },
    { handled: false, moment: `before each of its ${total} requests is handled` },
  ])("killed $moment: no tag is incomplete, and the next run completes", async ({ handled }) => {
    const limit = createLimit(atATime);
    const points = Array.from({ length: total }, (_, index) => index + 1);
    const problems = await Promise.all(
      points.map((at) =>
        limit(async () => {
          const interruption: Interruption = { signal: "SIGKILL", at, handled };
          const { interrupted, problems } = await interruptPublish(place, interruption);
          const killed = interrupted.signal === "SIGKILL" ? [] : ["it was not killed"];
          return [...killed, ...problems].map((problem) => `request ${at}: ${problem}`);
        }),
      ),
    );
    expect(problems.flat()).toEqual([]);
  });

  test.each([0.1, 0.3, 0.5, 0.7, 0.9])(
    "cancelled at %d of the way: ends by itself and in order",
    async (part) => {
      const at = Math.ceil(part * total);
      const interruption: Interruption = { signal: "SIGTERM", at, handled: true };
      const { interrupted, late, problems } = await interruptPublish(place, interruption);
      expect(problems).toEqual([]);
      expect(interrupted).toMatchObject({ exitCode: 143, signal: null, stderr: "" });
      expect(interrupted.annotations.filter(({ level }) => level !== "notice")).toEqual([
        { level: "error", message: expect.stringMatching(/^cancelled by SIGTERM/) },
      ]);
      expect(late).toBe(0);
    },
  );
});
