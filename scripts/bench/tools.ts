import { imgpub, type Tool } from "../../test/support/scenarios/tool.ts";
import { installedPeers, peer } from "./peers.ts";
import { timed } from "./process.ts";

/** Options that make bash run publish-index and tell what it took. */
export const timedNode = { node: "bash", nodeArgs: [...timed, process.execPath], timeoutMs: 300_000 };

/** imgpub, then every peer that is installed. */
export const tools = (): readonly Tool[] => [imgpub(timedNode), ...installedPeers().map(peer)];
