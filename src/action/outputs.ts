import * as core from "@actions/core";
import type { ActionTypes } from "../../action-types.d.ts";
import { cleaned } from "../base/text.ts";
import type { ActionName } from "./inputs.ts";

/** Sets one output of the action `A`: `setOutput<"wait-digests">("elapsed", "1.2")`. Lines are kept. */
export function setOutput<A extends ActionName>(name: ActionTypes[A]["outputs"], value: string): void {
  core.setOutput(name, cleaned(value));
}

/**
 * Sets the outputs of the action `A`: `setOutputs<"wait-digests">({ refs, json, elapsed })`. All must be named,
 * so that none is forgotten; one whose value is `undefined` stays unset.
 */
export function setOutputs<A extends ActionName>(
  values: {
    readonly [K in ActionTypes[A]["outputs"]]: string | undefined;
  },
): void {
  for (const [name, value] of Object.entries<string | undefined>(values))
    if (value !== undefined) core.setOutput(name, cleaned(value));
}
