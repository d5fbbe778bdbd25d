import {
  buildxIndexFixture,
  type PullSummary,
  pullOverHttp,
  pushOverHttp,
} from "../../support/images/images.ts";
import { startDockerRegistry } from "../../support/real/docker-registry.ts";
import { actor } from "../../support/workflow-runner/index.ts";

/** The password of the {@link actor}: give it to jobs as their own token, or as a secret. */
export const password = "job-token-7d1f0c9e4b";
/** bcrypt of the password at the lowest cost. */
const htpasswd = `${actor}:$2a$04$l9qicQEQud87arp7CuQplOCXV3F.zisx798ZLqZuFs7m2UFZmJ/2K`;

const credentials = { user: actor, password };

export interface OwnRegistry extends AsyncDisposable {
  /** What takes the place of the registry in an example. */
  readonly host: string;
  /** Pushes an image for a platform by digest, and returns that. */
  readonly push: (repository: string, platform: string) => Promise<string>;
  /** What another client finds in a repository under a tag or digest, when it pulls all of it. */
  readonly pull: (repository: string, reference: string) => Promise<PullSummary>;
}

/** A real registry that wants the {@link password} for everything. */
export async function startOwnRegistry(): Promise<OwnRegistry> {
  const registry = await startDockerRegistry({ htpasswd });
  return {
    host: registry.host,
    push: (repository, platform) =>
      pushOverHttp(registry.origin, repository, buildxIndexFixture({ platform, layers: 2 }), credentials),
    pull: (repository, reference) => pullOverHttp(registry.origin, repository, reference, credentials),
    [Symbol.asyncDispose]: () => registry.close(),
  };
}
