import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectOneError } from "../step.ts";
import { guard, type LaneInputs, type LaneServer, startLane } from "./lane.ts";

let server: LaneServer;
beforeAll(async () => {
  server = await startLane("gitea");
});
afterAll(() => server[Symbol.asyncDispose]());

describe.concurrent("said in one sentence, before any request", () => {
  test.each<[string, LaneInputs, RegExp]>([
    ["no labels", { labels: "," }, /^input "labels": is required, and nothing was given$/],
    ["a label with a blank", { labels: "my lane" }, /^input "labels": "my lane" is not a label/],
    ["a label that is an expression", { labels: "${{ x }}" }, /^input "labels": .* is not a label/],
    [
      "min-online below 1",
      { "min-online": "0" },
      /^input "min-online": "0" is out of range; .* from 1 to 1000$/,
    ],
    [
      "min-online that is no number",
      { "min-online": "one" },
      /^input "min-online": "one" is not a whole number/,
    ],
    [
      "a repository without an owner",
      { repository: "app" },
      /^input "repository": "app" is not a repository; expected owner\/repo$/,
    ],
    ["a repository of three parts", { repository: "a/b/c" }, /^input "repository": "a\/b\/c" is no/],
    ["a repository that leaves", { repository: "../b" }, /^input "repository": "\.\.\/b" is no/],
    ["wait-timeout without a unit", { "wait-timeout": "90" }, /^input "wait-timeout": "90" has no unit/],
    [
      "heartbeat-max-age without a unit",
      { "heartbeat-max-age": "30" },
      /^input "heartbeat-max-age": "30" has no unit/,
    ],
    ["no heartbeat-max-age", { "heartbeat-max-age": "0s" }, /^input "heartbeat-max-age": "0s" is zero/],
    [
      "on-unknown",
      { "on-unknown": "pass" },
      /^input "on-unknown": "pass" is unknown; expected one of fail, warn$/,
    ],
    [
      "mode",
      { mode: "dynamic" },
      /^input "mode": "dynamic" is unknown; expected one of check, static, beat, watch$/,
    ],
    [
      "allow-scale-from-zero",
      { "allow-scale-from-zero": "yes" },
      /^input "allow-scale-from-zero": "yes" is not a boolean/,
    ],
    ["a token of two words", { token: "pa55 word" }, /^input "token": contains white space/],
    [
      "a server without a scheme",
      { "server-url": "git.example.com" },
      /^input "server-url": .*http or https/,
    ],
    [
      "a server with credentials",
      { "server-url": "https://u:pa55@x.y" },
      /^input "server-url": the URL contains credentials/,
    ],
    [
      "an event that is none",
      { "trusted-events": "Push!" },
      /^input "trusted-events": "Push!" is not an event/,
    ],
    [
      "a ship job without a job",
      { "ship-jobs": "release.yml" },
      /^input "ship-jobs": "release\.yml" is not a ship job; expected/,
    ],
    [
      "a ship job with a folder",
      { "ship-jobs": "a/b.yml:x" },
      /^input "ship-jobs": "a\/b\.yml:x" is not a ship job/,
    ],
    [
      "a ship job that does not exist",
      { "ship-jobs": "release.yml:deploi" },
      /there is no job "release\.yml:deploi"; the nearest is "release\.yml:deploy"$/,
    ],
    [
      "a glob that matches no workflow while ship-jobs names one",
      { workflows: "ci/*.yml", "ship-jobs": "release.yml:deploy" },
      /^input "workflows": "ci\/\*\.yml" matches no workflow, and the input "ship-jobs" names "release\.yml:deploy"; expected globs/,
    ],
    [
      "a glob that matches no workflow",
      { workflows: "ci/*.yml" },
      /^input "workflows": "ci\/\*\.yml" matches no workflow; expected/,
    ],
    [
      "beat outside a trusted event",
      { mode: "beat" },
      /^input "mode": "beat" is only for runs that a trusted event started, and this one was started by "pull_request"; expected one of the trusted events: push, release, schedule/,
    ],
  ])("%s", async (_, inputs, expected) => {
    const run = await guard(server, inputs);
    expect(expectOneError(run)).toMatch(expected);
    expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, "")).not.toContain("pa55");
    expect(run.outputs).toEqual({});
  });

  test("an empty workspace and mode: static", async () => {
    const run = await guard(server, { mode: "static" }, { files: {} });
    expect(expectOneError(run)).toMatch(/^the workspace has no workflow; check the repository out first/);
  });

  test("no server", async () => {
    const run = await guard(server, {}, { env: { GITHUB_SERVER_URL: undefined } });
    expect(expectOneError(run)).toMatch(/^input "server-url": no server is given/);
  });
});

test("and the server was asked nothing by any of them", () => {
  expect(server.forge.log).toEqual([]);
});
