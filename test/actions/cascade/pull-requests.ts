import { expect } from "vitest";
import type { ForgeRecord } from "../../support/forge/types.ts";
import { plainGit } from "../../support/git-server/index.ts";
import type { RunResult } from "../../support/runner.ts";
import { type CascadeInputs, cascade, textOf } from "./cascade.ts";
import { type ForgeServer, startForgeServer } from "./forges.ts";

/** The branch of the request. */
export const head = "imgpub/main/runtime-version";
/** Matches requests to the API, for faults. */
export const at = (method: string, path: RegExp) => (request: ForgeRecord) =>
  request.method === method && path.test(request.path);

export interface Scene extends ForgeServer {
  propose(version: string, inputs?: CascadeInputs): Promise<RunResult>;
}

/** A template whose branch is protected, on a forge. */
export async function scene(
  product: "gitea" | "forgejo" | "github" = "gitea",
  through: "git" | "api" = "git",
): Promise<Scene> {
  const made = await startForgeServer({ product });
  await made.app.protect("main", product);
  return {
    ...made,
    propose: (version, inputs = {}) =>
      cascade(made.server, {
        version,
        "on-protected": "pull-request",
        "commit-through": through,
        ...inputs,
      }),
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

/** Asserts that the request, merged, changes the one file on what the base holds now, without a conflict. */
export async function expectOneChange({ app }: ForgeServer, version: string): Promise<void> {
  const { stdout, exitCode } = await plainGit(
    ["merge-tree", "--write-tree", "refs/heads/main", `refs/heads/${head}`],
    { cwd: app.path, anyExit: true },
  );
  expect(exitCode, stdout).toBe(0);
  const changed = await plainGit(["diff", "--name-only", "refs/heads/main", stdout.trim()], {
    cwd: app.path,
  });
  expect(changed.stdout).toBe(".runtime-version\n");
  expect(await textOf(app, ".runtime-version", head)).toBe(`${version}\n`);
}

/** Asserts that a later commit came on top of the earlier one, or where the API cannot do that in its place. */
export async function expectAfter(
  s: ForgeServer,
  earlier: string | undefined,
  through: "git" | "api",
): Promise<void> {
  if (through === "git") return expectForward(s, earlier);
  expect((await s.app.log(head))[0]).toMatchObject({
    parents: [await s.app.head()],
    files: [".runtime-version"],
  });
  expect((await s.app.branches()).filter((branch) => branch.startsWith(`${head}.`))).toEqual([]);
}

/** Asserts that nothing of a branch's earlier commit was lost. */
export async function expectForward({ app }: ForgeServer, earlier: string | undefined): Promise<void> {
  expect((await app.log(head)).map(({ sha }) => sha)).toContain(earlier);
}
