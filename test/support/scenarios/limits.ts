import type { PeerName } from "./tool.ts";

/** So many times what a peer takes in the same run. */
export interface Ratio {
  readonly times: number;
  readonly peer: PeerName;
}

/** What no figure may exceed, in the figure's own unit. */
export type Limit = number | Ratio;

const ofCrane = (times: number): Ratio => ({ times, peer: "crane" });
const ofOras = (times: number): Ratio => ({ times, peer: "oras" });

/**
 * Every limit that imgpub promises to keep, in one place: the tests in test/figures, `npm run bench` and the table in
 * docs/figures.md go by it. `path` is the critical path in requests, `seconds` is what elapses, `processor` counts seconds on
 * all processors, `memory` is resident at its peak, in MiB.
 */
export const limits = {
  sameRepository: { requests: 15, path: 7, connections: 6, seconds: ofOras(1), processor: 0.2 },
  sameRepositoryByTls: { seconds: ofOras(1) },
  sameRepositoryAgain: { requests: 9, path: 5, connections: 4 },
  otherRepository: { requests: 49, path: 12 },
  otherRepositoryAgain: { requests: 15 },
  otherRegistry: { requests: 110, path: 20 },
  otherRegistryAgain: { requests: 15 },
  fourImages: { requests: 17, path: 7, seconds: ofOras(1), processor: 0.2 },
  manyTargets: { requests: 755, path: 60, connections: 48, processor: ofOras(1.5) },
  largeLayer: { seconds: ofCrane(1), processor: ofCrane(1.5), memory: 80 },
  /** Kilobytes of an entry and the chunks that it always loads; milliseconds beyond a Node.js that does nothing. */
  action: { kilobytes: 110, milliseconds: 20 },
  /** Requests of a template; per cent of the bytes of a clone; round trips ÷ those of a plain script. */
  cascade: { unchanged: 6, updated: 10, percentOfClone: 1, roundTripsOfScript: 0.15 },
  /**
   * Requests for three scopes of runners; round trips for 1,000 runners; seconds for 300 workflows beyond one; requests for
   * 49 waiting jobs of a repository.
   */
  lane: { threeScopes: 4, thousandRunners: 8, manyFiles: 1, watched: 4 },
  /** Requests ÷ those of one run without a limit; what elapses ÷ what the limit lets so many requests take; lost targets. */
  shards: { requests: 1, elapsed: 1.15, lost: 0 },
  /**
   * Processor time ÷ that of soci; milliseconds that the event loop is blocked at a time; what elapses ÷ what it takes
   * skopeo and soci. Bytes of layers that are read again; files on disk; modules loaded by who does not ask for it.
   */
  soci: { processor: 1, blocked: 20, elapsed: 0.5, layerBytesAgain: 0, files: 0, modules: 0 },
  /**
   * Bytes of blobs from upstream ÷ the image's; downloads of a blob for four clients; requests and bytes of a second pull by
   * tag, requests of one by digest, bytes of the same layers elsewhere; what elapses and processor time ÷ distribution 3's;
   * megabytes over the cap in a storm, pulls that are not good, megabytes of memory, kilobytes of the program.
   */
  mirror: {
    coldBytes: 1,
    downloads: 1,
    warmRequests: 1,
    warmBytes: 0,
    byDigest: 0,
    otherBytes: 0,
    elapsed: 1.1,
    processor: 1,
    over: 1,
    failed: 0,
    memory: 120,
    kilobytes: 100,
  },
  /** Of a host where all is as it is to be: steps done, settings written and read; seconds beyond those of the start. */
  imageCache: { changes: 0, seconds: 2 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Limit>>>>;
