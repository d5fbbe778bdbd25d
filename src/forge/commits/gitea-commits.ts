import { isRecord } from "../../base/json.ts";
import { type ApiClient, repositoryRoute } from "../api/api-client.ts";
import { forgeErrorIn } from "../errors.ts";
import type { Repository } from "../forge.ts";
import { isObjectId } from "../object-id.ts";
import { type CommitWords, failureOfAnswer } from "./failure.ts";
import { CommitError, type MadeCommit, type NewCommit } from "./new-commit.ts";

/**
 * What Gitea 1.22 to 1.26 and Forgejo say (`handleChangeRepoFilesError` of routers/api/v1/repo/file.go, errors of
 * services/repository/files/ and services/pull/). A path that is invalid has become a folder or a symbolic link since it
 * was looked at.
 *
 * A push that came between their look at the branch and their own is a 500 without words on Gitea and a 409 on Forgejo, and
 * a file that is gone a 500 on older ones.
 */
const words: readonly CommitWords[] = [
  { words: /sha does not match/, kind: "race", reason: "the file has changed" },
  { words: /repository file already exists/, kind: "race", reason: "the file has appeared" },
  { words: /object does not exist/, kind: "race", reason: "the file is gone" },
  { words: /exists where you.re trying to create/, kind: "race", reason: "the path has changed" },
  { words: /user cannot commit to repo/, kind: "protected", reason: "protected branch" },
  { words: /path is protected and can not be changed/, kind: "protected-file", reason: "protected file" },
];

/**
 * Makes a commit by the contents API of Gitea and Forgejo, on top of whatever the branch holds: what guards it is the
 * object id of the file. The file keeps its mode (`executable` in services/repository/files/update.go). They sign it as
 * the instance is set up to (`SignCRUDAction`), whoever the author is.
 *
 * @throws {CommitError}
 */
export async function giteaCommit(
  client: ApiClient,
  repository: Repository,
  commit: NewCommit,
  signal: AbortSignal,
): Promise<MadeCommit> {
  const { branch, path, content, blob, message, author, time } = commit;
  const date = new Date(time * 1000).toISOString();
  const request = {
    method: blob === undefined ? "POST" : "PUT",
    path: `${repositoryRoute(repository)}/contents/${path.split("/").map(encodeURIComponent).join("/")}`,
    body: {
      branch,
      content: Buffer.from(content).toString("base64"),
      message,
      author,
      committer: author,
      // Gitea may take a date that is left out for the year 1.
      dates: { author: date, committer: date },
      ...(blob !== undefined && { sha: blob }),
    },
  } as const;
  try {
    return await client.once(request, signal, ({ data }, asked) => {
      const made = isRecord(data) && isRecord(data.commit) ? data.commit.sha : undefined;
      if (!isObjectId(made)) throw client.wrongAnswer(asked, "the answer is not a commit");
      return { sha: made, isSigned: hasSignature(data) };
    });
  } catch (error) {
    signal.throwIfAborted();
    const refusal = forgeErrorIn(error);
    if (!refusal) throw error;
    const failure = failureOfAnswer(refusal, words);
    if (failure.kind !== "protected" || !(await mayPush(client, repository, branch, signal))) throw failure;
    throw new CommitError({
      kind: "unsigned",
      reason: "signed commits only",
      said: failure.said,
      mayHaveArrived: false,
      cause: refusal,
    });
  }
}

function hasSignature(data: unknown): boolean {
  const verification = isRecord(data) ? data.verification : undefined;
  return (
    isRecord(verification) && typeof verification.signature === "string" && verification.signature !== ""
  );
}

/**
 * Whether the token's user may push to a branch, which tells apart what the servers refuse in the same words: they do
 * not sign where the branch demands it (`VerifyBranchProtection` of services/repository/files/update.go).
 */
async function mayPush(
  client: ApiClient,
  repository: Repository,
  branch: string,
  signal: AbortSignal,
): Promise<boolean> {
  const path = `${repositoryRoute(repository)}/branches/${branch.split("/").map(encodeURIComponent).join("/")}`;
  try {
    return await client.get(
      path,
      undefined,
      signal,
      ({ data }) => isRecord(data) && data.user_can_push === true,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (forgeErrorIn(error)) return false;
    throw error;
  }
}
