import type { YamlMap, YamlNode } from "../../yaml/tree.ts";
import { mapAt, textAt } from "../parts.ts";

/** Leaves comments out of a script. */
export type Strip = (script: string) => string;

/** What leaves comments out of the script of a step, where its language is known and has other ones than a shell. */
export function scriptOf(step: YamlMap): readonly [YamlNode, Strip] | undefined {
  const run = step.entries.get("run")?.value;
  if (run && /^(?:pwsh|powershell)\b/.test(textAt(step, "shell") ?? "")) return [run, withoutBlocks];
  const script = mapAt(step, "with")?.entries.get("script")?.value;
  const isJavaScript = /^(?:https?:\/\/[^/]+\/)?actions\/github-script@/.test(textAt(step, "uses") ?? "");
  return script && isJavaScript ? [script, withoutSlashes] : undefined;
}

/** The blocks of comments of PowerShell. One that does not end is none. */
function withoutBlocks(script: string): string {
  const parts = script.split("<#");
  return parts.map((part, at) => (at === 0 ? part : afterBlock(part))).join("");
}

function afterBlock(part: string): string {
  const end = part.indexOf("#>");
  return end < 0 ? `<#${part}` : part.slice(end + 2);
}

/** Lines of JavaScript that are comments. Those behind code stay, as they may be in a text. */
const withoutSlashes = (script: string): string => script.replace(/^[ \t]*\/\/.*$/gm, "");
