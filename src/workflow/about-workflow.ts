import { nameOf } from "./parts.ts";
import { type PushTrigger, pushTriggerOf } from "./push/trigger.ts";
import { loadLenientYaml } from "./search/searched.ts";
import { mostCharacters } from "./workflow.ts";

/** What a workflow says of itself. */
export interface AboutWorkflow {
  /** What it says of pushes. */
  readonly trigger: PushTrigger;
  /** Its `name:`, by which statuses know it. */
  readonly name: string | undefined;
}

/** Reads what a workflow says of itself, in its first document. */
export async function aboutWorkflow(text: string): Promise<AboutWorkflow> {
  const tree = text.length > mostCharacters ? undefined : (await loadLenientYaml())(text);
  if (tree?.root?.kind !== "map") return { trigger: { kind: "unknown" }, name: undefined };
  return { trigger: pushTriggerOf(tree.root.entries.get("on")?.value), name: nameOf(tree.root) };
}
