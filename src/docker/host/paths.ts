import { lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** As the kernel (`MAXSYMLINKS`). */
const mostLinks = 40;

/**
 * Where a path of the host leads, through all links, as the host itself would follow them: what a link says is the host's,
 * too, and nothing leads out of its root.
 *
 * @param root where the host's root is seen, such as `/host`
 * @param path absolute
 * @returns the path on the host; its last parts need not exist
 * @throws Error with the code `ELOOP` where links lead in a circle, `EINVAL` where the path is not absolute
 */
export function resolveOnHost(root: string, path: string): string {
  if (!path.startsWith("/") || path.includes("\0")) throw coded("EINVAL", `${path} is no absolute path`);
  const rest = path.split("/");
  let at: string[] = [];
  let links = 0;
  while (rest.length > 0) {
    const part = rest.shift();
    if (part === undefined || part === "" || part === ".") continue;
    if (part === "..") {
      at = at.slice(0, -1);
      continue;
    }
    const target = linkAt(join(root, ...at, part));
    if (target === undefined) {
      at.push(part);
      continue;
    }
    if (++links > mostLinks) throw coded("ELOOP", `${path} leads in a circle`);
    if (target.startsWith("/")) at = [];
    rest.unshift(...target.split("/"));
  }
  return `/${at.join("/")}`;
}

function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

export const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code });
