import { spawnSync } from "node:child_process";

/** Programs that are not ours and that some tests put us up against. */
export type RealPart = "docker-registry" | "skopeo" | "docker" | "act" | "gitea-runner" | "forgejo-runner";

/** The programs of each part: the engine is a daemon that the client alone is no use without. */
const programs: Readonly<Record<RealPart, readonly string[]>> = {
  "docker-registry": ["docker-registry"],
  skopeo: ["skopeo"],
  docker: ["docker", "dockerd"],
  act: ["act"],
  "gitea-runner": ["gitea-runner"],
  "forgejo-runner": ["forgejo-runner"],
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

/** A missing part is a skip, unless `IMGPUB_REQUIRE_REAL=1` demands it. */
export function availability(present: boolean, required: string | undefined): Availability {
  return present ? "present" : required === "1" ? "fail" : "skip";
}
