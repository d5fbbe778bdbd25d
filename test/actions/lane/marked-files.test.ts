import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workspace } from "../step.ts";
import { expectStatus, folderOf, guard, startLane, workflow } from "./lane.ts";

const head = "5".repeat(40);

test("an event with a byte order mark", async () => {
  await using server = await startLane();
  server.forge.runners.allow("token-of-the-job", "writer");
  server.forge.runners.add({ at: "org/app", labels: ["publish"] });
  server.app.objects.commit(head, { [`${folderOf.gitea}/release.yml`]: workflow("publish") });
  const { path, dispose } = await workspace();
  const event = join(path, "event.json");
  await writeFile(event, `\uFEFF${JSON.stringify({ pull_request: { head: { sha: head } } })}\r\n`);
  const run = await guard(
    server,
    { "status-context": "lane-guard" },
    {
      event: "pull_request_target",
      jobToken: "token-of-the-job",
      env: { GITHUB_EVENT_PATH: event, GITHUB_RUN_ID: "7042", GITHUB_RUN_NUMBER: "42" },
    },
  );
  await dispose();
  expectStatus(run, "ok");
  expect(server.app.statuses.map(({ sha, status }) => `${status} ${sha}`)).toEqual([
    `pending ${head}`,
    `success ${head}`,
  ]);
});

// go-yaml, with which Gitea and Forgejo read workflows, takes UTF-8 and UTF-16 by their marks.
test.each([
  ["a byte order mark", (text: string) => `\uFEFF${text}`],
  ["UTF-16", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le")],
])("a workflow with %s is judged", async (_, written) => {
  await using server = await startLane();
  const file = `${folderOf.gitea}/release.yml`;
  const run = await guard(server, {}, { files: { [file]: written(workflow("publish", "pull_request")) } });
  expect(expectStatus(run, "violation")).toContain(`${file}:4`);
});
