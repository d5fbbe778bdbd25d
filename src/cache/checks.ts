import { UserError } from "../base/errors.ts";
import { formatSize } from "../base/size.ts";
import type { FileSystemAnswer } from "../docker/host/ask-host.ts";
import type { WantedMirror } from "./wanted.ts";

/** The share of a file system that a store may have. */
const mostOfDisk = 0.8;

/** The number of tmpfs (statfs(2)), which is the host's memory. */
const tmpfs = 0x01021994;

/**
 * Whether the store fits where it is to be.
 *
 * @throws UserError naming the input, what was found and what is accepted
 */
export function checkStore(
  { store, maxSize }: WantedMirror,
  disk: FileSystemAnswer | undefined,
  rootFolder: string,
): void {
  if (`${store}/`.startsWith(`${rootFolder}/`))
    throw new UserError(
      `input "store": ${store} lies within the engine's own folder ${rootFolder}; expected a folder elsewhere`,
    );
  if (!disk) return;
  if (disk.type === tmpfs)
    throw new UserError(`input "store": ${store} lies in the host's memory; expected a folder on a disk`);
  const most = Math.floor(disk.total * mostOfDisk);
  if (maxSize > most)
    throw new UserError(
      `input "max-size": ${formatSize(maxSize)} does not fit on the disk of ${store} ` +
        `(${formatSize(disk.total)}, ${formatSize(disk.available)} free); expected at most ${formatSize(most)}`,
    );
}
