import { optional, size } from "../../src/action/amounts.ts";
import {
  duration,
  flag,
  inputsOf,
  integer,
  list,
  oneOf,
  orZero,
  text,
  withDefault,
} from "../../src/action/inputs.ts";
import { maskSecret } from "../../src/action/mask.ts";
import { setOutputs } from "../../src/action/outputs.ts";
import { run } from "../../src/action/run.ts";
import { leaveState } from "../../src/action/state.ts";
import { inInput } from "../../src/base/errors.ts";
import { runCache } from "../../src/cache/modes.ts";
import { readFailOn, readMinFree, readMirrorUrl, readStore } from "../../src/cache/wanted.ts";

await run(async ({ log, signal }) => {
  const inputs = inputsOf<"image-cache">()({
    mode: withDefault(oneOf("apply", "check", "remove", "report"), "apply"),
    username: text(),
    password: text(),
    "mirror-url": optional(readMirrorUrl),
    upstream: withDefault(readMirrorUrl, "https://registry-1.docker.io"),
    "max-size": withDefault(size(), "20GB"),
    "min-free": withDefault(readMinFree, "10%"),
    store: withDefault(readStore, "/var/lib/imgpub/mirror"),
    port: withDefault(integer({ min: 1_024, max: 65_535 }), "5055"),
    stale: withDefault(orZero(duration({ zero: true })), "24h"),
    "daemon-config": withDefault(text(), "auto"),
    "verify-image": withDefault(text(), "hello-world:latest"),
    "buildkit-config": text(),
    "fail-on": withDefault(list(), "bypass"),
    persist: withDefault(oneOf("none", "actions-cache"), "none"),
    "remove-store": withDefault(flag(), "false"),
    "docker-host": text(),
  });
  if (inputs.password !== undefined) maskSecret(inputs.password);
  const failOn = inInput("fail-on", () => readFailOn(inputs["fail-on"]));
  const { outputs, state, conclude } = await runCache({ ...inputs, "fail-on": failOn }, process.env, {
    log,
    signal,
  });
  if (state !== undefined) leaveState("job", state);
  setOutputs<"image-cache">(outputs);
  conclude();
});
