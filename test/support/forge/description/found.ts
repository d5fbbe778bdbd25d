/** What the fakes of this process have said and been asked that their originals' descriptions do not have. */
const found = new Set<string>();

export function note(faults: readonly string[]): void {
  for (const fault of faults) found.add(fault);
}

/** What has been found since this was asked last. */
export function taken(): readonly string[] {
  const all = [...found];
  found.clear();
  return all;
}
