import type { Position, YamlNode, YamlTree } from "../yaml/tree.ts";
import { mapAt, textAt } from "./parts.ts";
import { hasExpression, scalar } from "./values/value.ts";

export interface WorkflowEvent extends Position {
  readonly name: string;
  /** Whether it may also tell of what was closed, as a pull request that was merged is; not so unless `types` says it. */
  readonly tellsOfClosed: boolean;
}

/** An input that a workflow declares, for its callers or for who starts it by hand. */
export interface InputDeclaration {
  readonly type: string;
  /** What a choice is made of. */
  readonly options: readonly string[];
  readonly isRequired: boolean;
  readonly default: YamlNode | undefined;
}

/** The events at `on`: a text, a list of texts, or the keys of a map. */
export function eventsOf(
  on: YamlNode | undefined,
  positionOf: YamlTree["positionOf"],
): readonly WorkflowEvent[] {
  if (!on) return [];
  if (on.kind === "map")
    return [...on.entries].map(([name, { value, offset }]) => ({
      name,
      tellsOfClosed: tellsOfClosed(value),
      ...positionOf(offset),
    }));
  // A list in a list is no list of events, and could be made very long by aliases.
  const names = (on.kind === "list" ? on.items : [on]).filter((one) => one.kind === "scalar");
  return names
    .filter((name) => scalar(name) !== null && name.text !== "")
    .map(({ text, offset }) => ({ name: text, tellsOfClosed: false, ...positionOf(offset) }));
}

function tellsOfClosed(event: YamlNode): boolean {
  const types = event.kind === "map" ? event.entries.get("types")?.value : undefined;
  if (types === undefined) return event.kind === "map" && [...event.entries.keys()].some(hasExpression);
  const items = types.kind === "list" ? types.items : [types];
  return items.some((item) => item.kind !== "scalar" || !ofOpenOnly.has(item.text.trim()));
}

/** What happens to open pull requests alone: one that was merged may still be labelled, edited or locked. */
const ofOpenOnly: ReadonlySet<string> = new Set([
  ...["opened", "reopened", "synchronize", "synchronized", "ready_for_review", "converted_to_draft"],
]);

/** The inputs that callers give, by name; undefined where `on` has no `workflow_call`. */
export function callInputsOf(on: YamlNode | undefined): ReadonlyMap<string, InputDeclaration> | undefined {
  const nowhere = { line: 1, column: 1 };
  if (!eventsOf(on, () => nowhere).some(({ name }) => name === "workflow_call")) return undefined;
  return declarationsAt(on, "workflow_call");
}

/** The inputs that a person gives who starts the workflow, by name; undefined where none is declared. */
export function dispatchInputsOf(
  on: YamlNode | undefined,
): ReadonlyMap<string, InputDeclaration> | undefined {
  const declared = declarationsAt(on, "workflow_dispatch");
  return declared.size > 0 && ![...declared.keys()].some(hasExpression) ? declared : undefined;
}

function declarationsAt(on: YamlNode | undefined, event: string): ReadonlyMap<string, InputDeclaration> {
  const inputs = on?.kind === "map" ? mapAt(mapAt(on, event), "inputs") : undefined;
  return new Map([...(inputs?.entries ?? [])].map(([name, { value }]) => [name, declarationOf(value)]));
}

function declarationOf(input: YamlNode): InputDeclaration {
  if (input.kind !== "map") return { type: "string", options: [], isRequired: false, default: undefined };
  const options = input.entries.get("options")?.value;
  const items = options?.kind === "list" ? options.items : [];
  return {
    type: textAt(input, "type") ?? "string",
    options: items.flatMap((item) => (item.kind === "scalar" ? [item.text] : [])),
    isRequired: textAt(input, "required") === "true",
    default: input.entries.get("default")?.value,
  };
}
