import { mostCharacters, nameOf, eventsOf } from "./workflow-46b5676f.js";
import { loadLenientYaml } from "./searched-550e1e60.js";
import { scalar } from "./lane-guard-1eda2827.js";
async function aboutWorkflow(text) {
	const tree = text.length > mostCharacters ? undefined : (await loadLenientYaml())(text);
	if (tree?.root?.kind !== "map") return {
		startedByPush: undefined,
		name: undefined
	};
	return {
		startedByPush: isStartedByPush(tree.root, tree.positionOf),
		name: nameOf(tree.root)
	};
}
function isStartedByPush(workflow, positionOf) {
	const on = workflow.entries.get("on")?.value;
	if (!on || on.kind === "scalar" && (scalar(on) === null || on.text === "")) return undefined;
	return eventsOf(on, positionOf).some(({ name }) => name === "push");
}
export { aboutWorkflow };
