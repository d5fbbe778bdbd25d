import { enumerated } from "../base/enumerated.ts";
import { ReportedError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import { escapeMarkdown, markdownCode, markdownTable } from "../base/markdown.ts";
import { formatSize } from "../base/size.ts";
import { textTable } from "../base/text-table.ts";
import { counted } from "../base/words.ts";
import type { JobAccount } from "./job-account.ts";
import type { Failure } from "./wanted.ts";

/** The outputs of what happened in the job; those that are not known are empty. */
export function accountOutputs({ counts, storeBytes, remaining, fallbacks }: JobAccount) {
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  return {
    hits: text(counts?.hits),
    misses: text(counts?.misses),
    "upstream-bytes": text(counts?.upstreamBytes),
    "served-bytes": text(counts?.servedBytes),
    "stale-served": text(counts?.staleServed),
    fallbacks: text(fallbacks?.length),
    "refused-credentials": text(counts?.refusedCredentials),
    "store-bytes": text(storeBytes),
    "evicted-bytes": text(counts?.evictedBytes),
    "rate-limit-remaining": text(remaining),
  };
}

/** The rows of an account, as a person reads them. */
function rowsOf({ counts, storeBytes, remaining, fallbacks, kept }: JobAccount): [string, string][] {
  const rows: [string, string | undefined][] = [
    ["given from disk", counts && counted(counts.hits, "manifest or blob", "manifests and blobs")],
    ["asked upstream", counts && counted(counts.misses, "manifest or blob", "manifests and blobs")],
    ["bytes given", counts && formatSize(counts.servedBytes)],
    ["bytes from upstream", counts && formatSize(counts.upstreamBytes)],
    ["stale tags", counts && String(counts.staleServed)],
    ["pulls past the mirror", fallbacks === undefined ? "not known" : fallbackWords(fallbacks)],
    ["refused credentials", counts && String(counts.refusedCredentials)],
    ["thrown out", counts && formatSize(counts.evictedBytes)],
    ["store", storeBytes === undefined ? undefined : formatSize(storeBytes)],
    ["kept for later jobs", kept && keptWords(kept)],
    ["pulls left of the limit", remaining === undefined ? undefined : String(remaining)],
  ];
  return rows.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]));
}

const keptWords = ({ bytes, left }: NonNullable<JobAccount["kept"]>) =>
  (bytes === 0 ? "nothing new" : formatSize(bytes)) +
  (left === 0 ? "" : `; ${counted(left, "manifest or blob", "manifests and blobs")} private, and not kept`);

const fallbackWords = (names: readonly string[]) =>
  names.length === 0 ? "none" : `${names.length}: ${enumerated([...new Set(names)])}`;

/** Tells what happened in the job. */
export function tellAccount(account: JobAccount, log: Log): void {
  if (account.counts === undefined) log.info("the mirror does not say what it has done in this job");
  for (const line of textTable([["in this job", ""], ...rowsOf(account)])) log.info(line);
  if ((account.fallbacks?.length ?? 0) > 0)
    log.warning(
      `the engine went past the mirror for ${fallbackWords(account.fallbacks ?? [])}; such pulls are anonymous and count for this host`,
    );
  if ((account.counts?.refusedCredentials ?? 0) > 0)
    log.warning("the registry refuses the mirror's user name and password");
}

/** Squares of the bar in the summary. */
const squares = 20;

/** A bar of what was given from disk against what was asked for upstream; empty where nothing was. */
export function bar(hits: number, misses: number): string {
  if (hits + misses === 0) return "";
  // Something is never shown as nothing.
  const share = Math.round((squares * hits) / (hits + misses));
  const full = Math.min(misses > 0 ? squares - 1 : squares, Math.max(hits > 0 ? 1 : 0, share));
  return "🟩".repeat(full) + "🟧".repeat(squares - full);
}

/** What happened in the job as Markdown for its summary. */
export function accountSummary(account: JobAccount): string {
  const { counts } = account;
  const percent = counts && Math.floor((100 * counts.hits) / Math.max(1, counts.hits + counts.misses));
  const paragraphs = [
    "### Image cache",
    counts === undefined || counts.hits + counts.misses === 0
      ? "Nothing was pulled through the mirror in this job."
      : `${bar(counts.hits, counts.misses)} ${percent} % from disk`,
    markdownTable([
      ["In this job", ""],
      ...rowsOf(account).map(([name, value]) => [escapeMarkdown(name), escapeMarkdown(value)]),
    ]),
    ...((account.fallbacks?.length ?? 0) === 0
      ? []
      : [
          `Pulled past the mirror: ${[...new Set(account.fallbacks)]
            .slice(0, 10)
            .map((name) => markdownCode(name))
            .join(", ")}`,
        ]),
  ];
  return paragraphs.join("\n\n");
}

/** Fails the step where what happened in the job is among `failOn`. @throws ReportedError */
export function requireCached({ fallbacks, counts }: JobAccount, failOn: ReadonlySet<Failure>): void {
  if (failOn.has("fallback") && (fallbacks?.length ?? 0) > 0)
    throw new ReportedError(`the engine went past the mirror for ${fallbackWords(fallbacks ?? [])}`);
  if (failOn.has("credentials") && (counts?.refusedCredentials ?? 0) > 0)
    throw new ReportedError("the registry refuses the mirror's user name and password");
}
