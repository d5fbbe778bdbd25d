import { homedir, userInfo } from "node:os";
import { isAbsolute } from "node:path";

/** Who is asked for it, from the first on: `HOME`, or without that what the system knows of the user. */
const sources = [homedir, () => userInfo().homedir];

/**
 * The user's home folder, always from the root on: with a `HOME` that is empty, or leads on from the working directory, a
 * file in a checkout could pass for one of the user's. In a container the user may be a number that the system does not
 * know; its home is `/` then, as for Docker.
 *
 * @param asked those who may know it; each may throw
 */
export function homeFolder(asked: readonly (() => string)[] = sources): string {
  for (const ask of asked)
    try {
      const home = ask();
      if (isAbsolute(home)) return home;
    } catch {
      // The system does not know the user.
    }
  return "/";
}
