import { expect, test } from "vitest";
import { faults, startGitServer } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { cascade, pushes, reportsOf, template } from "./cascade.ts";

test("of 40 templates one dead and one hanging: the other 38 are done", async () => {
  await using server = await startGitServer();
  const names = Array.from({ length: 40 }, (_, n) => `org/t${n}`);
  const all = await Promise.all(names.map((name) => template(server, name)));
  const [dead = "", hanging = ""] = ["org/t3", "org/t17"];
  server.faults.add({ match: { repository: dead }, act: faults.reset(), times: Infinity });
  server.faults.add({ match: { repository: hanging }, act: faults.hang(), times: Infinity });
  const run = await cascade(
    server,
    { templates: names.join("\n"), concurrency: "8" },
    {
      env: { GIT_HTTP_LOW_SPEED_TIME: "1" },
    },
  );
  const error = expectOneError(run);
  expect(error).toMatch(/^2 of 40 templates failed: /);
  expect(error).toMatch(/org\/t3: git clone failed: connection lost.*; org\/t17: git clone failed: timeout/);
  const rest = names.filter((name) => name !== dead && name !== hanging);
  expect(run.outputs.updated).toBe(rest.join("\n"));
  expect(run.outputs.failed).toBe(`${dead}\n${hanging}`);
  expect(reportsOf(run).map(({ template }) => template)).toEqual(names);
  for (const repository of all)
    expect(await repository.log()).toHaveLength(rest.includes(repository.name) ? 2 : 1);

  // What is left is done by another run, which touches nothing else.
  server.faults.clear();
  server.clearRequests();
  const again = await cascade(server, { templates: names.join("\n"), concurrency: "8" });
  expectSuccess(again);
  expect(again.outputs.updated).toBe(`${dead}\n${hanging}`);
  expect(again.outputs.unchanged).toBe(rest.join("\n"));
  expect(new Set(pushes(server).map(({ repository }) => repository))).toEqual(new Set([dead, hanging]));
  for (const repository of all) expect(await repository.log()).toHaveLength(2);
});
