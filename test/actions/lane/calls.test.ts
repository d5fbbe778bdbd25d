import { expect, test } from "vitest";
import { expectStatus, guard, startLane } from "./lane.ts";

const files = {
  ".gitea/workflows/a.yml": "on: pull_request\njobs:\n  a:\n    uses: ./.gitea/workflows/b.yml\n",
  ".gitea/workflows/b.yml":
    "on: workflow_call\njobs:\n  b:\n    runs-on: linux\n    steps: [{ run: make }]\n",
};

test("Gitea up to 1.26 hands a call without runs-on to any runner, which the lane's may be", async () => {
  await using server = await startLane("gitea", { version: "1.26.3" });
  const run = await guard(server, {}, { files });
  expectStatus(run, "violation");
  expect(server.forge.log.filter(({ path }) => path.endsWith("/version"))).toHaveLength(1);
});
