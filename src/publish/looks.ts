import type { Digest } from "../image/digest.ts";
import type { RequestContext } from "../registry/request-context.ts";
import type { Kit } from "./kit.ts";
import { type Holding, type LookBy, look } from "./phases/look.ts";
import { type Destination, destinationsOf, firstLooks, type PlannedTag, stampsCreated } from "./plan.ts";
import type { Ahead, Recorder } from "./recorder.ts";
import type { Target } from "./target.ts";

/** What the tags of a target hold, each of them looked at once. */
export class Looks {
  readonly destinations: readonly Destination[];
  /** What its requests needed is told of with the phase that decides about the tags. */
  readonly ahead: Ahead;
  readonly target: Target;
  /** Those that share a tag and their index, the target among them. */
  readonly sharing: readonly Target[];
  readonly #kit: Kit;
  readonly #recorder: Recorder;
  readonly #held = new Map<PlannedTag, Promise<Holding | undefined>>();
  /** The registries that were asked by HEAD, of which nobody knew that it tells nothing there. */
  readonly #byHead = new Set<string>();
  /** Whether an index that one of the tags holds may be published in place of the new one. */
  readonly #keeps: boolean;

  constructor(target: Target, sharing: readonly Target[], kit: Kit, recorder: Recorder) {
    this.destinations = destinationsOf(target, kit.options.movingTags);
    this.ahead = recorder.ahead();
    this.target = target;
    this.#keeps = kit.options.created === "keep" && stampsCreated(target);
    this.sharing = sharing;
    this.#kit = kit;
    this.#recorder = recorder;
  }

  /** Whether it has turned out since that a registry does not tell by HEAD what its tags hold. */
  get doubtful(): boolean {
    return [...this.#byHead].some((registry) => this.#kit.client.headAnswers(registry).useless);
  }

  /** The same tags, at none of which anybody has looked. */
  anew(): Looks {
    return new Looks(this.target, this.sharing, this.#kit, this.#recorder);
  }

  /**
   * Looks at the tags that are looked at whatever the index will be. Not at a registry whose limit was met: what is seen
   * there would be old when the sources have had their turns.
   */
  begin(): void {
    // Whoever asks for it hears of a failure; nobody does where the sources cannot be read.
    for (const tag of this.first())
      if (!this.#kit.client.hasLimit(tag.reference.registry))
        this.held(tag, this.ahead.context).catch(() => {});
  }

  /** The tags that are looked at whatever the index will be: all of them where one may hold an index that is kept. */
  first(destinations = this.destinations): PlannedTag[] {
    return destinations.flatMap((destination) =>
      this.#keeps ? destination.tags : firstLooks(destination, this.#kit.options),
    );
  }

  /** The digest that a tag holds; undefined when there is no such tag. */
  async held(tag: PlannedTag, context: RequestContext): Promise<Digest | undefined> {
    return (await this.holding(tag, context))?.digest;
  }

  /** What a tag holds; undefined when there is no such tag. */
  holding(tag: PlannedTag, context: RequestContext): Promise<Holding | undefined> {
    const held = this.#held.get(tag) ?? look(tag, this.#kit.client, context, this.#by(tag));
    this.#held.set(tag, held);
    return held;
  }

  /**
   * The first look of a run at a registry is by GET, which costs as much as HEAD and tells for certain. So is one whose
   * index may be kept, as its bytes are needed then.
   */
  #by(tag: PlannedTag): LookBy {
    const { client, options } = this.#kit;
    const { registry } = tag.reference;
    const answers = client.headAnswers(registry);
    const decides = options.ifExists !== "overwrite" || options.dryRun || !this.first().includes(tag);
    if (!answers.looked || answers.useless || (this.#keeps && !decides)) {
      answers.looked = true;
      return "get";
    }
    this.#byHead.add(registry);
    // Where a tag is overwritten whatever it holds, a "no" that is wrong costs writes that change nothing.
    return decides ? "settled head" : "head";
  }
}
