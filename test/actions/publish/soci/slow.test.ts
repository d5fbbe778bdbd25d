import { expect, test } from "vitest";
import { faults } from "../../../support/registry/index.ts";
import { expectSuccess } from "../../step.ts";
import { amd64, Scene } from "./soci.ts";

test.each(["", "-soci"])(
  "layers that take long do not let tags be looked at for ever: suffix %j",
  async (suffix) => {
    await using scene = await Scene.begin();
    scene.one.faults.add({
      match: faults.where({
        method: "GET",
        kind: "blob",
        reference: amd64.image.layers[1]?.descriptor.digest ?? "",
      }),
      act: faults.tooMany({ retryAfter: 60 }),
    });
    const run = await scene.run({ tags: scene.tags(scene.one, "app", "1"), "soci-tag-suffix": suffix });
    expectSuccess(run);
    expect(run.log).toMatch(/^app {2}soci .* 60 s;/m);
    // Each index is decided about once.
    expect(run.log.match(/^app {2}check /gm)).toHaveLength(suffix === "" ? 1 : 2);
  },
);
