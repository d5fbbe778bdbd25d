import { isRecord } from "../../base/json.ts";
import { isLocked, queueOnly } from "../../git/push-report.ts";
import { ForgeError, forgeErrorIn } from "../errors.ts";
import type { Repository } from "../forge.ts";
import { isObjectId } from "../object-id.ts";
import { type CommitWords, failureOfAnswer } from "./failure.ts";
import { CommitError, type CommitFailureKind, type MadeCommit, type NewCommit } from "./new-commit.ts";

/** Sends a GraphQL request once, and resolves to what is in its answer. */
export type SendGraphQl = (
  query: string,
  variables: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<unknown>;

export interface GitHubCommitTools {
  readonly send: SendGraphQl;
  /** What the server said as one short line without secrets. */
  readonly shown: (text: string) => string;
}

const mutation = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid signature { isValid } } }
}`;

/** GitHub's types of GraphQL errors. */
const byType: Readonly<Record<string, CommitFailureKind>> = {
  STALE_DATA: "race",
  NOT_FOUND: "missing",
  FORBIDDEN: "forbidden",
  INSUFFICIENT_SCOPES: "forbidden",
  RATE_LIMITED: "busy",
};

/**
 * What GitHub says in messages alone: rules and protection have no type of their own (`protected branch 'main' check
 * failed`, microsoft/vscode-remote-repositories-github#252; `Repository rule violations found`).
 */
const words: readonly CommitWords[] = [
  { words: /Expected branch to point to/, kind: "race", reason: "the branch has moved" },
  { words: /must have (?:verified|valid) signatures/, kind: "unsigned", reason: "signed commits only" },
  { words: queueOnly, kind: "merge-queue", reason: "merge queue" },
  { words: isLocked, kind: "locked", reason: "locked branch" },
  {
    words:
      /protected branch|rule violations|through a pull request|status checks? |approving review|not authorized to push/i,
    kind: "protected",
    reason: "protected branch",
  },
  { words: /\barchived\b/, kind: "archived", reason: "the repository is archived" },
  { words: /Something went wrong/, kind: "busy", reason: "the server is in trouble" },
];

/**
 * Makes a commit on GitHub by the mutation `createCommitOnBranch`, which GitHub signs for every kind of token; what the
 * REST API's contents make it signs for a GitHub App's alone. What guards it is the commit that the branch must hold. Its
 * author is the token's user or app and its committer GitHub. A file loses its executable bit.
 *
 * @see https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
 * @see https://docs.github.com/en/authentication/managing-commit-signature-verification/about-commit-signature-verification#signature-verification-for-bots
 * @throws {CommitError}
 */
export async function gitHubCommit(
  { send, shown }: GitHubCommitTools,
  { owner, name }: Repository,
  { branch, head, path, content, message }: NewCommit,
  signal: AbortSignal,
): Promise<MadeCommit> {
  const [headline = "", ...body] = message.trimEnd().split("\n");
  const input = {
    branch: { repositoryNameWithOwner: `${owner}/${name}`, branchName: branch },
    expectedHeadOid: head,
    message: { headline, body: body.join("\n").replace(/^\n+/, "") },
    fileChanges: { additions: [{ path, contents: Buffer.from(content).toString("base64") }] },
  };
  try {
    return readMade(await send(mutation, { input }, signal), shown);
  } catch (error) {
    signal.throwIfAborted();
    const refusal = forgeErrorIn(error);
    throw refusal && !(error instanceof CommitError) ? failureOfAnswer(refusal, words) : error;
  }
}

function readMade(answer: unknown, shown: GitHubCommitTools["shown"]): MadeCommit {
  const { data, errors } = isRecord(answer) ? answer : {};
  const made =
    isRecord(data) && isRecord(data.createCommitOnBranch) ? data.createCommitOnBranch.commit : undefined;
  if (isRecord(made) && isObjectId(made.oid)) return { sha: made.oid, isSigned: isRecord(made.signature) };
  const [error] = Array.isArray(errors) ? errors.filter(isRecord) : [];
  throw error ? failureOfError(error, shown) : new ForgeError("POST graphql", noCommit);
}

const noCommit = { verdict: { action: "retry", reason: "the answer is not a commit" } } as const;

/** An error in an answer that is a success by its status. */
function failureOfError(
  { type, message }: Readonly<Record<string, unknown>>,
  shown: GitHubCommitTools["shown"],
): CommitError {
  const said = typeof message === "string" ? shown(message) : undefined;
  const known = said === undefined ? undefined : words.find((one) => one.words.test(said));
  const kind = known?.kind ?? byType[String(type)] ?? "unknown";
  return new CommitError({
    kind,
    reason: known?.reason ?? (typeof type === "string" ? type.toLowerCase().replaceAll("_", " ") : "refused"),
    said,
    mayHaveArrived: kind === "missing" || kind === "unknown" || (kind === "busy" && type !== "RATE_LIMITED"),
  });
}
