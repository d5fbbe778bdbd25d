import { constants, existsSync } from "node:fs";
import { join, resolve, relative, sep, isAbsolute } from "node:path";
import { seconds, ReportedError, messageOf, UserError, createLimit } from "./core-5c11f894.js";
import { scalar, inputsUncalled, keyOf, anyInputs, inputsOfCall, runsOnOf, findingAt, asksNothing, selectShipJobs, mustUse } from "./lane-guard-1029f4ae.js";
import { quoted, enumerated } from "./cascade-runtime-version_lane-guard-01b663ae.js";
import { heartbeatContext, pulseOf, isHeartbeat, servedBy } from "./heartbeat-1831e0a9.js";
import { keyOf as keyOf$1, setsOf, noJob, statusOf } from "./verdict-ba59c887.js";
import { createHash } from "node:crypto";
import { realpath, open, readdir, lstat } from "node:fs/promises";
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
async function selectWorkflows(paths, kind, globs = []) {
	const candidates = paths.filter(isYaml).sort();
	const matchers = await matchersOf(globs.map((glob) => glob.replace(/^!/, "")));
	const matchersFor = (unwanted) => matchers.filter((_, at) => globs[at]?.startsWith("!") === unwanted);
	const [wanted, unwanted] = [matchersFor(false), matchersFor(true)];
	const chosen = wanted.length === 0 ? usual(candidates, paths, kind) : candidates.filter((path) => wanted.some((matches) => matches(path)));
	return chosen.filter((path) => !unwanted.some((matches) => matches(path)));
}
function usual(candidates, paths, kind) {
	const folder = workflowFolders(kind).find((one) => paths.some((path) => path.startsWith(`${one}/`)));
	if (folder === undefined) return [];
	const within = candidates.filter((path) => path.startsWith(`${folder}/`));
	return kind === "github" ? within.filter((path) => !path.slice(folder.length + 1).includes("/")) : within;
}
async function matchersOf(globs) {
	if (globs.length === 0) return [];
	const { default: picomatch } = await import("./picomatch-1ec17dc0.js").then((n) => n.index);
	return globs.map((glob) => picomatch(glob.replace(/^\.?\//, ""), { dot: true }));
}
function globBase(glob) {
	const parts = glob.replace(/^!?(\.?\/)?/, "").split("/");
	const first = parts.findIndex((part) => /[*?[\]{}()!+@|]/.test(part));
	return parts.slice(0, first < 0 ? -1 : Math.min(first, parts.length - 1)).join("/");
}
const isYaml = (path) => /\.ya?ml$/.test(path);
class YamlError extends Error {
	name = "YamlError";
	position;
	constructor(message, position) {
		super(message);
		this.position = position;
	}
}
const mostMergedKeys = 1e4;
const skipped = {
	kind: "list",
	offset: 0,
	items: []
};
const skipping = {
	node: skipped,
	anchored: false,
	skips: () => true,
	add: () => {},
	close: () => {}
};
async function loadYaml(skips = () => false) {
	const { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } = await import("./js-yaml-52f77381.js");
	return (source) => {
		const text = source.startsWith("﻿") ? source.slice(1) : source;
		const positionOf = lines(text);
		let events;
		try {
			events = parseEvents(text, {});
		} catch (error) {
			if (!(error instanceof YAMLException)) throw error;
			throw new YamlError(error.reason, positionOf(error.mark?.position ?? 0));
		}
		const fail = (message, offset) => {
			throw new YamlError(message, positionOf(offset));
		};
		const otherEnd = text.search(/[\u0085\u2028\u2029]/);
		if (otherEnd >= 0) fail("a line end that only some parsers know is not judged; use a plain one", otherEnd);
		const anchors = new Map();
		const open = [];
		let root;
		let merged = 0;
		const begin = (event, node, offset) => {
			if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
			const parent = open.at(-1);
			if (parent) parent.add(node, offset);
			else root = node;
		};
		const list = (offset, anchored) => {
			const items = [];
			const add = (value) => items.push(value);
			return {
				node: {
					kind: "list",
					offset,
					items
				},
				anchored,
				skips: () => false,
				add,
				close: () => {}
			};
		};
		const map = (offset, anchored) => {
			const depth = open.length + 1;
			const entries = new Map();
			const merges = [];
			let key;
			const add = (value, at) => {
				if (!key) {
					const name = value.kind === "scalar" ? value.text : undefined;
					key = {
						name,
						merge: value.kind === "scalar" && value.plain && name === "<<",
						offset: at
					};
					return;
				}
				if (key.merge) merges.push(value);
				else if (key.name !== undefined) {
					if (entries.has(key.name)) fail(`the key ${JSON.stringify(key.name)} is there twice`, key.offset);
					entries.set(key.name, {
						offset: key.offset,
						value
					});
				}
				key = undefined;
			};
			const close = () => {
				for (const source of merges.flatMap((one) => one.kind === "list" ? one.items : [one])) {
					if (source.kind !== "map") return fail("a merge key takes a map or a list of maps", source.offset);
					merged += source.entries.size;
					if (merged > mostMergedKeys) fail(`merge keys add more than ${mostMergedKeys} keys`, offset);
					for (const [name, entry] of source.entries) if (!entries.has(name)) entries.set(name, entry);
				}
			};
			const skipsNext = () => !anchored && key?.name !== undefined && skips(depth, key.name);
			return {
				node: {
					kind: "map",
					offset,
					entries
				},
				anchored,
				skips: skipsNext,
				add,
				close
			};
		};
		for (const event of events) {
			if ("tagStart" in event && event.tagStart >= 0) fail("a tag, which may make another value of it, is not judged; leave it off", event.tagStart);
			if (event.type === EVENT_ID.DOCUMENT) {
				if (root) break;
			} else if (event.type === EVENT_ID.SCALAR) {
				const parent = open.at(-1);
				const offset = event.valueStart < 0 ? parent?.node.offset ?? 0 : event.valueStart;
				if (event.anchorStart < 0 && parent?.skips()) {
					parent.add(skipped, offset);
					continue;
				}
				const plain = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
				const node = new LazyScalar(offset, plain, () => event.valueStart < 0 ? "" : getScalarValue(text, event));
				begin(event, node, offset);
			} else if (event.type === EVENT_ID.ALIAS) {
				const name = text.slice(event.anchorStart, event.anchorEnd);
				const offset = event.anchorStart - 1;
				const node = anchors.get(name) ?? fail(`no anchor &${name} comes before it`, offset);
				if (open.some((one) => one.node === node)) fail(`the alias *${name} stands in what it names`, offset);
				const parent = open.at(-1);
				if (parent) parent.add(node, offset);
			} else if (event.type === EVENT_ID.POP) open.pop()?.close();
			else {
				const parent = open.at(-1);
				if (event.anchorStart < 0 && parent?.skips()) {
					parent.add(skipped, event.start);
					open.push(skipping);
					continue;
				}
				const anchored = event.anchorStart >= 0 || parent?.anchored === true;
				const next = event.type === EVENT_ID.SEQUENCE ? list(event.start, anchored) : map(event.start, anchored);
				begin(event, next.node, event.start);
				open.push(next);
			}
		}
		return {
			root,
			positionOf
		};
	};
}
class LazyScalar {
	kind = "scalar";
	offset;
	plain;
	#decode;
	#text;
	constructor(offset, plain, decode) {
		this.offset = offset;
		this.plain = plain;
		this.#decode = decode;
	}
	get text() {
		this.#text ??= this.#decode();
		return this.#text;
	}
}
function lines(text) {
	let starts;
	return (offset) => {
		starts ??= [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (end) => end.index + end[0].length)];
		let low = 0;
		let high = starts.length - 1;
		while (low < high) {
			const middle = low + high + 1 >> 1;
			if ((starts[middle] ?? 0) <= offset) low = middle;
			else high = middle - 1;
		}
		return {
			line: low + 1,
			column: offset - (starts[low] ?? 0) + 1
		};
	};
}
const mostCharacters = 1048576;
async function loadWorkflowParser() {
	const parse = await loadYaml((depth, key) => depth === 3 && key === "steps");
	return ({ path, text }) => {
		const problem = (kind, message, position) => ({ problem: {
			path,
			kind,
			message,
			line: position.line,
			column: position.column
		} });
		if (text.length > mostCharacters) return problem("unread", `it is longer than ${mostCharacters} characters`, {
			line: 1,
			column: 1
		});
		try {
			const { root, positionOf } = parse(text);
			const refuse = (message, offset) => problem("no-workflow", message, positionOf(offset));
			if (root?.kind !== "map") return refuse("it is no workflow, since it is no map", root?.offset ?? 0);
			const jobs = root.entries.get("jobs");
			if (!jobs) return refuse("it is no workflow, since it has no key \"jobs\"", root.offset);
			if (jobs.value.kind !== "map") return refuse("\"jobs\" is no map of jobs", jobs.offset);
			for (const [id, { value, offset }] of jobs.value.entries) if (value.kind !== "map") return refuse(`the job ${JSON.stringify(id)} is no map`, offset);
			const on = root.entries.get("on")?.value;
			return { workflow: {
				path,
				name: textAt(root, "name"),
				events: eventsOf(on, positionOf),
				inputs: inputsOf(on),
				jobs: jobsOf$1(jobs.value, positionOf)
			} };
		} catch (error) {
			if (error instanceof YamlError) return problem("syntax", error.message, error.position);
			throw error;
		}
	};
}
function textAt(map, key) {
	const value = map.entries.get(key)?.value;
	return value?.kind === "scalar" ? value.text : undefined;
}
function mapAt(map, key) {
	const value = map?.entries.get(key)?.value;
	return value?.kind === "map" ? value : undefined;
}
function eventsOf(on, positionOf) {
	if (!on) return [];
	if (on.kind === "scalar") return scalar(on) === null || on.text === "" ? [] : [{
		name: on.text,
		...positionOf(on.offset)
	}];
	if (on.kind === "list") return on.items.flatMap((item) => item.kind === "scalar" ? eventsOf(item, positionOf) : []);
	return [...on.entries].map(([name, { offset }]) => ({
		name,
		...positionOf(offset)
	}));
}
function inputsOf(on) {
	const call = eventsOf(on, () => ({
		line: 1,
		column: 1
	})).some(({ name }) => name === "workflow_call");
	if (!call) return undefined;
	const inputs = on?.kind === "map" ? mapAt(mapAt(on, "workflow_call"), "inputs") : undefined;
	return new Map([...inputs?.entries ?? []].map(([name, { value }]) => {
		const declared = value.kind === "map" ? value : undefined;
		const type = (declared && textAt(declared, "type")) ?? "string";
		return [name, {
			type,
			default: declared?.entries.get("default")?.value
		}];
	}));
}
function jobsOf$1(jobs, positionOf) {
	return [...jobs.entries].flatMap(([id, { value, offset }]) => {
		if (value.kind !== "map") return [];
		const runsOn = value.entries.get("runs-on");
		const strategy = value.entries.get("strategy")?.value;
		const uses = value.entries.get("uses");
		return [{
			id,
			position: positionOf(runsOn?.offset ?? offset),
			runsOn: runsOn?.value,
			matrix: strategy?.kind === "map" ? strategy.entries.get("matrix")?.value : strategy,
			call: uses?.value.kind === "scalar" ? {
				uses: uses.value.text.trim(),
				position: positionOf(uses.offset),
				with: new Map([...mapAt(value, "with")?.entries ?? []].map(([name, input]) => [name, input.value]))
			} : undefined
		}];
	});
}
function laneOf(labels, kind) {
	const fold = (label) => kind === "github" ? label.toLowerCase() : label;
	return {
		labels,
		askedBy({ labels: asked, group }) {
			const found = new Set([...asked, ...group === undefined ? [] : [group]].map(fold));
			return labels.filter((label) => found.has(fold(label)));
		}
	};
}
const mostInputs = 300;
const mostLevels = 10;
function reach({ workflows, started, unreadable }, kind) {
	const byPath = new Map(workflows.map((workflow) => [workflow.path, workflow]));
	const findings = [];
	const nodes = new Map();
	const nodeOf = (workflow, inputs) => {
		const known = nodes.get(workflow.path) ?? new Map();
		nodes.set(workflow.path, known);
		const key = keyOf(inputs);
		const found = known.get(key);
		if (found) return found;
		if (known.size >= mostInputs && inputs !== anyInputs) return nodeOf(workflow, anyInputs);
		const node = {
			workflow,
			inputs,
			reached: new Map(),
			jobs: [],
			events: []
		};
		known.set(key, node);
		node.jobs = workflow.jobs.map((job) => ({
			job,
			runsOn: ownRunsOn(job, inputs, kind),
			calls: [],
			unseen: false
		}));
		pending.push(node);
		return node;
	};
	const pending = [];
	const connect = () => {
		for (let node = pending.pop(); node; node = pending.pop()) for (const one of node.jobs) {
			const { call } = one.job;
			if (!call || !followed(one.runsOn, kind)) continue;
			const path = localPath(call.uses);
			const target = path === undefined ? undefined : byPath.get(path);
			if (target) one.calls = [...new Set(inputsOfCall(one.job, target.inputs ?? new Map(), node.inputs, kind).map((inputs) => nodeOf(target, inputs)))];
			else one.unseen = true;
		}
	};
	const deep = new Set();
	const spread = (event, roots) => {
		let level = roots.filter((root) => !root.reached.has(event));
		for (const root of level) root.reached.set(event, undefined);
		for (let depth = 1; level.length > 0; depth++) {
			const next = [];
			for (const from of level) for (const { job, calls } of from.jobs) for (const target of calls) {
				if (target.reached.has(event)) continue;
				target.reached.set(event, {
					from,
					job
				});
				next.push(target);
				if (depth < mostLevels || deep.has(job) || inCircle(target, event)) continue;
				deep.add(job);
				findings.push(atCall(from.workflow, job, "warning", `calls more than ${mostLevels} levels deep, which GitHub and Gitea refuse; call ${quoted(job.call?.uses ?? "")} from further up`));
			}
			level = next;
		}
	};
	const events = new Map();
	for (const workflow of workflows) {
		if (!started.has(workflow.path)) continue;
		for (const { name } of workflow.events) {
			if (name === "workflow_call") continue;
			const node = nodeOf(workflow, name === "workflow_dispatch" ? anyInputs : noInputs);
			events.set(name, [...events.get(name) ?? [], node]);
		}
	}
	connect();
	for (const [event, roots] of [...events].sort(([one], [other]) => one < other ? -1 : 1)) spread(event, roots);
	const called = new Set(workflows.flatMap(({ jobs }) => jobs.map(({ call }) => call && localPath(call.uses))));
	for (const onlyUncalled of [true, false]) for (const workflow of workflows) if (!nodes.has(workflow.path) && !(onlyUncalled && called.has(workflow.path))) {
		nodeOf(workflow, workflow.inputs ? inputsUncalled(workflow.inputs) : noInputs);
		connect();
	}
	findings.push(...missingCalls(workflows, byPath, unreadable), ...circles(workflows, byPath));
	const all = [...nodes.values()].flatMap((known) => [...known.values()]);
	for (const node of all) for (const name of [...node.reached.keys()].sort()) node.events.push({
		name,
		chain: chainOf(node, name)
	});
	return {
		runs: all,
		findings
	};
}
const noInputs = new Map();
function localPath(uses) {
	if (uses.includes("${{") || !/^\.(\/|gitea\/|forgejo\/|github\/)/.test(uses)) return undefined;
	const parts = [];
	for (const part of uses.split("/")) {
		if (part === "..") parts.pop();
		else if (part !== "." && part !== "") parts.push(part);
	}
	return parts.join("/");
}
function ownRunsOn(job, inputs, kind) {
	if (job.call && kind === "github") return undefined;
	const runsOn = runsOnOf(job, inputs, kind);
	return job.call && runsOn.kind === "empty" ? undefined : runsOn;
}
const followed = (runsOn, kind) => kind !== "forgejo" || runsOn === undefined;
function chainOf(node, event) {
	const chain = [];
	for (let step = node.reached.get(event); step; step = step.from.reached.get(event)) chain.unshift({
		workflow: step.from.workflow.path,
		job: step.job.id
	});
	return chain;
}
function inCircle(node, event) {
	const paths = [node.workflow.path, ...chainOf(node, event).map(({ workflow }) => workflow)];
	return new Set(paths).size < paths.length;
}
function atCall(workflow, job, severity, what) {
	return findingAt(workflow, {
		id: job.id,
		position: job.call?.position ?? job.position
	}, {
		rule: "calls",
		severity,
		message: `the job ${quoted(job.id)} ${what}`
	});
}
function missingCalls(workflows, byPath, unreadable) {
	return workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => {
		const path = job.call && localPath(job.call.uses);
		if (path === undefined || byPath.has(path) || unreadable.has(path)) return [];
		return [atCall(workflow, job, "warning", `calls ${quoted(path)}, which is not there; add that workflow, or correct "uses"`)];
	}));
}
function circles(workflows, byPath) {
	const findings = [];
	const state = new Map();
	const callsOf = (workflow) => workflow.jobs.flatMap((job) => {
		const target = byPath.get((job.call && localPath(job.call.uses)) ?? "");
		return target ? [{
			job,
			target
		}] : [];
	});
	for (const root of workflows) {
		if (state.has(root)) continue;
		const stack = [{
			workflow: root,
			calls: callsOf(root).values()
		}];
		state.set(root, "open");
		for (let top = stack.at(-1); top; top = stack.at(-1)) {
			const { value: call, done } = top.calls.next();
			if (done) {
				state.set(top.workflow, "done");
				stack.pop();
			} else if (!state.has(call.target)) {
				state.set(call.target, "open");
				stack.push({
					workflow: call.target,
					calls: callsOf(call.target).values()
				});
			} else if (state.get(call.target) === "open") findings.push(atCall(top.workflow, call.job, "warning", `calls ${quoted(call.target.path)}, which leads back to it, so that forges refuse to run it; break the circle`));
		}
	}
	return findings;
}
function jobsOf(runs) {
	const jobs = new Map();
	for (const { workflow, events, jobs: ran } of runs) for (const one of ran) {
		const known = jobs.get(one.job) ?? {
			workflow,
			job: one.job,
			runs: []
		};
		jobs.set(one.job, known);
		known.runs.push({
			events,
			job: one
		});
	}
	return [...jobs.values()];
}
function mayUse(jobs, rule) {
	return jobs.flatMap((job) => [...askingFor(job, rule), ...calling(job, rule)]);
}
function askingFor({ workflow, job, runs }, { kind, lane, trustedEvents }) {
	const at = (severity, message) => findingAt(workflow, job, {
		rule: "may-use",
		severity,
		message
	});
	const sets = runs.flatMap(({ events, job: { runsOn } }) => (runsOn?.sets ?? []).map((set) => ({
		events,
		set
	})));
	const findings = [];
	if (sets.some(({ set }) => asksNothing(set))) findings.push(at(kind === "gitea" ? "violation" : "warning", emptyMessage(job, kind, lane)));
	const using = sets.filter(({ set }) => lane.askedBy(set).length > 0);
	const untrusted = distinct(using.flatMap(({ events }) => events.filter(({ name }) => !trustedEvents.has(name))));
	if (untrusted.length > 0) {
		const labels = [...new Set(using.flatMap(({ set }) => lane.askedBy(set)))].map((one) => quoted(one));
		findings.push(at("violation", `take ${enumerated(labels)} off the runs-on of the job ${quoted(job.id)}, or keep the job from untrusted events: ${enumerated(untrusted.map(shown))} can reach it`));
	}
	const unresolved = sets.find(({ set, events }) => set.unresolved.length > 0 && events.length > 0 && !(lane.askedBy(set).length > 0 && events.some(({ name }) => !trustedEvents.has(name))));
	const [text] = unresolved?.set.unresolved ?? [];
	if (text !== undefined) findings.push(at("warning", `write out the runs-on of the job ${quoted(job.id)}, since only a run can tell what ${quoted(text)} is and whether it is the lane; resolved are literal values, also of a matrix and of inputs`));
	return findings;
}
function emptyMessage({ id }, kind, { labels }) {
	const what = `give the job ${quoted(id)} a runs-on, since without a label`;
	if (kind === "gitea") return `${what} every runner may take it, those of ${enumerated(labels.map((one) => quoted(one)))} too`;
	return kind === "forgejo" ? `${what} no runner takes it and it waits for ever` : `${what} GitHub refuses the workflow`;
}
function calling({ workflow, job, runs }, { kind, trustedEvents, expandsCalls }) {
	const { call } = job;
	if (!call) return [];
	const findings = [];
	if (kind === "gitea" && expandsCalls !== true && runs.some((run) => run.job.runsOn === undefined)) findings.push(findingAt(workflow, job, {
		rule: "may-use",
		severity: expandsCalls === false ? "violation" : "warning",
		message: `give the job ${quoted(job.id)} a runs-on, since before Gitea 1.27 any runner, of the lane too, takes a call without one`
	}));
	const untrusted = distinct(runs.filter((run) => run.job.unseen && localPath(call.uses) === undefined).flatMap(({ events }) => events.filter(({ name }) => !trustedEvents.has(name))));
	if (untrusted.length > 0) findings.push(findingAt(workflow, {
		id: job.id,
		position: call.position
	}, {
		rule: "calls",
		severity: "notice",
		message: `see yourself whether ${quoted(call.uses)}, which the job ${quoted(job.id)} calls, uses the lane: it cannot be followed, and ${enumerated(untrusted.map(shown))} can reach it`
	}));
	return findings;
}
function distinct(events) {
	const shortest = new Map();
	for (const event of events) {
		const known = shortest.get(event.name);
		if (!known || event.chain.length < known.chain.length) shortest.set(event.name, event);
	}
	return [...shortest.values()].sort((one, other) => one.name < other.name ? -1 : 1);
}
function shown({ name, chain }) {
	const event = /^\w{1,50}$/.test(name) ? name : quoted(name);
	if (chain.length === 0) return event;
	const sites = chain.map(({ workflow, job }) => `${workflow.slice(workflow.lastIndexOf("/") + 1)}:${job}`);
	const way = sites.length > 4 ? [
		...sites.slice(0, 2),
		"…",
		...sites.slice(-1)
	] : sites;
	return `${event} (by way of ${way.map((site) => site.replace(/[^\x20-\x7e…]/g, "?")).join(" → ")})`;
}
const mostCalledFiles = 1e3;
async function judgeWorkflows(files, options) {
	const { workflows, problems, started } = await parseAll(files, options.read);
	const unreadable = new Set(problems.map(({ path }) => path));
	const { runs, findings } = reach({
		workflows,
		started,
		unreadable
	}, options.kind);
	const lane = laneOf(options.labels, options.kind);
	const trustedEvents = new Set(options.trustedEvents);
	const jobs = jobsOf(runs);
	const shipJobs = await selectShipJobs(options.shipJobs ?? [], jobs, problems);
	const laneJobs = jobs.flatMap(({ workflow, job, runs: ran }) => {
		const using = ran.flatMap(({ events, job: { runsOn } }) => (runsOn?.sets ?? []).filter((set) => lane.askedBy(set).length > 0).map((set) => ({
			events,
			set
		})));
		if (using.length === 0) return [];
		const sets = new Map(using.map(({ set }) => [JSON.stringify(set), set]));
		const events = distinct(using.flatMap((one) => one.events));
		return [{
			workflow: workflow.path,
			job: job.id,
			...job.position,
			events: events.map((event) => ({
				...event,
				trusted: trustedEvents.has(event.name)
			})),
			sets: [...sets.values()]
		}];
	});
	const all = [
		...findings,
		...mayUse(jobs, {
			kind: options.kind,
			lane,
			trustedEvents,
			expandsCalls: options.expandsCalls
		}),
		...mustUse(shipJobs, lane)
	];
	return {
		laneJobs: laneJobs.sort(byPlace),
		findings: all.sort(byPlace),
		problems
	};
}
function byPlace(one, other) {
	if (one.workflow !== other.workflow) return one.workflow < other.workflow ? -1 : 1;
	return one.line - other.line || one.column - other.column;
}
async function parseAll(files, read) {
	const parse = await loadWorkflowParser();
	const workflows = [];
	const problems = [];
	const known = new Set(files.map(({ path }) => path));
	const called = [];
	const take = (file) => {
		const parsed = parse(file);
		if ("problem" in parsed) return void problems.push(parsed.problem);
		workflows.push(parsed.workflow);
		for (const { call } of parsed.workflow.jobs) {
			const path = call && localPath(call.uses);
			if (path === undefined || known.has(path)) continue;
			known.add(path);
			called.push(path);
		}
	};
	for (const file of files) take(file);
	for (const [at, path] of called.entries()) {
		if (at >= mostCalledFiles) {
			problems.push({
				path,
				kind: "unread",
				message: `it is called after ${mostCalledFiles} others`,
				line: 1,
				column: 1
			});
			break;
		}
		const text = await read?.(path);
		if (typeof text === "string") take({
			path,
			text
		});
		else if (text !== undefined) problems.push(text);
	}
	return {
		workflows,
		problems,
		started: new Set(files.map(({ path }) => path))
	};
}
function capacityOf(set, listing, rules) {
	const { runners, scopes } = listing;
	const { minOnline } = rules;
	const having = runners.filter(hasAll(set, rules));
	const serving = having.filter(({ status, disabled }) => status === "online" && !disabled);
	const unread = scopes.filter(({ state }) => state !== "read");
	const counted = scopes.length > 0 && unread.length === 0;
	const told = (answer, why) => ({
		set,
		answer,
		serving,
		counted,
		why
	});
	const need = needed(set, minOnline);
	const sure = serving.filter((runner) => (runner.certain || isOfInstance(runner, rules)) && isInGroup(runner, set));
	if (sure.length >= minOnline) {
		if (set.unresolved.length > 0) return told("unknown", `write out ${enumerated(set.unresolved)}: only a run can tell what else is asked for`);
		const certain = sure.filter((runner) => runner.certain);
		const doubt = `whether this repository may use ${named(sure)} only the server knows: its list of the whole instance does not say whose runners they are`;
		return {
			...told("yes", `${named(sure)} online`),
			...certain.length < minOnline && { doubt }
		};
	}
	if (serving.length >= minOnline) return told("unknown", `make sure that ${need} is open to this repository: ${named(serving)} may be in a runner group that is not; ${reasonsOf(scopes) || "its runner group is open to selected workflows only"}`);
	if (!counted) return told("unknown", `make sure that ${need} is online: ${whyUnread(scopes)}`);
	const onLane = runners.filter((runner) => rules.labels.some((label) => hasAll({ labels: [label] }, rules)(runner)));
	const registered = onLane.filter(({ ephemeral, status }) => !(ephemeral && status === "offline"));
	if (rules.scaleFromZero && registered.length === 0 && set.unresolved.length > 0) return told("unknown", `write out ${enumerated(set.unresolved)}: only a run can tell what else is asked for`);
	if (rules.scaleFromZero && registered.length === 0) return told("yes", "the lane has no runner now, and one is started on demand (allow-scale-from-zero)");
	return told("no", `bring ${need} online: ${whatIsFound(having, serving)}; looked for at ${places(scopes)}`);
}
const isOfInstance = ({ scope }, { kind }) => scope === "instance" && kind !== "github";
function hasAll(set, { kind }) {
	const same = (text) => kind === "github" ? text.toLowerCase() : text;
	const wanted = set.labels.map(same);
	return (runner) => {
		const has = new Set(runner.labels.map(same));
		const { group } = runner;
		const otherGroup = set.group !== undefined && (group === undefined ? runner.scope === "repository" : same(group) !== same(set.group));
		return !otherGroup && wanted.every((label) => has.has(label));
	};
}
const isInGroup = ({ group }, set) => set.group === undefined || group !== undefined;
function needed({ labels, group }, count) {
	const has = [
		...labels.length === 1 ? [`the label ${labels[0]}`] : [],
		...labels.length > 1 ? [`all of the labels ${enumerated(labels)}`] : [],
		...group === undefined ? [] : [`a place in the runner group ${group}`]
	].join(" and ");
	return count === 1 ? `1 runner that has ${has}` : `${count} runners, each of which has ${has},`;
}
function named(runners) {
	return enumerated(runners.map(({ name }) => name), 3);
}
function whatIsFound(having, serving) {
	if (having.length === 0) return "none is registered";
	const off = having.filter((runner) => !serving.includes(runner));
	const states = off.map(({ name, disabled }) => `${name} is ${disabled ? "disabled" : "offline"}`);
	const online = serving.length > 0 ? [`only ${named(serving)} ${serving.length === 1 ? "is" : "are"} online`] : [];
	return [...online, ...off.length > 0 ? [enumerated(states, 3)] : []].join(", ");
}
function whyUnread(scopes) {
	const read = scopes.filter(({ state }) => state === "read");
	const found = read.length > 0 ? [`not enough were found at ${places(read)}`] : [];
	const refused = scopes.some(({ state }) => state === "forbidden");
	const hint = refused ? ["the token may not list all runners, and a job's own token never may"] : [];
	return [
		...found,
		...hint,
		reasonsOf(scopes) || "the server names no place to look for them"
	].join("; ");
}
function reasonsOf(scopes) {
	const byReason = Map.groupBy(scopes.filter(({ state, reason }) => state !== "read" || reason !== ""), ({ reason }) => reason);
	return [...byReason].map(([reason, of]) => `those of ${places(of)} cannot be known (${reason})`).join(", ");
}
function places(scopes) {
	return enumerated(scopes.map(({ scope, name }) => `the ${scope} ${name}`));
}
const interval = 5e3;
const withoutRunners = {
	listing: {
		runners: [],
		scopes: []
	},
	sampledAt: undefined
};
function notAsked(why) {
	return {
		...withoutRunners,
		capacities: new Map(),
		evidence: `the workflows alone (${why})`
	};
}
function unanswered(sets, { minOnline }, why) {
	const capacities = new Map([...sets].map(([key, set]) => [key, {
		set,
		answer: "unknown",
		serving: [],
		counted: false,
		why: `make sure that ${needed(set, minOnline)} is online, which nobody could be asked: ${why}`
	}]));
	return {
		...withoutRunners,
		capacities,
		evidence: "the workflows alone, as the runners cannot be asked for"
	};
}
async function lookAtRunners(sets, forge, rules, tools) {
	const { clock, log, signal } = tools;
	const pulses = heartbeats(forge, rules, tools);
	const start = clock.now();
	for (let told = "";;) {
		const listed = await listedRunners(sets, forge, rules, tools);
		const { hasFallenSilent, ...look } = await withHeartbeats(listed, rules, pulses, signal);
		const open = [...look.capacities.values()].filter(({ answer }) => answer !== "yes");
		const missing = open.filter(({ answer, serving }) => answer === "no" || serving.length < rules.minOnline);
		const left = rules.waitTimeout - (clock.now() - start);
		const canChange = hasFallenSilent || look.listing.scopes.some(isReadable);
		if (missing.length === 0 || left <= 0 || !canChange) return look;
		const why = missing.map((one) => one.why).join("; ");
		if (why !== told) log.info(`${why}; waiting for it, ${seconds(left)} at most`);
		told = why;
		await clock.sleep(Math.min(interval, left), signal);
	}
}
const isReadable = ({ state }) => state === "read" || state === "failed";
async function listedRunners(sets, forge, rules, { signal, now }) {
	const { kind } = forge;
	const listing = await forge.listRunners(rules.repository, signal).catch((error) => {
		signal.throwIfAborted();
		if (!(error instanceof ReportedError)) throw error;
		const { owner, name } = rules.repository;
		const report = {
			scope: "repository",
			name: `${owner}/${name}`,
			state: "failed",
			reason: error.message
		};
		return {
			runners: [],
			scopes: [report]
		};
	});
	const capacities = new Map([...sets].map(([key, set]) => [key, capacityOf(set, listing, {
		...rules,
		kind
	})]));
	const read = listing.scopes.filter(({ state }) => state === "read");
	const evidence = read.length === 0 ? "no list of runners" : `the list of runners of ${places(read)}`;
	return {
		capacities,
		listing,
		evidence,
		sampledAt: now()
	};
}
function heartbeats(forge, { repository, heartbeatMaxAge }, { signal, now }) {
	let first;
	return async (labels) => {
		first ??= await forge.firstCommit(repository, signal);
		const commit = first;
		if (commit === undefined) return undefined;
		const { kind } = forge;
		const pulses = new Map();
		for (const label of labels) {
			const context = heartbeatContext(label, kind);
			const until = (status) => isHeartbeat(status, kind);
			const { statuses, serverTime } = await forge.listStatuses(repository, commit, {
				context,
				until
			}, signal);
			pulses.set(label, pulseOf(label, kind, statuses, serverTime ?? now(), heartbeatMaxAge));
		}
		return {
			commit,
			pulses
		};
	};
}
async function withHeartbeats(look, { minOnline }, read, signal) {
	const open = [...look.capacities.values()].filter(({ answer, serving, set }) => answer === "unknown" && serving.length < minOnline && set.labels.length > 0);
	if (open.length === 0) return {
		...look,
		hasFallenSilent: false
	};
	const capacities = new Map(look.capacities);
	const withReason = (reason) => {
		for (const one of open) capacities.set(keyOf$1(one.set), {
			...one,
			why: `${one.why}; ${reason}`
		});
		return {
			...look,
			capacities,
			hasFallenSilent: false
		};
	};
	try {
		const found = await read(new Set(open.flatMap(({ set }) => set.labels)));
		if (found === undefined) return withReason("there is no commit that could have a heartbeat");
		for (const one of open) capacities.set(keyOf$1(one.set), heard(one, found, look.listing, minOnline));
		return {
			...look,
			capacities,
			evidence: `${look.evidence}, and the heartbeats at commit ${found.commit.slice(0, 10)}`,
			hasFallenSilent: [...found.pulses.values()].some(({ answer }) => answer === "no")
		};
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof ReportedError)) throw error;
		return withReason(`heartbeats cannot be read either: ${messageOf(error)}`);
	}
}
function heard(capacity, { commit, pulses }, { scopes }, minOnline) {
	const { set, why, serving } = capacity;
	const { answer, why: told } = servedBy(set.labels, pulses);
	const isLastWord = serving.length === 0 && scopes.every(({ state }) => !["failed", "hidden"].includes(state));
	if (answer === "no" && isLastWord) return {
		...capacity,
		answer,
		why: `bring ${needed(set, minOnline)} online: ${told}; looked for at the heartbeats of commit ${commit.slice(0, 10)}`
	};
	const isAll = set.unresolved.length === 0 && set.group === undefined;
	if (answer === "yes" && isAll && minOnline === 1) return {
		...capacity,
		answer,
		why: told
	};
	const short = answer === "yes" ? `${told}, which tells neither how many runners there are nor what else they have` : told;
	return {
		...capacity,
		why: `${why}; ${short}`
	};
}
const mostWorkflows = 2e3;
const mostNames = 2e5;
async function readWorkspaceWorkflows(root, { kind, globs = [] }) {
	const wanted = globs.filter((glob) => !glob.startsWith("!"));
	const folders = wanted.length > 0 ? wanted.map(globBase) : workflowFolders(kind);
	const paths = await selectWorkflows([...await list(root, folders)], kind, globs);
	if (paths.length > mostWorkflows) throw new UserError(`found ${paths.length} workflows; accepted are up to ${mostWorkflows}`);
	const limit = createLimit(16);
	const read = workspaceReader(root);
	const readOne = async (path) => {
		try {
			const text = await read(path);
			if (text !== undefined) return {
				path,
				text
			};
			throw new UnreadError("it is a symbolic link to nothing");
		} catch (error) {
			if (!(error instanceof UnreadError)) throw error;
			return {
				path,
				kind: "unread",
				message: error.message,
				line: 1,
				column: 1
			};
		}
	};
	const found = await Promise.all(paths.map((path) => limit(() => readOne(path))));
	return {
		files: found.filter((one) => "text" in one),
		problems: found.filter((one) => "kind" in one)
	};
}
class UnreadError extends Error {
	name = "UnreadError";
}
function calledFileReader(root) {
	const read = workspaceReader(root);
	return async (path) => {
		try {
			return await read(path);
		} catch (error) {
			if (!(error instanceof UnreadError)) throw error;
			return {
				path,
				kind: "unread",
				message: error.message,
				line: 1,
				column: 1
			};
		}
	};
}
function workspaceReader(root) {
	const real = realpath(root);
	real.catch(() => {});
	return async (path) => {
		const inside = await insideOf(await real, resolve(root, path));
		if (await isLink(resolve(root, path))) throw new UnreadError("it is a symbolic link, which not every forge follows; put the file there");
		if (inside === undefined) return undefined;
		if (inside === false) throw new UnreadError("it is a symbolic link that leads out of the workspace");
		const file = await open(inside, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		try {
			const found = await file.stat();
			if (!found.isFile()) throw new UnreadError("it is no file");
			if (found.size > mostCharacters) throw new UnreadError(`it is larger than ${mostCharacters / 1024} KiB`);
			return new TextDecoder("utf-8", { fatal: true }).decode(await file.readFile());
		} catch (error) {
			if (error instanceof TypeError) throw new UnreadError("it is not text in UTF-8");
			throw error;
		} finally {
			await file.close();
		}
	};
}
async function insideOf(folder, path) {
	let real;
	try {
		real = await realpath(path);
	} catch (error) {
		if ([
			"ENOENT",
			"ENOTDIR",
			"ELOOP"
		].includes(error.code ?? "")) return undefined;
		throw error;
	}
	const way = relative(folder, real);
	return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way) ? false : real;
}
async function list(root, folders) {
	const paths = new Set();
	const real = await realpath(root);
	const seen = new Set();
	const pending = [...folders];
	let names = 0;
	for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
		if (seen.has(folder)) continue;
		seen.add(folder);
		if (!await insideOf(real, join(root, folder)) || await leadsThroughLink(root, folder)) continue;
		for (const entry of await entriesOf(join(root, folder))) {
			const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
			if (++names > mostNames) throw new UserError(`found more than ${mostNames} files; accepted are globs that begin with a folder, such as .github/workflows/*.yml`);
			if (!entry.isDirectory()) paths.add(path);
			else if (entry.name !== ".git") pending.push(path);
		}
	}
	return paths;
}
async function leadsThroughLink(root, folder) {
	const parts = folder.split("/").filter(Boolean);
	for (const at of parts.keys()) if (await isLink(join(root, ...parts.slice(0, at + 1)))) return true;
	return false;
}
async function isLink(path) {
	const found = await lstat(path).catch(() => undefined);
	return found?.isSymbolicLink() ?? false;
}
async function entriesOf(folder) {
	try {
		return await readdir(folder, { withFileTypes: true });
	} catch (error) {
		if (["ENOENT", "ENOTDIR"].includes(error.code ?? "")) return [];
		throw error;
	}
}
async function workspaceSources(root, selecting) {
	const { files, problems } = await readWorkspaceWorkflows(root, selecting);
	return {
		files,
		problems,
		read: calledFileReader(root),
		isWhole: true
	};
}
async function commitSources(forge, repository, commit, workspace, { kind, globs }, signal) {
	const usual = workflowFolders(kind);
	const folders = [...new Set([...usual, ...globs.filter((glob) => !glob.startsWith("!")).map(globBase)])];
	const texts = new Map(workspace.files.map(({ path, text }) => [path, text]));
	const known = new Map([...texts].map(([path, text]) => [path, blobId(text)]));
	const wanted = (path) => isYaml(path) || usual.some((folder) => path.startsWith(`${folder}/`));
	const options = {
		known,
		wanted
	};
	const { files, unread } = await forge.readFilesAt(repository, commit, folders, options, signal);
	const found = new Map(files.map(({ path, text }) => [path, text ?? texts.get(path) ?? ""]));
	const paths = [...found.keys(), ...unread.map(({ path }) => path)];
	const selected = new Set(await selectWorkflows(paths, kind, globs));
	const missing = unread.filter(({ path }) => selected.has(path) || folders.includes(path));
	return {
		files: [...found].flatMap(([path, text]) => selected.has(path) ? [{
			path,
			text
		}] : []),
		problems: missing.map(({ path, reason }) => ({
			path,
			kind: "unread",
			message: reason,
			line: 1,
			column: 1
		})),
		read: async (path) => found.get(path),
		isWhole: missing.every(({ path }) => selected.has(path))
	};
}
function blobId(text) {
	const bytes = Buffer.from(text);
	return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
function requireWorkflows({ files, problems }, { globs }, shipJobs) {
	if (files.length + problems.length > 0) return;
	const [ship] = shipJobs;
	const named = ship === undefined ? "" : `, and the input "ship-jobs" names ${quoted(ship.text)}`;
	throw new UserError(globs.length > 0 ? `input "workflows": ${quoted(globs.join(", "))} matches no workflow${named}; accepted are globs of files from the repository's root, such as .gitea/workflows/*.yml` : `the workspace has no workflow${named}; check the repository out first, or give the input "token" one that may read it`);
}
async function guard(request, tools) {
	const { kind, labels, trustedEvents, shipJobs } = request;
	const forge = await opened(tools);
	const sources = await sourcesFor(request, forge, tools.signal);
	requireWorkflows(sources, request, shipJobs);
	const { files, read, isWhole } = sources;
	const judged = await judgeWorkflows(files, {
		kind,
		labels,
		trustedEvents,
		shipJobs: isWhole ? shipJobs : [],
		expandsCalls: await expandsCalls(files, kind, forge, tools.signal),
		read
	});
	const judgement = {
		...judged,
		problems: [...sources.problems, ...judged.problems]
	};
	const sets = setsOf(judgement.laneJobs);
	const look = !tools.asks ? notAsked("mode: static") : sets.size === 0 ? notAsked(noJob(judgement)) : typeof forge !== "string" ? await lookAtRunners(sets, forge, request, tools) : unanswered(sets, request, forge);
	const lane = laneOf(labels, kind);
	return {
		status: statusOf(judgement, look.capacities.values()),
		evidence: look.evidence,
		sampledAt: look.sampledAt,
		jobs: judgement.laneJobs.map((job) => ({
			...job,
			capacities: job.sets.flatMap((set) => look.capacities.get(keyOf$1(set)) ?? [])
		})),
		findings: judgement.findings,
		problems: judgement.problems,
		runners: look.listing.runners.filter(({ labels: had, group }) => lane.askedBy({
			labels: had,
			unresolved: [],
			...group !== undefined && { group }
		}).length > 0),
		scopes: look.listing.scopes
	};
}
async function expandsCalls(files, kind, forge, signal) {
	const calls = files.some(({ text }) => /\buses\b[^\n]*\.ya?ml/.test(text));
	if (kind !== "gitea" || !calls || typeof forge === "string") return undefined;
	try {
		return await forge.expandsCalls(signal);
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof ReportedError) return undefined;
		throw error;
	}
}
async function opened({ forge, signal }) {
	if (forge === undefined) return "give the input \"token\" that of somebody who may list runners, or the job's own where the lane leaves heartbeats";
	try {
		return await forge();
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof UserError || !(error instanceof ReportedError)) throw error;
		return `see that the server answers: ${messageOf(error)}`;
	}
}
function isCheckedOut({ workspace, kind }) {
	return [".git", ...workflowFolders(kind)].some((name) => existsSync(join(workspace, name)));
}
async function sourcesFor(request, forge, signal) {
	const { kind, repository, readAt } = request;
	const workspace = await workspaceSources(request.workspace, request);
	const isEmpty = workspace.files.length + workspace.problems.length === 0;
	const commit = readAt ?? (isEmpty && !isCheckedOut(request) ? request.sha : undefined);
	if (commit === undefined || readAt === undefined && typeof forge === "string") return workspace;
	const unread = (message) => ({
		files: [],
		problems: [{
			path: workflowFolders(kind)[0] ?? "",
			kind: "unread",
			message,
			line: 1,
			column: 1
		}],
		read: async () => undefined,
		isWhole: false
	});
	if (typeof forge === "string") return unread(forge);
	try {
		return await commitSources(forge, repository, commit, workspace, request, signal);
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof ReportedError)) throw error;
		return unread(`the workflows of commit ${commit} cannot be read: ${messageOf(error)}`);
	}
}
export { guard };
