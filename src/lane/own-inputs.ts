import { inInput, UserError } from "../base/errors.ts";

/** Inputs that `mode: watch` has no use for, with their defaults where they have one: as such they are always given. */
const notWatched: Readonly<Record<string, unknown>> = {
  workflows: [],
  "min-online": 1,
  "wait-timeout": 90_000,
  "on-unresolved": "warn",
  resolved: [],
  "ship-jobs": [],
  "trusted-events": [
    "push",
    "release",
    "schedule",
    "workflow_dispatch",
    "repository_dispatch",
    "workflow_call",
  ],
  "heartbeat-max-age": 1_800_000,
  "status-context": undefined,
};

/** Inputs that only `mode: watch` has a use for, with their defaults. */
const watchedOnly: Readonly<Record<string, unknown>> = {
  "max-wait": 900_000,
  scope: "repository",
};

/**
 * Refuses inputs that mean nothing to the mode: whoever gives one expects that it does something.
 *
 * @param inputs by their names, each read
 * @throws {UserError} naming the first
 */
export function requireOwnInputs(mode: string, inputs: Readonly<Record<string, unknown>>): void {
  const [foreign, expected] =
    mode === "watch"
      ? [notWatched, "another mode, or no such input"]
      : [watchedOnly, "mode: watch, or no such input"];
  for (const [name, byDefault] of Object.entries(foreign)) {
    if (JSON.stringify(inputs[name]) === JSON.stringify(byDefault)) continue;
    inInput(name, () => {
      throw new UserError(`has no meaning with mode: ${mode}; expected ${expected}`);
    });
  }
}
