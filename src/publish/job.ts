import type { MergedIndex } from "../image/merge-index.ts";
import type { Kit } from "./kit.ts";
import { prepareIndex } from "./phases/prepare.ts";
import type { Recorder } from "./recorder.ts";
import type { Target } from "./target.ts";

/** One target's work. */
export class Job {
  readonly target: Target;
  readonly recorder: Recorder;
  readonly #kit: Kit;
  #index: Promise<MergedIndex> | undefined;

  constructor(target: Target, recorder: Recorder, kit: Kit) {
    this.target = target;
    this.recorder = recorder;
    this.#kit = kit;
  }

  /** The target's index, which is prepared once, whoever asks first; throws as {@link prepareIndex} does. */
  index(): Promise<MergedIndex> {
    this.#index ??= prepareIndex(this.target, this.#kit, this.recorder);
    return this.#index;
  }
}
