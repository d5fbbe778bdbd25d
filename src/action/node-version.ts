// Evaluated before everything else of an action, so it imports nothing and uses nothing new: `using: node24`
// promises a version on GitHub only; act, Gitea and Forgejo run whatever `node` the job image has.

/** The oldest version of Node.js whose syntax and APIs the bundles may use; in 22.3 came `process.getBuiltinModule`. */
const oldest = [22, 3] as const;
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.log(
    `::error::This action needs Node.js ${oldest.join(".")} or newer, and this job image has ${process.versions.node}; ` +
      "use an image whose `node` is newer.",
  );
  process.exit(1);
}
