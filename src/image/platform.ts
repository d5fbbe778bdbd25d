/** The `platform` of a descriptor, property for property as in the OCI image index. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly "os.version"?: string;
  readonly "os.features"?: readonly string[];
}

/** The text of a platform, from which parsePlatform reads it again; features are sorted, once each. */
export function formatPlatform(platform: Platform): string {
  const version = encode(platform["os.version"] ?? "");
  const named = new Set(platform["os.features"]?.filter((feature) => feature !== ""));
  const features = [...named].sort().map((feature) => `+${encode(feature)}`);
  const options = `${version}${features.join("")}`;
  const os = `${platform.os}${options === "" ? "" : `(${options})`}`;
  return [os, platform.architecture, ...(platform.variant ? [platform.variant] : [])].join("/");
}

/**
 * One text for all spellings of a platform, to compare by: `linux/arm64/v8` and `linux/aarch64` are
 * `linux/arm64`, `linux/arm` is `linux/arm/v7`, `linux/amd64/v1` is `linux/amd64` (containerd's rules).
 * Version and features of the operating system count.
 */
export function platformKey(platform: Platform): string {
  return formatPlatform(normalizePlatform(platform));
}

/** A platform as containerd's `platforms.Normalize` spells it, and so buildx, for clients that compare letter by letter. */
export function normalizePlatform({ variant: written, ...platform }: Platform): Platform {
  const { architecture, variant } = normalizeMachine(platform.architecture, written ?? "");
  return { ...platform, os: normalizeOs(platform.os), architecture, ...(variant !== "" && { variant }) };
}

/** An operating system by its usual name. */
export function normalizeOs(os: string): string {
  const lower = os.toLowerCase();
  return lower === "macos" ? "darwin" : lower;
}

/** An architecture and variant by containerd's uniform names; the default variant is empty. */
export function normalizeMachine(arch: string, variant: string): { architecture: string; variant: string } {
  const architecture = arch.toLowerCase();
  const v = variant.toLowerCase();
  switch (architecture) {
    case "i386":
      return { architecture: "386", variant: "" };
    case "x86_64":
    case "x86-64":
    case "amd64":
      return { architecture: "amd64", variant: v === "v1" ? "" : v };
    case "aarch64":
    case "arm64":
      if (/^(?:8|v8|v8\.0)$/.test(v)) return { architecture: "arm64", variant: "" };
      return { architecture: "arm64", variant: /^(?:9|9\.0|v9\.0)$/.test(v) ? "v9" : v };
    case "armhf":
      return { architecture: "arm", variant: "v7" };
    case "armel":
      return { architecture: "arm", variant: "v6" };
    case "arm":
      return { architecture, variant: v === "" ? "v7" : /^[5-8]$/.test(v) ? `v${v}` : v };
    default:
      return { architecture, variant: v };
  }
}

function encode(option: string): string {
  return encodeURIComponent(option.toWellFormed()).replace(
    /[!'()*~]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
