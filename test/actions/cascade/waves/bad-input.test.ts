import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitServer, startGitServer } from "../../../support/git-server/index.ts";
import { expectOneError, workspace } from "../../step.ts";
import { type CascadeInputs, cascade } from "../cascade.ts";

let server: GitServer;
beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const expected = "expected figures that rise, such as 1, 25%, 100%, the last of which is 100%";
const noFigure = (text: string) =>
  `input "waves": "${text}" is neither a number of templates from 1 on nor a percentage from 1% to 100%; ${expected}`;

describe.concurrent("said in one sentence, before any request", () => {
  test.each<[string, CascadeInputs, string]>([
    ["nothing by then", { waves: "0" }, noFigure("0")],
    ["no per cent", { waves: "0%, 100%" }, noFigure("0%")],
    ["more than all", { waves: "150%" }, noFigure("150%")],
    ["a part of a template", { waves: "1.5, 100%" }, noFigure("1.5")],
    ["a number below nothing", { waves: "-1, 100%" }, noFigure("-1")],
    ["a word", { waves: "half, 100%" }, noFigure("half")],
    ["a blank before the sign", { waves: "25 %, 100%" }, noFigure("25 %")],
    ["nothing between commas", { waves: "1,, 100%" }, noFigure("")],
    [
      "a number alone, which was perhaps to be a percentage",
      { waves: "25" },
      `input "waves": the last figure is "25", so that some templates may never get the version; ${expected}`,
    ],
    [
      "an end before all",
      { waves: "1, 25%" },
      `input "waves": the last figure is "25%", so that some templates may never get the version; ${expected}`,
    ],
    [
      "falling numbers",
      { waves: "5, 2, 100%" },
      `input "waves": "2" is no more than "5" before it; ${expected}`,
    ],
    [
      "falling percentages, with a number between them",
      { waves: "50%, 3, 25%, 100%" },
      `input "waves": "25%" is no more than "50%" before it; ${expected}`,
    ],
    [
      "the same twice",
      { waves: "1, 1, 100%" },
      `input "waves": "1" is no more than "1" before it; ${expected}`,
    ],
    [
      "something after all",
      { waves: "100%, 5" },
      `input "waves": "5" comes after 100%, which leaves nothing for it; ${expected}`,
    ],
    [
      "waves of a shard",
      { waves: "1, 100%", shard: "1/2" },
      'input "waves": is given together with "shard", where nobody would wait for the builds of other shards; give only one of the two',
    ],
    [
      "waves that do not wait",
      { waves: "1, 100%", follow: "0" },
      'input "follow": 0 does not wait, and each wave waits for the builds of the one before; expected a duration such as 30m, or no "waves"',
    ],
    [
      "what is to become of builds that nobody waits for",
      { "on-failed-build": "stop" },
      'input "on-failed-build": stop is given and no build is waited for; expected it together with "waves" or "follow"',
    ],
    [
      "the same with follow: 0",
      { "on-failed-build": "warn", follow: "0" },
      'input "on-failed-build": warn is given and no build is waited for; expected it together with "waves" or "follow"',
    ],
    [
      "an unknown word",
      { "on-failed-build": "fail" as "stop", waves: "100%" },
      'input "on-failed-build": "fail" is unknown; expected one of stop, warn',
    ],
    [
      "a canary without waves",
      { templates: "org/a\norg/b@x @canary" },
      'input "waves": is missing, and @canary puts org/b@x into the first wave; expected "waves" together with @canary',
    ],
    [
      "another mark",
      { templates: "org/a @first", waves: "100%" },
      'input "templates": the template "org/a @first" has "a " as its repository, and only letters, digits, "-", "_" and "." are allowed there; expected owner/repo or owner/repo@branch',
    ],
  ])("%s", async (_, inputs, sentence) => {
    expect(expectOneError(await cascade(server, inputs))).toBe(sentence);
  });

  test("a canary in a file, without waves and as no yes or no", async () => {
    const { path, dispose } = await workspace({
      "a.yml": "- org/a\n- repository: org/b\n  canary: true\n",
      "b.yml": "- repository: org/b\n  canary: first\n",
    });
    const run = async (file: string) =>
      expectOneError(await cascade(server, { "templates-file": file }, { cwd: path }));
    expect(await run("a.yml")).toContain("@canary puts org/b into the first wave");
    expect(await run("b.yml")).toBe(
      'input "templates-file": b.yml, line 2, column 11: "canary" is the text "first"; expected true or false',
    );
    await dispose();
  });

  test("nothing was asked", () => {
    expect(server.requests).toEqual([]);
  });
});
