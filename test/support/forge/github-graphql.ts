import { CommitStore } from "./commit-store.ts";
import type { FakeForge } from "./forge.ts";
import type { ForgeRecord, Reply } from "./types.ts";

interface CreateCommitOnBranchInput {
  readonly branch: { readonly repositoryNameWithOwner: string; readonly branchName: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges: {
    readonly additions: readonly { readonly path: string; readonly contents: string }[];
  };
}

/**
 * The mutation `createCommitOnBranch` of GitHub's GraphQL API, as its reference describes it: the commit's author is the
 * token's, its committer GitHub, and every file a plain one (DataDog/commit-headless, README).
 *
 * Errors are those of ministryofjustice/modernisation-platform#11985 for a branch that has moved, of
 * microsoft/vscode-remote-repositories-github#252 for one that is protected; that of a ruleset names its rules as the
 * push does.
 */
export function gitHubGraphQl(forge: FakeForge, { body }: ForgeRecord): Reply {
  const { variables } = body as { variables: { input: CreateCommitOnBranchInput } };
  const { branch, expectedHeadOid, message, fileChanges } = variables.input;
  const [owner = "", name = ""] = branch.repositoryNameWithOwner.split("/");
  const repository = forge.lookUp(owner, name);
  if (!repository || repository.hidden)
    return failed("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  const git = forge.gitOf(repository);
  const store = new CommitStore(git.path);
  const head = store.head(branch.branchName);
  if (head === undefined) return failed("NOT_FOUND", `Branch '${branch.branchName}' was not found.`);
  if (head !== expectedHeadOid)
    return failed(
      "STALE_DATA",
      `Expected branch to point to "${expectedHeadOid}" but it did not.  Pull and try again.`,
    );
  const protection = git.protectionOf(branch.branchName);
  if (protection?.rule === "push")
    return failed(
      "UNPROCESSABLE",
      protection.flavour === "github-ruleset"
        ? "Repository rule violations found\n\nChanges must be made through a pull request.\n\n"
        : `protected branch '${branch.branchName}' check failed:\nAt least 1 approving review is required by reviewers with write access.`,
    );
  if (protection?.rule === "signed" && !forge.signs)
    return failed(
      "UNPROCESSABLE",
      "Repository rule violations found\n\nCommits must have verified signatures.\n\n",
    );
  const [addition] = fileChanges.additions;
  if (!addition) return failed("UNPROCESSABLE", "A commit without changes");
  const { headline, body: rest = "" } = message;
  const oid = store.commit({
    branch: branch.branchName,
    parent: head,
    path: addition.path,
    mode: "100644",
    content: Buffer.from(addition.contents, "base64"),
    message: rest === "" ? headline : `${headline}\n\n${rest}`,
    author: { name: "cascade-bot", email: "1+cascade-bot@users.noreply.github.com" },
    committer: { name: "GitHub", email: "noreply@github.com" },
    time: Math.floor(forge.now() / 1000),
    isSigned: forge.signs,
  });
  const signature = forge.signs ? { isValid: true } : null;
  return { status: 200, json: { data: { createCommitOnBranch: { commit: { oid, signature } } } } };
}

function failed(type: string, message: string): Reply {
  const error = { type, path: ["createCommitOnBranch"], locations: [{ line: 2, column: 3 }], message };
  return { status: 200, json: { data: { createCommitOnBranch: null }, errors: [error] } };
}
