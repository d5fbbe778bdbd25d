import { onTestFinished } from "vitest";
import type { Environment } from "../../src/forge/detect.ts";
import type { Forge } from "../../src/forge/forge.ts";
import { openForge } from "../../src/forge/open.ts";
import type { Clock } from "../../src/retry/clock.ts";
import { type FakeForge, type ForgeOptions, startForge } from "../support/forge/forge.ts";
import type { FakeRepository } from "../support/forge/repository.ts";

export const token = "s3cret-token/with+odd=characters";
export const repository = { owner: "acme", name: "app" };
export const never = new AbortController().signal;

/** A clock that does not wait: it notes how long it was asked to, and moves on by that. */
export function impatientClock(): Clock & { readonly sleeps: number[] } {
  const sleeps: number[] = [];
  let now = 0;
  return {
    sleeps,
    now: () => now,
    random: () => 0.5,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      sleeps.push(ms);
      now += ms;
    },
  };
}

export interface Kit {
  readonly fake: FakeForge;
  readonly serverUrl: string;
  readonly repo: FakeRepository;
  readonly clock: ReturnType<typeof impatientClock>;
  /** All that was logged, debug lines included. */
  readonly lines: string[];
  open(more?: { environment?: Environment; token?: string; deadlineMs?: number }): Promise<Forge>;
}

/** A fake forge with the repository `acme/app`, and the client for it. */
export async function kit(options: Omit<ForgeOptions, "token"> & { readonly token?: string }): Promise<Kit> {
  const running = await startForge({ token, ...options });
  onTestFinished(running.close);
  const clock = impatientClock();
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const log = { info: note, debug: note, notice: note, warning: note };
  return {
    fake: running.forge,
    serverUrl: running.serverUrl,
    repo: running.forge.repository("acme/app"),
    clock,
    lines,
    open: (more = {}) =>
      openForge({ serverUrl: running.serverUrl, token, environment: {}, log, clock, ...more }, never),
  };
}

/** The error that a promise rejects with. */
export async function failure(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it did not fail");
}

/** Every product and version with a way of its own. */
export const servers: readonly Omit<ForgeOptions, "token">[] = [
  { product: "gitea", version: "1.22.6" },
  { product: "gitea", version: "1.24.7" },
  { product: "gitea", version: "1.25.4" },
  { product: "gitea", version: "1.26.3" },
  { product: "forgejo", version: "11.0.15+gitea-1.22.0" },
  { product: "forgejo", version: "15.0.3+gitea-1.22.0" },
  { product: "github" },
];
