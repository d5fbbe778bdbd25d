import { recordIn } from "../base/json.ts";
import type { Platform } from "./platform.ts";

/**
 * The platform that an image's config names, with variant, version and features of the system (OCI image
 * configuration); undefined where it names none, as buildkit's attestations do.
 *
 * @param config the bytes of the config, which are data from the network
 */
export function platformIn(config: Uint8Array): Platform | undefined {
  const parsed = recordIn(config);
  if (!parsed) return undefined;
  const { os, architecture, variant } = parsed;
  if (typeof os !== "string" || typeof architecture !== "string" || !os || !architecture) return undefined;
  if (os === "unknown") return undefined;
  const version = parsed["os.version"];
  const features = parsed["os.features"];
  return {
    os,
    architecture,
    ...(typeof variant === "string" && variant && { variant }),
    ...(typeof version === "string" && version && { "os.version": version }),
    ...(Array.isArray(features) &&
      features.every((feature) => typeof feature === "string") &&
      features.length > 0 && { "os.features": features }),
  };
}
