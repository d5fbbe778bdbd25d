import { randomBytes } from "node:crypto";
import { type FakeForge, type ForgeOptions, forgeHandler } from "../../support/forge/forge.ts";
import type { FakeRepository } from "../../support/forge/repository.ts";
import {
  type GitServer,
  type Repository,
  startGitServer,
  withoutApi,
} from "../../support/git-server/index.ts";
import { type TemplateOptions, template } from "./cascade.ts";

/** A server with git and a forge's API, and the template `org/app` on both. */
export interface ForgeServer extends AsyncDisposable {
  readonly server: GitServer;
  readonly forge: FakeForge;
  /** What git knows of the template. */
  readonly app: Repository;
  /** What the API knows of it. */
  readonly known: FakeRepository;
}

export async function startForgeServer(
  options: Omit<ForgeOptions, "token">,
  templateOptions: TemplateOptions = {},
): Promise<ForgeServer> {
  const token = randomBytes(20).toString("hex");
  const gitRepository = (name: string) => server.repositories.get(name);
  const forge = forgeHandler({ token, gitRepository, ...options });
  const server: GitServer = await startGitServer({
    token,
    prefix: options.path ?? "",
    also: (incoming, response) => forge.handle(incoming, response) || withoutApi(incoming, response),
  });
  return {
    server,
    forge,
    app: await template(server, "org/app", {
      // GitHub reads no other folder, and Gitea and Forgejo their own first.
      workflowAt: `.${options.product === "github" ? "github" : "gitea"}/workflows/publish-image.yml`,
      ...templateOptions,
    }),
    known: forge.repository("org/app"),
    async [Symbol.asyncDispose]() {
      forge.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
