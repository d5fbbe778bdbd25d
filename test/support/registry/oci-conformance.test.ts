import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { realPart } from "../real/real.ts";
import { defaultCredentials, type RegistryOptions, startRegistry } from "./registry.ts";

/** What the suite says of each part of the specification: `Pass`, `FAIL`, `Skip` or `Disabled`. */
interface Results {
  readonly apis: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

/** Beyond what the suite asks for by itself: all that the embedded registry says it does. */
const claimed = {
  OCI_VERSION: "1.1",
  OCI_API_BLOBS_UPLOAD_CANCEL: "true",
  OCI_API_BLOBS_DIGEST_HEADER: "true",
  OCI_API_MANIFESTS_DIGEST_HEADER: "true",
  // It stores blobs by their SHA-256 alone.
  OCI_DATA_SHA512: "false",
};

/** What the embedded registry does not claim: everything else has to pass. */
const unclaimed = {
  // A mount from nowhere is an upload, as the specification allows.
  "Blob anonymous mount": "Skip",
  "Blobs sha512": "Disabled",
  "Digest Algorithm sha512": "Disabled",
  // It refuses a manifest whose parts it does not have, unless told not to.
  "Sparse Manifests": "Disabled",
  "Tag Param sha512": "Disabled",
};
const withoutTagParameter = {
  // Of the specification after 1.1.
  "Manifest put with tag params": "Disabled",
  "Tag Param": "Disabled",
};

const program = "oci-conformance";

async function conformance(options: RegistryOptions, more: Readonly<Record<string, string>> = {}) {
  await using registry = await startRegistry(options);
  const folder = mkdtempSync(join(tmpdir(), "imgpub-conformance-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = {
    PATH: process.env.PATH,
    OCI_REGISTRY: registry.host,
    OCI_TLS: "disabled",
    OCI_RESULTS_DIR: folder,
    ...claimed,
    ...more,
  };
  const output = await new Promise<string>((resolve) => {
    execFile(program, { cwd: folder, env, maxBuffer: 64 << 20 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  const { apis, data }: Results = parse(readFileSync(join(folder, "results.yaml"), "utf8"));
  const all = Object.entries({ ...apis, ...data });
  const others = Object.fromEntries(all.filter(([, result]) => result !== "Pass"));
  return { others, passed: all.length - Object.keys(others).length, output };
}

realPart("oci-conformance")("the specification's own suite", () => {
  it("asks for all it has, and passes but for what is not claimed", async () => {
    const { others, passed, output } = await conformance({});
    expect(others, output).toEqual({ ...unclaimed, ...withoutTagParameter });
    expect(passed).toBeGreaterThanOrEqual(40);
  });

  it.each(["basic", "bearer"] as const)("with %s authentication too", async (auth) => {
    const { user, password } = defaultCredentials;
    const { others, output } = await conformance({ auth }, { OCI_USERNAME: user, OCI_PASSWORD: password });
    expect(others, output).toEqual({ ...unclaimed, ...withoutTagParameter });
  });

  it("with tags as parameters, where the registry has them", async () => {
    const { others, output } = await conformance(
      { tagParameter: true },
      { OCI_API_MANIFESTS_TAG_PARAM: "true" },
    );
    expect(others, output).toEqual(unclaimed);
  });

  it("sees what is not as it should be", async () => {
    const { others } = await conformance({ digestHeader: false });
    expect(others).toMatchObject({ "Manifest get by tag": "FAIL", "Blob get": "FAIL" });
  });

  it("is told no version: it has none to say, and ends before it asks anybody", () => {
    const env = { PATH: process.env.PATH, OCI_VERSION: "none" };
    const { status, stdout } = spawnSync(program, [], { env, encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });
});
