import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, publish, wait, workspace } from "../step.ts";

const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const { digest } = amd64.descriptor;
const accepted =
  "expected a reference, a sha256: digest, a file that holds one or is named by one, a directory of such files, or a buildx metadata file";

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
  pushFixture(registry, "org/app", amd64, { tag: "1" });
});
afterAll(() => registry.close());
beforeEach(() => registry.clearRequests());

describe("an empty output in a source line", () => {
  test.each([
    ["ghcr.io/acme/app@", 'what belongs behind its last "@"'],
    ["ghcr.io/acme/app:", 'what belongs behind its last ":"'],
    ["ghcr.io/acme/app@sha256:", 'what belongs behind its last ":"'],
    ["sha256:", 'what belongs behind its last ":"'],
    [`@${digest}`, 'what belongs before its "@"'],
    [":1.2.3", 'what belongs before its ":"'],
    [`/acme/app@${digest}`, 'what belongs before its "/"'],
    ["/acme/app:1", 'what belongs before its "/"'],
    [`ghcr.io/acme/@${digest}`, 'what belongs between "/" and "@"'],
    ["ghcr.io//app:1", 'what belongs between "/" and "/"'],
    [`ghcr.io/acme/app:@${digest}`, 'what belongs between ":" and "@"'],
    [",platform=linux/amd64", 'what belongs before its ","'],
  ])("%s", async (line, gap) => {
    const run = await publish({ sources: `${digest}\n${line}`, image: "ghcr.io/acme/app", tags: "1" });
    expect(expectOneError(run)).toBe(
      `input "sources": ${JSON.stringify(line)} lacks ${gap}: an output or variable in that line is empty; ${accepted}`,
    );
  });

  test("the sentence says so, and shows the line", async () => {
    const run = await publish({ sources: "ghcr.io/acme/app@", tags: "ghcr.io/acme/app:1" });
    expect(expectOneError(run)).toBe(
      `input "sources": "ghcr.io/acme/app@" lacks what belongs behind its last "@": an output or variable in that line is empty; ${accepted}`,
    );
  });

  test("of an option", async () => {
    const run = await publish({ sources: "ghcr.io/acme/app:1,platform=", tags: "ghcr.io/acme/app:2" });
    expect(expectOneError(run)).toBe(
      'input "sources": "ghcr.io/acme/app:1,platform=": the value of platform= is empty; expected behind a source platform=os/architecture[/variant] or os.version=…, each once',
    );
  });

  test("in a reference to wait for", async () => {
    expect(expectOneError(await wait({ refs: "ghcr.io/acme/app@" }))).toBe(
      'input "refs": "ghcr.io/acme/app@" is not an image reference: the digest behind "@" is empty; expected [registry/]repository[:tag][@digest]',
    );
  });
});

describe("a comma", () => {
  test.each([
    ["two references", "ghcr.io/acme/app:1,ghcr.io/acme/app:2"],
    ["two digests", `${digest},${digest}`],
    ["two pinned references", `ghcr.io/a/b@${digest}, ghcr.io/a/c@${digest}`],
    ["two names", "a,b"],
  ])("%s: sources are one a line", async (_, line) => {
    const run = await publish({ sources: line, image: "ghcr.io/acme/app", tags: "1" });
    expect(expectOneError(run)).toBe(
      `input "sources": ${JSON.stringify(line)} holds a comma, but each source needs a line of its own; ${accepted}`,
    );
  });

  const options = "expected behind a source platform=os/architecture[/variant] or os.version=…, each once";
  test.each([
    ["ghcr.io/a/b:1,type=raw", `has the unknown option "type"; ${options}`],
    ["ghcr.io/a/b:1,platform=linux/arm/v6,type=raw", `has the unknown option "type"; ${options}`],
    ["ghcr.io/a/b:1,platform=linux/arm,platform=linux/arm", `: platform= is given twice; ${options}`],
    ["ghcr.io/a/b:1,platform=arm", ': "arm" is not a platform; expected os/architecture[/variant]'],
  ])("%s", async (line, sentence) => {
    const run = await publish({ sources: line, tags: "ghcr.io/acme/app:1" });
    expect(expectOneError(run).replace(/^input "sources": "[^"]*" ?/, "")).toContain(sentence);
  });

  test("behind what stands for several sources", async () => {
    const space = await workspace({ [`digests/${"1".repeat(64)}`]: "", [`digests/${"2".repeat(64)}`]: "" });
    try {
      const sources = "digests,platform=linux/arm/v6";
      const run = await publish({ sources, image: "ghcr.io/a/b", tags: "1" }, { cwd: space.path });
      expect(expectOneError(run)).toBe(
        `input "sources": "${sources}" stands for 2 sources; expected platform=linux/arm/v6 behind a single one`,
      );
    } finally {
      await space.dispose();
    }
  });
});

describe("an image name in upper case", () => {
  const notice = (...names: string[]) => [
    {
      level: "notice",
      message: `image names are in lower case: ${names.map((one) => `"${one}" is read as "${one.toLowerCase()}"`).join(", ")}`,
    },
  ];

  test("is written in lower case, with one notice", async () => {
    const run = await publish({
      image: `${registry.host}/Org/App`,
      sources: `${digest}\n${registry.host}/Org/App@${digest}`,
      tags: `1.2.3\nLatest\n${registry.host}/Org/App:more`,
    });
    expectSuccess(run);
    expect(run.annotations).toEqual(notice("Org/App"));
    const refs = ["1.2.3", "Latest", "more"].map(
      (tag) => `${registry.host}/org/app:${tag}@${run.outputs.digest}`,
    );
    expect(run.outputs.refs).toBe(refs.join("\n"));
  });

  test("of many targets, too", async () => {
    const target = (name: string) => ({
      image: `${registry.host}/${name}`,
      sources: [`${registry.host}/org/app:1`],
      tags: ["1"],
    });
    const run = await publish({ targets: JSON.stringify([target("Org/One"), target("ORG/two")]) });
    expectSuccess(run);
    expect(run.annotations).toEqual(notice("Org/One", "ORG/two"));
    expect([...registry.tags("org/one").keys(), ...registry.tags("org/two").keys()]).toEqual(["1", "1"]);
  });

  test("is waited for in lower case", async () => {
    const run = await wait({
      image: `${registry.host}/Org/App`,
      refs: `${digest}, ${registry.host}/ORG/App:1`,
    });
    expectSuccess(run);
    expect(run.annotations).toEqual(notice("Org/App", "ORG/App"));
    expect(run.outputs.refs).toBe(`${registry.host}/org/app@${digest}\n${registry.host}/org/app@${digest}`);
  });

  test("in lower case there is nothing to say", async () => {
    const run = await wait({ refs: `${registry.host}/org/app:1` });
    expectSuccess(run);
    expect(run.annotations).toEqual([]);
  });
});
