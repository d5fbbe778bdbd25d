import { textTable } from "../../src/base/text-table.ts";
import type { Released } from "./release.ts";

/** What was released, or would be, as lines for a person. */
export function reportOf({
  version,
  source,
  commit,
  tree,
  parents,
  remote,
  updates,
  dryRun,
}: Released): string[] {
  if (updates.length === 0)
    return [
      `${version} was released before, from ${source}: v${version} of ${remote} is at ${commit}. Nothing to do.`,
    ];
  const [previous] = parents.slice(0, -1);
  return [
    `Release ${version} from ${source}`,
    `  commit    ${commit}`,
    `  tree      ${tree}, which is dist/ and a file SOURCE`,
    `  previous  ${previous ?? "none"}`,
    ...textTable(updates.map(({ ref, from, to }) => [`  ${ref}`, `${from ?? "none"} → ${to}`])),
    dryRun ? `Nothing was pushed to ${remote}: this was a dry run.` : `Pushed to ${remote}.`,
  ];
}
