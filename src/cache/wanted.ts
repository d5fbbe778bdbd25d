import { UserError } from "../base/errors.ts";
import { parseSize } from "../base/size.ts";
import { quoted } from "../base/text.ts";
import type { MinFree } from "../mirror/config.ts";

/** The mirror that is to run on the host. */
export interface WantedMirror {
  readonly upstream: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Bytes. */
  readonly maxSize: number;
  readonly minFree: MinFree;
  /** The folder on the host. */
  readonly store: string;
  readonly port: number;
  /** ms. */
  readonly stale: number;
}

/** What is to be the case. */
export interface Wanted {
  /** Undefined where somebody else's is used. */
  readonly mirror: WantedMirror | undefined;
  /** The address that the engine is to ask, without a slash at its end. */
  readonly url: string;
  /** The engine's settings on the host; undefined where they are looked for. */
  readonly daemonConfig: string | undefined;
  /** The reference that is pulled to see whether pulls go through the mirror; undefined for none. */
  readonly verifyImage: string | undefined;
}

/** What makes the step fail. */
export const failures = ["bypass", "fallback", "credentials", "drift", "never"] as const;
export type Failure = (typeof failures)[number];

/** Both or neither. @throws UserError naming the one that is missing */
export function readLogin(
  username: string | undefined,
  password: string | undefined,
): { readonly username: string | undefined; readonly password: string | undefined } {
  if (username === undefined && password !== undefined)
    throw new UserError('input "username": is missing beside "password"; expected both or neither');
  if (username !== undefined && password === undefined)
    throw new UserError('input "password": is missing beside "username"; expected both or neither');
  return { username, password };
}

/** Reads what is to stay free: a share such as `10%`, or a size such as `20GB`. @throws UserError otherwise */
export function readMinFree(text: string): MinFree {
  const share = /^\s*(\d{1,2})\s*%\s*$/.exec(text)?.[1];
  if (share !== undefined) return { percent: Number(share) };
  try {
    return { bytes: parseSize(text) };
  } catch {
    throw new UserError(
      `${quoted(text.trim(), 60)} is neither a share nor a size; expected such as 10% or 20GB`,
    );
  }
}

/**
 * Reads the address of a mirror: a host and a port. The engine refuses a path and a user name (moby, `ValidateMirror`).
 *
 * @throws UserError for any other
 */
export function readMirrorUrl(text: string): string {
  const expected = "expected such as http://127.0.0.1:5000 or https://mirror.lan, without a path";
  if (text.includes("@")) throw new UserError(`has credentials in it, which the engine refuses; ${expected}`);
  if (!/^https?:\/\/[^/\\?#\s]+\/?$/i.test(text) || !URL.canParse(text))
    throw new UserError(`${quoted(text, 200)} is not the address of a mirror; ${expected}`);
  return new URL(text).origin;
}

/** Reads the list of what makes the step fail. @throws UserError for another word, or for `never` beside others */
export function readFailOn(words: readonly string[]): ReadonlySet<Failure> {
  for (const word of words)
    if (!failures.some((one) => one === word))
      throw new UserError(`${quoted(word, 60)} is unknown; expected some of ${failures.join(", ")}`);
  if (words.includes("never") && words.length > 1)
    throw new UserError(
      `"never" stands beside others; expected it alone, or some of ${failures.slice(0, -1).join(", ")}`,
    );
  return new Set(words as Failure[]);
}

/**
 * A folder on the host for the store.
 *
 * @throws UserError where it is no absolute path, or too near to the root to be anybody's own
 */
export function readStore(text: string): string {
  const path = text.replace(/\/+$/, "");
  const [first, ...names] = path.split("/");
  // A name is the host's own, and neither ends a path in an option of a container's nor leads out of its folder.
  const isPlain = names.every(
    (name) => name !== "" && name !== "." && name !== ".." && !/[:,\s\0]/.test(name),
  );
  if (first === "" && names.length >= 2 && isPlain) return path;
  throw new UserError(
    `${quoted(text, 200)} is not a folder for the store; expected an absolute path such as /var/lib/imgpub/mirror`,
  );
}
