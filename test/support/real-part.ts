import { spawnSync } from "node:child_process";

/** Programs that are not ours and that some tests put us up against. */
export type RealPart =
  | "docker-registry"
  | "skopeo"
  | "docker"
  | "act"
  | "gitea-runner"
  | "forgejo-runner"
  | "actionlint"
  | "zizmor";

/** The programs of each part: the engine is a daemon that the client alone is no use without. */
const programs: Readonly<Record<RealPart, readonly string[]>> = {
  "docker-registry": ["docker-registry"],
  skopeo: ["skopeo"],
  docker: ["docker", "dockerd"],
  act: ["act"],
  "gitea-runner": ["gitea-runner"],
  "forgejo-runner": ["forgejo-runner"],
  actionlint: ["actionlint"],
  zizmor: ["zizmor"],
};

/** Where Debian keeps daemons, which is not in every user's PATH. */
export const withDaemons = (path = process.env.PATH ?? ""): string =>
  path === "" ? path : `${path}:/usr/sbin`;

/** Whether every program of a part can be run at all. */
export function hasRealPart(name: RealPart): boolean {
  const env = { ...process.env, PATH: withDaemons() };
  return programs[name].every(
    (program) => spawnSync(program, ["--version"], { stdio: "ignore", env }).status === 0,
  );
}

export type Availability = "present" | "skip" | "fail";

/**
 * A missing part is a skip, unless `IMGPUB_REQUIRE_REAL=1` demands it. It demands all but those that `IMGPUB_WITHOUT`
 * lists, separated by commas: what cannot be had on a machine stays a skip in plain sight there.
 */
export function availability(
  missing: readonly string[],
  required: string | undefined,
  without: string | undefined,
): Availability {
  if (missing.length === 0) return "present";
  return required === "1" && demanded(missing, without).length > 0 ? "fail" : "skip";
}

/** The missing parts that are not excused. */
export function demanded(missing: readonly string[], without = ""): readonly string[] {
  const excused = without.split(",").map((name) => name.trim());
  return missing.filter((name) => !excused.includes(name));
}
