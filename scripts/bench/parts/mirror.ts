import { hasRealPart } from "../../../test/support/real/real-part.ts";
import { bundleBytes, pullCosts, stormFor, warmPulls } from "../../../test/support/scenarios/mirror.ts";
import { mirror } from "../figures.ts";
import { median } from "../median.ts";
import type { Row } from "../table.ts";

/** What the pull-through engine asks of a registry, and what it takes beside distribution 3. */
export async function measureMirror(): Promise<Row[]> {
  const row = (name: keyof typeof mirror, imgpub: number | string): Row => ({
    figure: mirror[name],
    values: { imgpub },
  });
  const costs = await pullCosts();
  const ratios = await ofDistribution();
  const stormed = await stormFor(60_000);
  const figures = typeof stormed === "string" ? undefined : stormed;
  return [
    row("cold", costs.coldBytes),
    row("downloads", costs.downloads),
    row("warm", costs.warmRequests),
    row("warmBytes", costs.warmBytes),
    row("byDigest", costs.byDigest),
    row("other", costs.otherBytes),
    row("elapsed", ratios.seconds),
    row("processor", ratios.processor),
    row("over", figures ? figures.over / 1e6 : String(stormed)),
    row("failed", figures ? figures.failed : String(stormed)),
    row("memory", figures ? figures.memory : String(stormed)),
    row("bundle", bundleBytes() / 1_000),
  ];
}

async function ofDistribution(): Promise<{ seconds: number | string; processor: number | string }> {
  const none = "no distribution";
  if (!hasRealPart("distribution")) return { seconds: none, processor: none };
  const { engine, distribution } = await warmPulls(9);
  const ratio = (measure: "seconds" | "processor") =>
    median(engine.map((one) => one[measure])) / median(distribution.map((one) => one[measure]));
  return { seconds: ratio("seconds"), processor: ratio("processor") };
}
