import { mostCharacters, nameOf, eventsOf } from "./workflow-854461d7.js";
import { loadLenientYaml } from "./searched-44fcff99.js";
import { scalar } from "./lane-guard-b24531eb.js";
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
