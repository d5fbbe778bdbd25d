import { quoted } from "../base/text.ts";
import { loadYaml } from "../yaml/load-yaml.ts";
import { YamlError, type YamlMap, type YamlNode, type YamlTree } from "../yaml/tree.ts";
import { nameOf } from "./parts.ts";
import type { Fault } from "./push/faults.ts";
import { type PushTrigger, pushTriggerOf } from "./push/trigger.ts";
import { mostCharacters } from "./workflow.ts";

export type { PushTrigger };

/** What a workflow says of itself. */
export interface AboutWorkflow {
  /** What it says of pushes. */
  readonly trigger: PushTrigger;
  /** Its `name:`, by which statuses know it: empty where it has none, undefined where that is not known. */
  readonly name: string | undefined;
}

/** Reads what a workflow says of itself, in its first document. */
export async function aboutWorkflow(text: string): Promise<AboutWorkflow> {
  if (text.length > mostCharacters)
    return without({
      kind: "unknown",
      why: `what is longer than ${mostCharacters} characters is not looked at`,
    });
  const strict = await parsed(text, "refuse");
  // Mostly no key comes again, and once read is enough.
  const tree = strict instanceof YamlError ? await parsed(text, "first") : strict;
  if (tree instanceof YamlError) return without(unparsed(tree));
  const { root } = tree;
  if (root?.kind !== "map") return without({ kind: "broken", why: "it is no map of keys" });
  return {
    trigger: withDuplicate(triggerOf(root), strict instanceof YamlError ? strict : undefined),
    name: root.entries.has("name") ? nameOf(root) : "",
  };
}

const without = (trigger: PushTrigger): AboutWorkflow => ({ trigger, name: undefined });

/** Takes more than the forges do, but for keys that come again, which all of them refuse in most places. */
async function parsed(text: string, duplicates: "first" | "refuse"): Promise<YamlTree | YamlError> {
  const parse = await loadYaml({ duplicates, tags: "ignore", ambiguous: "take" });
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
}

/** What forges read in different ways is not judged, whatever the parser takes. */
const unparsed = (error: YamlError): PushTrigger => ({
  kind: error.message.includes("is not judged") ? "unknown" : "broken",
  why: `it is no valid YAML: ${toldBy(error)}`,
});

const toldBy = ({ message, position }: YamlError): string => `${message} (line ${position.line})`;

function triggerOf(root: YamlMap): PushTrigger {
  const again = duplicateIn(root) ?? duplicateIn(root.entries.get("jobs")?.value);
  if (again !== undefined) return { kind: "broken", why: `it has the key ${quoted(again)} twice` };
  for (const key of ["on", "jobs"]) {
    const near = nearKey(root, key);
    if (near !== undefined) return { kind: "unknown", why: `it has no key "${key}" but ${quoted(near)}` };
  }
  const jobs = root.entries.get("jobs")?.value;
  if (jobs?.kind !== "map" || jobs.entries.size === 0) return { kind: "broken", why: "it has no jobs" };
  return pushTriggerOf(root.entries.get("on"));
}

/** A key that is not the wanted one, but might be for somebody who is lax about case and blanks. */
function nearKey({ entries }: YamlMap, key: string): string | undefined {
  if (entries.has(key)) return undefined;
  return [...entries.keys()].find((other) => other.normalize("NFKC").trim().toLowerCase() === key);
}

/** A key that is written twice in a map of which every forge refuses that. */
function duplicateIn(node: YamlNode | undefined): string | undefined {
  const seen = new Set<string>();
  for (const { key } of node?.kind === "map" ? node.pairs : []) {
    if (key.kind !== "scalar" || key.text === "<<") continue;
    if (seen.has(key.text)) return key.text;
    seen.add(key.text);
  }
  return undefined;
}

/** Gitea and Forgejo do not look at all parts of a workflow before they run it. */
function withDuplicate(trigger: PushTrigger, twice: YamlError | undefined): PushTrigger {
  if (twice === undefined || trigger.kind !== "push") return trigger;
  const fault: Fault = {
    why: `it is no valid YAML: ${toldBy(twice)}`,
    refusedBy: ["github"],
    perhapsBy: ["gitea before 1.23", "gitea from 1.23", "forgejo"],
  };
  return { ...trigger, faults: [...trigger.faults, fault] };
}
