import type { Manifest } from "../image/descriptor.ts";
import type { Digest } from "../image/digest.ts";
import { getManifest } from "../registry/manifests.ts";
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
  readonly #target: Target;
  /** Those that share a tag and their index, this one among them. */
  readonly #sharing: readonly Target[];
  readonly #kit: Kit;
  readonly #recorder: Recorder;
  readonly #held = new Map<PlannedTag, Promise<Holding | undefined>>();
  /** The registries that were asked by HEAD, of which nobody knew that it tells nothing there. */
  readonly #byHead = new Set<string>();

  constructor(target: Target, sharing: readonly Target[], kit: Kit, recorder: Recorder) {
    this.destinations = destinationsOf(target, kit.options.movingTags);
    this.ahead = recorder.ahead();
    this.#target = target;
    this.#sharing = sharing;
    this.#kit = kit;
    this.#recorder = recorder;
  }

  /** Whether it has turned out since that a registry does not tell by HEAD what its tags hold. */
  get doubtful(): boolean {
    return [...this.#byHead].some((registry) => this.#kit.client.headAnswers(registry).useless);
  }

  /** The same tags, at none of which anybody has looked. */
  anew(): Looks {
    return new Looks(this.#target, this.#sharing, this.#kit, this.#recorder);
  }

  /** Looks at the tags that are looked at whatever the index will be. */
  begin(): void {
    // Whoever asks for it hears of a failure; nobody does where the sources cannot be read.
    for (const tag of this.#first(this.#target)) this.held(tag, this.ahead.context).catch(() => {});
  }

  /** The tags whose index may be kept in place of another: targets that share a tag keep the same. */
  get compared(): readonly PlannedTag[] {
    return this.#sharing.flatMap((target) => this.#first(target));
  }

  /** The digest that a tag holds; undefined when there is no such tag. */
  async held(tag: PlannedTag, context: RequestContext): Promise<Digest | undefined> {
    return (await this.#look(tag, context))?.digest;
  }

  /** What a tag holds; undefined when there is no such tag. */
  async manifest(tag: PlannedTag, context: RequestContext): Promise<Manifest | undefined> {
    const held = await this.#look(tag, context);
    if (!held) return undefined;
    const { digest } = held;
    const manifest =
      held.manifest ?? (await getManifest(this.#kit.client, tag.reference, digest, "read", context));
    return { ...manifest, digest };
  }

  #look(tag: PlannedTag, context: RequestContext): Promise<Holding | undefined> {
    const known = this.#held.get(tag);
    if (known) return known;
    const by = this.#by(tag);
    if (by !== "get") this.#byHead.add(tag.reference.registry);
    const held = look(tag, this.#kit.client, context, by);
    this.#held.set(tag, held);
    return held;
  }

  /**
   * The first look of a run at a registry is by GET, which costs as much as HEAD and tells for certain. So is one whose
   * index may be kept, as its bytes are needed then.
   */
  #by(tag: PlannedTag): LookBy {
    const { client, options } = this.#kit;
    const answers = client.headAnswers(tag.reference.registry);
    if (answers.isFirstLook() || answers.useless) return "get";
    if (options.ifExists !== "overwrite" || options.dryRun || !this.#first(this.#target).includes(tag))
      return "settled head";
    // Without any, a "no" that is wrong costs writes that change nothing.
    return options.created === "keep" && stampsCreated(this.#target) ? "get" : "head";
  }

  #first(target: Target): PlannedTag[] {
    const { options } = this.#kit;
    const destinations =
      target === this.#target ? this.destinations : destinationsOf(target, options.movingTags);
    return destinations.flatMap((destination) => firstLooks(destination, options));
  }
}
