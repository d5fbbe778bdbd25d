import { appendFileSync, statSync } from "node:fs";
import { warning } from "@actions/core";
import { messageOf } from "../base/errors.ts";

/** A larger summary is refused as a whole by GitHub, in bytes. */
const limit = 1024 * 1024;

/**
 * Appends Markdown to the job summary of this step. What does not fit into a step's 1 MiB is cut at the end of a line,
 * and a note says so. Does nothing where there is no summary (Gitea's runner before 2.0), and only warns when the file
 * cannot be written: a summary is not worth a failed publish.
 *
 * @param markdown makes it, only where there is a summary
 */
export async function writeSummary(
  markdown: () => string | Promise<string>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const file = env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  try {
    const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    appendFileSync(file, cut(`${await markdown()}\n`, limit - used));
  } catch (error) {
    warning(`the job summary was not written: ${messageOf(error)}`);
  }
}

function cut(markdown: string, bytes: number): string {
  const text = Buffer.from(markdown);
  if (text.length <= bytes) return markdown;
  const note = "\n\n_The rest does not fit into the summary; the log has all of it._\n";
  const end = text.lastIndexOf("\n", Math.max(0, bytes - note.length));
  return bytes < note.length ? "" : text.toString("utf8", 0, Math.max(0, end)) + note;
}
