import type { CacheService } from "./service.ts";

/** The cache service that what was pulled is kept in; undefined where nothing is. @throws UserError without one */
export async function persistence(
  persist: "none" | "actions-cache",
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<CacheService | undefined> {
  if (persist === "none") return undefined;
  const { cacheService } = await import("./service.ts");
  return cacheService(env, fetch, signal);
}
