import { expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import type { Forge, ForgeKind } from "../../src/forge/forge.ts";
import { ServerKind } from "../../src/workflow/server-kind.ts";
import {
  allWorkflowFolders,
  folderRead,
  folderReadBy,
  workflowFolders,
} from "../../src/workflow/workflow-folders.ts";

const [gitea, forgejo, github] = [".gitea/workflows", ".forgejo/workflows", ".github/workflows"];

const nobody = () => Promise.reject(new Error("asked"));
const forgeOf = (kind: ForgeKind) => async () => ({ kind }) as Forge;

test.each([
  ["gitea", [gitea, github]],
  ["forgejo", [forgejo, gitea, github]],
  ["github", [github]],
] as const)("%s reads the first of its own folders that is there, and no other", (kind, own) => {
  expect(workflowFolders(kind)).toEqual(own);
  for (const [at, folder] of own.entries()) {
    const there = new Set<string>(own.slice(at));
    expect(folderRead(kind, (one) => there.has(one))).toBe(folder);
  }
  const others = allWorkflowFolders.filter((one) => !own.some((folder) => folder === one));
  expect(folderRead(kind, (one) => others.includes(one))).toBeUndefined();
});

test.each<[string[], string | undefined]>([
  [[gitea], gitea],
  [[github], github],
  [[], undefined],
])("a server of unknown kind is not asked where %j is there", async (there, read) => {
  const isThere = (folder: string) => there.includes(folder);
  expect(await folderReadBy(new ServerKind(undefined, nobody), isThere)).toBe(read);
});

test.each<[string[], Record<ForgeKind, string | undefined>]>([
  [[forgejo], { gitea: undefined, forgejo, github: undefined }],
  [[gitea, forgejo], { gitea, forgejo, github: undefined }],
  [[gitea, github], { gitea, forgejo: gitea, github }],
  [[forgejo, github], { gitea: github, forgejo, github }],
  [[gitea, forgejo, github], { gitea, forgejo, github }],
])("with %j it is asked", async (there, read) => {
  const isThere = (folder: string) => there.includes(folder);
  for (const kind of ["gitea", "forgejo", "github"] as const) {
    expect(await folderReadBy(new ServerKind(undefined, forgeOf(kind)), isThere)).toBe(read[kind]);
    expect(await folderReadBy(new ServerKind(kind, nobody), isThere)).toBe(read[kind]);
  }
});

test("it is asked once, and counts as Gitea where it does not tell", async () => {
  let asked = 0;
  const server = new ServerKind(undefined, () => {
    asked++;
    return forgeOf("github")();
  });
  const all = ["gitea", "forgejo", "github"] as const;
  expect(await Promise.all([1, 2].map(() => server.answer((kind) => kind, all)))).toEqual([
    "github",
    "github",
  ]);
  expect(await server.answer((kind) => kind, ["gitea", "forgejo"])).toBe("github");
  expect(asked).toBe(1);
  const silent = new ServerKind(undefined, () => Promise.reject(new UserError("no")));
  expect(await silent.answer((kind) => kind, all)).toBe("gitea");
  await expect(new ServerKind(undefined, nobody).answer((kind) => kind, all)).rejects.toThrow("asked");
});
