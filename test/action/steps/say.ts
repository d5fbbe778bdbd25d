// Says everything an action can say; test/action/say.test.ts runs it as a step.
import { actionLog } from "../../../src/action/log.ts";
import { maskSecret } from "../../../src/action/mask.ts";
import { setOutput, setOutputs } from "../../../src/action/outputs.ts";
import { writeSummary } from "../../../src/action/summary.ts";

maskSecret(process.env.INPUT_SECRET ?? "");
const data = process.env.INPUT_DATA ?? "";
actionLog.info(data);
actionLog.debug(data);
actionLog.notice(data);
actionLog.warning(data);
actionLog.group(data, [data]);
setOutput<"wait-digests">("elapsed", data);
setOutputs<"wait-digests">({ refs: "a\nb\n", json: data, elapsed: undefined });
await writeSummary(() => "# One");
await writeSummary(() => process.env.INPUT_SUMMARY ?? "");
