import { readdirSync, readFileSync } from "node:fs";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

/** As /proc/<pid>/stat has it; undefined for one that has ended. The name in it may hold anything. */
function statOf(pid: number): Process | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state, parent, group, session] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return undefined;
    return { pid, parent: Number(parent), group: Number(group), session: Number(session) };
  } catch {
    return undefined;
  }
}

function environmentHas(pid: number, text: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").includes(text);
  } catch {
    return false;
  }
}

/**
 * The processes that have come of another, itself left out: by their parents, as long as those live; by the session
 * that it leads, whatever became of the parents; and by a text in the environment, which one in a session of its own has
 * still. On Linux alone, where the kernel shows them as files: none elsewhere.
 */
export function descendants(ancestor: number, text: string): ReadonlySet<number> {
  let names: string[] = [];
  try {
    names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {}
  const all = names.flatMap((name) => statOf(Number(name)) ?? []);
  const found = new Set<number>();
  const add = ({ pid }: Process) => {
    if (found.has(pid) || pid === process.pid) return;
    found.add(pid);
    for (const one of all) if (one.parent === pid) add(one);
  };
  for (const one of all)
    if (one.parent === ancestor || one.session === ancestor || environmentHas(one.pid, text)) add(one);
  found.delete(ancestor);
  return found;
}
