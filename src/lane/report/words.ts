import { couldAsk, type Verdict } from "../verdict.ts";

// What annotations, the log and the summary say in the same words.

/** A file that could not be judged. */
export function unjudged({ message }: Verdict["problems"][number]): string {
  return `this cannot be judged: ${message}`;
}

/** The status, which is never told alone where jobs could ask for anything. */
export function statusInWords({ status, unresolved }: Verdict): string {
  return unresolved.length === 0 ? status : `${status}, ${couldAsk(unresolved)}`;
}

/** What a verdict rests on, as a clause. */
export function judgedBy({ evidence, sampledAt }: Verdict): string {
  return `judged by ${evidence}${sampledAt === undefined ? "" : `, sampled at ${sampledAt.toISOString()}`}`;
}

/** A clause for each scope whose runners were not read. */
export function unreadScopes({ scopes }: Verdict): string[] {
  return scopes
    .filter(({ state }) => state !== "read")
    .map(({ scope, name, reason }) => `the runners of the ${scope} ${name} were not read: ${reason}`);
}
