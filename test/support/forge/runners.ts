/** What a runner is doing, in Forgejo's words. */
export type FakeRunnerState = "offline" | "idle" | "active";

export interface FakeRunner {
  readonly id: number;
  readonly name: string;
  readonly labels: readonly string[];
  /** Where it is registered: `instance`, an owner's name, or `owner/name`. */
  readonly at: string;
  /** What it does at every look at it, in turn; the last one stays. */
  readonly states: FakeRunnerState[];
  /** When it comes online, in milliseconds since the epoch by the forge's clock; it is there from the start by default. */
  readonly onlineFrom: number;
  disabled: boolean;
  readonly ephemeral: boolean;
  /** GitHub's runner group, by its id. */
  readonly group: number;
}

/** A runner group of a GitHub organisation. */
export interface FakeGroup {
  readonly id: number;
  readonly name: string;
  readonly inherited?: boolean;
  readonly restricted?: boolean;
  /** The names of the organisation's repositories that may use it; all by default. */
  readonly repositories?: readonly string[];
}

/**
 * Whose token it is: the owner's of all repositories and organisations, a site administrator's, that of a job (`writer`,
 * or `reader` for a pull request from a fork), or that of a user without any access (`none`).
 */
export type TokenKind = "owner" | "admin" | "writer" | "reader" | "none";

export interface FakeToken {
  readonly kind: TokenKind;
  /** Its user's login. */
  readonly login: string;
  /** Scopes that it lacks, as Gitea and Forgejo name them without `read:`. */
  readonly lacks: readonly string[];
}

/** The runners of a fake forge, and who may ask for them. */
export class FakeRunners {
  readonly all: FakeRunner[] = [];
  readonly groups: FakeGroup[] = [{ id: 1, name: "Default" }];
  /** Owners that are users; all others are organisations. */
  readonly users = new Set<string>();
  readonly tokens = new Map<string, FakeToken>();

  /** Adds an idle runner of the instance, unless told otherwise. */
  add(runner: Partial<FakeRunner> & { readonly labels: readonly string[] }): FakeRunner {
    const id = runner.id ?? this.all.length + 1;
    const added = {
      id,
      name: `runner-${id}`,
      at: "instance",
      states: ["idle"] as FakeRunnerState[],
      onlineFrom: 0,
      disabled: false,
      ephemeral: false,
      group: 1,
      ...runner,
    };
    this.all.push(added);
    return added;
  }

  /** Lets a token in. */
  allow(token: string, kind: TokenKind, more: Partial<FakeToken> = {}): void {
    const login = { owner: "olive", admin: "root", writer: "actions", reader: "actions", none: "nobody" }[
      kind
    ];
    this.tokens.set(token, { kind, login, lacks: [], ...more });
  }

  static stateOf({ states, onlineFrom }: FakeRunner, now: number): FakeRunnerState {
    return now < onlineFrom ? "offline" : (states[0] ?? "offline");
  }

  /** Runners have been looked at once more. */
  static polled(runners: readonly FakeRunner[]): void {
    for (const { states } of runners) if (states.length > 1) states.shift();
  }
}
