import { homedir } from "node:os";

/**
 * The user's home folder: what `HOME` says, or what the system knows of the user. In a container the user may be a number
 * that the system does not know; its home is `/` then, as for Docker.
 *
 * @param ask asks the system
 */
export function homeFolder(ask: () => string = homedir): string {
  try {
    return ask();
  } catch {
    return "/";
  }
}
