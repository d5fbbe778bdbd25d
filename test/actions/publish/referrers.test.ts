import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  buildxIndexFixture,
  type Fixture,
  imageFixture,
  indexFixture,
  pushFixture,
} from "../../support/images/images.ts";
import {
  artifactTypes,
  cosignFixture,
  digestTag,
  referrerFixture,
  referrerIndexFixture,
  referrersList,
} from "../../support/images/referrers.ts";
import { faults, type Registry, type RegistryOptions, startRegistry } from "../../support/registry/index.ts";
import { ociIndex } from "../../support/registry/store/manifest-document.ts";
import { expectOneError, expectSuccess, manifestPuts, noJitter, publish, reportOf } from "../step.ts";

// The right values are those of `regctl image copy --referrers --digest-tags`, of `oras cp -r` and of `cosign copy`,
// the second of which test/real/referrers.test.ts runs, and of the OCI distribution specification 1.1:
// "Listing Referrers", "Unavailable Referrers API", "Pushing Manifests with Subject".

const { where } = faults;
const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });
const index = indexFixture([amd64, arm64]);

const bundle = referrerFixture(index);
const notation = referrerFixture(amd64, { artifactType: artifactTypes.notation });
const sbom = referrerFixture(arm64, { artifactType: artifactTypes.spdx, annotations: { made: "by hand" } });
/** A signature of the SBOM: two steps from the image. */
const ofSbom = referrerFixture(sbom, { artifactType: artifactTypes.cosign });
const signature = cosignFixture(["one"]);
const attestation = cosignFixture(["provenance"]);

const lists = { "with the referrers API": true, "without it": false } as const;
const cases = Object.entries(lists).flatMap(([from, fromApi]) =>
  Object.entries(lists).map(([to, toApi]) => ({ from, to, fromApi, toApi })),
);

/** Puts referrers where their subjects are, with the list of each subject where the registry keeps none. */
function attach(
  registry: Registry,
  repository: string,
  fixtures: readonly Fixture[],
  withTags: boolean,
): void {
  for (const fixture of fixtures) pushFixture(registry, repository, fixture);
  if (!withTags) return;
  const subjects = new Map<string, Fixture[]>();
  for (const fixture of fixtures) {
    const { digest } = JSON.parse(fixture.manifest.toString()).subject;
    subjects.set(digest, [...(subjects.get(digest) ?? []), fixture]);
  }
  for (const [digest, about] of subjects)
    registry.putManifest(repository, digest.replace(":", "-"), referrersList(about), ociIndex);
}

async function startSource(options: RegistryOptions = {}): Promise<Registry> {
  const registry = await startRegistry(options);
  pushFixture(registry, "app", index, { tag: "1" });
  attach(registry, "app", [bundle, notation, sbom, ofSbom], options.referrers === false);
  pushFixture(registry, "app", signature, { tag: digestTag(index, ".sig") });
  pushFixture(registry, "app", attestation, { tag: digestTag(amd64, ".att") });
  return registry;
}

/** What a registry lists as referring to a fixture, whichever way it does. */
async function listed(registry: Registry, repository: string, subject: Fixture): Promise<string[]> {
  const byApi = await fetch(`${registry.origin}/v2/${repository}/referrers/${subject.descriptor.digest}`);
  const text = byApi.ok
    ? await byApi.text()
    : (registry.readManifest(repository, digestTag(subject))?.bytes.toString() ?? '{"manifests":[]}');
  return (JSON.parse(text).manifests as { digest: string }[]).map(({ digest }) => digest).sort();
}

const digestsOf = (...fixtures: Fixture[]) => fixtures.map(({ descriptor }) => descriptor.digest).sort();

async function expectAll(registry: Registry, repository: string): Promise<void> {
  expect(await listed(registry, repository, index)).toEqual(digestsOf(bundle));
  expect(await listed(registry, repository, amd64)).toEqual(digestsOf(notation));
  expect(await listed(registry, repository, arm64)).toEqual(digestsOf(sbom));
  expect(await listed(registry, repository, sbom)).toEqual(digestsOf(ofSbom));
  expect(registry.tags(repository).get(digestTag(index, ".sig"))).toBe(signature.descriptor.digest);
  expect(registry.tags(repository).get(digestTag(amd64, ".att"))).toBe(attestation.descriptor.digest);
  for (const fixture of [bundle, notation, sbom, ofSbom, signature, attestation])
    for (const { descriptor } of [...fixture.layers, ...(fixture.config ? [fixture.config] : [])])
      expect(registry.hasBlob(repository, descriptor.digest)).toBe(true);
  expect(registry.incompleteTags()).toEqual([]);
}

