import type { MergedIndex } from "../image/merge-index.ts";
import type { Kit } from "./kit.ts";
import { Looks } from "./looks.ts";
import { prepareIndex } from "./phases/prepare.ts";
import type { Recorder } from "./recorder.ts";
import type { Conversion } from "./soci/convert-index.ts";
import type { Target } from "./target.ts";

/** A target's index, and what its tags hold. */
export interface Begun {
  readonly index: MergedIndex;
  readonly looks: Looks;
}

/** One target's work. */
export class Job {
  readonly target: Target;
  readonly recorder: Recorder;
  /** The targets that share a tag and their index, this one among them. */
  sharing: readonly Target[];
  /** What its index was converted to; undefined where it is not to be, or that is still to come. */
  soci: Conversion | undefined;
  readonly #kit: Kit;
  #index: Promise<MergedIndex> | undefined;

  constructor(target: Target, recorder: Recorder, kit: Kit) {
    this.target = target;
    this.recorder = recorder;
    this.sharing = [target];
    this.#kit = kit;
  }

  /**
   * The index that the target's tags are to hold, which is prepared once, whoever asks first.
   *
   * @param mayCopy whether layers may be copied while they are read: not before targets have agreed
   * @throws as {@link prepareIndex} does, and as converting it does
   */
  index(mayCopy = true): Promise<MergedIndex> {
    this.#index ??= this.#prepare(mayCopy);
    return this.#index;
  }

  /**
   * The target's index, and what its tags hold, which is looked at meanwhile: it is mostly known when the index is.
   * What was seen before a long wait may be true no more, and is looked at anew.
   *
   * @throws as {@link Job.index} does
   */
  async begin(): Promise<Begun> {
    const looks = new Looks(this.target, this.sharing, this.#kit, this.recorder);
    const isPrepared = this.#index !== undefined;
    const preparing = this.index();
    if (!isPrepared) looks.begin();
    const index = await preparing;
    return { index, looks: this.recorder.hasWaited() ? looks.anew() : looks };
  }

  async #prepare(mayCopy: boolean): Promise<MergedIndex> {
    const index = await prepareIndex(this.target, this.#kit, this.recorder);
    const { soci } = this.target;
    if (!soci) return index;
    const { convertIndex } = await import("./soci/convert-index.ts");
    this.soci = await convertIndex(this.target, soci, index, this.#kit, this.recorder, mayCopy);
    return this.soci.suffixed ? index : this.soci.index;
  }
}
