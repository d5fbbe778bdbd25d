import type { Digest } from "../image/digest.ts";
import type { RequestContext } from "../registry/request-context.ts";
import type { Kit } from "./kit.ts";
import { heldDigest } from "./phases/held-digest.ts";
import { type Destination, destinationsOf, firstLooks, type PlannedTag } from "./plan.ts";
import type { Ahead, Recorder } from "./recorder.ts";
import type { Target } from "./target.ts";

/** What the tags of a target hold, each of them looked at once. */
export class Looks {
  readonly destinations: readonly Destination[];
  /** What its requests needed is told of with the phase that decides about the tags. */
  readonly ahead: Ahead;
  readonly #target: Target;
  readonly #kit: Kit;
  readonly #recorder: Recorder;
  readonly #held = new Map<PlannedTag, Promise<Digest | undefined>>();
  /** The registries that are asked by HEAD, of which nobody knows yet that it tells nothing there. */
  readonly #byHead: readonly string[];

  constructor(target: Target, kit: Kit, recorder: Recorder) {
    this.destinations = destinationsOf(target, kit.options.movingTags);
    this.ahead = recorder.ahead();
    this.#target = target;
    this.#kit = kit;
    this.#recorder = recorder;
    this.#byHead = this.destinations
      .map(({ registry }) => registry)
      .filter((registry) => !kit.client.headAnswers(registry).useless);
  }

  /** Whether it has turned out since that a registry does not tell by HEAD what its tags hold. */
  get doubtful(): boolean {
    return this.#byHead.some((registry) => this.#kit.client.headAnswers(registry).useless);
  }

  /** The same tags, at none of which anybody has looked. */
  anew(): Looks {
    return new Looks(this.#target, this.#kit, this.#recorder);
  }

  /** Looks at the tags that are looked at whatever the index will be. */
  begin(): void {
    // Whoever asks for it hears of a failure; nobody does where the sources cannot be read.
    for (const destination of this.destinations)
      for (const tag of firstLooks(destination, this.#kit.options))
        this.held(tag, this.ahead.context).catch(() => {});
  }

  /** The digest that a tag holds; undefined when there is no such tag. */
  held(tag: PlannedTag, context: RequestContext): Promise<Digest | undefined> {
    const { client, options } = this.#kit;
    // Where tags are overwritten whatever they hold, a "no" that is wrong costs no more than writes that change nothing.
    const by = options.ifExists === "overwrite" && !options.dryRun ? "head" : "settled head";
    const held = this.#held.get(tag) ?? heldDigest(tag, client, context, by);
    this.#held.set(tag, held);
    return held;
  }
}
