import { inInput } from "../../base/errors.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import { allReadable } from "../../registry/not-readable.ts";
import type { Kit } from "../kit.ts";
import { patienceOf } from "../patience.ts";
import type { Recorder } from "../recorder.ts";
import { resolveSource } from "../resolve.ts";
import type { Target } from "../target.ts";

/**
 * Waits for a target's sources and merges them. What their indexes list is not asked for yet, as it may be at its
 * destination already. Reads only.
 *
 * @throws {UserError} naming the input that is at fault
 */
export function prepareIndex(target: Target, kit: Kit, recorder: Recorder): Promise<MergedIndex> {
  return recorder.phase("wait", async (context, say) => {
    const resolver = { ...kit, context, patience: patienceOf(kit, context, say) };
    const sources = await inInput("sources", () =>
      allReadable(target.sources.map((source) => resolveSource(source, resolver))),
    );
    const { mergeSources } = await import("../sources/merge-sources.ts");
    const index = await mergeSources(sources, target, resolver);
    for (const sentence of index.notices) recorder.notice(sentence);
    for (const sentence of index.dropped) recorder.warning(sentence);
    return { value: index, outcome: inWords(index) };
  });
}

function inWords({ entries, platforms, digest }: MergedIndex): string {
  const others = entries.length - platforms.length;
  const images = platforms.join(", ") || "no image";
  return `${images}${others > 0 ? ` and ${others} more` : ""} → ${digest}`;
}
