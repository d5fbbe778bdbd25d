import {
  manyFiles,
  products,
  thousandRunners,
  threeScopes,
  watched,
} from "../../../test/support/scenarios/lane.ts";
import { manyFilesFigure, thousandRunnersFigure, threeScopesFigure, watchedFigure } from "../figures.ts";
import type { Row } from "../table.ts";

/** What lane-guard asks of a forge, and how long it looks at many workflows. */
export async function measureLane(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const product of products)
    rows.push({ figure: threeScopesFigure(product), values: { imgpub: await threeScopes(product) } });
  for (const product of products) {
    const { roundTrips } = await thousandRunners(product);
    rows.push({ figure: thousandRunnersFigure(product), values: { imgpub: roundTrips } });
  }
  for (const product of ["gitea", "forgejo"] as const)
    rows.push({ figure: watchedFigure(product), values: { imgpub: await mostWatched(product) } });
  rows.push({ figure: manyFilesFigure, values: { imgpub: (await manyFiles()).elapsed } });
  return rows;
}

async function mostWatched(product: "gitea" | "forgejo"): Promise<number> {
  return Math.max(await watched(product, "organisation"), await watched(product, "user"));
}
