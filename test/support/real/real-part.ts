import { spawnSync } from "node:child_process";
import semver from "semver";

/** Programs that are not ours and that some tests put us up against. */
export type RealPart =
  | "docker-registry"
  | "distribution"
  | "skopeo"
  | "newer-skopeo"
  | "docker"
  | "docker-26"
  | "docker-28"
  | "act"
  | "gitea-runner"
  | "forgejo-runner"
  | "actionlint"
  | "go-yaml"
  | "crane"
  | "oras"
  | "zizmor"
  | "soci"
  | "oci-conformance"
  | "python3"
  | "chromium";

/** The programs of each part: the engine is a daemon that the client alone is no use without. */
const programs: Readonly<Record<RealPart, readonly string[]>> = {
  "docker-registry": ["docker-registry"],
  distribution: ["distribution"],
  skopeo: ["skopeo"],
  "newer-skopeo": ["newer-skopeo"],
  docker: ["docker", "dockerd"],
  "docker-26": ["dockerd-26"],
  "docker-28": ["dockerd-28"],
  act: ["act"],
  "gitea-runner": ["gitea-runner"],
  "forgejo-runner": ["forgejo-runner"],
  actionlint: ["actionlint"],
  "go-yaml": ["go-yaml"],
  zizmor: ["zizmor"],
  crane: ["crane"],
  oras: ["oras"],
  soci: ["soci", "soci-reader"],
  "oci-conformance": ["oci-conformance"],
  python3: ["python3"],
  chromium: ["chromium"],
};

/** What makes a program tell its version, where that is not `--version`. */
const versionCommands: Partial<Readonly<Record<RealPart, string>>> = { crane: "version", oras: "version" };

/** For a program that tells no version, and would do what it does: it ends at once for this one, which it does not know. */
const unknownVersion = { OCI_VERSION: "none" };

/**
 * Versions before which a part is as good as missing: this act is the first to know `node24`, and before this skopeo some
 * lost the artifact types of an index.
 */
const oldest: Partial<Readonly<Record<RealPart, string>>> = { act: "0.2.82", "newer-skopeo": "1.18.0" };

/** The part, and from which version on where that matters. */
export const described = (name: RealPart): string => {
  const version = oldest[name];
  return version === undefined ? name : `${name} from ${version} on`;
};

/** Where Debian keeps daemons, which is not in every user's PATH. */
export const withDaemons = (path = process.env.PATH ?? ""): string =>
  path === "" ? path : `${path}:/usr/sbin`;

/** Whether every program of a part can be run at all, and is new enough. */
export function hasRealPart(name: RealPart, from = oldest[name] ?? "0.0.0"): boolean {
  const env = { ...process.env, PATH: withDaemons(), ...unknownVersion };
  return programs[name].every((program) => {
    const { status, stdout } = spawnSync(program, [versionCommands[name] ?? "--version"], {
      encoding: "utf8",
      env,
    });
    return status === 0 && semver.gte(semver.coerce(stdout) ?? "0.0.0", from);
  });
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
export function demanded<Name extends string>(missing: readonly Name[], without = ""): readonly Name[] {
  const excused = without.split(",").map((name) => name.trim());
  return missing.filter((name) => !excused.includes(name));
}