const promote = (from: Registry, to: Registry, more: Parameters<typeof publish>[0] = {}) =>
  publish(
    { sources: `${from.host}/app:1`, tags: `${to.host}/copy:1\n${to.host}/copy:latest`, ...more },
    noJitter,
  );

describe.each(cases)("a copy from a registry $from to one $to", ({ fromApi, toApi }) => {
  let source: Registry;
  let target: Registry;
  beforeEach(async () => {
    [source, target] = await Promise.all([
      startSource({ referrers: fromApi }),
      startRegistry({ referrers: toApi }),
    ]);
  });
  afterEach(() => Promise.all([source.close(), target.close()]));

  test("takes along what refers to the index, to each image and to that, before any tag moves", async () => {
    const run = await promote(source, target);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject([
      { state: "published", digest: index.descriptor.digest, referrers: { copied: 6, present: 0, left: [] } },
    ]);
    expect(run.log).toMatch(/copy {4}6 referrers found, /);
    expect(run.log).toMatch(/copy {4}6 referrers copied, /);
    expect(run.summary).toContain("6 referrers copied");
    await expectAll(target, "copy");
    const puts = manifestPuts(target);
    const tagged = puts.indexOf("copy:1");
    expect(tagged).toBe(puts.length - 2);
    expect(puts.slice(tagged)).toEqual(["copy:1", "copy:latest"]);
    // What refers to the index comes after the index.
    expect(puts.indexOf(`copy@${index.descriptor.digest}`)).toBeLessThan(
      puts.indexOf(`copy@${bundle.descriptor.digest}`),
    );
    // The list of a subject is written by us where the registry writes none, and nowhere else.
    expect(puts.filter((put) => /:sha256-[0-9a-f]+$/.test(put))).toHaveLength(toApi ? 0 : 4);
  });

  test("run again writes nothing, and says what is there", async () => {
    expectSuccess(await promote(source, target));
    target.clearRequests();
    const again = await promote(source, target);
    expectSuccess(again);
    expect(target.writes()).toEqual([]);
    expect(reportOf(again)).toMatchObject([
      { state: "unchanged", referrers: { copied: 0, present: 6, left: [] } },
    ]);
  });

  test("run again brings what was attached since", async () => {
    expectSuccess(await promote(source, target));
    const later = referrerFixture(index, { text: "later" });
    attach(source, "app", fromApi ? [later] : [bundle, later], !fromApi);
    const again = await promote(source, target);
    expectSuccess(again);
    expect(reportOf(again)).toMatchObject([{ referrers: { copied: 1, present: 6 } }]);
    expect(await listed(target, "copy", index)).toEqual(digestsOf(bundle, later));
  });

  test("with `signatures` takes signatures and bundles, and leaves SBOMs and attestations", async () => {
    const run = await promote(source, target, { referrers: "signatures" });
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject([{ referrers: { copied: 3, present: 0, left: [] } }]);
    expect(await listed(target, "copy", index)).toEqual(digestsOf(bundle));
    expect(await listed(target, "copy", amd64)).toEqual(digestsOf(notation));
    expect(await listed(target, "copy", arm64)).toEqual([]);
    expect([...target.tags("copy").keys()].filter((tag) => tag.includes("."))).toEqual([
      digestTag(index, ".sig"),
    ]);
  });

  test("with `none` takes nothing, and asks for nothing", async () => {
    source.clearRequests();
    const run = await promote(source, target, { referrers: "none" });
    expectSuccess(run);
    expect(reportOf(run)[0]).not.toHaveProperty("referrers");
    expect(target.tags("copy").size).toBe(2);
    for (const registry of [source, target])
      expect(
        registry.count(
          ({ kind, reference }) =>
            kind === "tags" || kind === "referrers" || reference?.startsWith("sha256-") === true,
        ),
      ).toBe(0);
  });
});

test("within one registry, to another repository: blobs are mounted", async () => {
  await using registry = await startSource();
  expectSuccess(await promote(registry, registry));
  await expectAll(registry, "copy");
  expect(registry.count(({ kind, method }) => kind === "upload" && method !== "POST")).toBe(0);
});

