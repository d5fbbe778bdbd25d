import { quoted } from "./core-cb5264e6.js";
import { loadYaml, YamlError } from "./tree-e7568adf.js";
import { hasExpression, scalar } from "./value-fca45af2.js";
function textAt(map, key) {
	const value = map.entries.get(key)?.value;
	return value?.kind === "scalar" ? value.text : undefined;
}
function mapAt(map, key) {
	const value = map?.entries.get(key)?.value;
	return value?.kind === "map" ? value : undefined;
}
const nameOf = (workflow) => textAt(workflow, "name") || undefined;
function eventsOf(on, positionOf) {
	if (!on) return [];
	if (on.kind === "map") return [...on.entries].map(([name, { value, offset }]) => ({
		name,
		tellsOfClosed: tellsOfClosed(value),
		...positionOf(offset)
	}));
	const names = (on.kind === "list" ? on.items : [on]).filter((one) => one.kind === "scalar");
	return names.filter((name) => scalar(name) !== null && name.text !== "").map(({ text, offset }) => ({
		name: text,
		tellsOfClosed: false,
		...positionOf(offset)
	}));
}
function tellsOfClosed(event) {
	const types = event.kind === "map" ? event.entries.get("types")?.value : undefined;
	if (types === undefined) return event.kind === "map" && [...event.entries.keys()].some(hasExpression);
	const items = types.kind === "list" ? types.items : [types];
	return items.some((item) => item.kind !== "scalar" || !ofOpenOnly.has(item.text.trim()));
}
const ofOpenOnly = new Set([...[
	"opened",
	"reopened",
	"synchronize",
	"synchronized",
	"ready_for_review",
	"converted_to_draft"
]]);
function callInputsOf(on) {
	const nowhere = {
		line: 1,
		column: 1
	};
	if (!eventsOf(on, () => nowhere).some(({ name }) => name === "workflow_call")) return undefined;
	return declarationsAt(on, "workflow_call");
}
function dispatchInputsOf(on) {
	const declared = declarationsAt(on, "workflow_dispatch");
	return declared.size > 0 && ![...declared.keys()].some(hasExpression) ? declared : undefined;
}
function declarationsAt(on, event) {
	const inputs = on?.kind === "map" ? mapAt(mapAt(on, event), "inputs") : undefined;
	return new Map([...inputs?.entries ?? []].map(([name, { value }]) => [name, declarationOf(value)]));
}
function declarationOf(input) {
	if (input.kind !== "map") return {
		type: "string",
		options: [],
		isRequired: false,
		default: undefined
	};
	const options = input.entries.get("options")?.value;
	const items = options?.kind === "list" ? options.items : [];
	return {
		type: textAt(input, "type") ?? "string",
		options: items.flatMap((item) => item.kind === "scalar" ? [item.text] : []),
		isRequired: textAt(input, "required") === "true",
		default: input.entries.get("default")?.value
	};
}
function joblessFileOf(path, text, { root, positionOf }) {
	const other = isNothing(root) ? {
		path,
		message: "it has no content",
		isAttempt: false,
		line: 1,
		column: 1
	} : root?.kind === "map" && isWithoutJobs(root) ? mapWithoutJobs(path, root, positionOf) : undefined;
	return other === undefined || /^["']?jobs["']?[ \t]*:/im.test(text) ? undefined : other;
}
const isNothing = (root) => root === undefined || root.kind === "scalar" && root.plain && root.text === "";
function isWithoutJobs({ pairs, entries }) {
	const couldBeJobs = (key) => key.normalize("NFKC").trim().toLowerCase() === "jobs";
	return pairs.every(({ key }) => key.kind === "scalar") && ![...entries.keys()].some(couldBeJobs);
}
const nearKeys = new Set([
	"on",
	"true",
	"job",
	"jobs"
]);
function mapWithoutJobs(path, map, positionOf) {
	const { entries, offset } = map;
	const near = [...entries].find(([key]) => nearKeys.has(key.toLowerCase().replace(/[^a-z]/g, "")));
	const isAction = /(?:^|\/)action\.ya?ml$/.test(path) && entries.has("runs");
	return {
		path,
		message: isAction ? "it is an action" : "it has no key \"jobs\"",
		isAttempt: near !== undefined,
		...positionOf(near?.[1].offset ?? offset)
	};
}
function jobsOf(jobs, positionOf) {
	return [...jobs.entries].flatMap(([id, { value, offset }]) => value.kind === "map" ? [jobOf(id, value, offset, positionOf)] : []);
}
function jobOf(id, job, offset, positionOf) {
	const runsOn = job.entries.get("runs-on");
	const strategy = job.entries.get("strategy")?.value;
	return {
		id,
		position: positionOf(runsOn?.offset ?? offset),
		runsOn: runsOn?.value,
		isRunsOnAlias: runsOn !== undefined && (runsOn.isAlias || isLabelsAlias(runsOn.value)),
		condition: job.entries.get("if")?.value,
		matrix: strategy?.kind === "map" ? matrixOf(strategy) : strategy,
		call: callOf(job.entries.get("uses"), job.entries.get("with")?.value, positionOf)
	};
}
const isLabelsAlias = (runsOn) => runsOn.kind === "map" && runsOn.entries.get("labels")?.isAlias === true;
function matrixOf(strategy) {
	const isOpen = [...strategy.entries.keys()].some(hasExpression);
	return strategy.entries.get("matrix")?.value ?? (isOpen ? strategy : undefined);
}
function callOf(uses, given, positionOf) {
	if (uses?.value.kind !== "scalar" || isBlank(uses.value)) return undefined;
	const entries = given?.kind === "map" ? [...given.entries] : [];
	return {
		uses: uses.value.text.trim(),
		position: positionOf(uses.offset),
		with: new Map(entries.map(([name, { value }]) => [name, value])),
		isWithOpen: entries.some(([name]) => hasExpression(name)) || isExpression(given)
	};
}
const isExpression = (node) => node?.kind === "scalar" && hasExpression(node.text);
const isBlank = (node) => scalar(node) === null || node.text.trim() === "";
const mostCharacters = 1048576;
function unreadFile(path, message) {
	return {
		path,
		kind: "unread",
		message,
		line: 1,
		column: 1
	};
}
async function loadWorkflowParser() {
	const parse = await loadYaml({ skips: (depth, key) => depth === 3 && key === "steps" });
	return ({ path, text }) => {
		if (text.length > mostCharacters) return { unjudged: unreadFile(path, `it is longer than ${mostCharacters} characters`) };
		try {
			return parsedFile(path, text, parse(text));
		} catch (error) {
			if (!(error instanceof YamlError)) throw error;
			return { unjudged: {
				path,
				kind: "syntax",
				message: error.message,
				...error.position
			} };
		}
	};
}
function parsedFile(path, text, tree) {
	const { root, positionOf } = tree;
	const jobless = joblessFileOf(path, text, tree);
	if (jobless) return { jobless };
	const unlike = (message, offset) => ({ unjudged: {
		path,
		kind: "no-workflow",
		message,
		...positionOf(offset)
	} });
	if (root?.kind !== "map") return unlike("it is not a workflow, since it is not a map", root?.offset ?? 0);
	const jobs = root.entries.get("jobs");
	if (!jobs) return unlike("it is not a workflow, since it has no key \"jobs\"", root.offset);
	if (jobs.value.kind !== "map") return unlike("\"jobs\" is not a map of jobs", jobs.offset);
	for (const [id, { value, offset }] of jobs.value.entries) if (value.kind !== "map") return unlike(`the job ${quoted(id)} is not a map`, offset);
	const on = root.entries.get("on")?.value;
	return { workflow: {
		path,
		name: nameOf(root),
		events: eventsOf(on, positionOf),
		inputs: callInputsOf(on),
		dispatchInputs: dispatchInputsOf(on),
		jobs: jobsOf(jobs.value, positionOf)
	} };
}
export { callInputsOf, eventsOf, loadWorkflowParser, mapAt, mostCharacters, nameOf, textAt, unreadFile };
