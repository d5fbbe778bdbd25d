import { nearest } from "../base/nearest.ts";
import { isYaml } from "./files.ts";

/** What a folder of workflows has under a name. */
export interface NamedWorkflow {
  /** The name of the file: the one asked for, or the same with the other ending of YAML; undefined where neither is. */
  readonly name: string | undefined;
  /** Where there is none, a name that may have been meant. */
  readonly near: string | undefined;
}

/**
 * Finds a workflow by its file name: forges read `.yml` and `.yaml` alike, so that the one counts where the other is
 * missing.
 *
 * @param names of the files in the folder
 */
export function namedWorkflow(wanted: string, names: readonly string[]): NamedWorkflow {
  const other = /\.yml$/.test(wanted) ? wanted.replace(/\.yml$/, ".yaml") : wanted.replace(/\.yaml$/, ".yml");
  const name = [wanted, other].find((one) => names.includes(one));
  const [near] = name === undefined ? nearest(wanted, names.filter(isYaml), 1, wanted.length / 2) : [];
  return { name, near };
}