test("within one repository nobody is asked", async () => {
  await using registry = await startSource();
  const run = await publish({ sources: `${registry.host}/app:1`, tags: `${registry.host}/app:2` });
  expectSuccess(run);
  expect(registry.count(({ kind }) => kind === "referrers" || kind === "tags")).toBe(0);
  expect(reportOf(run)[0]).not.toHaveProperty("referrers");
});

describe("where there is nothing to find", () => {
  const builds = ["linux/amd64", "linux/arm64"].map((platform) =>
    buildxIndexFixture({ platform, layers: 1 }),
  );

  /** Requests of a copy with the default, beyond those of one that takes nothing along, as lines. */
  async function beyond(options: RegistryOptions): Promise<string[]> {
    await using from = await startRegistry(options);
    await using to = await startRegistry(options);
    for (const build of builds) pushFixture(from, "build", build);
    const sources = builds.map(({ descriptor }) => `${from.host}/build@${descriptor.digest}`).join("\n");
    const linesOf = async (referrers: string, name: string) => {
      for (const registry of [from, to]) registry.clearRequests();
      expectSuccess(await publish({ sources, tags: `${to.host}/${name}:1`, referrers }));
      return from.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);
    };
    const without = await linesOf("none", "without");
    const all = await linesOf("all", "all");
    expect(
      to.count(
        ({ kind, reference }) => kind === "referrers" || kind === "tags" || /^sha256-/.test(reference ?? ""),
      ),
    ).toBe(0);
    return all.filter((line) => !without.includes(line)).sort();
  }

  test("it costs a request for each image and index of the sources, and one for the repository's tags", async () => {
    const subjects = builds.flatMap(({ descriptor, image }) => [descriptor.digest, image.descriptor.digest]);
    expect(await beyond({})).toEqual(
      [
        ...subjects.map((digest) => `GET /v2/build/referrers/${digest} 200`),
        "GET /v2/build/tags/list 404",
      ].sort(),
    );
  });

  test("it costs two for a repository without the referrers API, such as those of GHCR, Gitea and distribution", async () => {
    const lines = await beyond({ referrers: false });
    expect(lines.map((line) => line.replace(/sha256:[0-9a-f]+/, "…"))).toEqual([
      "GET /v2/build/referrers/… 404",
      "GET /v2/build/tags/list 404",
    ]);
  });
});

describe("where the digest changes", () => {
  const builds = ["linux/amd64", "linux/arm64"].map((platform) =>
    buildxIndexFixture({ platform, layers: 1 }),
  );
  const [build = index] = builds;
  const ofBuild = referrerFixture(build);

  test("what refers to the index of a source is named, and what refers to its image goes along", async () => {
    await using source = await startRegistry();
    await using target = await startRegistry();
    for (const one of builds) pushFixture(source, "build", one);
    const [image = amd64] = build.children;
    const ofImage = referrerFixture(image);
    attach(source, "build", [ofBuild, ofImage], false);
    pushFixture(source, "build", signature, { tag: digestTag(build, ".sig") });
    const run = await publish({
      sources: builds.map(({ descriptor }) => `${source.host}/build@${descriptor.digest}`).join("\n"),
      tags: `${target.host}/app:1`,
    });
    expectSuccess(run);
    const [report] = reportOf(run);
    const sentence = `${ofBuild.descriptor.digest} and ${digestTag(build, ".sig")} refer to ${source.host}/build@${build.descriptor.digest}, which is published as ${report?.digest}: left behind, as it would not fit`;
    expect(report).toMatchObject({ referrers: { copied: 1, present: 0, left: [sentence] } });
    expect(run.annotations).toEqual([{ level: "notice", message: `app: ${sentence}` }]);
    expect(run.summary).toContain("1 referrer copied, 1 left behind");
    expect(await listed(target, "app", image)).toEqual(digestsOf(ofImage));
    expect(await listed(target, "app", build)).toEqual([]);
  });

  test("so is what refers to an index that is annotated", async () => {
    await using source = await startSource();
    await using target = await startRegistry();
    const run = await promote(source, target, { annotations: "a=b" });
    expectSuccess(run);
    expect(reportOf(run)[0]).toMatchObject({
      referrers: { copied: 4, left: [expect.stringContaining(bundle.descriptor.digest)] },
    });
    expect(await listed(target, "copy", amd64)).toEqual(digestsOf(notation));
  });
});

