/** The variables of a job that tell of which branch or tag it is. */
export interface RefEnvironment {
  readonly GITHUB_REF?: string | undefined;
  readonly GITHUB_BASE_REF?: string | undefined;
}

/**
 * The refs at which a workflow is the one that is judged: the commit itself, and the branch or tag that has it or will.
 *
 * That is the branch or tag of the run; for a pull request the branch that it is to be merged into, as that is where the
 * judged workflows will be; and for a merge queue of GitHub the branch that is queued for. The branch of a pull request
 * is none: it may be in another repository, and goes on by itself after the merge.
 *
 * @param commit the one whose workflows are judged; undefined where it is not known
 */
export function judgedRefs(
  { GITHUB_REF: ref = "", GITHUB_BASE_REF: base = "" }: RefEnvironment,
  commit: string | undefined,
): string[] {
  const queued = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-\d+-[0-9a-f]+$/.exec(ref)?.[1];
  const branch = base === "" ? queued : base;
  const full = branch === undefined ? ref : `refs/heads/${branch}`;
  const short = /^refs\/(?:heads|tags)\/(.+)$/.exec(full)?.[1];
  return [...(commit === undefined ? [] : [commit]), ...(short === undefined ? [] : [short, full])];
}
