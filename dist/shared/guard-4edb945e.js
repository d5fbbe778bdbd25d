const { existsSync } = process.getBuiltinModule("node:fs");
const { join } = process.getBuiltinModule("node:path");
import { quoted, UserError, formatAge, ReportedError, messageOf, formatDuration, createLimit } from "./core-cb5264e6.js";
import { globBase, workflowFolders, selectWorkflows, isYaml } from "./files-cd9e4b40.js";
import { combinationsFor, contextsOf, oneOf, choicesOf, anyText, scopeOf, interpolate, mayBeTrue, unitedRunsOn, runsOnOf, isAboutRun, resolvedRunsOn, laneOf, unaskedCapacity, toStart, sampleLists } from "./sample-lists-f48f3231.js";
import { Unknown, rest, toValue, valueKey, OneOf, scalar, hasExpression } from "./value-fca45af2.js";
import { loadWorkflowParser, unreadFile, mostCharacters } from "./workflow-d52302b1.js";
import { findingAt, fileName, nearest, selectShipJobs, mustUse } from "./lane-guard-7072a311.js";
import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
import { keyOf, statusOf, labelSetsOf, noJob } from "./verdict-1e04789b.js";
import { heartbeatContext, skew, isHeartbeat } from "./heartbeat-e82c046a.js";
const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
import { unlessMissing, realPathInside, readTextInside } from "./workspace-file-d6ccfdd6.js";
const { readdir, lstat } = process.getBuiltinModule("node:fs/promises");
function factsOfCallees({ workflows, unjudged, jobless }, callees) {
	const mayBeThere = new Set(unjudged.map(({ path }) => path));
	const noJobs = new Set(jobless.map(({ path }) => path));
	const kindOf = ({ path, otherRef, workflow }) => {
		if (workflow) return otherRef === undefined ? undefined : "other-ref";
		if (otherRef !== undefined || mayBeThere.has(path)) return undefined;
		return noJobs.has(path) ? "jobless" : "missing";
	};
	return workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => {
		const callee = callees.get(job);
		const kind = callee && kindOf(callee);
		return kind ? [{
			kind,
			workflow,
			job,
			path: callee.path,
			ref: callee.otherRef
		}] : [];
	}));
}
function circularCalls(workflows, callees) {
	const facts = [];
	const state = new Map();
	const visit = (workflow) => {
		state.set(workflow, "open");
		for (const job of workflow.jobs) {
			const callee = callees.get(job);
			if (!callee?.workflow || callee.otherRef !== undefined) continue;
			const { path } = callee;
			if (!state.has(callee.workflow)) visit(callee.workflow);
			else if (state.get(callee.workflow) === "open") facts.push({
				kind: "circular",
				workflow,
				job,
				path,
				ref: undefined
			});
		}
		state.set(workflow, "done");
	};
	for (const workflow of workflows) if (!state.has(workflow)) visit(workflow);
	return facts;
}
const anyInputs = new Map([[rest, new Unknown("inputs")]]);
const noInputs = new Map();
function inputsOfCall(job, declared, scope) {
	const given = new Map([...job.call?.with ?? []].map(([name, node]) => [name.toLowerCase(), node]));
	const choices = new Map();
	for (const matrix of combinationsFor([...given.values()], job, scope)) {
		const contexts = contextsOf(scope, matrix);
		const resolve = (text) => interpolate(text, contexts);
		const choice = new Map([...declared].map(([name, declaration]) => {
			const node = given.get(name.toLowerCase());
			const unset = defaultOf(declaration, scope.kind) ?? zeroOf(declaration);
			if (node && isNothing(node)) return [name, oneOf([null, unset].flatMap(choicesOf))];
			if (node) return [name, ofType(declaration, toValue(node, resolve))];
			return [name, job.call?.isWithOpen ? new Unknown("an input") : unset];
		}));
		choices.set(valueKey(choice), choice);
	}
	return [...choices.values()];
}
function inputsUncalled(declared, kind) {
	return new Map([...declared].map(([name, one]) => [name, defaultOf(one, kind) ?? new Unknown(name)]));
}
function inputsDispatched(declared, kind) {
	if (declared === undefined || declared.size === 0) return anyInputs;
	return new Map([...declared].map(([name, one]) => [name, typedValue(one, kind)]));
}
function typedValue(declaration, kind) {
	const { type, options } = declaration;
	if (type === "boolean") return new OneOf([
		true,
		false,
		...kind === "github" ? [] : ["true", "false"]
	]);
	if (type === "choice" && options.length > 0) return oneOf([...options, ...unchosen(declaration, kind)]);
	return new Unknown("an input", type === "number" ? {} : { parts: anyText });
}
function unchosen({ default: node, isRequired }, kind) {
	if (node?.kind === "scalar" && node.text !== "") return [node.text];
	return isRequired && kind !== "gitea" ? [] : [""];
}
function defaultOf(declaration, kind) {
	const { default: node } = declaration;
	if (node === undefined) return undefined;
	const contexts = contextsOf(scopeOf(noInputs, kind));
	return ofType(declaration, toValue(node, (text) => interpolate(text, contexts)));
}
const isNothing = (node) => node.kind === "scalar" && scalar(node) === null;
function ofType({ type }, value) {
	if (type !== "boolean") return value;
	const values = value instanceof OneOf ? value.values : [value];
	return oneOf(values.flatMap((one) => typeof one === "string" ? [one, one === "true"] : [one]));
}
const zeroOf = ({ type }) => type === "boolean" ? false : type === "number" ? 0 : "";
const longestUses = 2e3;
function ownCall(uses, own) {
	if (uses.includes("${{") || uses.length > longestUses) return undefined;
	if (/^\.(\/|gitea\/|forgejo\/|github\/)/.test(uses)) return {
		path: pathOf(uses),
		otherRef: undefined
	};
	const [, server, owner, name, path = "", ref = ""] = /^(?:(https?:\/\/.*)\/)?([^/]+)\/([^/]+)\/(\.[^/]+\/workflows\/[^@]+)@(.+)$/i.exec(uses) ?? [];
	if (!own || !isSame(owner, own.owner) || !isSame(name, own.name)) return undefined;
	if (server !== undefined && addressOf(server) !== addressOf(own.serverUrl)) return undefined;
	return {
		path: pathOf(path),
		otherRef: own.refs.includes(ref) ? undefined : ref
	};
}
const isSame = (one, other) => one?.toLowerCase() === other.toLowerCase();
const addressOf = (server) => server.toLowerCase().replace(/^https?:\/\/|\/+$/g, "");
function calleesOf(workflows, own) {
	const byPath = new Map(workflows.map((workflow) => [workflow.path, workflow]));
	const callees = new Map();
	for (const job of workflows.flatMap(({ jobs }) => jobs)) {
		const call = job.call && ownCall(job.call.uses, own);
		if (call) callees.set(job, {
			...call,
			workflow: byPath.get(call.path)
		});
	}
	return callees;
}
function pathOf(text) {
	const parts = [];
	for (const part of text.split("/")) {
		if (part === "..") parts.pop();
		else if (part !== "." && part !== "") parts.push(part);
	}
	return parts.join("/");
}
const emptyText = /^\s*\$\{\{\s*'\s*'\s*\}\}\s*$/;
function mayRun({ condition }, scope) {
	if (condition?.kind !== "scalar" || scalar(condition) === null) return true;
	const { text } = condition;
	if (scope.kind === "github" && emptyText.test(text)) return true;
	return text.trim() === "" || mayBeTrue(hasExpression(text) ? text : `\${{ ${text} }}`, contextsOf(scope));
}
const mostInputs = 300;
const mostVariants = 3e3;
class RunGraph {
	#callees;
	#kind;
	#settle;
	#runs = new Map();
	#variants = 0;
	constructor(callees, kind, settle) {
		this.#callees = callees;
		this.#kind = kind;
		this.#settle = settle;
	}
	get runs() {
		return [...this.#runs.values()].flatMap((known) => [...known.values()]);
	}
	has({ path }) {
		return this.#runs.has(path);
	}
	runOf(workflow, inputs) {
		const known = this.#runs.get(workflow.path) ?? new Map();
		this.#runs.set(workflow.path, known);
		const key = valueKey(inputs);
		const found = known.get(key);
		if (found) return found;
		const isFull = known.size >= mostInputs || known.size > 0 && this.#variants >= mostVariants;
		if (isFull && inputs !== anyInputs) return this.runOf(workflow, anyInputs);
		if (known.size > 0) this.#variants++;
		const jobs = workflow.jobs.map((job) => ({
			job,
			runsOn: this.#runsOn(job, inputs),
			runsOnAt: (start) => this.#runsOn(job, inputs, start),
			mayRunAt: (start) => mayRun(job, scopeOf(inputs, this.#kind, start)),
			calls: [],
			callsAt: new Map(),
			unseen: undefined
		}));
		const made = {
			workflow,
			inputs,
			events: [],
			jobs
		};
		known.set(key, made);
		return made;
	}
	#runsOn(job, inputs, event) {
		const runsOn = ownRunsOn(job, inputs, this.#kind, event);
		return runsOn && this.#settle(job, runsOn);
	}
	settle() {
		for (const { events, jobs } of this.runs) {
			const open = events.filter(({ isBarred }) => !isBarred);
			if (open.length > 0) for (const job of jobs) job.runsOn = unitedRunsOn(open.map((event) => job.runsOnAt(event)));
		}
	}
	callsOf(caller, inputs, event) {
		if (!this.#isFollowed(caller)) return [];
		const start = isCallAboutRun(caller.job) ? event : undefined;
		const found = caller.callsAt.get(start) ?? this.#follow(caller, inputs, start);
		caller.callsAt.set(start, found);
		return found;
	}
	#isFollowed({ job, runsOn }) {
		return job.call !== undefined && (this.#kind !== "forgejo" || runsOn === undefined);
	}
	#follow(caller, inputs, event) {
		const callee = this.#callees.get(caller.job);
		const workflow = callee?.workflow;
		if (!workflow) {
			caller.unseen = callee && callee.otherRef === undefined ? "missing" : "elsewhere";
			return [];
		}
		const scope = scopeOf(inputs, this.#kind, event);
		const choices = inputsOfCall(caller.job, workflow.inputs ?? new Map(), scope);
		const found = [...new Set(choices.map((choice) => this.runOf(workflow, choice)))];
		caller.calls.push(...found.filter((run) => !caller.calls.includes(run)));
		return found;
	}
}
const isCallAboutRun = ({ call, matrix }) => isAboutRun(matrix) || [...call?.with.values() ?? []].some(isAboutRun);
function ownRunsOn(job, inputs, kind, event) {
	if (job.call && kind === "github") return undefined;
	const runsOn = runsOnOf(job, inputs, kind, event);
	return job.call && runsOn.kind === "empty" ? undefined : runsOn;
}
const mostLevels = 10;
function reach(repository, kind, settle = (_, runsOn) => runsOn) {
	const { workflows, started, own } = repository;
	const callees = calleesOf(workflows, own);
	const graph = new RunGraph(callees, kind, settle);
	const roots = rootsByEvent(workflows.filter(({ path }) => started.has(path)), graph, kind);
	const spreads = [...roots].sort(([one], [other]) => one < other ? -1 : 1).map(([, { start, runs }]) => ({
		start,
		...arrivalsOf(start, runs, graph)
	}));
	addUnstarted(workflows, callees, graph, kind);
	for (const { start, arrivals, open } of spreads) for (const run of arrivals.keys()) {
		const isBarred = !open.has(run);
		run.events.push({
			...start,
			isBarred,
			chain: chainTo(run, isBarred ? arrivals : open)
		});
	}
	graph.settle();
	const tooDeep = new Map(spreads.flatMap(({ arrivals }) => deepCalls(arrivals)).map((fact) => [fact.job, fact]));
	return {
		runs: graph.runs,
		calls: [
			...tooDeep.values(),
			...factsOfCallees(repository, callees),
			...circularCalls(workflows, callees)
		]
	};
}
function rootsByEvent(workflows, graph, kind) {
	const roots = new Map();
	for (const workflow of workflows) for (const { name, tellsOfClosed } of workflow.events) {
		if (name === "workflow_call") continue;
		const run = graph.runOf(workflow, name === "workflow_dispatch" ? inputsDispatched(workflow.dispatchInputs, kind) : noInputs);
		const key = `${name} ${tellsOfClosed}`;
		const others = roots.get(key);
		if (others) others.runs.push(run);
		else roots.set(key, {
			start: {
				name,
				tellsOfClosed
			},
			runs: [run]
		});
	}
	return roots;
}
function addUnstarted(workflows, callees, graph, kind) {
	const called = new Set([...callees.values()].map(({ path }) => path));
	const uncalled = workflows.filter(({ path }) => !called.has(path));
	for (const workflow of [...uncalled, ...workflows]) {
		if (graph.has(workflow)) continue;
		const run = graph.runOf(workflow, workflow.inputs ? inputsUncalled(workflow.inputs, kind) : noInputs);
		arrivalsFrom([run], (job, inputs) => graph.callsOf(job, inputs, undefined));
	}
}
function arrivalsOf(start, roots, graph) {
	const callsOf = (job, inputs) => graph.callsOf(job, inputs, start);
	const arrivals = arrivalsFrom(roots, callsOf);
	const isBarring = [...arrivals.keys()].some(({ jobs }) => jobs.some(({ job }) => job.call && job.condition));
	if (!isBarring) return {
		arrivals,
		open: arrivals
	};
	return {
		arrivals,
		open: arrivalsFrom(roots, (job, inputs) => {
			const calls = callsOf(job, inputs);
			return calls.length > 0 && job.mayRunAt(start) ? calls : [];
		})
	};
}
function arrivalsFrom(roots, callsOf) {
	const arrivals = new Map(roots.map((root) => [root, undefined]));
	for (const [from, arrival] of arrivals) {
		const depth = (arrival?.depth ?? 0) + 1;
		for (const one of from.jobs) for (const run of callsOf(one, from.inputs)) if (!arrivals.has(run)) arrivals.set(run, {
			from,
			job: one.job,
			depth
		});
	}
	return arrivals;
}
function deepCalls(arrivals) {
	return [...arrivals].flatMap(([run, arrival]) => {
		if (!arrival || arrival.depth < mostLevels || inCircle(run, arrivals)) return [];
		const { from, job } = arrival;
		return [{
			kind: "too-deep",
			workflow: from.workflow,
			job,
			path: run.workflow.path,
			ref: undefined
		}];
	});
}
function chainTo(run, arrivals) {
	const chain = [];
	for (let step = arrivals.get(run); step; step = arrivals.get(step.from)) chain.push({
		workflow: step.from.workflow.path,
		job: step.job.id
	});
	return chain.reverse();
}
function inCircle(run, arrivals) {
	const paths = [run.workflow.path, ...chainTo(run, arrivals).map(({ workflow }) => workflow)];
	return new Set(paths).size < paths.length;
}
const mostCalledFiles = 1e3;
async function parseWorkflows(files, own, read) {
	const parse = await loadWorkflowParser();
	const workflows = [];
	const jobless = [];
	const unjudged = [];
	const take = (file) => {
		const parsed = parse(file);
		if ("workflow" in parsed) workflows.push(parsed.workflow);
		else if ("jobless" in parsed) jobless.push(parsed.jobless);
		else unjudged.push(parsed.unjudged);
	};
	for (const file of files) take(file);
	const started = new Set(files.map(({ path }) => path));
	const known = new Set(started);
	for (const { jobs } of workflows) for (const { call } of jobs) {
		const path = call && ownCall(call.uses, own)?.path;
		if (path === undefined || known.has(path)) continue;
		if (known.size - started.size >= mostCalledFiles) {
			unjudged.push(unreadFile(path, `it is called after ${mostCalledFiles} others`));
			return {
				workflows,
				started,
				unjudged,
				jobless,
				own
			};
		}
		known.add(path);
		const called = await read?.(path);
		if (typeof called === "string") take({
			path,
			text: called
		});
		else if (called !== undefined) unjudged.push(called);
	}
	return {
		workflows,
		started,
		unjudged,
		jobless,
		own
	};
}
function callFindings(facts) {
	return facts.map((fact) => {
		const { workflow, job } = fact;
		return findingAt(workflow, {
			id: job.id,
			position: job.call?.position ?? job.position
		}, {
			rule: "calls",
			severity: fact.kind === "other-ref" ? "notice" : "warning",
			message: `the job ${quoted(job.id)} ${said(fact)}`
		});
	});
}
function said({ kind, job, path, ref = "" }) {
	switch (kind) {
		case "missing": return `calls ${quoted(path)}, which is not there; add that workflow, or correct "uses"`;
		case "jobless": return `calls ${quoted(path)}, which is not a workflow; make it one, or correct "uses"`;
		case "other-ref": return `calls ${quoted(path)} as it is at ${quoted(ref)}, which may differ from the file that is judged here; call ${quoted(`./${path}`)} to have the same`;
		case "circular": return `calls ${quoted(path)}, which leads back to it, so that forges refuse to run it; break the circle`;
		case "too-deep": return `calls more than ${mostLevels} levels deep, which GitHub and Gitea refuse; call ${quoted(job.call?.uses ?? "")} from further up`;
	}
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
function askingsOf({ runs }, lane) {
	return runs.flatMap(({ events, job }) => {
		const byRunsOn = new Map(events.length > 0 ? [] : [[job.runsOn, []]]);
		for (const event of events) {
			const runsOn = job.runsOnAt(event);
			const others = byRunsOn.get(runsOn);
			if (others) others.push(event);
			else byRunsOn.set(runsOn, [event]);
		}
		return [...byRunsOn].flatMap(([runsOn, some]) => {
			if (runsOn === undefined) return [];
			const barred = some.filter((event) => event.isBarred || !job.mayRunAt(event));
			return [{
				...lane.asked(runsOn),
				runsOn,
				events: some,
				barred
			}];
		});
	});
}
function askingFor(one, { kind, lane, trustedEvents }) {
	const { workflow, job } = one;
	const at = (severity, message) => findingAt(workflow, job, {
		rule: "may-use",
		severity,
		message
	});
	const isUntrusted = ({ name }) => !trustedEvents.has(name);
	const asking = askingsOf(one, lane).map((some) => ({
		...some,
		untrusted: some.events.filter((event) => isUntrusted(event) && !some.barred.includes(event))
	}));
	const findings = [];
	if (asking.some(({ nothing }) => nothing)) findings.push(at(kind === "gitea" ? "violation" : "warning", emptyMessage(job, kind, lane)));
	if (kind === "gitea" && job.isRunsOnAlias) findings.push(at("warning", aliasMessage(job, lane)));
	const using = asking.filter(({ using: sets }) => sets.length > 0);
	const untrusted = distinct(using.flatMap((one) => one.untrusted));
	if (untrusted.length > 0) {
		const reached = using.filter((some) => some.untrusted.length > 0);
		const labels = [...new Set(reached.flatMap((some) => some.labels))].map((label) => labelWithSource(label, reached));
		findings.push(at("violation", `remove ${enumerated(labels)} from the runs-on of the job ${quoted(job.id)}, or keep untrusted events away from it: ${enumerated(untrusted.map(shown))} can start it`));
	}
	const barred = distinct(using.flatMap((some) => some.barred.filter(isUntrusted)));
	if (untrusted.length === 0 && barred.length > 0) findings.push(at("notice", `keep the condition that keeps ${enumerated(barred.map(shown))} away from the job ${quoted(job.id)}, which asks for ${enumerated(lane.labels.map((label) => quoted(label)))}: nothing else does`));
	const open = openIn(asking, lane);
	if (open !== undefined) findings.push(at("warning", `write out the runs-on of the job ${quoted(job.id)}, since only a run can tell what ${quoted(open.text)} is and whether it is the lane; literal values are understood, also those of a matrix and of inputs${dependence(open)}`));
	return findings;
}
function labelWithSource(label, using) {
	const source = using.map(({ runsOn }) => runsOn.sources.get(label)).find((text) => text !== undefined);
	return source === undefined ? quoted(label) : `${quoted(label)}, a value of ${quoted(source.trim())},`;
}
const sourcesOf = ({ labels, runsOn }) => labels.flatMap((label) => runsOn.sources.get(label)?.trim() ?? []);
function openIn(asking, lane) {
	const [set] = asking.filter(({ events, barred }) => events.length === 0 || events.length > barred.length).flatMap((one) => (one.untrusted.length > 0 ? one.openElsewhere : one.open) ?? []);
	return set?.unresolved.find((part) => lane.mayBe(part));
}
function dependence({ text, from }) {
	return from.length === 0 || from.every((one) => text.trim() === `\${{ ${one} }}` || one === text) ? "" : `; it depends on ${enumerated(from.map((one) => quoted(one)))}`;
}
function unresolvedJobs(jobs, { lane, trustedEvents }) {
	return jobs.flatMap((one) => {
		const asking = askingsOf(one, lane).map((some) => ({
			...some,
			untrusted: some.events.filter((event) => !trustedEvents.has(event.name) && !some.barred.includes(event))
		}));
		const open = openIn(asking, lane);
		if (open === undefined) return [];
		return [{
			workflow: one.workflow.path,
			job: one.job.id,
			...one.job.position,
			text: open.text,
			dependsOn: open.from
		}];
	});
}
function aliasMessage({ id }, { labels }) {
	return `write out the runs-on of the job ${quoted(id)} instead of the alias: some versions of Gitea read an alias as no label, and then every runner may take the job, also those with ${enumerated(labels.map((one) => quoted(one)))}`;
}
function emptyMessage({ id }, kind, { labels }) {
	const what = `give the job ${quoted(id)} a runs-on, since without a label`;
	if (kind === "gitea") return `${what} every runner may take it, also those with ${enumerated(labels.map((one) => quoted(one)))}`;
	return kind === "forgejo" ? `${what} no runner takes it, and it waits forever` : `${what} GitHub refuses the workflow`;
}
function calling({ workflow, job, runs }, { kind, trustedEvents, expandsCalls }) {
	const { call } = job;
	if (!call) return [];
	const untrustedOf = (some) => distinct(some.flatMap(({ events }) => events.filter(({ name }) => !trustedEvents.has(name))));
	const findings = [];
	const bare = runs.filter((run) => run.job.runsOn === undefined).flatMap(takingRunner);
	if (kind === "gitea" && expandsCalls !== true && bare.length > 0) findings.push(bareCall(workflow, job, untrustedOf(bare), expandsCalls));
	const untrusted = untrustedOf(runs.filter((run) => run.job.unseen === "elsewhere"));
	if (untrusted.length > 0) findings.push(findingAt(workflow, {
		id: job.id,
		position: call.position
	}, {
		rule: "calls",
		severity: "notice",
		message: `check yourself whether ${quoted(call.uses)}, which the job ${quoted(job.id)} calls, uses the lane: it cannot be followed, and ${enumerated(untrusted.map(shown))} can start it`
	}));
	return findings;
}
function takingRunner(run) {
	const events = run.events.filter(({ chain }) => chain.length === 0);
	return events.length === 0 && run.events.length > 0 ? [] : [{
		...run,
		events
	}];
}
function bareCall(workflow, job, untrusted, expandsCalls) {
	const advice = `give the job ${quoted(job.id)} a runs-on, since before Gitea 1.27 any runner, also one of the lane, takes a call without it`;
	return findingAt(workflow, job, {
		rule: "may-use",
		severity: untrusted.length > 0 && expandsCalls === false ? "violation" : "warning",
		message: untrusted.length > 0 ? `${advice}, and ${enumerated(untrusted.map(shown))} can start it` : advice
	});
}
function distinct(events) {
	const shortest = new Map();
	for (const event of events) {
		const known = shortest.get(event.name);
		if (!known || isNearer(event, known)) shortest.set(event.name, event);
	}
	return [...shortest.values()].sort((one, other) => one.name < other.name ? -1 : 1);
}
const isNearer = (one, other) => one.isBarred === other.isBarred ? one.chain.length < other.chain.length : other.isBarred;
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
class Resolver {
	#lane;
	#lines = new Map();
	#settled = new Map();
	#fitting = new Map();
	#open = new Map();
	constructor(lines, workflows, problems, lane) {
		this.#lane = lane;
		for (const line of lines) {
			const files = workflows.filter(({ path }) => fileName(path) === line.workflow);
			const jobs = files.flatMap((workflow) => workflow.jobs.filter(({ id }) => id === line.job));
			if (jobs.length === 0 && !problems.some(({ path }) => fileName(path) === line.workflow)) throw unfit(line, noneFound(line, workflows));
			for (const job of jobs) this.#lines.set(job, line);
		}
	}
	settle(job, runsOn) {
		const line = this.#lines.get(job);
		if (line === undefined) return runsOn;
		const known = this.#settled.get(line) ?? new Map();
		this.#settled.set(line, known);
		const settled = known.get(runsOn) ?? this.#settledBy(line, runsOn);
		known.set(runsOn, settled);
		return settled;
	}
	#settledBy(line, runsOn) {
		const fitting = this.#fitting.get(line) ?? new Set();
		this.#fitting.set(line, fitting);
		return resolvedRunsOn(runsOn, (set) => {
			const open = set.unresolved.find((one) => this.#lane.mayBe(one));
			if (open === undefined) return undefined;
			this.#open.set(line, open.text);
			const choices = line.choices.filter((choice) => this.#fits(choice, set));
			for (const choice of choices) fitting.add(choice);
			return choices.length > 0 ? choices : undefined;
		});
	}
	#fits(choice, { unresolved }) {
		return choice.every((label) => unresolved.some((one) => this.#lane.mayBe(one, label)));
	}
	requireFit() {
		for (const line of new Set(this.#lines.values())) {
			const open = this.#open.get(line);
			if (open === undefined) throw unfit(line, "the job asks for nothing that could be the lane and that only a run can tell");
			const wrong = line.choices.find((choice) => !this.#fitting.get(line)?.has(choice));
			if (wrong) throw unfit(line, `${quoted(wrong.join(" + "))} is nothing that ${quoted(open)} can come to`);
		}
	}
}
const unfit = ({ text }, why) => new UserError(`input "resolved": ${quoted(text)} does not fit any more: ${why}; correct the line, or take it out`);
function noneFound({ workflow, job }, workflows) {
	const names = workflows.flatMap(({ path, jobs }) => jobs.map(({ id }) => `${fileName(path)}:${id}`));
	const near = nearest(`${workflow}:${job}`, [...new Set(names)], 3).map((name) => quoted(name));
	if (near.length === 0) return "there is no such job";
	return `there is no such job, and the nearest ${near.length === 1 ? "is" : "are"} ${enumerated(near)}`;
}
async function judgeWorkflows(files, options) {
	const repository = await parseWorkflows(files, options.own, options.read);
	const { unjudged: problems, jobless } = repository;
	const lane = laneOf(options.labels, options.kind);
	const resolver = new Resolver(options.resolved ?? [], repository.workflows, problems, lane);
	const { runs, calls } = reach(repository, options.kind, (job, runsOn) => resolver.settle(job, runsOn));
	const trustedEvents = new Set(options.trustedEvents);
	const jobs = jobsOf(runs);
	const shipJobs = await selectShipJobs(options.shipJobs ?? [], jobs, problems);
	const laneJobs = jobs.flatMap((one) => {
		const { workflow, job } = one;
		const using = askingsOf(one, lane).filter((some) => some.using.length > 0);
		if (using.length === 0) return [];
		const barred = new Set(using.flatMap((some) => some.barred));
		const events = distinct(using.flatMap((some) => some.events.map((event) => ({
			...event,
			isBarred: barred.has(event)
		}))));
		return [{
			workflow: workflow.path,
			job: job.id,
			...job.position,
			events: events.map((event) => ({
				...event,
				trusted: trustedEvents.has(event.name)
			})),
			expressions: [...new Set(using.flatMap((some) => sourcesOf(some)))],
			sets: united(using.map(({ using: sets }) => sets))
		}];
	});
	resolver.requireFit();
	const { kind } = options;
	const matters = kind === "gitea" && jobs.some(({ job }) => job.call !== undefined);
	const expandsCalls = matters ? await options.expandsCalls?.() : undefined;
	const findings = [
		...callFindings(calls),
		...mayUse(jobs, {
			kind,
			lane,
			trustedEvents,
			expandsCalls
		}),
		...mustUse(shipJobs, lane)
	];
	return {
		laneJobs: laneJobs.sort(byPlace),
		findings: findings.sort(byPlace),
		unresolved: unresolvedJobs(jobs, {
			lane,
			trustedEvents
		}).sort(byPlace),
		problems,
		jobless
	};
}
function united(lists) {
	const [first, ...others] = new Set(lists);
	if (first !== undefined && others.length === 0) return first;
	return [...new Map(lists.flat().map((set) => [JSON.stringify(set), set])).values()];
}
function byPlace(one, other) {
	if (one.workflow !== other.workflow) return one.workflow < other.workflow ? -1 : 1;
	return one.line - other.line || one.column - other.column;
}
const noRunners = {
	listing: {
		runners: [],
		scopes: []
	},
	sampledAt: undefined
};
function notSampled(why) {
	return {
		...noRunners,
		capacities: new Map(),
		evidence: `the workflows alone (${why})`
	};
}
function cannotSample(sets, { minOnline }, why) {
	return {
		...noRunners,
		capacities: new Map([...sets].map(([key, set]) => [key, unaskedCapacity(set, minOnline, why)])),
		evidence: "the workflows alone, as the runners cannot be asked for"
	};
}
function newestHeartbeat(label, kind, statuses, now, maxAge) {
	const own = statuses.filter(({ context }) => context === heartbeatContext(label, kind));
	const latest = now.getTime() + skew;
	const found = own.find((status) => isHeartbeat(status, kind) && status.createdAt.getTime() <= latest);
	if (!found) {
		const refused = own.length > 0 ? " (one that a person set, or with a time in the future, does not count)" : "";
		const why = `no heartbeat of the lane ${label} is known${refused}; let a scheduled job on it leave one with mode: beat`;
		return {
			label,
			served: "unknown",
			runner: undefined,
			why
		};
	}
	const age = Math.max(0, now.getTime() - found.createdAt.getTime());
	const runner = found.description.replace(/^\S+\s*/, "");
	const by = runner === "" ? "" : `, by ${runner},`;
	const last = `the last heartbeat of the lane ${label}${by} is ${formatAge(age)} old`;
	if (age <= maxAge) return {
		label,
		served: "yes",
		runner,
		why: last
	};
	return {
		label,
		served: "no",
		runner: undefined,
		why: `${last}, more than ${formatAge(maxAge)}`
	};
}
function servedByHeartbeats(labels, byLabel) {
	const all = labels.flatMap((label) => byLabel.get(label) ?? []);
	const worst = all.find(({ served }) => served === "no") ?? all.find(({ served }) => served === "unknown");
	if (worst) return {
		served: worst.served,
		why: worst.why
	};
	if (all.length < labels.length || all.length === 0) return {
		served: "unknown",
		why: "no heartbeat tells of all its labels"
	};
	const why = all.map((one) => one.why).join("; ");
	if (new Set(all.map(({ runner }) => runner)).size === 1) return {
		served: "yes",
		why
	};
	return {
		served: "unknown",
		why: `${why}; they are by different runners, and none is known to have all labels`
	};
}
class HeartbeatReader {
	#forge;
	#repository;
	#maxAge;
	#signal;
	#now;
	#commit;
	constructor(forge, { repository, heartbeatMaxAge }, { signal, now }) {
		this.#forge = forge;
		this.#repository = repository;
		this.#maxAge = heartbeatMaxAge;
		this.#signal = signal;
		this.#now = now;
	}
	async read(labels) {
		this.#commit ??= await this.#forge.firstCommit(this.#repository, this.#signal);
		if (this.#commit === undefined) return undefined;
		const byLabel = new Map();
		for (const label of labels) byLabel.set(label, await this.#newest(label, this.#commit));
		return {
			commit: this.#commit,
			byLabel
		};
	}
	async #newest(label, commit) {
		const { kind } = this.#forge;
		const filter = {
			context: heartbeatContext(label, kind),
			until: (status) => isHeartbeat(status, kind)
		};
		const { statuses, serverTime } = await this.#forge.listStatuses(this.#repository, commit, filter, this.#signal);
		return newestHeartbeat(label, kind, statuses, serverTime ?? this.#now(), this.#maxAge);
	}
}
async function addHeartbeats(sample, minOnline, reader, signal) {
	const open = [...sample.capacities.values()].filter(({ served, serving, set }) => served === "unknown" && serving.length < minOnline && set.labels.length > 0);
	if (open.length === 0) return {
		sample,
		hasFallenSilent: false
	};
	const labels = new Set(open.flatMap(({ set }) => set.labels));
	const newest = await readHeartbeats(reader, labels, signal);
	if (typeof newest === "string") {
		const withReason = open.map((one) => ({
			...one,
			why: `${one.why}; ${newest}`
		}));
		return {
			sample: withCapacities(sample, withReason),
			hasFallenSilent: false
		};
	}
	const judged = open.map((one) => withHeartbeats(one, newest, sample.listing, minOnline));
	const evidence = `${sample.evidence}, and the heartbeats at commit ${newest.commit.slice(0, 10)}`;
	return {
		sample: {
			...withCapacities(sample, judged),
			evidence
		},
		hasFallenSilent: [...newest.byLabel.values()].some(({ served }) => served === "no")
	};
}
function withCapacities(sample, changed) {
	const capacities = new Map(sample.capacities);
	for (const one of changed) capacities.set(keyOf(one.set), one);
	return {
		...sample,
		capacities
	};
}
async function readHeartbeats(reader, labels, signal) {
	try {
		return await reader.read(labels) ?? "there is no commit that could hold a heartbeat";
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof ReportedError)) throw error;
		return `the heartbeats cannot be read either: ${messageOf(error)}`;
	}
}
function withHeartbeats(capacity, { commit, byLabel }, { scopes }, minOnline) {
	const { set, why, serving } = capacity;
	const { served, why: heartbeats } = servedByHeartbeats(set.labels, byLabel);
	if (served === "no") {
		const isLastWord = serving.length === 0 && scopes.every(({ state }) => state !== "failed" && state !== "hidden");
		if (!isLastWord) return {
			...capacity,
			why: `${why}; ${heartbeats}`
		};
		const where = `looked for in the heartbeats of commit ${commit.slice(0, 10)}`;
		return {
			...capacity,
			served,
			why: `${toStart(set, minOnline, 0)}: ${heartbeats}; ${where}`
		};
	}
	if (served === "unknown") return {
		...capacity,
		why: `${why}; ${heartbeats}`
	};
	const asksForMore = set.unresolved.length > 0 || set.group !== undefined || minOnline > 1;
	if (!asksForMore) return {
		...capacity,
		served,
		why: heartbeats
	};
	return {
		...capacity,
		why: `${why}; ${heartbeats}, which does not tell how many runners there are, or what else they have`
	};
}
const interval = 5e3;
async function waitForRunners(sets, forge, request, context) {
	const { clock, log, signal } = context;
	const { minOnline, waitTimeout } = request;
	const heartbeats = new HeartbeatReader(forge, request, context);
	const start = clock.now();
	let said = "";
	for (;;) {
		const lists = await sampleLists(sets, forge, request, context);
		const { sample, hasFallenSilent } = await addHeartbeats(lists, minOnline, heartbeats, signal);
		const awaited = awaitedIn(sample, minOnline);
		const mayChange = hasFallenSilent || sample.listing.scopes.some(isReadable);
		const left = start + waitTimeout - clock.now();
		if (awaited.length === 0 || !mayChange || left <= 0) return sample;
		const why = awaited.map((one) => one.why).join("; ");
		if (why !== said) log.info(`${why}; waiting for it, ${formatDuration(left)} at most`);
		said = why;
		await clock.sleep(Math.min(interval, left), signal);
	}
}
function awaitedIn({ capacities }, minOnline) {
	return [...capacities.values()].filter(({ served, serving, maySettle }) => served === "no" || served === "unknown" && (serving.length < minOnline || maySettle));
}
const isReadable = ({ state }) => state === "read" || state === "failed";
const mostNames = 2e5;
async function listFiles(root, folders) {
	const paths = new Set();
	const seen = new Set();
	const pending = [...folders];
	let names = 0;
	for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
		if (seen.has(folder)) continue;
		seen.add(folder);
		if (!await unlessMissing(realPathInside(root, folder)) || await leadsThroughLink(root, folder)) continue;
		for (const entry of await entriesOf(join(root, folder))) {
			const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
			if (++names > mostNames) throw new UserError(`found more than ${mostNames} files; expected globs that begin with a folder, such as .github/workflows/*.yml`);
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
	return await unlessMissing(readdir(folder, { withFileTypes: true })) ?? [];
}
const mostWorkflows = 2e3;
async function readWorkspaceWorkflows(root, { kind, globs = [] }) {
	const wanted = globs.filter((glob) => !glob.startsWith("!"));
	const folders = wanted.length > 0 ? wanted.map(globBase) : workflowFolders(kind);
	const paths = await selectWorkflows([...await listFiles(root, folders)], kind, globs);
	if (paths.length > mostWorkflows) throw new UserError(`found ${paths.length} workflows; at most ${mostWorkflows} are checked`);
	const limit = createLimit(16);
	const readOne = async (path) => {
		const read = await readFileOf(root, path) ?? unreadFile(path, "it is a symbolic link to nothing");
		return typeof read === "string" ? {
			path,
			text: read
		} : read;
	};
	const found = await Promise.all(paths.map((path) => limit(() => readOne(path))));
	return {
		files: found.filter((one) => "text" in one),
		problems: found.filter((one) => "kind" in one)
	};
}
function calledFileReader(root) {
	return (path) => readFileOf(root, path);
}
const unreadReasons = {
	outside: "it is a symbolic link that leads out of the workspace",
	"no file": "it is not a file",
	"too large": `it is larger than ${mostCharacters / 1024} KiB`,
	"not text": "it is not text in UTF-8"
};
async function readFileOf(root, path) {
	if (await isLink(join(root, path))) return unreadFile(path, "it is a symbolic link, which not every forge follows; put the file there");
	const read = await unlessMissing(readTextInside(root, path, mostCharacters));
	if (read === undefined || "text" in read) return read?.text;
	return unreadFile(path, unreadReasons[read.problem]);
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
		problems: missing.map(({ path, reason }) => unreadFile(path, reason)),
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
	throw new UserError(globs.length > 0 ? `input "workflows": ${quoted(globs.join(", "))} matches no workflow${named}; expected globs of files from the repository's root, such as .gitea/workflows/*.yml` : `the workspace has no workflow${named}; check the repository out first, or give the input "token" a token that may read it`);
}
async function guard(request, context) {
	const { kind, labels, trustedEvents, shipJobs, resolved } = request;
	const forge = await opened(context);
	const sources = await sourcesFor(request, forge, context.signal);
	requireWorkflows(sources, request, shipJobs);
	const { files, read, isWhole } = sources;
	const judged = await judgeWorkflows(files, {
		kind,
		labels,
		trustedEvents,
		shipJobs: isWhole ? shipJobs : [],
		resolved: isWhole ? resolved : [],
		expandsCalls: () => expandsCalls(forge, context.signal),
		read,
		own: request.own
	});
	const judgement = {
		...judged,
		problems: [...sources.problems, ...judged.problems]
	};
	const sample = await sampleFor(judgement, forge, request, context);
	const lane = laneOf(labels, kind);
	return {
		status: statusOf(judgement, sample.capacities.values(), request.refusesUnresolved),
		evidence: sample.evidence,
		sampledAt: sample.sampledAt,
		jobs: judgement.laneJobs.map((job) => ({
			...job,
			capacities: job.sets.flatMap((set) => sample.capacities.get(keyOf(set)) ?? [])
		})),
		findings: judgement.findings,
		unresolved: judgement.unresolved,
		problems: judgement.problems,
		jobless: judgement.jobless,
		runners: sample.listing.runners.filter(({ labels: had, group }) => lane.askedBy({
			labels: had,
			unresolved: [],
			...group !== undefined && { group }
		}).length > 0),
		scopes: sample.listing.scopes
	};
}
async function sampleFor(judgement, forge, request, context) {
	if (!request.asksRunners) return notSampled("mode: static");
	const sets = labelSetsOf(judgement.laneJobs);
	if (sets.size === 0) return notSampled(noJob(judgement));
	if (typeof forge === "string") return cannotSample(sets, request, forge);
	return waitForRunners(sets, forge, request, context);
}
async function expandsCalls(forge, signal) {
	if (typeof forge === "string") return undefined;
	try {
		return await forge.expandsCalls(signal);
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof ReportedError) return undefined;
		throw error;
	}
}
async function opened({ forge, signal }) {
	if (forge === undefined) return "give the input \"token\" a token that may list runners, or the job's own where the lane leaves heartbeats";
	try {
		return await forge();
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof UserError || !(error instanceof ReportedError)) throw error;
		return `make sure that the server answers: ${messageOf(error)}`;
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
