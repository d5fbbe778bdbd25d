import { createHash } from "node:crypto";

/**
 * The branch of the pull request: always the same for a branch and a path, so that a later version refreshes what is
 * open, and never that of another path.
 */
export function pullRequestBranch(base: string, path: string): string {
  const plain = /^\.([\w-]{1,60})$/.exec(path)?.[1];
  // One that ends like the others below might be one of them.
  if (plain !== undefined && !/-[\da-f]{8}$/.test(plain)) return `imgpub/${base}/${plain}`;
  // What git allows in a file's path and not in a branch's name (git-check-ref-format).
  const safe = path.replaceAll(/[^\w-]+/g, "-").slice(0, 60);
  const unique = createHash("sha256").update(path).digest("hex").slice(0, 8);
  return `imgpub/${base}/${safe}-${unique}`;
}
