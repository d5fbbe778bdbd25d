/**
 * An action's output as a runner shows it: groups as headings with their lines indented, annotations with their
 * level, and the other workflow commands, such as masks and debug lines, not at all.
 */
export function runnerLog(stdout: string): string[] {
  let indent = "";
  return stdout.split(/\r?\n/).flatMap((line) => {
    const [, command, text = ""] = /^::([\w-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? [];
    if (command === undefined) return line === "" ? [] : [`${indent}${line}`];
    if (command === "group" || command === "endgroup") indent = command === "group" ? "  " : "";
    if (command === "group") return [`▾ ${text}`];
    const shown = command === "error" || command === "warning" || command === "notice";
    return shown ? [`${command}: ${text.replaceAll("%0A", "\n").replaceAll("%25", "%")}`] : [];
  });
}
