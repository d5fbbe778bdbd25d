import { error, notice, warning } from "@actions/core";
import type { Annotation } from "../base/annotation.ts";
import { bounded } from "../base/text.ts";
import { annotated, broken } from "./log.ts";

/** Marks a place in a file of the repository. Only GitHub shows it there; elsewhere it is a line of the log. */
export function annotate({ level, message, file, line, column }: Annotation): void {
  const say = { error, warning, notice }[level];
  const [path, text] = [broken(bounded(file, 300)), bounded(message, 1_000)];
  // The place is in the text too, for runners that show nothing but that.
  say(annotated(`${path}:${line}:${column}: ${text}`), { file: path, startLine: line, startColumn: column });
}
