import { isRecord, parseJson } from "../base/json.ts";
import { connectDocker } from "../docker/engine.ts";
import { jobOf } from "../docker/job.ts";
import { accountOutputs, tellAccount } from "./account-report.ts";
import type { Context } from "./context.ts";
import { endAccount, type JobAccount } from "./job-account.ts";
import { parseStart } from "./job-start.ts";
import { persistence } from "./persist/persistence.ts";
import { type Failure, failures } from "./wanted.ts";

/** What happened in a job that has ended. */
export async function endCache(
  left: string,
  env: NodeJS.ProcessEnv,
  { log, signal }: Pick<Context, "log" | "signal">,
): Promise<{
  readonly account: JobAccount;
  readonly outputs: ReturnType<typeof accountOutputs> &
    Record<"state" | "changed" | "mirror-url" | "report", undefined>;
  readonly failOn: ReadonlySet<Failure>;
}> {
  const value = parseJson(left);
  const given = isRecord(value) ? value : {};
  const start = typeof given.start === "string" ? parseStart(given.start) : undefined;
  if (!start || typeof given.dockerHost !== "string")
    throw new Error("what the step has left cannot be read");
  const words = Array.isArray(given.failOn) ? given.failOn : [];
  const engine = await connectDocker({ dockerHost: given.dockerHost, env, signal });
  const service = await persistence(
    given.persist === "actions-cache" ? "actions-cache" : "none",
    env,
    signal,
  );
  const { store, upstream, most } = given;
  const isTold = typeof store === "string" && typeof upstream === "string" && typeof most === "number";
  const keeping = service && isTold ? { service, store, upstream, most } : undefined;
  const account = await endAccount(engine, start, { job: jobOf(env), log, signal }, keeping);
  tellAccount(account, log);
  const outputs = { state: undefined, changed: undefined, "mirror-url": undefined, report: undefined };
  return {
    account,
    outputs: { ...accountOutputs(account), ...outputs },
    failOn: new Set(failures.filter((one) => words.includes(one))),
  };
}
