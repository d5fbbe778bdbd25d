import { execFile } from "node:child_process";

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. @throws Error with all it said when it fails */
export function run(program: string, args: readonly string[]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 16 << 20, timeout: 600_000 }, (error, stdout, stderr) => {
      if (!error) return resolve({ stdout, stderr });
      // Without the arguments, which may hold a password.
      reject(new Error(`${program} ${args[0]} failed: ${stderr}${stdout}`));
    });
  });
}
