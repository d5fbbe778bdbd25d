import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { messageOf, placed, ReportedError, UserError } from "../base/errors.ts";
import { bounded, oneLine, quoted } from "../base/text.ts";
import { type MirrorConfig, parseConfig } from "./config.ts";
import { startEngine } from "./engine.ts";

/** One line, whatever is in it. */
function line(text: string): string {
  return `${bounded(oneLine(text), 2_000)}\n`;
}

/**
 * Reads the file of settings.
 *
 * @throws {UserError} where others than its owner may read the password, among others
 */
function readConfig(path: string): MirrorConfig {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch (error) {
    throw new UserError(`the settings ${quoted(path)} cannot be read (${messageOf(error)})`);
  }
  try {
    const { mode } = fstatSync(fd);
    const config = placed(`${quoted(path)}: `, () => parseConfig(readFileSync(fd, "utf8")));
    if (config.password !== undefined && (mode & 0o077) !== 0)
      throw new UserError(
        `the settings ${quoted(path)} hold a password, and have the mode ${(mode & 0o777).toString(8)}; expected 600`,
      );
    return config;
  } finally {
    closeSync(fd);
  }
}

function configPath(): string {
  const usage = "expected --config FILE";
  try {
    const { config } = parseArgs({ options: { config: { type: "string" } } }).values;
    if (config) return config;
  } catch (error) {
    throw new UserError(`${messageOf(error)}; ${usage}`);
  }
  throw new UserError(`the settings are not given; ${usage}`);
}

async function main(): Promise<void> {
  const config = readConfig(configPath());
  const engine = await startEngine(config, (text) => process.stderr.write(line(text)));
  const stop = () => {
    void engine.close().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
  // Last: whoever reads it may end it at once.
  process.stdout.write(`listening on http://127.0.0.1:${engine.port}\n`);
}

main().catch((error: unknown) => {
  const what =
    error instanceof ReportedError ? error.message : `a mistake in the engine: ${messageOf(error)}`;
  process.stderr.write(line(what));
  process.exitCode = 1;
});