describe("attestations", () => {
  const build = buildxIndexFixture({ layers: 1 });
  const ofAttestation = referrerFixture(build.attestation);

  test.each([{ api: true }, { api: false }])(
    "are looked at where an image has something ($api)",
    async ({ api }) => {
      await using source = await startRegistry({ referrers: api });
      await using target = await startRegistry();
      pushFixture(source, "app", build, { tag: "1" });
      // `cosign sign --recursive` signs every manifest of an index.
      attach(source, "app", [referrerFixture(build), ofAttestation], !api);
      const run = await promote(source, target);
      expectSuccess(run);
      expect(reportOf(run)).toMatchObject([{ referrers: { copied: 2 } }]);
      expect(await listed(target, "copy", build.attestation)).toEqual(digestsOf(ofAttestation));
    },
  );
});

describe("what others have put", () => {
  const theirs = referrerFixture(index, { text: "theirs" });

  test("into the list of a referrers tag stays there, as it is", async () => {
    await using source = await startSource();
    await using target = await startRegistry({ referrers: false });
    attach(target, "copy", [theirs], true);
    const before = JSON.parse(target.readManifest("copy", digestTag(index))?.bytes.toString() ?? "");
    target.putManifest(
      "copy",
      digestTag(index),
      Buffer.from(JSON.stringify({ ...before, annotations: { kept: "yes" } })),
      ociIndex,
    );
    expectSuccess(await promote(source, target));
    const { manifests, ...rest } = JSON.parse(
      target.readManifest("copy", digestTag(index))?.bytes.toString() ?? "",
    );
    expect(rest).toEqual({ schemaVersion: 2, mediaType: ociIndex, annotations: { kept: "yes" } });
    expect(manifests).toEqual([
      ...before.manifests,
      { ...bundle.descriptor, artifactType: artifactTypes.bundle },
    ]);
    const ofArm64 = JSON.parse(target.readManifest("copy", digestTag(arm64))?.bytes.toString() ?? "");
    expect(ofArm64.manifests).toEqual([
      { ...sbom.descriptor, artifactType: artifactTypes.spdx, annotations: { made: "by hand" } },
    ]);
  });

  test("between our look and our write is found when the list is read back, and ours is added once more", async () => {
    await using source = await startSource();
    await using target = await startRegistry({ referrers: false });
    for (const fixture of [theirs]) pushFixture(target, "copy", fixture);
    target.faults.add({
      match: where({ method: "PUT", reference: digestTag(index) }),
      times: 1,
      act: {
        name: "overwritten at once",
        run: async (_call, next) => {
          const reply = await next();
          target.putManifest("copy", digestTag(index), referrersList([theirs]), ociIndex);
          return reply;
        },
      },
    });
    expectSuccess(await promote(source, target));
    expect(await listed(target, "copy", index)).toEqual(digestsOf(theirs, bundle));
  });

  test("under a cosign tag stays, and that is said; what has all of it takes its place", async () => {
    await using source = await startSource();
    await using target = await startRegistry();
    const other = cosignFixture(["another"]);
    pushFixture(target, "copy", other, { tag: digestTag(index, ".sig") });
    const run = await promote(source, target);
    expectSuccess(run);
    const sentence = `${source.host}/app:${digestTag(index, ".sig")} is left behind: at ${target.host}/copy:${digestTag(index, ".sig")} is another, ${other.descriptor.digest}, which has what it lacks`;
    expect(run.annotations).toEqual([{ level: "warning", message: `copy: ${sentence}` }]);
    expect(reportOf(run)).toMatchObject([{ referrers: { copied: 5, present: 0, left: [sentence] } }]);
    expect(target.tags("copy").get(digestTag(index, ".sig"))).toBe(other.descriptor.digest);

    const both = cosignFixture(["another", "one"]);
    pushFixture(source, "app", both, { tag: digestTag(index, ".sig") });
    const again = await promote(source, target);
    expectSuccess(again);
    expect(reportOf(again)).toMatchObject([{ referrers: { copied: 1, present: 5, left: [] } }]);
    expect(target.tags("copy").get(digestTag(index, ".sig"))).toBe(both.descriptor.digest);
  });

  // `cosign copy` tags the image itself so, and GitLab resolves such a tag to it (oras-project/oras#2148).
  test("under a referrers tag that is no list stays, and that is said", async () => {
    await using source = await startSource({ referrers: false });
    await using target = await startRegistry({ referrers: false });
    pushFixture(target, "copy", index, { tag: digestTag(index) });
    const run = await promote(source, target);
    expectSuccess(run);
    expect(reportOf(run)[0]).toMatchObject({
      referrers: {
        copied: 5,
        left: [
          `the referrers of ${target.host}/copy@${index.descriptor.digest} are left behind: the tag that would list them there holds ${index.descriptor.digest}`,
        ],
      },
    });
    expect(target.tags("copy").get(digestTag(index))).toBe(index.descriptor.digest);
  });

  test("such a tag at the source lists nothing", async () => {
    await using source = await startRegistry({ referrers: false });
    await using target = await startRegistry();
    pushFixture(source, "app", index, { tag: "1" });
    pushFixture(source, "app", index, { tag: digestTag(index) });
    const run = await promote(source, target);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject([{ referrers: { copied: 0, present: 0, left: [] } }]);
  });
});

