import { createHash } from "node:crypto";
import { ReportedError } from "../../base/errors.ts";
import { type HostSession, hasFailed } from "../../docker/host/ask-host.ts";
import { reserveOf } from "../../docker/own-paths.ts";
import { type Ledger, ledgersText, parseLedgers } from "./ledger.ts";

/** Bytes that are set aside for a ledger on a full disk: that of some 1,000 images. */
const reserveBytes = 4 << 20;

/** How often the file is written again where another engine's run was quicker. */
const mostTries = 5;

/** What the file held. */
export interface LedgerFile {
  readonly ledgers: ReadonlyMap<string, Ledger>;
  /** SHA-256 of its text as hex; null where there is no file. */
  readonly hash: string | null;
}

/** @throws ReportedError where it is there and cannot be read */
export async function readLedger(host: HostSession, path: string): Promise<LedgerFile> {
  const [file] = await host.ask([{ do: "read", path }]);
  if (hasFailed(file)) throw new ReportedError(`the ledger ${path} cannot be read: ${file.failed}`);
  const hash = file.text === undefined ? null : createHash("sha256").update(file.text).digest("hex");
  return { ledgers: parseLedgers(file.text), hash };
}

/**
 * Puts an engine's ledger into the file, beside those of others, which may have been written since. On a full disk the
 * space that was set aside is taken.
 *
 * @throws ReportedError where it cannot be written
 */
export async function writeLedger(host: HostSession, path: string, own: Ledger): Promise<void> {
  let isReserveLeft = true;
  for (let tries = 0; tries < mostTries; tries++) {
    const { ledgers, hash } = await readLedger(host, path);
    const text = ledgersText(ledgers, own);
    const [written] = await host.ask([{ do: "write", path, text, mode: 0o644, ifSha256: hash }]);
    if (hasFailed(written)) {
      if (written.code !== "ENOSPC" || !isReserveLeft)
        throw new ReportedError(`the ledger ${path} cannot be written: ${written.failed}`);
      isReserveLeft = false;
      await host.ask([{ do: "remove", path: reserveOf(path) }]);
    } else if (written.written) return;
  }
  throw new ReportedError(`the ledger ${path} is being written by others all the time`);
}

/** Sets space aside for the next time that the disk is full; where there is none now, that is no matter. */
export async function setAside(host: HostSession, path: string): Promise<void> {
  await host.ask([{ do: "reserve", path: reserveOf(path), bytes: reserveBytes }]);
}
