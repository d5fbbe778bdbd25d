const allWorkflowFolders = [
	".gitea/workflows",
	".forgejo/workflows",
	".github/workflows"
];
const folders = {
	gitea: [".gitea/workflows", ".github/workflows"],
	forgejo: [
		".forgejo/workflows",
		".gitea/workflows",
		".github/workflows"
	],
	github: [".github/workflows"]
};
const workflowFolders = (kind) => folders[kind];
function folderRead(kind, isThere) {
	return folders[kind].find(isThere);
}
function folderReadBy(server, isThere) {
	return server.answer((kind) => folderRead(kind, isThere), likelyKinds(isThere));
}
function likelyKinds(isThere) {
	return isThere(".github/workflows") ? [
		"gitea",
		"forgejo",
		"github"
	] : ["gitea", "forgejo"];
}
async function selectWorkflows(paths, kind, globs = []) {
	const candidates = paths.filter(isYaml).sort();
	const matchers = await matchersOf(globs.map((glob) => glob.replace(/^!/, "")));
	const matchersFor = (unwanted) => matchers.filter((_, at) => globs[at]?.startsWith("!") === unwanted);
	const [wanted, unwanted] = [matchersFor(false), matchersFor(true)];
	const chosen = wanted.length === 0 ? usual(candidates, paths, kind) : candidates.filter((path) => wanted.some((matches) => matches(path)));
	return chosen.filter((path) => !unwanted.some((matches) => matches(path)));
}
function usual(candidates, paths, kind) {
	const folder = folderRead(kind, (one) => paths.some((path) => path.startsWith(`${one}/`)));
	if (folder === undefined) return [];
	const within = candidates.filter((path) => path.startsWith(`${folder}/`));
	return kind === "github" ? within.filter((path) => !path.slice(folder.length + 1).includes("/")) : within;
}
async function matchersOf(globs) {
	if (globs.length === 0) return [];
	const { default: picomatch } = await import("./picomatch-b9a63c34.js").then((n) => n.index);
	return globs.map((glob) => picomatch(glob.replace(/^\.?\//, ""), { dot: true }));
}
function globBase(glob) {
	const parts = glob.replace(/^!?(\.?\/)?/, "").split("/");
	const first = parts.findIndex((part) => /[*?[\]{}()!+@|]/.test(part));
	return parts.slice(0, first < 0 ? -1 : Math.min(first, parts.length - 1)).join("/");
}
const isYaml = (path) => /\.ya?ml$/.test(path);
export { allWorkflowFolders, folderReadBy, globBase, isYaml, likelyKinds, selectWorkflows, workflowFolders };
