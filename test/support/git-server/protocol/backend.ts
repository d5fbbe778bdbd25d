import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { refuse, userOf } from "../authorization.ts";
import { isolatedEnvironment } from "../isolated-git.ts";
import { archivedWords } from "../protection.ts";
import type { Repository } from "../repository.ts";
import type { Call, Reply } from "../types.ts";
import type { Cgi } from "./cgi.ts";
import { text, whole } from "./reply.ts";
import { rewriteReport } from "./report-status.ts";

export interface Backend {
  readonly cgi: Cgi;
  /** The folder of the repositories. */
  readonly root: string;
  /** The git configuration of the server. */
  readonly config: string;
  readonly token: string;
  readonly readToken: string | undefined;
  readonly anonymousRead: boolean;
  readonly repositories: ReadonlyMap<string, Repository>;
  /** Where renamed repositories are, by the names that they had. */
  readonly redirects: ReadonlyMap<string, Redirect>;
  /** The path before all others, such as `/git`. */
  readonly prefix: string;
}

export interface Redirect {
  /** `owner/name` */
  readonly to: string;
  /** `RedirectToRepo` in services/context/repo.go: 307 in Gitea 1.22.6, 301 in 1.23.8, 1.24.6, 1.25.4 and 1.26.3. */
  readonly status: 301 | 307;
}

/**
 * Answers a request as Gitea's routers/web/repo/githttp.go orders it: where the repository is and whether it is
 * archived, before anybody asks who wants to know; who, which repository, then git.
 */
export async function handle(backend: Backend, call: Call): Promise<Reply> {
  const { repository, service } = call;
  if (repository === undefined) return text(404, "Not Found\n");
  const redirect = backend.redirects.get(repository);
  if (redirect) return redirected(call, redirect, backend.prefix);
  const { readOnly, flavour = "gitea" } = backend.repositories.get(repository) ?? {};
  if (service === "receive-pack" && readOnly === "archived") return text(403, archivedWords(flavour));
  const refused = refuse(call, backend);
  if (refused) return refused;
  if (service === "receive-pack" && readOnly === "mirror") return text(403, "mirror repository is read-only");
  if (!(await exists(backend.root, repository)))
    return service === "receive-pack"
      ? text(403, "Push to create is not enabled for users.\n")
      : text(404, "Repository not found\n");
  if (call.phase === "other" || service === undefined) return text(404, "Not Found\n");
  const reply = await backend.cgi.handle({ environment: environmentOf(backend, call), body: call.body });
  if (service !== "receive-pack" || call.phase !== "rpc" || reply.status !== 200) return reply;
  // Read to its end, so that a push that has arrived is carried out though its client be gone.
  const answer = await whole(reply);
  const known = backend.repositories.get(repository);
  if (!known) return answer;
  const body = rewriteReport(answer.body, (ref, reason) => known.reportedReason(ref, reason));
  return { ...answer, headers: { ...answer.headers, "content-length": `${body.length}` }, body };
}

/** The path that was asked for, with the present name in it and without the `.git` that belonged to the earlier one. */
function redirected({ path, query, repository = "" }: Call, { to, status }: Redirect, prefix: string): Reply {
  const rest = path.slice(`${prefix}/${repository}`.length).replace(/^\.git/, "");
  const asked = query.size > 0 ? `?${query}` : "";
  return text(status, "", { location: `${prefix}/${to}${rest}${asked}` });
}

/** Told by the names in the folder, since a file system may not tell cases apart. */
async function exists(root: string, repository: string): Promise<boolean> {
  const [owner = "", name = ""] = repository.split("/");
  if (!(await readdir(root)).includes(owner)) return false;
  return (await readdir(join(root, owner))).includes(`${name}.git`);
}

/**
 * RFC 3875, section 4.1, and git-http-backend(1). Without CONTENT_LENGTH, so that the body lasts until its pipe is closed:
 * by a length git-http-backend (2.39, seen) reads on for ever, on a whole processor, when the pipe is closed before.
 */
function environmentOf(backend: Backend, call: Call): Record<string, string> {
  const { headers } = call;
  const { PATH = "", LC_ALL = "", HOME = "", GIT_CONFIG_NOSYSTEM = "" } = isolatedEnvironment();
  const user = userOf(call);
  const endpoint = call.phase === "refs" ? "info/refs" : `git-${call.service}`;
  const optional = {
    CONTENT_TYPE: headers["content-type"],
    HTTP_CONTENT_ENCODING: headers["content-encoding"],
    GIT_PROTOCOL: call.gitProtocol,
    REMOTE_USER: user,
  };
  const given = Object.entries(optional).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return {
    PATH,
    LC_ALL,
    HOME,
    GIT_CONFIG_NOSYSTEM,
    GIT_CONFIG_GLOBAL: backend.config,
    GIT_PROJECT_ROOT: backend.root,
    GIT_HTTP_EXPORT_ALL: "1",
    REQUEST_METHOD: call.method,
    QUERY_STRING: call.query.toString(),
    PATH_INFO: `/${call.repository}.git/${endpoint}`,
    REMOTE_ADDR: "127.0.0.1",
    ...Object.fromEntries(given),
  };
}
