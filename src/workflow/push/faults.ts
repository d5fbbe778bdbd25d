import { quoted } from "../../base/text.ts";
import type { ForgeKind } from "../../forge/forge.ts";
import type { YamlEntry, YamlMap, YamlNode } from "../../yaml/tree.ts";
import { scalar } from "../values/value.ts";

/** Who reads what is at `on`: Gitea before 1.23 and later ones do it each in their way. */
export type Reader = Exclude<ForgeKind, "gitea"> | "gitea before 1.23" | "gitea from 1.23";

/** What keeps a forge from reading a workflow, so that nothing starts it there. */
export interface Fault {
  readonly why: string;
  readonly refusedBy: readonly Reader[];
  /** Those of which only some versions refuse it, or of which that is not known. */
  readonly perhapsBy?: readonly Reader[];
}

/** The filters of pushes, which GitHub takes under `push` and nowhere else. */
const filterKeys = ["branches", "tags", "paths"].flatMap((key) => [key, `${key}-ignore`]);

/** Those that read the events with a parser of their own, and as values of any type. */
const byValue: readonly Reader[] = ["gitea before 1.23", "forgejo"];
const byAct: readonly Reader[] = [...byValue, "gitea from 1.23"];

/**
 * What is wrong with the map at `on`, for any forge.
 *
 * Gitea and Forgejo leave a whole workflow aside for one event that they cannot read, whichever that is (`ParseRawOn` of
 * act's `jobparser` in Gitea 1.22, in Gitea 1.23 and later, and in Forgejo's runner). GitHub refuses what its schema does
 * not know ("Unexpected value"), of which only what is about pushes is looked at here.
 *
 * @see https://github.com/actions/languageservices/blob/main/workflow-parser/src/workflow-v1.0.json
 */
export function faultsOf(on: YamlMap): readonly Fault[] {
  const events = [...on.entries].flatMap(([event, entry]) => [
    ...aliasFault(quoted(event), entry),
    ...eventFaults(event, entry.value),
  ]);
  const push = on.entries.get("push")?.value;
  return [...events, ...levelFaults(on), ...(push ? gitHubFaults(push) : [])];
}

/** From 1.23 on, Gitea looks at the nodes of the text, and does not follow an alias. */
const aliasFault = (what: string, { isAlias }: YamlEntry): readonly Fault[] =>
  isAlias ? [{ why: `${what} is an alias`, refusedBy: ["gitea from 1.23"] }] : [];

function eventFaults(event: string, value: YamlNode): readonly Fault[] {
  if (value.kind === "map")
    return [...value.entries].flatMap(([key, entry]) => [
      ...aliasFault(partOf(event, key), entry),
      ...partFaults(event, key, entry.value),
    ]);
  if (value.kind === "list")
    return event === "schedule" ? [] : [{ why: `${quoted(event)} is a list`, refusedBy: byValue }];
  const why = `${quoted(event)} is neither a map nor empty`;
  if (scalar(value) === null || value.text === "") return [];
  // Forgejo has taken texts once.
  return typeof scalar(value) === "string"
    ? [{ why, refusedBy: [], perhapsBy: ["forgejo"] }]
    : [{ why, refusedBy: byValue }];
}

const partOf = (event: string, key: string): string =>
  event === "push" ? `its filter ${quoted(key)}` : `${quoted(key)} under ${quoted(event)}`;

function partFaults(event: string, key: string, value: YamlNode): readonly Fault[] {
  const part = partOf(event, key);
  if (value.kind === "map") return mapFaults(event, key, part);
  if (value.kind === "scalar")
    return isText(value)
      ? []
      : [{ why: `${part} is no list of ${event === "push" ? "patterns" : "texts"}`, refusedBy: byValue }];
  const others = value.items.filter((item) => !isText(item));
  if (others.length === 0) return [];
  const refusedBy = others.some(({ kind }) => kind !== "scalar") ? byAct : byValue;
  return [{ why: `${part} lists what is no text`, refusedBy }];
}

const isText = (node: YamlNode): boolean => node.kind === "scalar" && typeof scalar(node) === "string";

function mapFaults(event: string, key: string, part: string): readonly Fault[] {
  const why = event === "push" ? `${part} is no list of patterns` : `${part} is a map`;
  if (event === "workflow_dispatch" && key === "inputs") return [{ why, refusedBy: ["gitea before 1.23"] }];
  if (event === "workflow_call")
    return [{ why, refusedBy: ["gitea before 1.23"], perhapsBy: ["gitea from 1.23", "forgejo"] }];
  return [{ why, refusedBy: byAct }];
}

/** Filters one level too high are events to Gitea and Forgejo. */
const levelFaults = (on: YamlMap): readonly Fault[] =>
  [...filterKeys, "types"]
    .filter((key) => on.entries.has(key))
    .map((key) => ({
      why: `${quoted(key)} stands beside "push" and not under it`,
      refusedBy: ["github"],
    }));

function gitHubFaults(push: YamlNode): readonly Fault[] {
  const refusedBy = ["github"] as const;
  if (push.kind === "list")
    return [{ why: '"push" is a list, and filters stand under keys such as "branches"', refusedBy }];
  if (push.kind === "scalar")
    return scalar(push) === null || push.text === ""
      ? []
      : [{ why: '"push" is neither a map nor empty', refusedBy }];
  return [...push.entries].flatMap(([key, { value }]): readonly Fault[] => {
    if (!filterKeys.includes(key)) return [{ why: `no forge knows its filter ${quoted(key)}`, refusedBy }];
    const items = value.kind === "list" ? value.items : [value];
    return items.every(isText)
      ? []
      : [{ why: `its filter ${quoted(key)} is no list of texts`, refusedBy: [], perhapsBy: refusedBy }];
  });
}
