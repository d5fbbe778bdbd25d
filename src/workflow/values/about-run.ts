import type { YamlNode } from "../../yaml/tree.ts";
import { hasExpression } from "./value.ts";

/** By what is written; many jobs may share it by an alias. */
const known = new WeakMap<YamlNode, boolean>();

/** Whether a part of a workflow may depend on what starts a run. What only looks as if it did counts. */
export function isAboutRun(node: YamlNode | undefined): boolean {
  if (node === undefined) return false;
  const found = known.get(node);
  if (found !== undefined) return found;
  // Set at first, since an alias may lead back to what it is in.
  known.set(node, false);
  const isAbout = textsIn(node).some(
    (text) => hasExpression(text) && /\b(github|gitea|forgejo)\b/i.test(text),
  );
  const result = isAbout || partsOf(node).some(isAboutRun);
  known.set(node, result);
  return result;
}

function textsIn(node: YamlNode): readonly string[] {
  if (node.kind === "scalar") return [node.text];
  return node.kind === "map" ? [...node.entries.keys()] : [];
}

function partsOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === "scalar") return [];
  return node.kind === "list" ? node.items : [...node.entries.values()].map(({ value }) => value);
}
