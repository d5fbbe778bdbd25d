import { quoted } from "../../base/text.ts";
import type { ForgeKind } from "../../forge/forge.ts";
import { whyNoAuthor } from "../inputs/identity.ts";
import type { SeenFile } from "../look.ts";
import type { Request } from "../request.ts";

/** Why a commit could not be made as asked for: GitHub's API has no room for all that git's commits have. */
export function whyNotKept(
  kind: ForgeKind,
  { author, path }: Pick<Request, "author" | "path">,
  { mode }: Pick<SeenFile, "mode">,
): string | undefined {
  const executable =
    kind === "github" && mode === "100755"
      ? `${quoted(path)} is executable, which GitHub's API does not keep; make it a plain file, or use commit-through: git`
      : undefined;
  return whyNoAuthor(author, kind) ?? executable;
}
