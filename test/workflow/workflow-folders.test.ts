import { expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import type { Forge } from "../../src/forge/forge.ts";
import {
  allWorkflowFolders,
  preferredWorkflowFolders,
  workflowFolders,
} from "../../src/workflow/workflow-folders.ts";

const [gitea, forgejo, github] = [".gitea/workflows", ".forgejo/workflows", ".github/workflows"];

test.each([
  ["gitea", [gitea, github], [gitea, github, forgejo]],
  ["forgejo", [forgejo, gitea, github], [forgejo, gitea, github]],
  ["github", [github], [github, gitea, forgejo]],
] as const)("%s looks into its own folders, which come first", async (kind, own, all) => {
  const nobody = () => Promise.reject(new Error("asked"));
  expect(workflowFolders(kind)).toEqual(own);
  expect(await preferredWorkflowFolders(kind, nobody)()).toEqual(all);
  expect(new Set(all)).toEqual(new Set(allWorkflowFolders));
});

test("a server of unknown kind is asked once, and counts as Gitea where it does not tell", async () => {
  let asked = 0;
  const told = preferredWorkflowFolders(undefined, async () => {
    asked++;
    return { kind: "github" } as Forge;
  });
  expect([await told(), await told()].map(([first]) => first)).toEqual([github, github]);
  expect(asked).toBe(1);
  const silent = preferredWorkflowFolders(undefined, () => Promise.reject(new UserError("no")));
  expect((await silent())[0]).toBe(gitea);
  const broken = preferredWorkflowFolders(undefined, () => Promise.reject(new Error("ours")));
  await expect(broken()).rejects.toThrow("ours");
});
