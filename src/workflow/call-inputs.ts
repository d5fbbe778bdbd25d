import type { ForgeKind } from "../forge/forge.ts";
import type { YamlNode } from "../yaml/tree.ts";
import type { InputDeclaration } from "./events.ts";
import type { Job } from "./jobs.ts";
import { combinationsFor } from "./values/combinations.ts";
import { contextsOf, type Scope, scopeOf } from "./values/contexts.ts";
import { interpolate } from "./values/expression.ts";
import { choicesOf, oneOf } from "./values/possible.ts";
import { anyText } from "./values/some-text.ts";
import {
  OneOf,
  rest,
  scalar,
  toValue,
  Unknown,
  type Value,
  type ValueMap,
  valueKey,
} from "./values/value.ts";

/** Inputs that nothing is known of. */
export const anyInputs: ValueMap = new Map([[rest, new Unknown("inputs")]]);

/** The inputs of a run that has none. */
export const noInputs: ValueMap = new Map();

/**
 * The inputs with which a job calls a workflow, each different choice once.
 *
 * @param declared the inputs of the called workflow
 * @param scope that of the calling one
 */
export function inputsOfCall(
  job: Pick<Job, "matrix" | "call">,
  declared: ReadonlyMap<string, InputDeclaration>,
  scope: Scope,
): ValueMap[] {
  const given = new Map([...(job.call?.with ?? [])].map(([name, node]) => [name.toLowerCase(), node]));
  const choices = new Map<string, ValueMap>();
  for (const matrix of combinationsFor([...given.values()], job, scope)) {
    const contexts = contextsOf(scope, matrix);
    const resolve = (text: string) => interpolate(text, contexts);
    const choice = new Map(
      [...declared].map(([name, declaration]) => {
        const node = given.get(name.toLowerCase());
        const unset = defaultOf(declaration, scope.kind) ?? zeroOf(declaration);
        // In place of nothing that is given, the runners of Gitea and Forgejo take the default.
        if (node && isNothing(node)) return [name, oneOf([null, unset].flatMap(choicesOf))];
        if (node) return [name, ofType(declaration, toValue(node, resolve))];
        return [name, job.call?.isWithOpen ? new Unknown("an input") : unset];
      }),
    );
    choices.set(valueKey(choice), choice);
  }
  return [...choices.values()];
}

/** The inputs of a workflow that other repositories may call: what has no default is unknown. */
export function inputsUncalled(declared: ReadonlyMap<string, InputDeclaration>, kind: ForgeKind): ValueMap {
  return new Map([...declared].map(([name, one]) => [name, defaultOf(one, kind) ?? new Unknown(name)]));
}

/**
 * The inputs of a run that a person starts: of a choice the options, and of what is text any text. Where none is
 * declared, nothing is known of them.
 */
export function inputsDispatched(
  declared: ReadonlyMap<string, InputDeclaration> | undefined,
  kind: ForgeKind,
): ValueMap {
  if (declared === undefined || declared.size === 0) return anyInputs;
  return new Map([...declared].map(([name, one]) => [name, typedValue(one, kind)]));
}

function typedValue(declaration: InputDeclaration, kind: ForgeKind): Value {
  const { type, options } = declaration;
  // Some versions of Gitea and Forgejo hand a boolean on as text.
  if (type === "boolean") return new OneOf([true, false, ...(kind === "github" ? [] : ["true", "false"])]);
  if (type === "choice" && options.length > 0) return oneOf([...options, ...unchosen(declaration, kind)]);
  return new Unknown("an input", type === "number" ? {} : { parts: anyText });
}

/**
 * What a choice is that is left out, as the API of every forge allows: the default, which Gitea and Forgejo do not look
 * for among the options, or else empty. One that is required is refused then, but by Gitea.
 */
function unchosen({ default: node, isRequired }: InputDeclaration, kind: ForgeKind): readonly string[] {
  if (node?.kind === "scalar" && node.text !== "") return [node.text];
  return isRequired && kind !== "gitea" ? [] : [""];
}

function defaultOf(declaration: InputDeclaration, kind: ForgeKind): Value | undefined {
  const { default: node } = declaration;
  if (node === undefined) return undefined;
  const contexts = contextsOf(scopeOf(noInputs, kind));
  return ofType(
    declaration,
    toValue(node, (text) => interpolate(text, contexts)),
  );
}

const isNothing = (node: YamlNode): boolean => node.kind === "scalar" && scalar(node) === null;

/** A text that stands for a boolean may stay text, or be read: the runners of Gitea and Forgejo read it. */
function ofType({ type }: InputDeclaration, value: Value): Value {
  if (type !== "boolean") return value;
  const values: readonly Value[] = value instanceof OneOf ? value.values : [value];
  return oneOf(values.flatMap((one): Value[] => (typeof one === "string" ? [one, one === "true"] : [one])));
}

const zeroOf = ({ type }: InputDeclaration): Value =>
  type === "boolean" ? false : type === "number" ? 0 : "";
