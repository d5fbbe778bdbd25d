import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const source = fileURLToPath(new URL("../../", import.meta.url));
const refused =
  "reading https://proxy.example/code.forgejo.org/forgejo/runner/v12/@v/v12.10.2.info: 403 Forbidden";
let root: string;

function program(name: string, script: string): void {
  const file = join(root, "programs", name);
  writeFileSync(file, `#!/bin/bash\n${script}\n`);
  chmodSync(file, 0o755);
}

/** A Go that writes what it is asked to build, and a Python whose environments hold a pip that writes zizmor. */
function programs({ forgejo = "", build = "" } = {}): void {
  program(
    "go",
    `case $1 in
  env) echo go1.26.0 ;;
  build) ${build || ":"}; echo "$4" >>"${root}/built"; printf '#!/bin/bash\\n' >"$4"; chmod +x "$4" ;;
  install) ${forgejo ? `echo 'go: ${forgejo}' >&2; exit 1` : 'mkdir -p "$GOBIN"; printf x >"$GOBIN/runner"; chmod +x "$GOBIN/runner"'} ;;
esac`,
  );
  program(
    "python3",
    `[[ $1 == --version ]] && { echo Python 3.13; exit; }
mkdir -p "$4/bin"
echo "$4/bin/zizmor" >>"${root}/built"
printf '#!/bin/bash\\n' | tee "$4/bin/pip" >"$4/bin/zizmor"
chmod +x "$4/bin/pip" "$4/bin/zizmor"`,
  );
}

function install(path = `${join(root, "programs")}:/usr/bin:/bin`) {
  const { status, stdout, stderr } = spawnSync(join(root, ".ci/tools"), {
    encoding: "utf8",
    env: { PATH: path },
  });
  return { status, stdout, stderr };
}

const built = () => readFileSync(join(root, "built"), "utf8").trimEnd().split("\n").length;
const has = (name: string) => existsSync(join(root, ".cache/tools/bin", name));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "imgpub-tools-"));
  for (const path of [".ci/tools", "test/e2e/tools"])
    cpSync(join(source, path), join(root, path), { recursive: true });
  mkdirSync(join(root, "programs"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("each tool is installed once, and again when its pin changes", () => {
  programs();
  expect(install()).toMatchObject({ status: 0, stderr: "" });
  for (const name of [
    "act",
    "actionlint",
    "gitea-runner",
    "go-yaml",
    "crane",
    "distribution",
    "oci-conformance",
    "oras",
    "forgejo-runner",
    "zizmor",
  ])
    expect(has(name), name).toBe(true);
  expect(built()).toBe(11);

  expect(install()).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(built()).toBe(11);

  writeFileSync(join(root, "test/e2e/tools/act/go.sum"), "another\n");
  expect(install()).toEqual({ status: 0, stdout: "Building act\n", stderr: "" });
  expect(built()).toBe(12);
});

test("a module proxy that refuses Forgejo's runner is no failure, and is asked once", () => {
  programs({ forgejo: refused });
  const said =
    "The module proxy refuses code.forgejo.org/forgejo/runner/v12@v12.10.2: its tests are skipped\n";
  const first = install();
  expect(first.status).toBe(0);
  expect(first.stdout).toContain(said);
  expect(has("forgejo-runner")).toBe(false);

  programs({ forgejo: "dial tcp: connection refused" });
  expect(install()).toEqual({ status: 0, stdout: said, stderr: "" });

  const pins = join(root, ".ci/tools");
  writeFileSync(pins, readFileSync(pins, "utf8").replace("v12@v12.10.2", "v12@v12.10.3"));
  expect(install().status).toBe(1);
});

test.each([
  "code.forgejo.org/forgejo/runner/v12: dial tcp: i/o timeout",
  "code.forgejo.org/forgejo/runner/v12@v12.99.0: reading https://proxy.example/code.forgejo.org/forgejo/runner/v12/@v/v12.99.0.info: 404 Not Found",
  "reading https://proxy.example/code.forgejo.org/forgejo/actions-proto/@v/v0.5.0.zip: 403 Forbidden",
  "undefined: archive.Uncompressed",
])("any other failure of it is one: %s", (forgejo) => {
  programs({ forgejo });
  const { status, stderr } = install();
  expect(status).toBe(1);
  expect(stderr).toContain(forgejo);
});

test("a build that fails says what Go is needed", () => {
  programs({ build: "exit 1" });
  const { status, stderr } = install();
  expect(status).toBe(1);
  expect(stderr).toMatch(/^\S+ could not be built by go1\.26\.0, see above; it needs Go 1\.26\.7 or newer$/m);
});

test("a machine without Go is told so", () => {
  for (const name of ["bash", "dirname", "mkdir"])
    symlinkSync(spawnSync("which", [name], { encoding: "utf8" }).stdout.trim(), join(root, "programs", name));
  const { status, stderr } = install(join(root, "programs"));
  expect([status, stderr]).toEqual([
    1,
    "go is missing: install Go 1.26.7 or newer, which builds the runners\n",
  ]);
});
