import { parseArgs } from "node:util";
import { messageOf, ReportedError, UserError } from "../../src/base/errors.ts";
import { type ReleaseOptions, release } from "./release.ts";
import { reportOf } from "./report.ts";

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        "dry-run": { type: "boolean" },
        remote: { type: "string" },
        branch: { type: "string" },
      },
    });
    const [version, ...more] = positionals;
    if (more.length > 0) throw new Error(`there is more than one version: ${positionals.join(" and ")}`);
    return { version, ...values };
  } catch (error) {
    const [first = ""] = messageOf(error).split(". ");
    throw new UserError(`${first}; accepted are a version, --dry-run, --remote <name> and --branch <name>`);
  }
}

/**
 * Releases what is checked out in the current folder, and says what came of it.
 *
 * @returns the exit code
 */
export async function main(args: readonly string[], staleDist: ReleaseOptions["staleDist"]): Promise<number> {
  try {
    const { version, remote, branch, "dry-run": dryRun } = readArguments(args);
    const released = await release({ folder: process.cwd(), version, remote, branch, dryRun, staleDist });
    for (const line of reportOf(released)) console.log(line);
    return 0;
  } catch (error) {
    if (!(error instanceof ReportedError)) throw error;
    console.error(error.message);
    return 1;
  }
}
