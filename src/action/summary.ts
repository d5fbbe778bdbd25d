import { appendFileSync, statSync } from "node:fs";
import { messageOf } from "../base/errors.ts";
import { actionLog } from "./log.ts";

/** A larger summary is refused as a whole by GitHub, in bytes. */
const limit = 1024 * 1024;

/**
 * Appends Markdown to the job summary of this step. What does not fit into a step's 1 MiB is cut at a row, and a sentence
 * says how many are left out. Does nothing where there is no summary (Gitea's runner before 2.0), and only warns when
 * the file cannot be written: a summary is not worth a failed publish.
 *
 * @param markdown makes it, only where there is a summary; texts from outside are escaped in it, and bounded
 */
export async function writeSummary(
  markdown: () => string | Promise<string>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const file = env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  try {
    const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const text = `${await markdown()}\n`;
    const fits = Buffer.byteLength(text) <= limit - used;
    appendFileSync(file, fits ? text : (await import("./cut-summary.ts")).cutSummary(text, limit - used));
  } catch (error) {
    actionLog.warning(`the job summary could not be written: ${messageOf(error)}`);
  }
}
