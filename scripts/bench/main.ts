// Measures every figure that imgpub promises, beside crane, oras and soci where they are installed, and prints one table with
// the limits. Ends with 1 when a limit is exceeded.
//
//   npm run bench -- [--only actions,publish,targets,large,cascade,lane,soci,mirror,image-cache,shards] [--markdown]
import { loadavg } from "node:os";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textTable } from "../../src/base/text-table.ts";
import { hasDockerRegistry } from "../../test/support/real/docker-registry.ts";
import { alignedTable } from "../aligned-table.ts";
import { legend } from "./legend.ts";
import { measureActions } from "./parts/actions.ts";
import { measureCascade } from "./parts/cascade.ts";
import { measureImageCache } from "./parts/image-cache.ts";
import { measureLane } from "./parts/lane.ts";
import { measureLargeLayer } from "./parts/large.ts";
import { measureMirror } from "./parts/mirror.ts";
import { measureManyTargets, measureOneTarget } from "./parts/publish.ts";
import { measureShards } from "./parts/shards.ts";
import { measureSoci } from "./parts/soci.ts";
import { scratch } from "./scratch.ts";
import { cells, type Row, verdict } from "./table.ts";

// In the order of the table; the start of actions first, as what comes after leaves the machine busy.
const parts: Readonly<Record<string, (folder: string) => Promise<Row[]>>> = {
  actions: measureActions,
  publish: measureOneTarget,
  targets: measureManyTargets,
  large: measureLargeLayer,
  cascade: measureCascade,
  lane: measureLane,
  soci: measureSoci,
  mirror: measureMirror,
  "image-cache": measureImageCache,
  shards: measureShards,
};

const { values: options } = parseArgs({
  options: { only: { type: "string", default: "" }, markdown: { type: "boolean", default: false } },
});
const chosen = options.only === "" ? Object.keys(parts) : options.only.split(",");
const unknown = chosen.find((name) => !(name in parts));
if (unknown !== undefined) {
  console.error(`--only has no part "${unknown}"; it takes ${Object.keys(parts).join(", ")}`);
  process.exit(1);
}

// Where .ci/tools installs them.
const installed = fileURLToPath(new URL("../../.cache/tools/bin", import.meta.url));
process.env.PATH = [installed, process.env.PATH].join(delimiter);

const before = loadavg();
const folder = scratch();
const rows: Row[] = [];
for (const [name, measure] of Object.entries(parts)) {
  if (!chosen.includes(name)) continue;
  console.error(`${name} …`);
  rows.push(...(await measure(folder)));
}

const table = cells(rows);
const lines = legend(hasDockerRegistry(), before);
if (options.markdown) console.log(`${alignedTable(table)}\n\n${lines.map((line) => `- ${line}`).join("\n")}`);
else console.log([...textTable(table), "", ...lines].join("\n"));
if (rows.some((row) => verdict(row) === "over")) process.exitCode = 1;
