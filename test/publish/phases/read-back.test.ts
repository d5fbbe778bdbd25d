import { expect, test } from "vitest";
import { sha256 } from "../../../src/image/digest.ts";
import { imageIndex, imageManifest } from "../../../src/image/media-types.ts";
import type { MergedIndex } from "../../../src/image/merge-index.ts";
import type { Kit } from "../../../src/publish/kit.ts";
import { readBack } from "../../../src/publish/phases/read-back.ts";
import type { DestinationProgress, TagProgress } from "../../../src/publish/progress.ts";
import { Recorder } from "../../../src/publish/recorder.ts";
import type { TagState } from "../../../src/publish/target.ts";
import { FastClock } from "../../registry/clocks.ts";

const child = sha256("an image");
const index: MergedIndex = {
  ...{ digest: sha256("an index"), mediaType: imageIndex, bytes: new Uint8Array() },
  entries: [{ descriptor: { mediaType: imageManifest, digest: child, size: 1 }, from: [] }],
  ...{ platforms: [], dropped: [], notices: [], promoted: false },
};

function destination(more: Partial<DestinationProgress>, ...states: TagState[]): DestinationProgress {
  const tags = states.map(
    (state, at): TagProgress => ({
      reference: { registry: "a.io", repository: "app", tag: String(at) },
      ...{ moving: false, held: undefined, decision: "keep", state },
    }),
  );
  return { registry: "a.io", repository: "app", begun: false, settled: false, ...more, tags };
}

/** Which destinations' images were looked for. */
async function lookedFor(...destinations: readonly DestinationProgress[]) {
  const clock = new FastClock();
  const { signal } = new AbortController();
  const looked: string[] = [];
  const waiter = { ready: async (at: { repository: string }) => void looked.push(at.repository) };
  const kit = { client: { clock }, waiter, options: { waitTimeout: 1_000 }, signal } as unknown as Kit;
  const block = { info() {}, notice() {}, warning() {}, end() {} };
  const recorder = new Recorder("app", () => block, clock, 0, signal);
  await readBack({ destinations, wrote: true }, index, kit, recorder);
  return { looked, outcome: recorder.phases[0]?.outcome };
}

test("where no tag was moved, images are read back of what was begun before and has not failed", async () => {
  const named = (repository: string, more: Partial<DestinationProgress>, ...states: TagState[]) =>
    destination({ repository, ...more }, ...states);
  expect(
    await lookedFor(
      named("begun", { begun: true }),
      named("unchanged", { begun: true }, "unchanged"),
      named("not-begun", { begun: false }, "kept"),
      named("failed", { begun: true, error: new Error("no") }, "failed"),
    ),
  ).toEqual({ looked: ["begun", "unchanged"], outcome: "0 of 0 tags read back, 2 of 2 manifests readable" });
});