describe("a registry that says one thing and does another", () => {
  // Seen at ECR (sigstore/sigstore-js#1183).
  test("`OCI-Subject` without the API: the list is written", async () => {
    await using source = await startSource();
    await using target = await startRegistry({ referrers: false });
    target.faults.add({
      match: () => true,
      times: Infinity,
      act: faults.subjectHeader(index.descriptor.digest),
    });
    expectSuccess(await promote(source, target));
    await expectAll(target, "copy");
  });

  test("the API without `OCI-Subject`: where it lists what was put, no tag is written", async () => {
    await using source = await startSource();
    await using target = await startRegistry();
    target.faults.add({ match: () => true, times: Infinity, act: faults.subjectHeader(undefined) });
    expectSuccess(await promote(source, target));
    await expectAll(target, "copy");
    expect(target.tags("copy").has(digestTag(index))).toBe(false);
  });

  test("a list that lags is waited for", async () => {
    await using source = await startSource();
    await using target = await startRegistry({ lagMs: 300 });
    expectSuccess(await promote(source, target));
    await expectAll(target, "copy");
  });

  test("a referrers tag that lags is waited for, and not written again", async () => {
    await using source = await startSource();
    await using target = await startRegistry({ lagMs: 300, referrers: false });
    expectSuccess(await promote(source, target));
    await expectAll(target, "copy");
    expect(manifestPuts(target).filter((put) => put === `copy:${digestTag(index)}`)).toHaveLength(1);
  });

  test("Gitea: no API, one manifest at a time", async () => {
    await using source = await startSource();
    await using target = await startRegistry({ flavour: "gitea" });
    const run = await promote(source, target);
    expectSuccess(run);
    await expectAll(target, "copy");
    expect(target.count(({ status }) => status >= 500)).toBe(0);
  });
});

