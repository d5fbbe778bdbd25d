import { leastBusy } from "../../../test/support/scenarios/counts.ts";
import { type Ground, type Outcome, openGround, plans } from "../../../test/support/scenarios/publishing.ts";
import type { Tool, ToolName } from "../../../test/support/scenarios/tool.ts";
import { countNames, type MeasureName, publishingFigure, type ScenarioName } from "../figures.ts";
import { median } from "../median.ts";
import { notInstalled } from "../peers.ts";
import { taken } from "../process.ts";
import type { Row, Values } from "../table.ts";
import { tools } from "../tools.ts";

interface Scenario {
  readonly plan: keyof typeof plans;
  readonly rounds: number;
  /** What is measured of the first run of each round, and of the second where there is one. */
  readonly runs: readonly { readonly name: ScenarioName; readonly measures: readonly MeasureName[] }[];
}

// Times vary more than counts do, and want more rounds.
const oneTarget: readonly Scenario[] = [
  {
    plan: "sameRepository",
    rounds: 5,
    runs: [
      { name: "sameRepository", measures: [...countNames, "seconds", "processor"] },
      { name: "sameRepositoryAgain", measures: countNames },
    ],
  },
  { plan: "sameRepositoryByTls", rounds: 5, runs: [{ name: "sameRepositoryByTls", measures: ["seconds"] }] },
  {
    plan: "otherRepository",
    rounds: 2,
    runs: [
      { name: "otherRepository", measures: countNames },
      { name: "otherRepositoryAgain", measures: countNames },
    ],
  },
  {
    plan: "otherRegistry",
    rounds: 2,
    runs: [
      { name: "otherRegistry", measures: countNames },
      { name: "otherRegistryAgain", measures: countNames },
    ],
  },
  {
    plan: "fourImages",
    rounds: 5,
    runs: [{ name: "fourImages", measures: [...countNames, "seconds", "processor"] }],
  },
];

const manyTargets: Scenario = {
  plan: "manyTargets",
  rounds: 2,
  runs: [{ name: "manyTargets", measures: [...countNames, "processor"] }],
};

/** One target: beside its sources, in another repository, in another registry. @param folder for the registries' files */
export async function measureOneTarget(folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const scenario of oneTarget) rows.push(...(await measure(scenario, folder)));
  return rows;
}

/** 50 targets, eight at a time. @param folder for the registries' files */
export function measureManyTargets(folder: string): Promise<Row[]> {
  return measure(manyTargets, folder);
}

async function measure({ plan, rounds, runs }: Scenario, folder: string): Promise<Row[]> {
  await using ground = await openGround(plans[plan], folder);
  const outcomes = await inTurns(ground, tools(), rounds, runs.length);
  return runs.flatMap(({ name, measures }, at) =>
    measures.map((one) => ({
      figure: publishingFigure(name, one),
      values: valuesOf(
        one,
        new Map([...outcomes].map(([tool, all]) => [tool, all.map((round) => round[at])])),
      ),
    })),
  );
}

/** Each tool's rounds, in which tools take turns, so that a slow moment of the machine slows all alike. */
async function inTurns(
  ground: Ground,
  all: readonly Tool[],
  rounds: number,
  times: number,
): Promise<Map<ToolName, Outcome[][]>> {
  const outcomes = new Map<ToolName, Outcome[][]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const tool of all) outcomes.get(tool.name)?.push(await ground.turn(tool, times));
  return outcomes;
}

function valuesOf(
  measure: MeasureName,
  outcomes: ReadonlyMap<ToolName, readonly (Outcome | undefined)[]>,
): Values {
  const values: Partial<Record<ToolName, number | string>> = { ...notInstalled() };
  for (const [tool, rounds] of outcomes)
    values[tool] = figureOf(
      measure,
      rounds.filter((one) => one !== undefined),
    );
  return values;
}

function figureOf(measure: MeasureName, rounds: readonly Outcome[]): number {
  if (measure === "memory") return Number.NaN;
  if (measure === "seconds" || measure === "processor")
    return median(rounds.map(({ ran }) => taken(ran)[measure]));
  return leastBusy(rounds)[measure];
}
