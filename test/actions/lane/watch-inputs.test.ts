import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectOneError } from "../step.ts";
import { guard, type LaneInputs, type LaneServer, startLane } from "./lane.ts";
import { watch } from "./watch-kit.ts";

let server: LaneServer;
beforeAll(async () => {
  server = await startLane("gitea");
});
afterAll(() => server[Symbol.asyncDispose]());

const stray = (name: string, mode = "watch") =>
  `input "${name}": has no meaning with mode: ${mode}; expected ${mode === "watch" ? "another mode" : "mode: watch"}, or no such input`;

describe.concurrent("said in one sentence, before any request", () => {
  test.each<[string, LaneInputs, string]>([
    ["workflows", { workflows: "*.yml" }, stray("workflows")],
    ["min-online", { "min-online": "2" }, stray("min-online")],
    ["wait-timeout", { "wait-timeout": "5s" }, stray("wait-timeout")],
    ["on-unresolved", { "on-unresolved": "fail" }, stray("on-unresolved")],
    ["resolved", { resolved: "a.yml:b = publish" }, stray("resolved")],
    ["ship-jobs", { "ship-jobs": "a.yml:b" }, stray("ship-jobs")],
    ["trusted-events", { "trusted-events": "push" }, stray("trusted-events")],
    ["heartbeat-max-age", { "heartbeat-max-age": "1h" }, stray("heartbeat-max-age")],
    ["status-context", { "status-context": "lane" }, stray("status-context")],
    [
      "no token",
      { token: "" },
      'input "token": is required for mode: watch, and nothing was given; expected a token that may list jobs and runners',
    ],
    [
      "max-wait without a unit",
      { "max-wait": "15" },
      'input "max-wait": "15" has no unit; expected a duration such as 90s, 10m or 1h30m',
    ],
    [
      "no max-wait",
      { "max-wait": "0s" },
      'input "max-wait": "0s" is zero; expected a duration such as 90s, 10m or 1h30m',
    ],
    [
      "a scope that is none",
      { scope: "enterprise" as "owner" },
      'input "scope": "enterprise" is unknown; expected one of repository, owner, instance',
    ],
  ])("%s", async (_, inputs, expected) => {
    expect(expectOneError(await watch(server, inputs))).toBe(expected);
  });

  test.each<[string, LaneInputs, string]>([
    ["check", { "max-wait": "1h" }, stray("max-wait", "check")],
    ["static", { mode: "static", scope: "owner" }, stray("scope", "static")],
    ["beat", { mode: "beat", "max-wait": "1h" }, stray("max-wait", "beat")],
  ])("what only the watch has a use for, in mode %s", async (_, inputs, expected) => {
    expect(expectOneError(await guard(server, inputs))).toBe(expected);
  });
});

test("none of these asked anything", () => {
  expect(server.forge.log).toEqual([]);
});