describe("bounds", () => {
  test("a list in pages is read to its end", async () => {
    await using source = await startRegistry({ referrersPage: 2 });
    await using target = await startRegistry({ referrersPage: 3 });
    pushFixture(source, "app", index, { tag: "1" });
    const many = Array.from({ length: 7 }, (_, at) => referrerFixture(index, { text: `number ${at}` }));
    attach(source, "app", many, false);
    const run = await promote(source, target);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject([{ referrers: { copied: 7, left: [] } }]);
    expect(source.count(({ kind, query }) => kind === "referrers" && query.has("page"))).toBe(3);
    target.clearRequests();
    expectSuccess(await promote(source, target));
    expect(target.writes()).toEqual([]);
  });

  test("of a list with more than 20 pages the rest is said to be left", async () => {
    await using source = await startRegistry({ referrersPage: 1 });
    await using target = await startRegistry();
    pushFixture(source, "app", index, { tag: "1" });
    attach(
      source,
      "app",
      Array.from({ length: 21 }, (_, at) => referrerFixture(index, { text: `number ${at}` })),
      false,
    );
    const run = await promote(source, target);
    expectSuccess(run);
    const sentence = `the list of what refers to ${source.host}/app@${index.descriptor.digest} is too long to be read`;
    expect(reportOf(run)).toMatchObject([{ referrers: { copied: 20, left: [sentence] } }]);
    expect(run.annotations).toEqual([{ level: "warning", message: `copy: ${sentence}` }]);
  });

  test("of more than 1,000 referrers the rest is said to be left", async () => {
    await using source = await startRegistry();
    await using target = await startRegistry();
    pushFixture(source, "app", index, { tag: "1" });
    const many = Array.from({ length: 1_003 }, (_, at) => referrerFixture(index, { text: `number ${at}` }));
    attach(source, "app", many, false);
    const run = await promote(source, target, { "dry-run": "true" });
    expectSuccess(run);
    expect(run.log).toContain(`${target.host}/copy: 1000 referrers would be copied there`);
    expect(run.annotations).toEqual([
      {
        level: "warning",
        message: `copy: more than 1000 referrers of ${source.host}/app@${index.descriptor.digest} and of what refers to it: the rest is left behind`,
      },
    ]);
    expect(source.count(({ kind }) => kind === "manifest")).toBeLessThan(1_020);
  });

  test("a link to another origin is not followed", async () => {
    await using source = await startRegistry();
    await using target = await startRegistry();
    await using other = await startRegistry();
    pushFixture(source, "app", index, { tag: "1" });
    attach(source, "app", [bundle], false);
    source.faults.add({
      match: where({ kind: "referrers" }),
      times: Infinity,
      act: {
        name: "link elsewhere",
        run: async (_call, next) => {
          const reply = await next();
          return {
            ...reply,
            headers: { ...reply.headers, link: `<${other.origin}/v2/x/referrers/y>; rel="next"` },
          };
        },
      },
    });
    expectSuccess(await promote(source, target));
    expect(other.requests).toEqual([]);
  });

  test("a chain of referrers is followed for four steps, and its end is said", async () => {
    await using source = await startRegistry();
    await using target = await startRegistry();
    pushFixture(source, "app", index, { tag: "1" });
    const chain: Fixture[] = [];
    for (let step = 1; step <= 6; step++)
      chain.push(referrerFixture(chain.at(-1) ?? index, { text: `step ${step}` }));
    attach(source, "app", chain, false);
    const run = await promote(source, target);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject([
      {
        referrers: {
          copied: 4,
          left: [
            `what refers to ${source.host}/app@${chain[3]?.descriptor.digest}, 4 steps from ${index.descriptor.digest}, was not looked for`,
          ],
        },
      },
    ]);
  });

  test("tags that are about each other are no endless loop", async () => {
    await using source = await startRegistry();
    await using target = await startRegistry();
    pushFixture(source, "app", index, { tag: "1" });
    pushFixture(source, "app", signature, { tag: digestTag(index, ".sig") });
    pushFixture(source, "app", index, { tag: digestTag(signature, ".sig") });
    const run = await promote(source, target);
    expectSuccess(run);
    expect(target.tags("copy").get(digestTag(index, ".sig"))).toBe(signature.descriptor.digest);
  });

  test("a repository with more than ten pages of tags is asked for each tag", async () => {
    await using source = await startSource({ referrers: false });
    await using target = await startRegistry();
    for (let at = 0; at < 30; at++)
      source.putManifest("app", `v${at}`, amd64.manifest, amd64.descriptor.mediaType);
    source.faults.add({
      match: where({ kind: "tags" }),
      times: Infinity,
      act: {
        name: "small pages",
        run: (call, next) =>
          next({ query: new URLSearchParams({ ...Object.fromEntries(call.query), n: "2" }) }),
      },
    });
    expectSuccess(await promote(source, target));
    await expectAll(target, "copy");
    expect(source.count(({ kind }) => kind === "tags")).toBe(10);
  });
});

test("a referrer that is an index goes along with what it lists", async () => {
  await using source = await startRegistry();
  await using target = await startRegistry();
  pushFixture(source, "app", index, { tag: "1" });
  const nested = referrerIndexFixture(index, [cosignFixture(["a"]), cosignFixture(["b"])]);
  pushFixture(source, "app", nested);
  const run = await promote(source, target);
  expectSuccess(run);
  expect(await listed(target, "copy", index)).toEqual(digestsOf(nested));
  for (const child of nested.children)
    expect(target.readManifest("copy", child.descriptor.digest)?.bytes.equals(child.manifest)).toBe(true);
});

