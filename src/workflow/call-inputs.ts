import type { ForgeKind } from "../forge/forge.ts";
import type { InputDeclaration } from "./events.ts";
import type { Job } from "./jobs.ts";
import { combinationsFor } from "./values/combinations.ts";
import { interpolate } from "./values/expression.ts";
import { rest, toValue, Unknown, type Value, type ValueMap, valueKey } from "./values/value.ts";

/** The inputs of a run that a person starts, or of a call that nothing is known of. */
export const anyInputs: ValueMap = new Map([[rest, new Unknown("inputs")]]);

/**
 * The inputs with which a job calls a workflow, each different choice once.
 *
 * @param declared the inputs of the called workflow
 * @param inputs those of the calling one
 */
export function inputsOfCall(
  job: Pick<Job, "matrix" | "call">,
  declared: ReadonlyMap<string, InputDeclaration>,
  inputs: ValueMap,
  kind: ForgeKind,
): ValueMap[] {
  const given = new Map([...(job.call?.with ?? [])].map(([name, node]) => [name.toLowerCase(), node]));
  const choices = new Map<string, ValueMap>();
  for (const matrix of combinationsFor([...given.values()], job, inputs, kind)) {
    const contexts = (name: string) => ({ matrix, inputs })[name];
    const resolve = (text: string) => interpolate(text, contexts);
    const choice = new Map(
      [...declared].map(([name, declaration]) => {
        const node = given.get(name.toLowerCase());
        return [name, node ? toValue(node, resolve) : (defaultOf(declaration) ?? zeroOf(declaration))];
      }),
    );
    choices.set(valueKey(choice), choice);
  }
  return [...choices.values()];
}

/** The inputs of a workflow that other repositories may call: what has no default is unknown. */
export function inputsUncalled(declared: ReadonlyMap<string, InputDeclaration>): ValueMap {
  return new Map(
    [...declared].map(([name, one]) => [name, defaultOf(one) ?? new Unknown(`\${{ inputs.${name} }}`)]),
  );
}

function defaultOf({ default: node }: InputDeclaration): Value | undefined {
  return node && toValue(node, (text) => interpolate(text, () => undefined));
}

const zeroOf = ({ type }: InputDeclaration): Value =>
  type === "boolean" ? false : type === "number" ? 0 : "";
