import { messageOf } from "./errors.ts";

/** What is said of a file that the file system does not give: `cannot be read (ENOENT: no such file or directory)`. */
export function cannotBeRead(error: unknown): string {
  // Node.js adds the system call and the whole path, which the sentence has in the user's own words.
  return `cannot be read (${messageOf(error).split(",")[0]})`;
}
