import { readFileSync } from "node:fs";
import { parse } from "yaml";

export interface Input {
  description: string;
  required?: boolean;
  default?: string;
}

export interface Type {
  type: string;
  "allowed-values"?: string[];
  "list-item"?: Type;
}

export interface Action {
  folder: string;
  name: string;
  title: string;
  description: string;
  inputs: Record<string, Input>;
  outputs: Record<string, { description: string }>;
  types: { inputs: Record<string, Type>; outputs: Record<string, Type> };
}

/** Takes one sentence about something that a person has to mend. */
export type Complain = (problem: string) => void;

/** Reads an action's action.yml and action-types.yml, and complains of what only one of them has. */
export function readAction(root: URL, name: string, complain: Complain): Action {
  const folder = `actions/${name}`;
  const yml = (file: string) => parse(readFileSync(new URL(`${folder}/${file}`, root), "utf8")) ?? {};
  const { name: title, description, inputs = {}, outputs = {} } = yml("action.yml");
  const { inputs: inputTypes = {}, outputs: outputTypes = {} } = yml("action-types.yml");
  compare(folder, "input", inputs, inputTypes, complain);
  compare(folder, "output", outputs, outputTypes, complain);
  const types = { inputs: inputTypes, outputs: outputTypes };
  return { folder, name, title, description, inputs, outputs, types };
}

function compare(folder: string, kind: string, described: object, typed: object, complain: Complain): void {
  for (const name of Object.keys(described))
    if (!(name in typed)) complain(`${folder}/action-types.yml lacks the ${kind} "${name}" of action.yml`);
  for (const name of Object.keys(typed))
    if (!(name in described))
      complain(`${folder}/action.yml lacks the ${kind} "${name}" of action-types.yml`);
}

/** A description on one line. */
export const sentence = (text: string): string => text.trim().replace(/\s+/g, " ");
