import { quoted } from "../../base/text.ts";
import type { ForgeKind } from "../../forge/forge.ts";
import { defaultIdentity } from "../inputs/identity.ts";
import type { SeenFile } from "../look.ts";
import type { Request } from "../request.ts";

/** Why a commit could not be made as asked for: GitHub's API has no room for all that git's commits have. */
export function whyNotKept(
  kind: ForgeKind,
  { author, path }: Pick<Request, "author" | "path">,
  { mode }: Pick<SeenFile, "mode">,
): string | undefined {
  if (kind !== "github") return undefined;
  if (author !== defaultIdentity)
    return "GitHub makes the token's user or app the author of a commit through its API; leave out author-name and author-email, or use commit-through: git";
  if (mode === "100755")
    return `${quoted(path)} is executable, which GitHub's API does not keep; make it a plain file, or use commit-through: git`;
  return undefined;
}
