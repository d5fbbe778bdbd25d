// Evaluated before everything else of an action, so it imports nothing and uses nothing new: `using: node24`
// promises a version on GitHub only; act, Gitea and Forgejo run whatever `node` the job image has.

/** The oldest major version of Node.js whose syntax and APIs the bundles may use. */
const oldest = 22;

if (Number.parseInt(process.versions.node, 10) < oldest) {
  console.log(
    `::error::This action needs Node.js ${oldest} or newer, and this job image has ${process.versions.node}; ` +
      "use an image whose `node` is newer.",
  );
  process.exit(1);
}
