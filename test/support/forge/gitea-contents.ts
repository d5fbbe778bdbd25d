import type { Branch, CreateFileOptions, FileResponse, UpdateFileOptions } from "gitea-js";
import type { Repository } from "../git-server/index.ts";
import { CommitStore } from "./commit-store.ts";
import type { FakeForge } from "./forge.ts";
import { apiError, notFound } from "./gitea-kit.ts";
import type { FakeRepository } from "./repository.ts";
import type { FakeToken } from "./runners.ts";
import type { ForgeRecord, MembersOf, Reply } from "./types.ts";

/**
 * The routes that make a commit and that show a branch, of Gitea 1.22.6 to 1.26.3 and of Forgejo 15.0.3:
 * `routers/api/v1/repo/{file,branch}.go`, `services/repository/files/{update,temp_repo}.go`,
 * `services/convert/convert.go`, in the shapes of `modules/structs/repo_file.go`.
 */
export function giteaContentsRoute(
  forge: FakeForge,
  request: ForgeRecord,
  path: string,
  token: FakeToken,
): ((repository: FakeRepository) => Reply) | undefined {
  const [, file] = /^\/contents\/(.+)$/.exec(path) ?? [];
  if (file !== undefined && (request.method === "PUT" || request.method === "POST"))
    return (repository) => commit(forge, repository, request, decodeURIComponent(file), token);
  const [, branch] = /^\/branches\/(.+)$/.exec(path) ?? [];
  if (branch !== undefined && request.method === "GET")
    return (repository) => showBranch(forge, repository, decodeURIComponent(branch), token);
  return undefined;
}

function commit(
  forge: FakeForge,
  repository: FakeRepository,
  { method, body }: ForgeRecord,
  path: string,
  token: FakeToken,
): Reply {
  const git = forge.gitOf(repository);
  const given = body as Partial<UpdateFileOptions & CreateFileOptions>;
  const { branch = git.defaultBranch } = given;
  const refusal = refused(forge, git, branch, path, token);
  if (refusal) return refusal;
  const store = new CommitStore(git.path);
  const head = store.head(branch);
  // `ErrBranchNotExist`; Forgejo and Gitea up to 1.22 have `branch does not exist [name: …]`.
  if (head === undefined) return apiError(forge, 404, `branch does not exist [repo_id: 1 name: ${branch}]`);
  const entry = store.entry(head, path);
  if (method === "POST" && entry)
    return apiError(forge, 422, `repository file already exists [path: ${path}]`);
  // `git.ErrNotExist`, for which Forgejo and older ones of Gitea have no status of their own.
  if (method === "PUT" && !entry)
    return forge.has({ gitea: [1, 25], forgejo: [99, 0] })
      ? apiError(forge, 404, `object does not exist [id: , rel_path: ${path}]`)
      : apiError(forge, 500, "");
  if (method === "PUT" && given.sha !== entry?.oid)
    return apiError(forge, 422, `sha does not match [given: ${given.sha}, expected: ${entry?.oid}]`);
  const doer = { name: "bot", email: "bot@example.test" };
  const personOf = (person: { name?: string; email?: string } | undefined) => ({
    name: person?.name ?? doer.name,
    email: person?.email ?? doer.email,
  });
  const author = personOf(given.author);
  const committer = personOf(given.committer);
  const message = `${(given.message ?? "").trim()}\n`;
  const sha = store.commit({
    branch,
    parent: head,
    path,
    // `file.Options.executable`
    mode: entry?.mode ?? "100644",
    content: Buffer.from(given.content ?? "", "base64"),
    message,
    author,
    committer,
    time: Math.floor(Date.parse(given.dates?.author ?? "") / 1000),
    isSigned: forge.signs,
  });
  const json = {
    content: { path, name: path.split("/").at(-1), type: "file", sha: store.entry(sha, path)?.oid },
    commit: { sha, message, author, committer, parents: [{ sha: head }] },
    verification: forge.signs
      ? { verified: true, reason: "gitea", signature: "-----BEGIN PGP SIGNATURE-----", payload: "tree" }
      : { verified: false, reason: "gpg.error.not_signed_commit", signature: "", payload: "" },
  } satisfies MembersOf<FileResponse>;
  return { status: method === "POST" ? 201 : 200, json };
}

/** `mustNotBeArchived`, `CanWriteToBranch` and `VerifyBranchProtection`; the last says the same of what it does not sign. */
function refused(
  forge: FakeForge,
  git: Repository,
  branch: string,
  path: string,
  token: FakeToken,
): Reply | undefined {
  if (token.lacks.includes("repository"))
    return apiError(
      forge,
      403,
      "token does not have at least one of required scope(s), required=[write:repository], token scope=read:repository",
    );
  if (git.readOnly === "archived") return apiError(forge, 423, "This repo is archived. You cannot push.");
  const rule = git.protectionOf(branch)?.rule;
  if (token.kind === "reader" || rule === "write")
    return apiError(forge, 403, "user should have a permission to write to the target branch");
  if (rule === "push" || (rule === "signed" && !forge.signs))
    return apiError(forge, 403, `user cannot commit to repo [user: ${token.login}]`);
  if (rule === "file")
    return apiError(forge, 403, `path is protected and can not be changed [path: ${path}]`);
  // Gitea 1.22 and later ones tell an administrator alone what was wrong.
  if (rule === "broken") return apiError(forge, 500, "");
  return undefined;
}

function showBranch(forge: FakeForge, repository: FakeRepository, name: string, token: FakeToken): Reply {
  const git = forge.gitOf(repository);
  const head = new CommitStore(git.path).head(name);
  if (head === undefined) return notFound(forge);
  const protection = git.protectionOf(name);
  const json = {
    name,
    commit: { id: head },
    protected: protection !== undefined,
    user_can_push: token.kind !== "reader" && protection?.rule !== "push",
    user_can_merge: true,
  } satisfies MembersOf<Branch>;
  return { status: 200, json };
}
