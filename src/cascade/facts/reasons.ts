import { enumerated } from "../../base/enumerated.ts";
import { quoted } from "../../base/text.ts";
import { countLines } from "../file-content.ts";
import type { Facts, Wanted, WorkflowFacts } from "./facts.ts";
import { differenceOf, type Twin } from "./twin.ts";

const kinds = { symlink: "a symbolic link", folder: "a folder", submodule: "a submodule", file: "a file" };

/** Why there is no workflow. */
export function whyMissing({ empty, missing }: Facts, { workflow }: Wanted): string {
  if (empty)
    return `the repository is empty, so nothing would build it; push a first commit with the workflow ${quoted(workflow)}`;
  const { folder, folders, near, elsewhere } = missing;
  const none = `there is no workflow ${quoted(workflow)}`;
  const advice = 'add it, or name another in the input "workflow"';
  const nearest = near === undefined ? "" : `, where the nearest is ${quoted(near)}`;
  if (elsewhere !== undefined)
    return folder === undefined
      ? `${none} that the server reads, as it does not look where ${quoted(elsewhere)} is; move it`
      : `${none} in ${folder}${nearest}, and the server reads no other folder, so that ${quoted(elsewhere)} is none of its workflows; ${advice}`;
  return `${none} in ${folder ?? enumerated(folders, 5, "or")}${nearest}; ${advice}`;
}

/** Why the path can be no file of the template. */
export function whyNoFile({ found, twin }: Facts, path: string): string | undefined {
  if (twin !== undefined) return whyTwin(twin, path);
  if (found.kind === "blocked")
    return `${quoted(found.parent)} is ${kinds[found.by]}, so it cannot contain ${quoted(path)}; replace it with a folder, or name another "path"`;
  if (found.kind === "absent" || found.kind === "file") return undefined;
  if (found.kind === "large")
    return `${quoted(path)} is larger than 1 MiB, so it cannot be a file with a version; replace it, or name another "path"`;
  const why = found.kind === "symlink" ? ", which is not followed" : "";
  return `${quoted(path)} is ${kinds[found.kind]}${why}; replace it with a file, or name another "path"`;
}

/** Why the workflow does not count as reading the file; undefined where it does. */
export function whyUnwired(
  { file, wired, tooLarge }: WorkflowFacts,
  { path, onUnwired }: Wanted,
): string | undefined {
  if (wired) return undefined;
  const fault = tooLarge
    ? `the workflow ${quoted(file)} is larger than 1 MiB, so it does not count as reading ${quoted(path)}`
    : `the workflow ${quoted(file)} never reads ${quoted(path)}`;
  return onUnwired === "fail"
    ? `${fault}, so the push would rebuild the template with the old version; make it read the file, or go on anyway with on-unwired: warn`
    : `${fault}, so the template is rebuilt with the old version; make it read the file`;
}

/** Why the push does not start the workflow; undefined where it does, or may. */
export function whyUnstarted({ file, unstarted }: WorkflowFacts, { onUnwired }: Wanted): string | undefined {
  if (unstarted === undefined) return undefined;
  const fault = `the workflow ${quoted(file)} ${unstarted}`;
  return onUnwired === "fail"
    ? `${fault}, so nothing would rebuild the template; let the push start it, or go on anyway with on-unwired: warn`
    : `${fault}, so nothing rebuilds the template; let the push start it`;
}

/** Why the file is not replaced: it has more than a version. */
export function whyOtherContent(bytes: Uint8Array, { path, onOtherContent }: Wanted): string | undefined {
  const lines = countLines(bytes);
  if (lines <= 1 || onOtherContent === "replace") return undefined;
  return `${quoted(path)} has ${lines} lines that are not blank, and the version would take the place of all; name another "path", or replace it with on-other-content: replace`;
}

function whyTwin(twin: Twin, path: string): string {
  const { asked, there, fits } = twin;
  const name = fits ? `name ${quoted(`${there}${path.slice(asked.length)}`)}` : "name another";
  return `${quoted(asked)} differs from ${quoted(there)}, which is there, only in ${differenceOf(twin)}, and many systems cannot check out both; ${name} in the input "path", or rename what is there`;
}
