import { eventsOf, mostCharacters as mostCharacters$1, nameOf } from "./workflow-97930620.js";
import { scalar } from "./lane-guard-83c33272.js";
import { loadLenientYaml } from "./searched-41cc2d39.js";
const mostCharacters = 2e4;
function pushTriggerOf(on) {
	if (!on || on.kind === "scalar" && isNothing(on)) return { kind: "unknown" };
	const names = new Set(eventsOf(on, () => nowhere).map(({ name }) => name));
	if (names.has("push")) return filtered(on.kind === "map" ? on.entries.get("push")?.value : undefined);
	const isIndirect = names.has("workflow_call") || names.has("workflow_run");
	return { kind: isIndirect ? "indirect" : "none" };
}
const nowhere = {
	line: 1,
	column: 1
};
function filtered(push) {
	if (push?.kind === "list") return { kind: "list" };
	const filters = push?.kind === "map" ? filtersOf(push) : new Map();
	const characters = [...filters.values()].flat().reduce((sum, one = "") => sum + one.length + 1, 0);
	return characters > mostCharacters ? { kind: "unknown" } : {
		kind: "push",
		filters
	};
}
const filtersOf = (push) => new Map([...push.entries].map(([key, { value }]) => [key, patternsOf(value)]));
function patternsOf(node) {
	const items = node.kind === "list" ? node.items : [node];
	const texts = items.flatMap((item) => item.kind === "scalar" && !isNothing(item) ? [item.text] : []);
	return texts.length === items.length ? texts : undefined;
}
const isNothing = (node) => scalar(node) === null || node.text === "";
async function aboutWorkflow(text) {
	const tree = text.length > mostCharacters$1 ? undefined : (await loadLenientYaml())(text);
	if (tree?.root?.kind !== "map") return {
		trigger: { kind: "unknown" },
		name: undefined
	};
	return {
		trigger: pushTriggerOf(tree.root.entries.get("on")?.value),
		name: nameOf(tree.root)
	};
}
export { aboutWorkflow };
