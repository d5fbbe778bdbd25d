import { expect, test } from "vitest";
import { readsFile } from "../../../src/workflow/wiring.ts";

const step = (lines: string) =>
  `on: push\njobs:\n  b:\n    steps:\n      - ${lines.replaceAll("\n", "\n        ")}\n`;
const script = (line: string) =>
  step(`uses: actions/github-script@v7\nwith:\n  script: |\n    ${line}\n    go()`);

test.each<[string, boolean]>([
  [step("shell: pwsh\nrun: |\n  <# reads VERSION\n     twice VERSION #>\n  make"), false],
  [step("shell: powershell -File {0}\nrun: |\n  <# a #> make <# VERSION #>"), false],
  [step("shell: pwsh\nrun: |\n  <# a #> Get-Content VERSION <# b #>"), true],
  [step("shell: pwsh\nrun: make <# VERSION"), true],
  [step("run: make <# VERSION #>"), true],
  [script("// reads VERSION"), false],
  [script("read('VERSION') // x"), true],
  [step("uses: other/action@v1\nwith:\n  script: |\n    // VERSION"), true],
  [step("run: |\n  cat <<EOF\n  Don't panic\n  EOF\n  echo hi # see VERSION"), false],
  [step("run: |\n  sh <<EOF\n  cat VERSION\n  EOF"), true],
])("%j: %s", async (text, reads) => {
  expect((await readsFile(text, "VERSION")).reads).toBe(reads);
});