describe("several places", () => {
  test.each(cases)(
    "what targets bring for one image from different places is all there ($from, $to)",
    async ({ fromApi, toApi }) => {
      await using source = await startRegistry({ referrers: fromApi });
      await using target = await startRegistry({ referrers: toApi });
      const numbers = Array.from({ length: 6 }, (_, at) => at);
      const bundles = numbers.map((at) => referrerFixture(index, { annotations: { number: `${at}` } }));
      for (const at of numbers) {
        pushFixture(source, `app${at}`, index, { tag: "1" });
        attach(source, `app${at}`, [bundles[at] as Fixture], !fromApi);
      }
      const targets = numbers.map((at) => ({
        sources: [`${source.host}/app${at}:1`],
        tags: [`${target.host}/copy:v${at}`],
      }));
      const run = await publish({ targets: JSON.stringify(targets) });
      expectSuccess(run);
      expect(reportOf(run)).toMatchObject(numbers.map(() => ({ referrers: { copied: 1, left: [] } })));
      expect(await listed(target, "copy", index)).toEqual(digestsOf(...bundles));
      target.clearRequests();
      expectSuccess(await publish({ targets: JSON.stringify(targets) }));
      expect(target.writes()).toEqual([]);
    },
  );

  test.each([
    ["two", "one"],
    ["one", "two"],
  ])("one image that is in %s and in %s: what refers to it in either goes along", async (...names) => {
    await using source = await startRegistry();
    await using target = await startRegistry();
    for (const name of names) pushFixture(source, name, index, { tag: "1" });
    attach(source, "one", [bundle], false);
    const sources = names.map((name) => `${source.host}/${name}:1`).join("\n");
    expectSuccess(await publish({ sources, tags: `${target.host}/copy:1` }));
    expect(await listed(target, "copy", index)).toEqual(digestsOf(bundle));
  });

  test("an index that is kept at one place brings what refers to it there to another", async () => {
    await using source = await startRegistry();
    await using target = await startRegistry();
    for (const fixture of [amd64, arm64]) pushFixture(source, "app", fixture);
    const inputs = (time: string, tags: string) => ({
      sources: [amd64, arm64].map(({ descriptor }) => `${source.host}/app@${descriptor.digest}`).join("\n"),
      annotations: `org.opencontainers.image.created=${time}`,
      tags,
    });
    const tag = `${source.host}/app:1.2.3`;
    const { digest = "" } = (await publish(inputs("2026-01-01T00:00:00Z", tag))).outputs;
    const manifest = source.readManifest("app", "1.2.3");
    const kept = {
      manifest: manifest?.bytes,
      descriptor: { digest, mediaType: ociIndex, size: manifest?.bytes.length },
    };
    const about = referrerFixture(kept as unknown as Fixture);
    attach(source, "app", [about], false);
    expectSuccess(await publish(inputs("2026-01-02T00:00:00Z", `${tag}\n${target.host}/copy:1.2.3`)));
    expect(target.tags("copy").get("1.2.3")).toBe(digest);
    expect(await listed(target, "copy", kept as unknown as Fixture)).toEqual(digestsOf(about));
  });
});

describe("what is gone at the destination", () => {
  test.each(cases)(
    "is brought again: the referrer that its list still names ($from, $to)",
    async ({ fromApi, toApi }) => {
      await using source = await startSource({ referrers: fromApi });
      await using target = await startRegistry({ referrers: toApi });
      expectSuccess(await promote(source, target));
      target.removeManifest("copy", bundle.descriptor.digest);
      expectSuccess(await promote(source, target));
      expect(target.readManifest("copy", bundle.descriptor.digest)?.bytes).toEqual(bundle.manifest);
      await expectAll(target, "copy");
    },
  );

  test.each(cases)(
    "with `heal` is brought again: a layer of a referrer or of an attestation ($from, $to)",
    async ({ fromApi, toApi }) => {
      await using source = await startSource({ referrers: fromApi });
      await using target = await startRegistry({ referrers: toApi });
      expectSuccess(await promote(source, target));
      const lost = [bundle, attestation].map(({ layers }) => layers[0]?.descriptor.digest ?? "");
      for (const digest of lost) target.removeBlob("copy", digest);
      expectSuccess(await promote(source, target, { heal: "true" }));
      for (const digest of lost) expect(target.hasBlob("copy", digest)).toBe(true);
      target.clearRequests();
      const again = await promote(source, target, { heal: "true" });
      expectSuccess(again);
      expect(target.writes()).toEqual([]);
    },
  );
});

