import { publishShards } from "../../../test/support/scenarios/shards.ts";
import { shardCounts, shardsFigure } from "../figures.ts";
import type { Row } from "../table.ts";

const targets = 1_000;
/** As GHCR has it. */
const perMinute = 2_000;
/** Targets of the run without a limit, which tells how many requests one takes. */
const few = 50;

/** What one list costs that runs share, against a registry with a limit. They are run at once, each with a registry of its own: most of the time they wait. */
export async function measureShards(): Promise<Row[]> {
  const free = await publishShards({ targets: few, shards: 1, perMinute: 1_000_000 });
  const perTarget = free.requests / few;
  const outcomes = await Promise.all(
    shardCounts.map((shards) => publishShards({ targets, shards, perMinute })),
  );
  return outcomes.flatMap(({ requests, ofLimit, lost, refused, errors }, at) => {
    const shards = shardCounts[at] ?? 1;
    console.error(
      `  ${shards}: ${refused} of ${requests + refused} refused ${errors.join("; ").slice(0, 500)}`,
    );
    return [
      { figure: shardsFigure(shards, "requests"), values: { imgpub: requests / (perTarget * targets) } },
      { figure: shardsFigure(shards, "elapsed"), values: { imgpub: ofLimit } },
      { figure: shardsFigure(shards, "lost"), values: { imgpub: lost } },
    ];
  });
}
