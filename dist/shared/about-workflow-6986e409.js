import { quoted } from "./core-cb5264e6.js";
import { YamlError, loadYaml } from "./tree-e7568adf.js";
import { eventsOf, mostCharacters as mostCharacters$1, nameOf } from "./workflow-d52302b1.js";
import { scalar } from "./value-fca45af2.js";
const filterKeys = [
	"branches",
	"tags",
	"paths"
].flatMap((key) => [key, `${key}-ignore`]);
const byValue = ["gitea before 1.23", "forgejo"];
const byAct = [...byValue, "gitea from 1.23"];
function faultsOf(on) {
	const events = [...on.entries].flatMap(([event, entry]) => [...aliasFault$1(quoted(event), entry), ...eventFaults(event, entry.value)]);
	const push = on.entries.get("push")?.value;
	return [
		...events,
		...levelFaults(on),
		...push ? gitHubFaults(push) : []
	];
}
const aliasFault$1 = (what, { isAlias }) => isAlias ? [{
	why: `${what} is an alias`,
	refusedBy: ["gitea from 1.23"]
}] : [];
function eventFaults(event, value) {
	if (value.kind === "map") return [...value.entries].flatMap(([key, entry]) => [...aliasFault$1(partOf(event, key), entry), ...partFaults(event, key, entry.value)]);
	if (value.kind === "list") return event === "schedule" ? [] : [{
		why: `${quoted(event)} is a list`,
		refusedBy: byValue
	}];
	const why = `${quoted(event)} is neither a map nor empty`;
	if (scalar(value) === null || value.text === "") return [];
	return typeof scalar(value) === "string" ? [{
		why,
		refusedBy: [],
		perhapsBy: ["forgejo"]
	}] : [{
		why,
		refusedBy: byValue
	}];
}
const partOf = (event, key) => event === "push" ? `its filter ${quoted(key)}` : `${quoted(key)} under ${quoted(event)}`;
function partFaults(event, key, value) {
	const part = partOf(event, key);
	if (value.kind === "map") return mapFaults(event, key, part);
	if (value.kind === "scalar") return isText(value) ? [] : [{
		why: `${part} is no list of ${event === "push" ? "patterns" : "texts"}`,
		refusedBy: byValue
	}];
	const others = value.items.filter((item) => !isText(item));
	if (others.length === 0) return [];
	const refusedBy = others.some(({ kind }) => kind !== "scalar") ? byAct : byValue;
	return [{
		why: `${part} lists what is no text`,
		refusedBy
	}];
}
const isText = (node) => node.kind === "scalar" && typeof scalar(node) === "string";
function mapFaults(event, key, part) {
	const why = event === "push" ? `${part} is no list of patterns` : `${part} is a map`;
	if (event === "workflow_dispatch" && key === "inputs") return [{
		why,
		refusedBy: ["gitea before 1.23"]
	}];
	if (event === "workflow_call") return [{
		why,
		refusedBy: ["gitea before 1.23"],
		perhapsBy: ["gitea from 1.23", "forgejo"]
	}];
	return [{
		why,
		refusedBy: byAct
	}];
}
const levelFaults = (on) => [...filterKeys, "types"].filter((key) => on.entries.has(key)).map((key) => ({
	why: `${quoted(key)} stands beside "push" and not under it`,
	refusedBy: ["github"]
}));
function gitHubFaults(push) {
	const refusedBy = ["github"];
	if (push.kind === "list") return [{
		why: "\"push\" is a list, and filters stand under keys such as \"branches\"",
		refusedBy
	}];
	if (push.kind === "scalar") return scalar(push) === null || push.text === "" ? [] : [{
		why: "\"push\" is neither a map nor empty",
		refusedBy
	}];
	return [...push.entries].flatMap(([key, { value }]) => {
		if (!filterKeys.includes(key)) return [{
			why: `no forge knows its filter ${quoted(key)}`,
			refusedBy
		}];
		const items = value.kind === "list" ? value.items : [value];
		return items.every(isText) ? [] : [{
			why: `its filter ${quoted(key)} is no list of texts`,
			refusedBy: [],
			perhapsBy: refusedBy
		}];
	});
}
const mostCharacters = 2e4;
function pushTriggerOf(entry) {
	if (!entry) return {
		kind: "broken",
		why: "it has no key \"on\""
	};
	const on = entry.value;
	const names = new Set(eventsOf(on, () => nowhere).map(({ name }) => name));
	if (names.has("push")) return filtered(on, entry.isAlias);
	const isIndirect = names.has("workflow_call") || names.has("workflow_run");
	return { kind: isIndirect ? "indirect" : "none" };
}
const nowhere = {
	line: 1,
	column: 1
};
const aliasFault = {
	why: "what \"on\" has is an alias",
	refusedBy: [
		"gitea before 1.23",
		"gitea from 1.23",
		"forgejo"
	]
};
const listFault = {
	why: "\"on\" lists what is no text",
	refusedBy: [
		"gitea before 1.23",
		"gitea from 1.23",
		"forgejo",
		"github"
	]
};
function filtered(on, isAlias) {
	const push = on.kind === "map" ? on.entries.get("push")?.value : undefined;
	const filters = push?.kind === "map" ? filtersOf(push) : new Map();
	const characters = [...filters.values()].flat().reduce((sum, one = "") => sum + one.length + 1, 0);
	if (characters > mostCharacters) return {
		kind: "unknown",
		why: `its filters of more than ${mostCharacters} characters are not looked at`
	};
	const faults = [
		...isAlias ? [aliasFault] : [],
		...on.kind === "list" && on.items.some((item) => item.kind !== "scalar") ? [listFault] : [],
		...on.kind === "map" ? faultsOf(on) : []
	];
	return {
		kind: "push",
		filters,
		faults,
		isList: push?.kind === "list"
	};
}
const filtersOf = (push) => new Map([...push.entries].map(([key, { value }]) => [key, patternsOf(value)]));
function patternsOf(node) {
	if (node.kind === "scalar") return isNothing(node) ? undefined : [node.text];
	const items = node.kind === "list" ? node.items : [node];
	const texts = items.flatMap((item) => item.kind === "scalar" ? [scalar(item) === null ? "" : item.text] : []);
	return texts.length === items.length ? texts : undefined;
}
const isNothing = (node) => scalar(node) === null || node.text === "";
async function aboutWorkflow(text) {
	if (text.length > mostCharacters$1) return without({
		kind: "unknown",
		why: `what is longer than ${mostCharacters$1} characters is not looked at`
	});
	const strict = await parsed(text, "refuse");
	const tree = strict instanceof YamlError ? await parsed(text, "first") : strict;
	if (tree instanceof YamlError) return without(unparsed(tree));
	const { root } = tree;
	if (root?.kind !== "map") return without({
		kind: "broken",
		why: "it is no map of keys"
	});
	return {
		trigger: withDuplicate(triggerOf(root), strict instanceof YamlError ? strict : undefined),
		name: root.entries.has("name") ? nameOf(root) : ""
	};
}
const without = (trigger) => ({
	trigger,
	name: undefined
});
async function parsed(text, duplicates) {
	const parse = await loadYaml({
		duplicates,
		tags: "ignore",
		ambiguous: "take"
	});
	try {
		return parse(text);
	} catch (error) {
		if (error instanceof YamlError) return error;
		throw error;
	}
}
const unparsed = (error) => ({
	kind: error.message.includes("is not judged") ? "unknown" : "broken",
	why: `it is no valid YAML: ${toldBy(error)}`
});
const toldBy = ({ message, position }) => `${message} (line ${position.line})`;
function triggerOf(root) {
	const again = duplicateIn(root) ?? duplicateIn(root.entries.get("jobs")?.value);
	if (again !== undefined) return {
		kind: "broken",
		why: `it has the key ${quoted(again)} twice`
	};
	for (const key of ["on", "jobs"]) {
		const near = nearKey(root, key);
		if (near !== undefined) return {
			kind: "unknown",
			why: `it has no key "${key}" but ${quoted(near)}`
		};
	}
	const jobs = root.entries.get("jobs")?.value;
	if (jobs?.kind !== "map" || jobs.entries.size === 0) return {
		kind: "broken",
		why: "it has no jobs"
	};
	return pushTriggerOf(root.entries.get("on"));
}
function nearKey({ entries }, key) {
	if (entries.has(key)) return undefined;
	return [...entries.keys()].find((other) => other.normalize("NFKC").trim().toLowerCase() === key);
}
function duplicateIn(node) {
	const seen = new Set();
	for (const { key } of node?.kind === "map" ? node.pairs : []) {
		if (key.kind !== "scalar" || key.text === "<<") continue;
		if (seen.has(key.text)) return key.text;
		seen.add(key.text);
	}
	return undefined;
}
function withDuplicate(trigger, twice) {
	if (twice === undefined || trigger.kind !== "push") return trigger;
	const fault = {
		why: `it is no valid YAML: ${toldBy(twice)}`,
		refusedBy: ["github"],
		perhapsBy: [
			"gitea before 1.23",
			"gitea from 1.23",
			"forgejo"
		]
	};
	return {
		...trigger,
		faults: [...trigger.faults, fault]
	};
}
export { aboutWorkflow };
