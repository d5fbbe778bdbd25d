import type { ForgeKind, Repository } from "./forge.ts";
import { repositoryUrl } from "./server.ts";

/** The variables of a job that tell which run it is of. */
export interface RunEnvironment {
  readonly GITHUB_RUN_ID?: string | undefined;
  readonly GITHUB_RUN_NUMBER?: string | undefined;
}

/**
 * The page of the run that a job is of; undefined where the environment does not tell.
 *
 * GitHub finds it by its id. Forgejo and Gitea up to 1.25 find it by its number in the repository, and Gitea from 1.26 on by
 * an id of the whole instance, but by the number where `by_index` is asked for (`resolveCurrentRunForView` of
 * routers/web/repo/actions/view.go); the others pass over that.
 */
export function runPage(
  kind: ForgeKind,
  serverUrl: string,
  repository: Repository,
  { GITHUB_RUN_ID: id = "", GITHUB_RUN_NUMBER: number = "" }: RunEnvironment,
): string | undefined {
  const found = kind === "github" ? id : number;
  if (!/^\d+$/.test(found)) return undefined;
  const page = `${repositoryUrl(serverUrl, repository)}/actions/runs/${found}`;
  return kind === "gitea" ? `${page}?by_index=1` : page;
}
