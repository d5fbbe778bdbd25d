import { expect, test } from "vitest";
import { limits } from "../support/scenarios/limits.ts";
import { publishShards, type ShardsOutcome } from "../support/scenarios/shards.ts";

const none = { refused: 0, lost: 0, errors: [] };

test("shards cost what one run does, and a token each", async () => {
  const targets = 24;
  const [one, four] = [
    await publishShards({ targets, shards: 1, perMinute: 1_000_000 }),
    await publishShards({ targets, shards: 4, perMinute: 1_000_000 }),
  ] as const;
  expect(one).toMatchObject({ ...none, tokens: 1 });
  expect(four).toMatchObject({ ...none, tokens: 4, requests: one.requests });
});

test("a registry's limit that several runs meet at once loses nothing, and costs no request more", async () => {
  const targets = 50;
  const free = await publishShards({ targets: 10, shards: 1, perMinute: 1_000_000 });
  const outcome: ShardsOutcome = await publishShards({ targets, shards: 4, perMinute: 480 });
  expect(outcome).toMatchObject({
    ...{ lost: limits.shards.lost, errors: [] },
    requests: (free.requests / 10) * targets,
  });
  expect(outcome.refused).toBeGreaterThan(0);
});
