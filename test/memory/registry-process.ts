// A registry in a process of its own, so that its memory is not the measured one. Prints its host and, when it
// was given a size, the digest of an image with one layer of so many bytes.
import { pushLargeImage } from "../support/images.ts";
import { startRegistry } from "../support/registry/index.ts";

const registry = await startRegistry();
const size = Number(process.argv[2] ?? 0);
const image = size > 0 ? await pushLargeImage(registry, "big/app", { size }) : undefined;
process.stdout.write(`${JSON.stringify({ host: registry.host, digest: image?.digest })}\n`);
// Ends with whoever started it.
process.stdin.on("end", () => process.exit()).resume();
