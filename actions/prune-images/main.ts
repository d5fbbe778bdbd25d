import { optional, percent, size } from "../../src/action/amounts.ts";
import {
  duration,
  flag,
  inputsOf,
  integer,
  list,
  oneOf,
  text,
  withDefault,
} from "../../src/action/inputs.ts";
import { setOutputs } from "../../src/action/outputs.ts";
import { run } from "../../src/action/run.ts";
import { writeSummary } from "../../src/action/summary.ts";
import { inInput } from "../../src/base/errors.ts";
import { connectDocker } from "../../src/docker/engine.ts";
import { jobOf } from "../../src/docker/job.ts";
import { checkMarks, hostPath, readKeep } from "../../src/prune/options.ts";
import { prune } from "../../src/prune/prune.ts";
import { outputsOf, summaryOf, tell } from "../../src/prune/report.ts";

await run(async ({ log, signal }) => {
  const inputs = inputsOf<"prune-images">()({
    high: withDefault(percent({ min: 1, max: 99 }), "85"),
    low: withDefault(percent({ min: 1, max: 98 }), "80"),
    "min-free": optional(size()),
    "min-age": withDefault(duration({ zero: true }), "24h"),
    "min-idle": withDefault(duration({ zero: true }), "72h"),
    keep: list(),
    dangling: withDefault(flag(), "true"),
    "build-cache-max": optional(size()),
    "dry-run": withDefault(flag(), "true"),
    busy: withDefault(oneOf("defer", "fail"), "defer"),
    "max-delete": withDefault(integer({ min: 1, max: 10_000 }), "50"),
    ledger: withDefault(hostPath, "/var/lib/imgpub/ledger.json"),
    "allow-containerd-store": withDefault(flag(), "false"),
    "docker-host": text(),
  });
  checkMarks(inputs);
  const isPinned = await inInput("keep", () => readKeep(inputs.keep));
  const { env } = process;
  const engine = await connectDocker({ dockerHost: inputs["docker-host"], env, signal });
  const report = await prune(
    engine,
    {
      ...{ high: inputs.high, low: inputs.low, minFree: inputs["min-free"] },
      ...{ minAge: inputs["min-age"], minIdle: inputs["min-idle"], isPinned },
      ...{ dangling: inputs.dangling, maxDelete: inputs["max-delete"], busy: inputs.busy },
      ...{ buildCacheMax: inputs["build-cache-max"], dryRun: inputs["dry-run"], ledger: inputs.ledger },
      allowContainerdStore: inputs["allow-containerd-store"],
    },
    { job: jobOf(env), log, signal, clock: Date.now },
  );
  tell(report, log);
  await writeSummary(() => summaryOf(report));
  setOutputs<"prune-images">(outputsOf(report));
});
