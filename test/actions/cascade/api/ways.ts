import * as apiFaults from "../../../support/forge/faults.ts";
import type { ForgeProduct, ForgeRecord } from "../../../support/forge/types.ts";
import {
  type FileContent,
  faults,
  type GitServer,
  type Repository,
  startGitServer,
} from "../../../support/git-server/index.ts";
import type { RunResult } from "../../../support/runner.ts";
import {
  type CascadeInputs,
  type CascadeOptions,
  cascade,
  onPush,
  onPushRefs,
  type TemplateOptions,
  template,
} from "../cascade.ts";
import { startForgeServer } from "../forges.ts";

/** The requests for a commit. */
export const onCommit = ({ method, path }: ForgeRecord): boolean =>
  path === "/graphql" || ((method === "PUT" || method === "POST") && path.includes("/contents/"));

/** A server with `org/app`, to be written to in one way. */
export interface Scene extends AsyncDisposable {
  readonly server: GitServer;
  readonly app: Repository;
  /** Brings 1.1.0, in this way. */
  cascade(inputs?: CascadeInputs, options?: CascadeOptions): Promise<RunResult>;
  /** Lets something happen just before each of the next writes is carried out. */
  beforeWrites(happen: () => Promise<unknown>, times?: number): void;
  /** Lets something happen just before the next write is answered, which is lost then. */
  loseAnswer(happen?: () => Promise<unknown>): void;
}

/** A way to write a commit, and the moment of it at which others are faster. */
export interface Way {
  readonly name: string;
  /** What others must have changed for the write to be refused: the branch at all, or the file itself. */
  readonly guard: "branch" | "file";
  readonly keepsMode: boolean;
  start(options?: TemplateOptions): Promise<Scene>;
}

/** Before the branch is told, git refuses by itself to push; after it, the server does. */
function byGit(phase: "refs" | "rpc"): Way {
  return {
    name: `git, at ${phase}`,
    guard: "branch",
    keepsMode: true,
    async start(options = {}) {
      const server = await startGitServer();
      const app = await template(server, "org/app", options);
      const match = phase === "refs" ? onPushRefs : onPush;
      return {
        server,
        app,
        cascade: (inputs, more) => cascade(server, inputs, more),
        beforeWrites: (happen, times = 1) => server.faults.add({ match, times, act: faults.before(happen) }),
        loseAnswer(happen = async () => {}) {
          server.faults.add({
            match: onPush,
            act: {
              name: "answer lost",
              run: async (_call, next) => {
                const { body = [] } = await next();
                for await (const _ of Buffer.isBuffer(body) ? [body] : body);
                await happen();
                return { status: 502, headers: {} };
              },
            },
          });
        },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  };
}

function byApi(product: ForgeProduct): Way {
  return {
    name: `api, on ${product}`,
    guard: product === "github" ? "branch" : "file",
    keepsMode: product !== "github",
    async start(options = {}) {
      const made = await startForgeServer({ product }, options);
      return {
        server: made.server,
        app: made.app,
        cascade: (inputs, more) => cascade(made.server, { "commit-through": "api", ...inputs }, more),
        beforeWrites: (happen, times = 1) =>
          made.forge.faults.add({ match: onCommit, times, act: apiFaults.before(happen) }),
        loseAnswer: (happen = async () => {}) =>
          made.forge.faults.add({
            match: onCommit,
            act: async (_request, next) => {
              next();
              await happen();
              return "reset" as const;
            },
          }),
        [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
      };
    },
  };
}

export const ways: readonly Way[] = [
  byGit("refs"),
  byGit("rpc"),
  byApi("gitea"),
  byApi("forgejo"),
  byApi("github"),
];

/** Lets somebody else push these files just before the next writes, one after the other. */
export function raceAt(
  scene: Scene,
  changes: readonly Readonly<Record<string, FileContent | null>>[],
): string[] {
  const commits: string[] = [];
  let next = 0;
  scene.beforeWrites(async () => {
    commits.push(await scene.app.commit(changes[next++] ?? {}, { message: "Somebody else's\n" }));
  }, changes.length);
  return commits;
}
