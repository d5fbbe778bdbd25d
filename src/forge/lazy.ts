import type { Forge } from "./forge.ts";
import type { OpenForgeOptions } from "./open.ts";

export interface LazyForgeOptions extends Omit<OpenForgeOptions, "fetch"> {
  /** Makes the `fetch`, when it is needed. */
  readonly fetch: () => Promise<typeof globalThis.fetch>;
}

/** The forge, loaded and opened when it is first asked for, and then kept. */
export function lazyForge(
  { fetch, ...options }: LazyForgeOptions,
  signal: AbortSignal,
): () => Promise<Forge> {
  const open = async () => {
    const { openForge } = await import("./open.ts");
    return openForge({ ...options, fetch: await fetch() }, signal);
  };
  let forge: Promise<Forge> | undefined;
  return () => {
    forge ??= open();
    return forge;
  };
}
