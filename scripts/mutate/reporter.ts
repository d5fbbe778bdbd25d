// A reporter of Stryker's that sends each mutant to the parent process, as soon as it has been tested.
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { MutantResult } from "@stryker-mutator/api/core";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import type { Reporter } from "@stryker-mutator/api/report";
import type { Tested } from "./outcome.ts";

const sources = new Map<string, string[]>();

function originalOf({ fileName, location: { start, end } }: MutantResult): string {
  const lines = sources.get(fileName) ?? readFileSync(fileName, "utf8").split("\n");
  sources.set(fileName, lines);
  const own = lines.slice(start.line - 1, end.line);
  const last = own.length - 1;
  own[last] = own[last]?.slice(0, end.column - 1) ?? "";
  own[0] = own[0]?.slice(start.column - 1) ?? "";
  return own.join("\n");
}

class ParentReporter implements Reporter {
  onMutantTested(result: Readonly<MutantResult>): void {
    const tested: Tested = {
      file: relative(".", result.fileName).replaceAll("\\", "/"),
      line: result.location.start.line,
      original: originalOf(result),
      replacement: result.replacement ?? "",
      mutator: result.mutatorName,
      status: result.status,
    };
    process.send?.(tested);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, "parent", ParentReporter)];
