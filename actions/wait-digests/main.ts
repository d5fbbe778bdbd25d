import pRetry from "p-retry";
import { duration, flag, inputsOf, list, required, text } from "../../src/action/inputs.ts";
import { setOutputs } from "../../src/action/outputs.ts";
import { run } from "../../src/action/run.ts";

await run(async ({ log, signal }) => {
  const inputs = inputsOf<"wait-digests">()({
    refs: required(list()),
    image: text(),
    timeout: duration(),
    deep: flag(),
    "insecure-registries": list(),
  });
  await pRetry(() => log.info(JSON.stringify(inputs)), { signal });
  if (inputs.image) {
    const { getExecOutput } = await import("@actions/exec");
    log.info((await getExecOutput("echo", ["hello"], { silent: true })).stdout);
  }
  setOutputs<"wait-digests">({ refs: "", json: "[]", elapsed: "0.0" });
});
