import type { YamlMap } from "../yaml/tree.ts";

/** The text at a key; undefined where nothing stands there, or something else. */
export function textAt(map: YamlMap, key: string): string | undefined {
  const value = map.entries.get(key)?.value;
  return value?.kind === "scalar" ? value.text : undefined;
}

/** The map at a key; undefined where nothing stands there, or something else. */
export function mapAt(map: YamlMap | undefined, key: string): YamlMap | undefined {
  const value = map?.entries.get(key)?.value;
  return value?.kind === "map" ? value : undefined;
}

/** What a workflow calls itself at `name`. */
export const nameOf = (workflow: YamlMap): string | undefined => textAt(workflow, "name") || undefined;
