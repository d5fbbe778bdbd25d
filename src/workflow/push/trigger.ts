import type { YamlEntry, YamlMap, YamlNode } from "../../yaml/tree.ts";
import { eventsOf } from "../events.ts";
import { scalar } from "../values/value.ts";
import { type Fault, faultsOf } from "./faults.ts";

/** What a workflow says of pushes at its key `on`. */
export type PushTrigger =
  | {
      /** That cannot be read. */
      readonly kind: "unknown";
      readonly why: string;
    }
  | {
      /** No forge can run the workflow. */
      readonly kind: "broken";
      readonly why: string;
    }
  | /** No push starts it. */ { readonly kind: "none" }
  | /** No push starts it, but a workflow that one started may. */ { readonly kind: "indirect" }
  | {
      /** Pushes start it, as far as its filters let them. */
      readonly kind: "push";
      readonly filters: PushFilters;
      /** Why forges may not read it. */
      readonly faults: readonly Fault[];
      /** Whether there is a list where filters belong. */
      readonly isList: boolean;
    };

/** Filters by their keys, such as `branches`: patterns, or undefined for what is none. */
export type PushFilters = ReadonlyMap<string, readonly string[] | undefined>;

/** More characters of patterns are not read. */
const mostCharacters = 20_000;

/** Reads what is at the key `on`, undefined for no such key. */
export function pushTriggerOf(entry: YamlEntry | undefined): PushTrigger {
  if (!entry) return { kind: "broken", why: 'it has no key "on"' };
  const on = entry.value;
  const names = new Set(eventsOf(on, () => nowhere).map(({ name }) => name));
  if (names.has("push")) return filtered(on, entry.isAlias);
  const isIndirect = names.has("workflow_call") || names.has("workflow_run");
  return { kind: isIndirect ? "indirect" : "none" };
}

const nowhere = { line: 1, column: 1 };

/** Gitea and Forgejo look at the node at `on` itself, and do not follow an alias. */
const aliasFault: Fault = {
  why: 'what "on" has is an alias',
  refusedBy: ["gitea before 1.23", "gitea from 1.23", "forgejo"],
};

/** Every forge wants texts in a list of events. */
const listFault: Fault = {
  why: '"on" lists what is no text',
  refusedBy: ["gitea before 1.23", "gitea from 1.23", "forgejo", "github"],
};

function filtered(on: YamlNode, isAlias: boolean): PushTrigger {
  const push = on.kind === "map" ? on.entries.get("push")?.value : undefined;
  const filters = push?.kind === "map" ? filtersOf(push) : new Map();
  const characters = [...filters.values()].flat().reduce((sum, one = "") => sum + one.length + 1, 0);
  if (characters > mostCharacters)
    return {
      kind: "unknown",
      why: `its filters of more than ${mostCharacters} characters are not looked at`,
    };
  const faults = [
    ...(isAlias ? [aliasFault] : []),
    ...(on.kind === "list" && on.items.some((item) => item.kind !== "scalar") ? [listFault] : []),
    ...(on.kind === "map" ? faultsOf(on) : []),
  ];
  return { kind: "push", filters, faults, isList: push?.kind === "list" };
}

const filtersOf = (push: YamlMap): Map<string, readonly string[] | undefined> =>
  new Map([...push.entries].map(([key, { value }]) => [key, patternsOf(value)]));

/** A place in a list where nothing stands is an empty pattern to those forges that take it at all. */
function patternsOf(node: YamlNode): readonly string[] | undefined {
  if (node.kind === "scalar") return isNothing(node) ? undefined : [node.text];
  const items = node.kind === "list" ? node.items : [node];
  const texts = items.flatMap((item) =>
    item.kind === "scalar" ? [scalar(item) === null ? "" : item.text] : [],
  );
  return texts.length === items.length ? texts : undefined;
}

const isNothing = (node: YamlNode & { kind: "scalar" }): boolean => scalar(node) === null || node.text === "";
