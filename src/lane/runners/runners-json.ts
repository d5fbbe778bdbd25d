import { outputJson } from "../../base/json.ts";
import type { Runner } from "../../forge/runners/runner.ts";

/** The value of the output `runners`, whichever mode tells of them. */
export function runnersJson(runners: readonly Runner[]): string {
  return outputJson(
    runners.map(({ name, scope, status, busy, disabled, labels }) => ({
      name,
      scope,
      status,
      busy,
      disabled,
      labels,
    })),
  );
}
