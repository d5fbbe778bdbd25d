import { describe, expect, test } from "vitest";
import { graphQlUrl } from "../../../src/forge/api/api-url.ts";
import { CommitError, type NewCommit } from "../../../src/forge/commits/new-commit.ts";
import { status } from "../../support/forge/faults.ts";
import { failure, kit, never, repository, token } from "../kit.ts";

const commit: NewCommit = {
  branch: "main",
  head: "1".repeat(40),
  path: ".runtime-version",
  content: "1.1.0\n",
  blob: "2".repeat(40),
  message: "Pin\n\nMark: 1\n",
  author: { name: "imgpub", email: "noreply@imgpub.invalid" },
  time: 1_700_000_000,
};

async function refusedBy(product: "gitea" | "github", code: number, json: unknown): Promise<CommitError> {
  const { fake, open } = await kit({ product });
  fake.faults.add({
    match: ({ path }) => path !== "/version" && path !== "/meta" && !path.includes("/branches/"),
    act: () => ({ status: code, json }),
  });
  const error = await failure((await open()).commitFile(repository, commit, never));
  if (!(error instanceof CommitError)) throw error;
  return error;
}

test.each([
  ["https://api.github.com", "https://api.github.com/graphql"],
  ["https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql"],
  ["https://github.example.com/api/v3", "https://github.example.com/api/graphql"],
])("GraphQL beside %s is at %s", (api, expected) => {
  expect(graphQlUrl(api)).toBe(expected);
});

describe.each<[what: string, code: number, message: string, kind: string, mayHaveArrived: boolean]>([
  ["another blob", 422, "sha does not match [given: 2, expected: 3]", "race", false],
  ["a new file", 422, "repository file already exists [path: x]", "race", false],
  ["a file that is gone", 404, "object does not exist [id: , rel_path: x]", "race", false],
  [
    "a path that is a link now",
    422,
    "a symbolic link exists where you’re trying to create a subdirectory",
    "race",
    false,
  ],
  ["Forgejo's conflict", 409, "push out of date", "race", true],
  ["another 422", 422, "something else", "unknown", true],
  ["a protected file", 403, "path is protected and can not be changed [path: x]", "protected-file", false],
  ["another 403", 403, "user should have a permission to write to the target branch", "forbidden", true],
  ["a branch that is gone", 404, "branch does not exist [repo_id: 1 name: main]", "missing", true],
  ["an archived repository", 423, "This repo is archived.", "archived", false],
  ["a token that is refused", 401, "invalid username, password or token", "unauthorized", false],
  ["a limit", 429, "slow down", "busy", false],
  ["trouble", 503, "later", "busy", true],
  ["trouble without words", 500, "", "busy", true],
])("Gitea's %s", (_, code, message, kind, mayHaveArrived) => {
  test(`is ${kind}`, async () => {
    expect(await refusedBy("gitea", code, { message })).toMatchObject({ kind, mayHaveArrived });
  });
});

describe.each<[type: string | undefined, message: string, kind: string, mayHaveArrived: boolean]>([
  ["STALE_DATA", 'Expected branch to point to "1" but it did not.  Pull and try again.', "race", false],
  ["NOT_FOUND", "Could not resolve to a Repository", "missing", true],
  ["FORBIDDEN", "Resource not accessible by integration", "forbidden", false],
  ["INSUFFICIENT_SCOPES", "Your token has not been granted the required scopes", "forbidden", false],
  ["RATE_LIMITED", "API rate limit exceeded", "busy", false],
  ["UNPROCESSABLE", "protected branch 'main' check failed:\nAt least 1 approving review", "protected", false],
  [
    "UNPROCESSABLE",
    "Repository rule violations found\n\nChanges must be made through a pull request.",
    "protected",
    false,
  ],
  [
    "UNPROCESSABLE",
    "Repository rule violations found\n\nCommits must have verified signatures.",
    "unsigned",
    false,
  ],
  ["UNPROCESSABLE", "Changes must be made through the merge queue", "merge-queue", false],
  ["UNPROCESSABLE", "Cannot change this locked branch", "locked", false],
  ["UNPROCESSABLE", "Repository was archived so is read-only.", "archived", false],
  [undefined, "Something went wrong while executing your query.", "busy", true],
  ["UNPROCESSABLE", "something else", "unknown", true],
])("GitHub's %s, %j", (type, message, kind, mayHaveArrived) => {
  test(`is ${kind}`, async () => {
    const errors = [{ ...(type !== undefined && { type }), message }];
    const error = await refusedBy("github", 200, { data: { createCommitOnBranch: null }, errors });
    expect(error).toMatchObject({ kind, mayHaveArrived });
    expect(error.message).not.toMatch(/[\r\n]/);
  });
});

test.each(["gitea", "github"] as const)(
  "what %s answers is no commit: it may have been made",
  async (product) => {
    const error = await refusedBy(product, 200, { hello: "world" });
    expect(error).toMatchObject({ kind: "busy", mayHaveArrived: true });
  },
);

test("one attempt, whatever comes of it", async () => {
  const { fake, open, clock } = await kit({ product: "gitea" });
  const forge = await open();
  const asked = fake.log.length;
  fake.faults.add({ times: 9, act: status(503) });
  await failure(forge.commitFile(repository, commit, never));
  expect(fake.log.length - asked).toBe(1);
  expect(clock.sleeps).toEqual([]);
});

test("a token in what the server says is told nowhere", async () => {
  const errors = [{ message: `you sent ${token}` }];
  expect((await refusedBy("github", 200, { errors })).message).not.toContain(token);
});
