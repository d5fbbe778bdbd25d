import type { YamlMap, YamlNode } from "../../yaml/tree.ts";
import { eventsOf } from "../events.ts";
import { scalar } from "../values/value.ts";

/** What a workflow says of pushes at its key `on`. */
export type PushTrigger =
  | /** That cannot be read. */ { readonly kind: "unknown" }
  | /** No push starts it. */ { readonly kind: "none" }
  | /** No push starts it, but a workflow that one started may. */ { readonly kind: "indirect" }
  | /** Pushes start it, as far as its filters let them. */ {
      readonly kind: "push";
      readonly filters: PushFilters;
    }
  | /** There is a list where filters belong. */ { readonly kind: "list" };

/** Filters by their keys, such as `branches`: patterns, or undefined for what is none. */
export type PushFilters = ReadonlyMap<string, readonly string[] | undefined>;

/** More characters of patterns are not read. */
const mostCharacters = 20_000;

/** Reads what is at the key `on`. */
export function pushTriggerOf(on: YamlNode | undefined): PushTrigger {
  if (!on || (on.kind === "scalar" && isNothing(on))) return { kind: "unknown" };
  const names = new Set(eventsOf(on, () => nowhere).map(({ name }) => name));
  if (names.has("push")) return filtered(on.kind === "map" ? on.entries.get("push")?.value : undefined);
  const isIndirect = names.has("workflow_call") || names.has("workflow_run");
  return { kind: isIndirect ? "indirect" : "none" };
}

const nowhere = { line: 1, column: 1 };

function filtered(push: YamlNode | undefined): PushTrigger {
  if (push?.kind === "list") return { kind: "list" };
  const filters = push?.kind === "map" ? filtersOf(push) : new Map();
  const characters = [...filters.values()].flat().reduce((sum, one = "") => sum + one.length + 1, 0);
  return characters > mostCharacters ? { kind: "unknown" } : { kind: "push", filters };
}

const filtersOf = (push: YamlMap): Map<string, readonly string[] | undefined> =>
  new Map([...push.entries].map(([key, { value }]) => [key, patternsOf(value)]));

function patternsOf(node: YamlNode): readonly string[] | undefined {
  const items = node.kind === "list" ? node.items : [node];
  const texts = items.flatMap((item) => (item.kind === "scalar" && !isNothing(item) ? [item.text] : []));
  return texts.length === items.length ? texts : undefined;
}

const isNothing = (node: YamlNode & { kind: "scalar" }): boolean => scalar(node) === null || node.text === "";
