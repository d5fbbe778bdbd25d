import type { MergedIndex } from "../image/merge-index.ts";
import type { Kit } from "./kit.ts";
import { Looks } from "./looks.ts";
import { prepareIndex } from "./phases/prepare.ts";
import type { Recorder } from "./recorder.ts";
import type { Target } from "./target.ts";

/** One target's work. */
export class Job {
  readonly target: Target;
  readonly recorder: Recorder;
  /** The targets that share a tag and their index, this one among them. */
  sharing: readonly Target[];
  readonly #kit: Kit;
  #index: Promise<MergedIndex> | undefined;

  constructor(target: Target, recorder: Recorder, kit: Kit) {
    this.target = target;
    this.recorder = recorder;
    this.sharing = [target];
    this.#kit = kit;
  }

  /** The target's index, which is prepared once, whoever asks first; throws as {@link prepareIndex} does. */
  index(): Promise<MergedIndex> {
    this.#index ??= prepareIndex(this.target, this.#kit, this.recorder);
    return this.#index;
  }

  /**
   * The target's index, and what its tags hold, which is looked at meanwhile: it is mostly known when the index is.
   * What was seen before a long wait may be true no more, and is looked at anew.
   *
   * @throws as {@link prepareIndex} does
   */
  async begin(): Promise<{ readonly index: MergedIndex; readonly looks: Looks }> {
    const looks = new Looks(this.target, this.sharing, this.#kit, this.recorder);
    const isPrepared = this.#index !== undefined;
    const preparing = this.index();
    if (!isPrepared) looks.begin();
    const index = await preparing;
    return { index, looks: this.recorder.hasWaited() ? looks.anew() : looks };
  }
}
