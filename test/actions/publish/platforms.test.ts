import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ImageFixture, imageFixture, indexFixture, pushFixture } from "../../support/images/images.ts";
import { digestOf, type Registry, startRegistry } from "../../support/registry/index.ts";
import { ociIndex } from "../../support/registry/store/manifest-document.ts";
import { expectOneError, expectSuccess, line, publish, reportOf, workspace } from "../step.ts";

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const image = (platform: object, seed = "image") =>
  imageFixture({ platform: platform as ImageFixture["descriptor"]["platform"] & object, layers: 1, seed });
const windows = (version: string) => image({ os: "windows", architecture: "amd64", "os.version": version });

let registry: Registry;
const app = () => `${registry.host}/app`;
const ref = ({ descriptor }: { descriptor: { digest: string } }) => `${app()}@${descriptor.digest}`;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());
beforeEach(() => registry.clearRequests());

/** Puts images and publishes them; each source with what stands behind it. */
async function published(sources: readonly (readonly [ImageFixture, string?])[], more: object = {}) {
  for (const [one] of sources) pushFixture(registry, "app", one);
  const lines = sources.map(([one, behind = ""]) => `${ref(one)}${behind}`).join("\n");
  return publish({ sources: lines, tags: `${app()}:1`, ...more });
}
const index = () => JSON.parse(registry.readManifest("app", "1")?.bytes.toString() ?? "");
const platformsAt1 = () => index().manifests.map(({ platform }: { platform: unknown }) => platform);

describe("a platform is written in one spelling, that of containerd's platforms.Normalize, as buildx does", () => {
  test.each([
    [{ os: "linux", architecture: "x86_64" }, "linux/amd64", { architecture: "amd64", os: "linux" }],
    [{ os: "Linux", architecture: "AMD64" }, "linux/amd64", { architecture: "amd64", os: "linux" }],
    [{ os: "linux", architecture: "aarch64" }, "linux/arm64", { architecture: "arm64", os: "linux" }],
    [
      { os: "linux", architecture: "arm64", variant: "v8" },
      "linux/arm64",
      { architecture: "arm64", os: "linux" },
    ],
    [
      { os: "linux", architecture: "armhf" },
      "linux/arm/v7",
      { architecture: "arm", os: "linux", variant: "v7" },
    ],
    [
      { os: "linux", architecture: "arm", variant: "6" },
      "linux/arm/v6",
      { architecture: "arm", os: "linux", variant: "v6" },
    ],
    [{ os: "linux", architecture: "i386" }, "linux/386", { architecture: "386", os: "linux" }],
  ])("%j is %s", async (config, platforms, written) => {
    const one = image(config);
    const run = await published([[one]], { platforms });
    expectSuccess(run);
    const { mediaType, digest, size } = one.descriptor;
    const expected = bytesOf({
      ...{ schemaVersion: 2, mediaType: ociIndex },
      manifests: [{ mediaType, digest, size, platform: written }],
    });
    expect(registry.readManifest("app", "1")?.bytes.toString()).toBe(expected.toString());
    expect(run.outputs.digest).toBe(digestOf(expected));
    expect(reportOf(run)[0]?.platforms).toEqual([platforms]);
  });

  test("in an index that is written anew, too, where what is well spelt stays", async () => {
    const those = [
      image({ os: "linux", architecture: "x86_64" }),
      image({ os: "linux", architecture: "arm64", variant: "v8" }),
    ];
    const source = indexFixture(those);
    pushFixture(registry, "app", source);
    const inputs = { sources: ref(source), tags: `${app()}:1`, platforms: "linux/amd64,linux/arm64" };
    expectSuccess(await publish({ ...inputs, annotations: "a=b" }));
    expect(platformsAt1()).toEqual([
      { architecture: "amd64", os: "linux" },
      { architecture: "arm64", os: "linux", variant: "v8" },
    ]);
    const promoted = await publish(inputs);
    expectSuccess(promoted);
    expect(promoted.outputs.digest).toBe(source.descriptor.digest);
  });
});

