import { quoted } from "../base/text.ts";
import type { Facts, Wanted } from "./facts/facts.ts";
import { whyMissing, whyNoFile, whyOtherContent, whyUnstarted, whyUnwired } from "./facts/reasons.ts";
import { contentOf, firstLine, versionIn } from "./file-content.ts";

interface Decided<O extends string, W> {
  readonly outcome: O;
  /** What the file holds now, for people; null for no file. */
  readonly from: string | null;
  /** One sentence that says what to do, or what is odd. */
  readonly why: W;
}

/** What is to be done about a template. */
export type Decision =
  | Decided<"write" | "unchanged", string | undefined>
  | Decided<"superseded" | "skipped" | "unwired" | "unstarted" | "fail", string>;

/** Whether a decision fails the step. */
export const isFailing = ({ outcome }: Decision): boolean =>
  outcome === "fail" || outcome === "unwired" || outcome === "unstarted";

/**
 * Decides what the facts of a template call for.
 *
 * Where the workflow is missing, never reads the file or does not start, that is the answer whatever the file holds, so
 * that a later run does not tell something else. After a lost race, a higher version that came with it goes before ours
 * whatever `onNewer` says: somebody else's release was later. One that was there at the first look is for `onNewer`
 * to judge.
 *
 * What cannot be ordered is not higher. What has more than a version is never written over unasked, whatever its first
 * line is; but where a higher version is left alone, it need not be told.
 */
export function decide(facts: Facts, wanted: Wanted): Decision {
  const { found, before } = facts;
  const bytes = found.kind === "file" ? found.bytes : undefined;
  const from = versionIn(bytes) ?? null;
  const { workflow } = facts;
  if (workflow === undefined)
    return {
      outcome: wanted.onMissingWorkflow === "fail" ? "fail" : "skipped",
      from,
      why: whyMissing(facts, wanted),
    };
  const obstacle = whyNoFile(facts, wanted.path);
  if (obstacle !== undefined) return { outcome: "fail", from, why: obstacle };
  const unwired = whyUnwired(workflow, wanted);
  const unstarted = whyUnstarted(workflow, wanted);
  if (wanted.onUnwired === "fail") {
    if (unwired !== undefined) return { outcome: "unwired", from, why: unwired };
    if (unstarted !== undefined) return { outcome: "unstarted", from, why: unstarted };
  }
  const odd = [unwired, unstarted];
  if (bytes === undefined) return { outcome: "write", from, why: sentence(odd) };
  if (equal(bytes, contentOf(wanted.version))) return { outcome: "unchanged", from, why: sentence(odd) };

  const held = firstLine(bytes);
  const order = wanted.compare(held, wanted.version);
  const raced = before !== undefined && !(before.kind === "file" && equal(before.bytes, bytes));
  const shown = quoted(from ?? "");
  if (order !== undefined && order > 0) {
    if (raced)
      return {
        outcome: "superseded",
        from,
        why: `${wanted.path} got the higher version ${shown} in the meantime, so it was left alone`,
      };
    if (wanted.onNewer === "skip")
      return {
        outcome: "superseded",
        from,
        why: `${wanted.path} has the higher version ${shown}, so it was left alone (on-newer: skip)`,
      };
    if (wanted.onNewer === "fail")
      return {
        outcome: "fail",
        from,
        why: `${wanted.path} has the higher version ${shown}; publish a higher one, or allow the downgrade with on-newer: overwrite`,
      };
  }
  const other = whyOtherContent(bytes, wanted);
  if (other !== undefined) return { outcome: "fail", from, why: other };
  const unordered =
    order === undefined && held !== "" && wanted.onNewer !== "overwrite"
      ? `${wanted.path} held ${shown}, which cannot be compared with ${wanted.version} and so was taken to be lower`
      : undefined;
  return { outcome: "write", from, why: sentence([...odd, unordered]) };
}

const sentence = (clauses: readonly (string | undefined)[]): string | undefined =>
  clauses.filter((one) => one !== undefined).join("; ") || undefined;

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
