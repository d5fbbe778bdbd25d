import { setTimeout as sleep } from "node:timers/promises";
import { unverifiedByGitea } from "../auth.ts";
import type { Call, Reply } from "../types.ts";

/** Milliseconds a write takes in the gitea flavour: the window in which a second one collides. */
const writeMs = 10;

/** What Gitea answers then: its log says "package version already exists" or "database is locked", its body nothing. */
export const giteaCollision: Reply = { status: 500, headers: {} };

/** What Gitea answers to anything about an owner that there is not. */
export const noSuchOwner: Reply = {
  status: 404,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: Buffer.from("404 Not found.\n"),
};

/**
 * Gitea and Forgejo keep every manifest as a package version; two puts to one repository at a time collide
 * (go-gitea/gitea#29563).
 */
export function collisions(): (name: string, work: () => Promise<Reply>) => Promise<Reply> {
  const busy = new Set<string>();
  return async (name, work) => {
    if (busy.has(name)) return giteaCollision;
    busy.add(name);
    try {
      const reply = await work();
      await sleep(writeMs);
      return reply;
    } finally {
      busy.delete(name);
    }
  };
}

/** Whether Gitea writes to its database for a request: for a token it notes that the credentials were used. */
export function writesToGitea({ method, kind }: Call): boolean {
  return kind === "token" || (method !== "GET" && method !== "HEAD");
}

/** One write at a time in the whole server, whatever it writes; what comes meanwhile fails at once. */
export function oneWriter(): (call: Call, work: () => Promise<Reply>) => Promise<Reply> {
  const alone = collisions();
  return async (call, work) => {
    const reply = await alone("", work);
    return reply === giteaCollision && call.kind === "token" ? unverifiedByGitea : reply;
  };
}
