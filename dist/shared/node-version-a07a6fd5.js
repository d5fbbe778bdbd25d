const oldest = [22, 3];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < oldest[0] || major === oldest[0] && minor < oldest[1]) {
	console.log(`::error::This action needs Node.js ${oldest.join(".")} or newer, and this job image has ${process.versions.node}; ` + "use an image whose `node` is newer.");
	process.exit(1);
}
