import { mostCharacters, nameOf, eventsOf } from "./workflow-977470ff.js";
import { loadLenientYaml } from "./searched-ccef26d1.js";
import { scalar } from "./lane-guard-42171a82.js";
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