test("a cosign tag that has all that the source's has, and more, stays without a word", async () => {
  await using source = await startSource();
  await using target = await startRegistry();
  const more = cosignFixture(["one", "two"]);
  pushFixture(target, "copy", more, { tag: digestTag(index, ".sig") });
  const run = await promote(source, target);
  expectSuccess(run);
  expect(reportOf(run)).toMatchObject([{ referrers: { left: [] } }]);
  expect(run.annotations).toEqual([]);
  expect(target.tags("copy").get(digestTag(index, ".sig"))).toBe(more.descriptor.digest);
});

describe("failures", () => {
  let source: Registry;
  let target: Registry;
  beforeEach(async () => {
    [source, target] = await Promise.all([startSource(), startRegistry()]);
  });
  afterEach(() => Promise.all([source.close(), target.close()]));

  test("a referrer that cannot be copied keeps the tags back, and the next run completes", async () => {
    target.faults.add({
      match: where({ method: "PUT", reference: notation.descriptor.digest }),
      times: Infinity,
      act: faults.status(403, { code: "FORBIDDEN", message: "no artifacts here" }),
    });
    const run = await promote(source, target);
    expect(expectOneError(run)).toContain(
      `PUT ${target.host}/copy/manifests/${notation.descriptor.digest}: 403 FORBIDDEN`,
    );
    expect([...target.tags("copy").keys()].filter((tag) => !tag.startsWith("sha256-"))).toEqual([]);
    target.faults.clear();
    expectSuccess(await promote(source, target));
    await expectAll(target, "copy");
  });

  test("a referrer whose layer is gone at the source is left behind, and that is said", async () => {
    source.removeBlob("app", sbom.layers[0]?.descriptor.digest ?? "");
    const run = await promote(source, target);
    expectSuccess(run);
    const [report] = reportOf(run);
    expect(report).toMatchObject({ state: "published", referrers: { copied: 5 } });
    expect(run.annotations).toEqual([
      {
        level: "warning",
        message: expect.stringContaining(`app@${sbom.descriptor.digest} is left behind: GET `),
      },
    ]);
    expect(await listed(target, "copy", arm64)).toEqual([]);
  });

  test("a list that names what is not there: that is said", async () => {
    await using without = await startSource({ referrers: false });
    without.removeManifest("app", notation.descriptor.digest);
    const run = await promote(without, target);
    expectSuccess(run);
    expect(run.annotations).toEqual([
      {
        level: "warning",
        message: `copy: ${without.host}/app@${notation.descriptor.digest} is listed as referring to ${amd64.descriptor.digest}, and is not there`,
      },
    ]);
  });

  test("who may not ask publishes all the same, and is told", async () => {
    source.faults.add({
      match: where({ kind: "referrers" }),
      times: Infinity,
      act: faults.deniedRepository(),
    });
    const run = await promote(source, target);
    expectSuccess(run);
    expect(run.annotations.length).toBeGreaterThan(0);
    for (const { level, message } of run.annotations) {
      expect(level).toBe("warning");
      expect(message).toMatch(/^copy: what refers to \S+ could not be looked for: GET \S+: 403 DENIED/);
    }
    expect(target.tags("copy").get("1")).toBe(index.descriptor.digest);
  });

  test("a list of tags that may not be read: each tag is asked for", async () => {
    source.faults.add({
      match: where({ kind: "tags" }),
      times: Infinity,
      act: faults.status(403, { code: "FORBIDDEN" }),
    });
    expectSuccess(await promote(source, target));
    await expectAll(target, "copy");
  });

  test("a dry run says how many would go along, and writes nothing", async () => {
    const run = await promote(source, target, { "dry-run": "true" });
    expectSuccess(run);
    expect(run.log).toContain(`${target.host}/copy: 6 referrers would be copied there`);
    expect(target.writes()).toEqual([]);
  });

  test("many targets at once that share images: each referrer is written once", async () => {
    await using without = await startRegistry({ referrers: false });
    const targets = Array.from({ length: 6 }, (_, at) => ({
      name: `t${at}`,
      sources: [`${source.host}/app:1`],
      tags: [`${without.host}/copy:${at}`],
    }));
    const run = await publish({ targets: JSON.stringify(targets), concurrency: "6" });
    expectSuccess(run);
    await expectAll(without, "copy");
    const puts = manifestPuts(without).filter(
      (put) => put.includes("sha256-") || put.includes(bundle.descriptor.digest),
    );
    expect(new Set(puts).size).toBe(puts.length);
  });
});
