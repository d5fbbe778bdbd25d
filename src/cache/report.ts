import { ReportedError } from "../base/errors.ts";
import { outputJson } from "../base/json.ts";
import type { Outcome, State } from "./run.ts";
import type { Failure } from "./wanted.ts";

/** The outputs that are known when the step ends; counts follow when the job does. */
export function outputsOf(
  { state, changed, drift, allowance, verified }: Outcome,
  url: string,
): {
  readonly state: State;
  readonly changed: string;
  readonly "mirror-url": string;
  readonly "rate-limit-remaining": string;
  readonly report: string;
} {
  const remaining = allowance?.remaining;
  return {
    state,
    changed: String(changed > 0),
    "mirror-url": url,
    "rate-limit-remaining": remaining === undefined ? "" : String(remaining),
    report: outputJson({
      ...{ state, changed, drift, mirrorUrl: url, verified },
      rateLimitRemaining: remaining ?? null,
    }),
  };
}

/** Fails the step where what it found is among `failOn`. @throws ReportedError */
export function requireSound(
  { drift, verified }: Outcome,
  mode: "apply" | "check",
  failOn: ReadonlySet<Failure>,
): void {
  if (failOn.has("never")) return;
  if (drift.length > 0 && (mode === "check" || failOn.has("drift")))
    throw new ReportedError(`the host is not as it is to be: ${drift.join("; ")}`);
  if (verified?.outcome === "bypassed" && failOn.has("bypass"))
    throw new ReportedError(`the engine does not ask the mirror: ${verified.why}`);
}
