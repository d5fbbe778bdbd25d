import { expect, test } from "vitest";
import { imageFixture, pushFixture } from "../support/images/images.ts";
import { type FaultAct, faults, type Registry, startRegistry } from "../support/registry/index.ts";
import { runAction } from "../support/runner.ts";

// Its layers are so large that they are streamed.
const image = imageFixture({ layers: 2, layerSize: 40_000 });

/** Copies the image to `to`, whose first PUT to an upload session meets the fault. */
async function copyMeeting(act: FaultAct, to: Registry) {
  await using from = await startRegistry();
  pushFixture(from, "org/app", image);
  const fault = to.faults.add({ match: faults.where({ kind: "upload", method: "PUT" }), act });
  const run = await runAction("publish-index", {
    inputs: { sources: `${from.host}/org/app@${image.descriptor.digest}`, tags: `${to.host}/org/app:1` },
    env: {
      DOCKER_AUTH_CONFIG: JSON.stringify({
        auths: { [to.host]: { username: "imgpub", password: "secret" } },
      }),
    },
  });
  expect(fault.hits).toBe(1);
  return run;
}

test("an upload that is redirected fails in one sentence", async () => {
  await using to = await startRegistry();
  const { exitCode, annotations } = await copyMeeting(faults.hostileRedirect("http://127.0.0.1:9"), to);
  expect(exitCode).toBe(1);
  expect(annotations).toEqual([
    {
      level: "error",
      message: expect.stringMatching(/^PUT .*: the upload is redirected, which is refused$/),
    },
  ]);
  expect(to.tags("org/app").size).toBe(0);
});

test.each([
  ["whose token ran out", faults.expiredToken()],
  ["whose session was lost", faults.lostUpload()],
  ["whose connection was reset", faults.resetMidBody()],
])("an upload %s is sent again from its start", async (_, act) => {
  await using to = await startRegistry({ auth: "bearer" });
  const { exitCode, stdout } = await copyMeeting(act, to);
  expect(exitCode, stdout).toBe(0);
  expect([...to.tags("org/app").keys()]).toEqual(["1"]);
  expect(to.incompleteTags()).toEqual([]);
});
