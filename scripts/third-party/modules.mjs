/**
 * The modules of packages that a bundle holds any code of, as Rollup tells, by the folder of their package: paths from
 * there.
 */
export function bundledModules(bundle) {
  const byFolder = new Map();
  for (const { modules = {} } of Object.values(bundle))
    for (const [id, { renderedLength }] of Object.entries(modules)) {
      const [, folder, path] = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\/([^?]*)/.exec(id) ?? [];
      if (folder === undefined || renderedLength === 0) continue;
      if (!byFolder.has(folder)) byFolder.set(folder, new Set());
      byFolder.get(folder).add(path);
    }
  return byFolder;
}