describe("a version of Windows is asked for by whole dotted parts", () => {
  // As Windows images are asked for by their build: containerd's matcher for Windows looks at the first parts alone.
  const ltsc = [windows("10.0.17763.5329"), windows("10.0.20348.2402")];
  const both = ltsc.map((one): [ImageFixture] => [one]);
  const have = "windows(10.0.17763.5329)/amd64, windows(10.0.20348.2402)/amd64";

  test.each([
    "windows(10.0.17763)/amd64",
    "windows(10.0.17763.5329)/amd64",
    "windows(10)/amd64",
    "windows/amd64",
  ])("%s is there", async (platforms) => expectSuccess(await published(both, { platforms })));

  test.each([
    "windows(10.0.1776)/amd64",
    "windows(10.0.17763.532)/amd64",
    "windows(10.0.17763.5329.1)/amd64",
  ])("%s is not", async (platforms) => {
    expect(expectOneError(await published(both, { platforms }))).toBe(
      `input "platforms": the sources have no image for ${platforms}; they have ${have}`,
    );
    expect(registry.writes()).toEqual([]);
  });

  test("in manifest-descriptor[…] alike", async () => {
    const annotations = [
      "manifest-descriptor[windows(10.0.17763)/amd64]:build=ltsc2019",
      "manifest-descriptor[windows/amd64]:both=1",
    ].join("\n");
    expectSuccess(await published(both, { annotations }));
    expect(index().manifests.map((one: { annotations: unknown }) => one.annotations)).toEqual([
      { both: "1", build: "ltsc2019" },
      { both: "1" },
    ]);
    const none = await published(both, { annotations: "manifest-descriptor[windows(10.0.1776)/amd64]:a=b" });
    expect(expectOneError(none)).toBe(
      `input "annotations": the sources have no image for windows(10.0.1776)/amd64; they have ${have}`,
    );
  });
});

