import { afterAll, beforeAll } from "vitest";
import { type Dockerd, tryDockerd } from "../../support/docker/dockerd.ts";
import { realWhen } from "../../support/real/real.ts";
import { makeJobImage } from "../../support/workflow-runner/job-image.ts";
import { onEachRunner, type RunnerTests } from "./each-runner.ts";
import { programs } from "./scene.ts";

const image = "imgpub-job:latest";

/**
 * The same tests on every runner with each job in a container: on the network of the host, without DNS, with the
 * workspace and the tool cache in volumes of the runner. One engine for all of them; where none starts they are a
 * visible skip.
 */
export async function inContainers(title: string, tests: RunnerTests): Promise<void> {
  const { dockerd, otherwise, cause } = await tryDockerd();
  realWhen(
    dockerd !== undefined,
    otherwise,
    cause,
  )(`${title} in containers`, () => {
    const { docker, host, close } = dockerd as Dockerd;
    beforeAll(() => makeJobImage(docker, { name: image, path: [programs] }));
    afterAll(close);
    const containers = { host, image };
    onEachRunner(title, (runWorkflow, runner) =>
      tests((site, run) => runWorkflow(site, { ...run, containers }), runner),
    );
  });
}
