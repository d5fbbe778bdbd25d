import type { CommitStatus } from "../../forge/commit-status.ts";
import type { Forge, Repository } from "../../forge/forge.ts";
import { heartbeatContext, isHeartbeat } from "./heartbeat.ts";
import { type NewestHeartbeat, newestHeartbeat } from "./newest.ts";

/** The newest heartbeats of some labels, and the commit that they are at. */
export interface NewestHeartbeats {
  readonly commit: string;
  readonly byLabel: ReadonlyMap<string, NewestHeartbeat>;
}

/** Reads the heartbeats of a repository's lane, at the repository's first commit. */
export class HeartbeatReader {
  readonly #forge: Forge;
  readonly #repository: Repository;
  readonly #maxAge: number;
  readonly #signal: AbortSignal;
  readonly #now: () => Date;
  #commit: string | undefined;

  /** @param now the present, for a server that does not tell its time */
  constructor(
    forge: Forge,
    {
      repository,
      heartbeatMaxAge,
    }: { readonly repository: Repository /** In ms. */; readonly heartbeatMaxAge: number },
    { signal, now }: { readonly signal: AbortSignal; readonly now: () => Date },
  ) {
    this.#forge = forge;
    this.#repository = repository;
    this.#maxAge = heartbeatMaxAge;
    this.#signal = signal;
    this.#now = now;
  }

  /**
   * Reads the newest heartbeat of each of some labels; undefined where there is no commit that could have one.
   *
   * @throws {ForgeError}
   */
  async read(labels: ReadonlySet<string>): Promise<NewestHeartbeats | undefined> {
    // It is looked for again until there is one, and then stays the same.
    this.#commit ??= await this.#forge.firstCommit(this.#repository, this.#signal);
    if (this.#commit === undefined) return undefined;
    const byLabel = new Map<string, NewestHeartbeat>();
    for (const label of labels) byLabel.set(label, await this.#newest(label, this.#commit));
    return { commit: this.#commit, byLabel };
  }

  async #newest(label: string, commit: string): Promise<NewestHeartbeat> {
    const { kind } = this.#forge;
    const filter = {
      context: heartbeatContext(label, kind),
      until: (status: CommitStatus) => isHeartbeat(status, kind),
    };
    const { statuses, serverTime } = await this.#forge.listStatuses(
      this.#repository,
      commit,
      filter,
      this.#signal,
    );
    return newestHeartbeat(label, kind, statuses, serverTime ?? this.#now(), this.#maxAge);
  }
}
