import type { ForgeKind } from "../../forge/forge.ts";
import type { Runner } from "../../forge/runners/runner.ts";
import type { LabelSet } from "../../workflow/runs-on.ts";

/**
 * Whether a runner may take a job that asks for a set of labels: it has all of them, and is in no other runner group than
 * the one that is asked for. GitHub compares labels without regard to case, Gitea and Forgejo to the letter.
 */
export function matcherOf(set: LabelSet, kind: ForgeKind): (runner: Runner) => boolean {
  const fold = (text: string) => (kind === "github" ? text.toLowerCase() : text);
  const wanted = set.labels.map(fold);
  return ({ labels, group, scope }) => {
    const has = new Set(labels.map(fold));
    if (!wanted.every((label) => has.has(label))) return false;
    if (set.group === undefined) return true;
    // A repository's own runner is in no group; whichever other is not told may be the one.
    return group === undefined ? scope !== "repository" : fold(group) === fold(set.group);
  };
}

/** Whether a runner is known to be in the runner group that is asked for, if one is. */
export function isInGroup({ group }: Runner, set: LabelSet): boolean {
  return set.group === undefined || group !== undefined;
}
