import { quoted } from "../base/text.ts";
import { contentOf, firstLine, versionIn } from "./file-content.ts";
import type { CompareVersions } from "./inputs/version.ts";

/** What lies at the path in a template. */
export type Found =
  | { readonly kind: "absent" }
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  | { readonly kind: "symlink" | "folder" | "submodule" }
  | /** A file larger than 1 MiB, which was not read. */ { readonly kind: "large" }
  | {
      /** A part of the path before the last is no folder. */
      readonly kind: "blocked";
      readonly parent: string;
      readonly by: "symlink" | "file" | "submodule";
    };

/** What the user asked for, the same for all templates. */
export interface Wanted {
  readonly version: string;
  readonly path: string;
  /** File name of the workflow. */
  readonly workflow: string;
  readonly compare: CompareVersions;
  readonly onNewer: "overwrite" | "skip" | "fail";
  readonly onMissingWorkflow: "skip" | "fail";
  readonly onUnwired: "fail" | "warn";
}

/** What is known of a template when it is decided about: what one look at the head of its branch has shown. */
export interface Facts {
  /** Whether the repository has no commit yet. */
  readonly empty: boolean;
  readonly workflowFound: boolean;
  /** Whether the workflow, or what it uses, reads the file. */
  readonly wired: boolean;
  /** Whether the workflow is larger than 1 MiB, and so was not looked at. */
  readonly workflowTooLarge?: boolean;
  readonly found: Found;
  /** What the first look found, when this one follows a push that lost a race; undefined at the first look. */
  readonly before: Found | undefined;
}

interface Decided<O extends string, W> {
  readonly outcome: O;
  /** What the file holds now, for people; null for no file. */
  readonly from: string | null;
  /** One sentence that says what to do, or what is odd. */
  readonly why: W;
}

/** What is to be done about a template. */
export type Decision =
  | Decided<"write" | "unchanged", string | undefined>
  | Decided<"superseded" | "skipped" | "unwired" | "fail", string>;

const kinds = { symlink: "a symbolic link", folder: "a folder", submodule: "a submodule", file: "a file" };

/**
 * Decides what the facts of a template call for.
 *
 * Where the workflow is missing or never reads the file, that is the answer whatever the file holds, so that a
 * later run does not tell something else. After a lost race, a higher version that came with it goes before ours
 * whatever `onNewer` says: somebody else's release was later. One that was there at the first look is for `onNewer`
 * to judge.
 *
 * What cannot be ordered is not higher.
 */
export function decide(facts: Facts, wanted: Wanted): Decision {
  const { found, before } = facts;
  const bytes = found.kind === "file" ? found.bytes : undefined;
  const from = versionIn(bytes) ?? null;
  const missing = whyMissing(facts, wanted);
  if (missing !== undefined)
    return { outcome: wanted.onMissingWorkflow === "fail" ? "fail" : "skipped", from, why: missing };
  const obstacle = whyNoFile(found, wanted.path);
  if (obstacle !== undefined) return { outcome: "fail", from, why: obstacle };
  const unwired = facts.wired ? undefined : whyUnwired(facts, wanted);
  if (unwired !== undefined && wanted.onUnwired === "fail") return { outcome: "unwired", from, why: unwired };
  if (bytes === undefined) return { outcome: "write", from, why: unwired };
  if (equal(bytes, contentOf(wanted.version))) return { outcome: "unchanged", from, why: unwired };

  const held = firstLine(bytes);
  const order = wanted.compare(held, wanted.version);
  const raced = before !== undefined && !(before.kind === "file" && equal(before.bytes, bytes));
  const shown = quoted(from ?? "");
  if (order !== undefined && order > 0) {
    if (raced)
      return {
        outcome: "superseded",
        from,
        why: `${wanted.path} got the higher version ${shown} in the meantime, so it was left alone`,
      };
    if (wanted.onNewer === "skip")
      return {
        outcome: "superseded",
        from,
        why: `${wanted.path} has the higher version ${shown}, so it was left alone (on-newer: skip)`,
      };
    if (wanted.onNewer === "fail")
      return {
        outcome: "fail",
        from,
        why: `${wanted.path} has the higher version ${shown}; publish a higher one, or allow the downgrade with on-newer: overwrite`,
      };
  }
  const unordered =
    order === undefined && held !== "" && wanted.onNewer !== "overwrite"
      ? `${wanted.path} held ${shown}, which cannot be compared with ${wanted.version} and so was taken to be lower`
      : undefined;
  return { outcome: "write", from, why: [unwired, unordered].filter(Boolean).join("; ") || undefined };
}

function whyMissing({ empty, workflowFound }: Facts, { workflow }: Wanted): string | undefined {
  if (empty)
    return `the repository is empty, so nothing would build it; push a first commit with the workflow ${quoted(workflow)}`;
  if (!workflowFound)
    return `there is no workflow ${quoted(workflow)} in .gitea/workflows, .forgejo/workflows or .github/workflows; add it, or name another in the input "workflow"`;
  return undefined;
}

function whyNoFile(found: Found, path: string): string | undefined {
  if (found.kind === "blocked")
    return `${quoted(found.parent)} is ${kinds[found.by]}, so it cannot contain ${quoted(path)}; replace it with a folder, or name another "path"`;
  if (found.kind === "absent" || found.kind === "file") return undefined;
  if (found.kind === "large")
    return `${quoted(path)} is larger than 1 MiB, so it cannot be a file with a version; replace it, or name another "path"`;
  const why = found.kind === "symlink" ? ", which is not followed" : "";
  return `${quoted(path)} is ${kinds[found.kind]}${why}; replace it with a file, or name another "path"`;
}

function whyUnwired({ workflowTooLarge }: Facts, { workflow, path, onUnwired }: Wanted): string {
  const fault = workflowTooLarge
    ? `the workflow ${quoted(workflow)} is larger than 1 MiB, so it does not count as reading ${quoted(path)}`
    : `the workflow ${quoted(workflow)} never reads ${quoted(path)}`;
  return onUnwired === "fail"
    ? `${fault}, so the push would rebuild the template with the old version; make it read the file, or go on anyway with on-unwired: warn`
    : `${fault}, so the template is rebuilt with the old version; make it read the file`;
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
