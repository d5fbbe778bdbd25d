import type { YamlMap, YamlTree } from "../yaml/tree.ts";
import { eventsOf } from "./events.ts";
import { nameOf } from "./parts.ts";
import { loadLenientYaml } from "./searched.ts";
import { scalar } from "./values/value.ts";
import { mostCharacters } from "./workflow.ts";

/** What a workflow says of itself. */
export interface AboutWorkflow {
  /** Whether pushes start it at all, whatever its filters say; undefined when that cannot be read. */
  readonly startedByPush: boolean | undefined;
  /** Its `name:`, by which statuses know it. */
  readonly name: string | undefined;
}

/** Reads what a workflow says of itself, in its first document. */
export async function aboutWorkflow(text: string): Promise<AboutWorkflow> {
  const tree = text.length > mostCharacters ? undefined : (await loadLenientYaml())(text);
  if (tree?.root?.kind !== "map") return { startedByPush: undefined, name: undefined };
  return { startedByPush: isStartedByPush(tree.root, tree.positionOf), name: nameOf(tree.root) };
}

function isStartedByPush(workflow: YamlMap, positionOf: YamlTree["positionOf"]): boolean | undefined {
  const on = workflow.entries.get("on")?.value;
  if (!on || (on.kind === "scalar" && (scalar(on) === null || on.text === ""))) return undefined;
  return eventsOf(on, positionOf).some(({ name }) => name === "push");
}
