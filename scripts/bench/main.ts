// Measures every figure that imgpub promises and prints them beside their limits, as counts and ratios of this very
// run. Ends with 1 when a limit is exceeded.
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { textTable } from "../../src/base/text-table.ts";
import { copyLargeBlob } from "../../test/support/images/large-blob.ts";
import {
  againstScript,
  bigTemplate,
  manyFolders,
  oneTemplate,
} from "../../test/support/scenarios/cascade.ts";
import { manyFiles, products, thousandRunners, threeScopes } from "../../test/support/scenarios/lane.ts";
import { fourPlatforms, manyTargets, twoSources } from "../../test/support/scenarios/publish.ts";
import { skopeoRequests } from "./skopeo.ts";
import { loadedBytes, startUp } from "./start-up.ts";

const rows: string[][] = [["figure", "measured", "limit", ""]];

function figure(name: string, measured: number, limit: number, unit = "", digits = 0): void {
  const ok = measured <= limit;
  if (!ok) process.exitCode = 1;
  rows.push([name, `${measured.toFixed(digits)}${unit}`, `${limit}${unit}`, ok ? "OK" : "over"]);
}

function beside(name: string, measured: string): void {
  rows.push([`  ${name}`, measured, "", ""]);
}

async function step(what: string, work: () => Promise<void>): Promise<void> {
  console.error(`${what} …`);
  await work();
}

// First, as what comes after leaves the disk busy.
await step("size and start-up", async () => {
  const actions = ["publish-index", "wait-digests", "cascade-runtime-version", "lane-guard"];
  const entries = actions.map((name) =>
    fileURLToPath(new URL(`../../dist/${name}/index.js`, import.meta.url)),
  );
  const { bare, over } = startUp(entries, 15);
  for (const [at, name] of actions.entries()) {
    const loaded = loadedBytes(entries[at] ?? "") / 1_000;
    figure(`${name}: entry and chunks it always loads`, loaded, 110, " kB", 1);
    figure(`${name}: start-up over node -e 0, median of 15`, over[at] ?? Number.NaN, 25, " ms", 1);
  }
  beside("node -e 0, median of 15", `${bare.toFixed(1)} ms`);
  beside("the machine's load ÷ processors", `${loadavg()[0]?.toFixed(1)} ÷ ${availableParallelism()}`);
});

await step("two sources, three tags", async () => {
  const { same, sameAgain, other, otherAgain } = await twoSources();
  figure("2 sources, 3 tags, same repository: requests", same.requests, 18);
  figure("  again, unchanged: writes", sameAgain.writes, 0);
  figure("2 sources, 3 tags, other repository: requests", other.requests, 60);
  figure("  again, unchanged: writes", otherAgain.writes, 0);
  const [one, three] = [await skopeoRequests(["1"]), await skopeoRequests(["1.2.3", "1.2", "latest"])];
  const said = (count: number | undefined) => (count === undefined ? "not installed" : String(count));
  beside("skopeo copy --all, 1 tag: requests", said(one));
  beside("skopeo copy --all, 3 tags: requests", said(three));
});

await step("four platforms", async () => {
  const { same, other } = await fourPlatforms();
  figure("4 platforms, 40 ms a request: round trips in a row", same.roundTrips, 12);
  beside(`into another repository (${other.requests} requests)`, String(other.roundTrips));
});

await step("50 targets", async () => {
  const { seconds, ideal, requests, inFlight } = await manyTargets();
  figure("50 targets × 4, concurrency 8: elapsed ÷ (requests ÷ 8 × 40 ms)", seconds / ideal, 2, "", 2);
  beside("requests; at most in flight", `${requests}; ${inFlight}`);
});

await step("one template", async () => {
  const { updated, unchanged } = await oneTemplate();
  figure("a template at the version: requests", unchanged.requests, 6);
  figure("an updated template: requests", updated.requests, 10);
  beside("git commands for the two", `${unchanged.commands}; ${updated.commands}`);
});

await step("a template of 250 MB", async () => {
  for (const [what, files] of [
    ["", {}],
    [", 2,000 more files", manyFolders()],
  ] as const) {
    const { cascade, clone } = await bigTemplate({ files });
    figure(
      `200 MB of history, 50 MB of files${what}: bytes ÷ a clone's`,
      (cascade / clone) * 100,
      1,
      " %",
      4,
    );
    beside("bytes of the cascade; of the clone", `${cascade}; ${clone}`);
  }
});

await step("20 templates", async () => {
  for (const [what, own] of [
    ["the same workflow", false],
    ["a workflow each", true],
  ] as const) {
    const { templates, concurrency, cascade, script } = await againstScript({ own });
    const trips = `${cascade.roundTrips} ÷ ${script.roundTrips}`;
    figure(
      `${templates} templates with ${what}, concurrency ${concurrency}: round trips ÷ a plain script's`,
      cascade.roundTrips / script.roundTrips,
      0.15,
      "",
      3,
    );
    beside("round trips in a row; all requests", `${trips}; ${cascade.requests}, ${script.requests}`);
    beside("elapsed ÷ the script's", (cascade.seconds / script.seconds).toFixed(2));
  }
});

await step("a runner lane", async () => {
  for (const product of products)
    figure(`3 scopes with 16, 15 and 15 runners, ${product}: requests`, await threeScopes(product), 4);
  for (const product of products) {
    const { roundTrips, requests } = await thousandRunners(product);
    figure(`1,000 runners, 40 ms a request, ${product}: round trips in a row`, roundTrips, 8);
    beside("all requests", String(requests));
  }
  const { elapsed, processor } = await manyFiles();
  figure("300 workflows parsed and judged, beyond 1, median of 5", elapsed, 1, " s", 2);
  beside("on processors, all threads", `${processor.toFixed(2)} s`);
});

await step("a blob of 1 GiB", async () => {
  const { peak, bytes, seconds } = await copyLargeBlob(2 ** 30);
  figure("1 GiB between two registries: resident memory at its peak", peak / 2 ** 20, 150, " MiB");
  beside("code loaded for it, entry and chunks", `${(bytes / 1_000).toFixed(1)} kB`);
  beside("1 GiB ÷ elapsed", `${(1024 / seconds).toFixed(0)} MiB/s`);
});

for (const line of textTable(rows)) console.log(line);