describe("the platform of a source, behind it", () => {
  const arm = ["v6", "v7"].map((seed) => image({ os: "linux", architecture: "arm" }, seed)) as [
    ImageFixture,
    ImageFixture,
  ];
  const empty = image({}, "empty");

  test("settles two images that name no variant", async () => {
    const clash = await published([[arm[0]], [arm[1]]]);
    expect(expectOneError(clash)).toContain("two sources are for linux/arm/v7: ");
    const run = await published([
      [arm[0], ",platform=linux/arm/v6"],
      [arm[1], " , Platform = linux/arm/v7"],
    ]);
    expectSuccess(run);
    expect(index().manifests).toEqual([
      { ...arm[0].descriptor, platform: { architecture: "arm", os: "linux", variant: "v6" } },
      { ...arm[1].descriptor, platform: { architecture: "arm", os: "linux", variant: "v7" } },
    ]);
  });

  test("settles two Windows images that name no version, or too little of it", async () => {
    const plain = image({ os: "windows", architecture: "amd64" }, "plain");
    const build = image({ os: "windows", architecture: "amd64", "os.version": "10.0.17763" }, "build");
    const run = await published([
      [plain, ",os.version=10.0.20348.2402"],
      [build, ",os.version=10.0.17763.5329"],
    ]);
    expectSuccess(run);
    expect(reportOf(run)[0]?.platforms).toEqual([
      "windows(10.0.17763.5329)/amd64",
      "windows(10.0.20348.2402)/amd64",
    ]);
  });

  test("settles an empty config", async () => {
    pushFixture(registry, "app", empty);
    expect(expectOneError(await published([[empty]]))).toBe(
      `input "sources": ${ref(empty)} is neither an image nor an index: its config names no platform (application/vnd.oci.image.config.v1+json); expected an OCI or Docker image or index; of an image, the platform may stand behind it, as in ${ref(empty)},platform=linux/amd64`,
    );
    expectSuccess(await published([[empty, ",platform=linux/s390x"]], { platforms: "linux/s390x" }));
    expect(platformsAt1()).toEqual([{ architecture: "s390x", os: "linux" }]);
    expectSuccess(await published([[empty, ",platform=windows/amd64,os.version=10.0.1"]]));
    expect(platformsAt1()).toEqual([{ architecture: "amd64", os: "windows", "os.version": "10.0.1" }]);
    expect(expectOneError(await published([[empty, ",os.version=10.0.1"]]))).toBe(
      `input "sources": ${ref(empty)},os.version=10.0.1 names no platform; expected all of it, as in platform=windows/amd64,os.version=10.0.1`,
    );
  });

  test("is for the one image of an index, which is written anew only where that changes it", async () => {
    const source = indexFixture([arm[0]]);
    pushFixture(registry, "app", source);
    const inputs = { tags: `${app()}:1` };
    const changed = await publish({ ...inputs, sources: `${ref(source)},platform=linux/arm/v6` });
    expectSuccess(changed);
    expect(platformsAt1()).toEqual([{ architecture: "arm", os: "linux", variant: "v6" }]);
    const told = await publish({ ...inputs, sources: `${ref(source)},platform=linux/arm` });
    expectSuccess(told);
    expect(told.outputs.digest).toBe(source.descriptor.digest);
    const two = indexFixture(arm);
    pushFixture(registry, "app", two);
    const refused = await publish({ ...inputs, sources: `${ref(two)},platform=linux/arm/v6` });
    expect(expectOneError(refused)).toBe(
      `input "sources": ${ref(two)},platform=linux/arm/v6 holds 2 images; expected platform=linux/arm/v6 behind a source of one image`,
    );
  });

  test("makes one manifest stand for two platforms", async () => {
    expectSuccess(
      await published([
        [arm[0], ",platform=linux/arm/v6"],
        [arm[0], ",platform=linux/arm/v7"],
      ]),
    );
    expect(platformsAt1()).toEqual([
      { architecture: "arm", os: "linux", variant: "v6" },
      { architecture: "arm", os: "linux", variant: "v7" },
    ]);
  });

  test.each([
    ["architecture", { os: "linux", architecture: "amd64" }, "platform=linux/arm64", "linux/amd64"],
    ["system", { os: "linux", architecture: "amd64" }, "platform=windows/amd64", "linux/amd64"],
    ["variant", { os: "linux", architecture: "arm", variant: "v7" }, "platform=linux/arm/v6", "linux/arm/v7"],
    ["variant by its name", { os: "linux", architecture: "armhf" }, "platform=linux/arm/v6", "linux/armhf"],
    [
      "version",
      { os: "windows", architecture: "amd64", "os.version": "10.0.17763.1" },
      "os.version=10.0.20348.2402",
      "windows(10.0.17763.1)/amd64",
    ],
  ])("is refused where the config names another %s", async (_, config, option, named) => {
    const one = image(config);
    expect(expectOneError(await published([[one, `,${option}`]]))).toBe(
      `input "sources": ${ref(one)},${option} is an image for ${named}; expected ${option} where the image does not name another`,
    );
    expect(registry.writes()).toEqual([]);
  });

  test("costs no request: the config of a bare image is read anyhow", async () => {
    registry.removeTag("app", "1");
    expectSuccess(await published([[arm[0], ",platform=linux/arm/v6"]]));
    const names = { image: arm[0].descriptor.digest, config: arm[0].config.descriptor.digest };
    expect(registry.requests.map((request) => line(request, names)).sort()).toEqual([
      "GET app/blobs/config 200",
      "GET app/manifests/1 404",
      "GET app/manifests/image 200",
      "HEAD app/manifests/1 200",
      "PUT app/manifests/1 201",
    ]);
  });

  test("is accepted behind whatever stands for one source, and in a file of targets", async () => {
    pushFixture(registry, "app", arm[0]);
    const space = await workspace({
      [`digests/${arm[0].descriptor.digest.slice(7)}`]: "",
      "targets.yaml": `- image: ${app()}\n  sources: "${arm[0].descriptor.digest},platform=linux/arm/v5"\n  tags: "1"\n`,
      "a,platform=linux": JSON.stringify({ "containerimage.digest": arm[0].descriptor.digest }),
    });
    try {
      const inputs = { image: app(), tags: "1" };
      expectSuccess(
        await publish({ ...inputs, sources: "digests,platform=linux/arm/v6" }, { cwd: space.path }),
      );
      expect(platformsAt1()).toEqual([{ architecture: "arm", os: "linux", variant: "v6" }]);
      expectSuccess(await publish({ targets: "targets.yaml" }, { cwd: space.path }));
      expect(platformsAt1()).toEqual([{ architecture: "arm", os: "linux", variant: "v5" }]);
      // A path that exists is meant, whatever characters it is made of.
      expectSuccess(await publish({ ...inputs, sources: "a,platform=linux" }, { cwd: space.path }));
      expect(platformsAt1()).toEqual([{ architecture: "arm", os: "linux", variant: "v7" }]);
    } finally {
      await space.dispose();
    }
  });
});
