import { markId } from "./mark.ts";

/**
 * The name of a branch beside another one. The last part of a request's branch has no dot, so that it is never the
 * branch of another path's request, and nobody can have the mark's random part.
 *
 * @param time seconds since the epoch
 */
export function besideName(branch: string, time: number, mark: string): string {
  return `${branch}.${time}.${markId(mark)}`;
}

/** Longer than a run works on one commit, in seconds, whatever its clock says. */
const longest = 24 * 60 * 60;

/** Whether a branch has the name of one beside another, and its run must have ended. */
export function isLeftBeside(name: string, branch: string, now: number): boolean {
  if (!name.startsWith(`${branch}.`)) return false;
  const time = /^(\d{1,12})\.[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.exec(
    name.slice(branch.length + 1),
  )?.[1];
  return time !== undefined && Number(time) + longest < now;
}
