import { ReportedError } from "../base/errors.ts";
import type { Forge, ForgeKind } from "../forge/forge.ts";
import type { Product } from "../forge/product.ts";

/** What kind a server is: asked only where that matters, and then once. One that does not tell counts as Gitea. */
export class ServerKind {
  readonly #forge: () => Promise<Forge>;
  #known: ForgeKind | undefined;
  #asked: Promise<ForgeKind> | undefined;

  /** @param known what is known without asking */
  constructor(known: ForgeKind | undefined, forge: () => Promise<Forge>) {
    this.#known = known;
    this.#forge = forge;
  }

  /** Whether the kind is known, so that nothing is taken for granted. */
  get isKnown(): boolean {
    return this.#known !== undefined;
  }

  /** The kind, as far as it is known without asking now. */
  get known(): ForgeKind | undefined {
    return this.#known;
  }

  /** Opens the forge, whose kind is known from then on. */
  async open(): Promise<Forge> {
    const forge = await this.#forge();
    this.#known ??= forge.kind;
    return forge;
  }

  /**
   * What holds for the server: what holds for all kinds that it may be, or else for the one that it says it is.
   *
   * @param of gives equal answers as the same value
   */
  async answer<T>(of: (kind: ForgeKind) => T, possible: readonly ForgeKind[]): Promise<T> {
    if (this.#known !== undefined) return of(this.#known);
    const answers = [...new Set(possible.map(of))];
    return answers.length === 1 ? (answers[0] as T) : of(await this.#kind());
  }

  /** What a Gitea or Forgejo says it is; undefined where it does not say, and for GitHub. */
  async product(signal: AbortSignal): Promise<Product | undefined> {
    try {
      return await (await this.open()).product(signal);
    } catch (error) {
      if (!(error instanceof ReportedError)) throw error;
      return undefined;
    }
  }

  #kind(): Promise<ForgeKind> {
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  async #ask(): Promise<ForgeKind> {
    try {
      return (await this.open()).kind;
    } catch (error) {
      if (!(error instanceof ReportedError)) throw error;
      this.#known = "gitea";
      return this.#known;
    }
  }
}
