import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../peers.ts";

/** The command of soci that converts every image of an OCI layout, and writes another. `folder` is for its own files. */
export const convertCommand = (folder: string, from: string, to: string): Command => [
  ...["soci", "--content-store", "soci", "--root", join(folder, "root")],
  ...["convert", "--standalone", "--all-platforms", "--format", "oci-dir", from, to],
];

/** The environment of skopeo and soci, which keep what they need on the way below a folder. */
export function toolEnvironment(folder: string): NodeJS.ProcessEnv {
  const TMPDIR = join(folder, "tmp");
  mkdirSync(TMPDIR, { recursive: true });
  // soci writes times in the zone of the machine.
  return { PATH: process.env.PATH, HOME: folder, TMPDIR, TZ: "UTC", LANG: "C.UTF-8" };
}
