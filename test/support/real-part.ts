import { spawnSync } from "node:child_process";

/** Programs that are not ours and that some tests put us up against. */
export type RealPart = "docker-registry" | "skopeo" | "docker";

/** Whether the program can be run at all. */
export function hasRealPart(name: RealPart): boolean {
  return spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0;
}

export type Availability = "present" | "skip" | "fail";

/** A missing part is a skip, unless `IMGPUB_REQUIRE_REAL=1` demands it. */
export function availability(present: boolean, required: string | undefined): Availability {
  return present ? "present" : required === "1" ? "fail" : "skip";
}
