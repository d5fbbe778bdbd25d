import { expect, test } from "vitest";
import type { Brought } from "../../../src/cascade/bring.ts";
import type { OnFailedBuild } from "../../../src/cascade/inputs/roll-out.ts";
import { parseTemplate } from "../../../src/cascade/inputs/templates.ts";
import type { Request } from "../../../src/cascade/request.ts";
import type { State } from "../../../src/cascade/result.ts";
import type { Tools } from "../../../src/cascade/tools.ts";
import { parseFigures } from "../../../src/cascade/waves/figures.ts";
import { RollOut } from "../../../src/cascade/waves/roll-out.ts";
import { FastClock } from "../../registry/clocks.ts";

interface Scene {
  readonly figures: string;
  /** What becomes of each template that is begun, in turn. */
  readonly ends: readonly State[];
  readonly onFailedBuild?: OnFailedBuild;
  readonly dryRun?: boolean;
}

/** A roll-out over templates that have no builds to wait for. */
async function rollOut({ figures, ends, onFailedBuild = "stop", dryRun = false }: Scene) {
  const templates = ends.map((_, at) => parseTemplate(`org/t${at}`));
  const begun: string[] = [];
  const { signal } = new AbortController();
  const quiet = () => {};
  const log = { info: quiet, debug: quiet, notice: quiet, warning: quiet, group: quiet, endGroup: quiet };
  const result = await new RollOut({
    templates,
    rollOut: { figures: parseFigures(figures), onFailedBuild, follow: 1_000 },
    request: { version: "1.2.3", dryRun } as Request,
    concurrency: 1,
    bring: async (template): Promise<Brought> => {
      begun.push(template.name);
      const state = ends[templates.indexOf(template)] ?? "updated";
      return {
        commit: undefined,
        workflow: { workflow: "x.yml" },
        result: {
          ...{ template: template.text, state, branch: "main", from: null, to: "1.2.3", commit: null },
          ...{ commitUrl: null, pullRequest: null, attempts: 1, seconds: 1, run: null, wave: null },
          ...{ error: null, warnings: [], failing: state === "failed" },
        },
      };
    },
    tools: {
      signal,
      clock: new FastClock(),
      forge: async () => ({ whyNoRuns: async () => undefined }),
    } as unknown as Tools,
    log,
  }).run();
  return {
    begun,
    states: result.results.map(({ state }) => state),
    numbers: result.results.map(({ wave }) => wave),
    waves: result.waves.map(({ verdict }) => verdict),
  };
}

test("a wave takes more templates in place of those that are passed over", async () => {
  const ends = ["skipped", "skipped", "updated", "unchanged", "updated", "updated"] as const;
  expect(await rollOut({ figures: "1, 2, 100%", ends })).toEqual({
    begun: ["t0", "t1", "t2", "t3", "t4", "t5"],
    states: ends,
    numbers: [1, 1, 1, 2, 3, 3],
    waves: ["built", "built", "built"],
  });
});

test("but none after one that fails the step: the roll-out stops there", async () => {
  const ends = ["failed", "skipped", "updated", "updated"] as const;
  expect(await rollOut({ figures: "2, 100%", ends })).toEqual({
    begun: ["t0", "t1"],
    states: ["failed", "skipped", "held", "held"],
    // Where they would be if each of them got the version.
    numbers: [1, 1, 2, 2],
    waves: ["stopped", "held"],
  });
});

test("with a warning in its place it goes on", async () => {
  const scene = {
    figures: "1, 100%",
    ends: ["failed", "updated", "updated"],
    onFailedBuild: "warn",
  } as const;
  expect(await rollOut(scene)).toMatchObject({
    begun: ["t0", "t1", "t2"],
    states: ["failed", "updated", "updated"],
  });
});

test("and a dry run plans every wave, whatever it finds", async () => {
  const scene = { figures: "1, 100%", ends: ["failed", "updated", "updated"], dryRun: true } as const;
  expect(await rollOut(scene)).toMatchObject({
    begun: ["t0", "t1", "t2"],
    numbers: [1, 1, 2],
    waves: ["planned", "planned"],
  });
});
