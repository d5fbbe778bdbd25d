import { randomUUID } from "node:crypto";
import { withTrailer } from "../inputs/commit-message.ts";

const token = "Imgpub-Commit";

/** The trailer by which a commit that the server named is found. Nobody else's has the same one. */
export function newMark(): string {
  return markOf(randomUUID());
}

/** The random part of a mark. */
export function markId(mark: string): string {
  return mark.slice(token.length + 2);
}

/** The mark with a random part. */
export function markOf(id: string): string {
  return `${token}: ${id}`;
}

export function marked(message: string, mark: string): string {
  return withTrailer(message, mark);
}

/** Whether a commit's message ends with a mark. */
export function hasMark(message: string): boolean {
  return new RegExp(`^${token}: [\\da-f-]{36}$`).test(message.trimEnd().split("\n").at(-1) ?? "");
}
