import { inInput, UserError, quoted, isPrintable, ReportedError, isRecord, parseJson, systemClock, broken, bounded, annotated, notice, warning, error } from "./core-cb5264e6.js";
import { kindWithoutAsking, parseToken, parseServerUrl, lazyForge } from "./cascade-runtime-version_lane-guard-6cffd197.js";
import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
const { existsSync, readFileSync } = process.getBuiltinModule("node:fs");
const { join } = process.getBuiltinModule("node:path");
const { hostname } = process.getBuiltinModule("node:os");
const notWatched = {
	workflows: [],
	"min-online": 1,
	"wait-timeout": 9e4,
	"on-unresolved": "warn",
	resolved: [],
	"ship-jobs": [],
	"trusted-events": [
		"push",
		"release",
		"schedule",
		"workflow_dispatch",
		"repository_dispatch",
		"workflow_call"
	],
	"heartbeat-max-age": 18e5,
	"status-context": undefined
};
const watchedOnly = {
	"max-wait": 9e5,
	scope: "repository"
};
function requireOwnInputs(mode, inputs) {
	const [foreign, expected] = mode === "watch" ? [notWatched, "another mode, or no such input"] : [watchedOnly, "mode: watch, or no such input"];
	for (const [name, byDefault] of Object.entries(foreign)) {
		if (JSON.stringify(inputs[name]) === JSON.stringify(byDefault)) continue;
		inInput(name, () => {
			throw new UserError(`has no meaning with mode: ${mode}; expected ${expected}`);
		});
	}
}
function parseResolved(lines) {
	const found = lines.map((line) => line.trim()).filter((text) => text !== "" && !text.startsWith("#")).map(parseLine);
	const seen = new Set();
	for (const { workflow, job } of found) {
		const name = `${workflow}:${job}`;
		if (seen.has(name)) throw new UserError(`the job ${quoted(name)} has two lines; expected one, with all of its labels`);
		seen.add(name);
	}
	return found;
}
function parseLine(text) {
	const [, workflow, job, labels = ""] = /^([^:/\\=]+):([^:/\\\s=]+)\s*=(.*)$/.exec(text) ?? [];
	const choices = labels.split(",").map((choice) => choice.split("+").map((label) => label.trim()));
	const isLabel = (label) => label !== "" && !label.includes("${{") && !/[\p{C}\s]/u.test(label);
	if (workflow === undefined || job === undefined || !choices.flat().every(isLabel)) throw new UserError(`${quoted(text)} settles no job; expected the file name of a workflow, a job and the labels that it may ask for, such as release.yml:deploy = publish, linux`);
	return {
		workflow: workflow.trim(),
		job,
		choices,
		text
	};
}
function nearest(text, names, most, farthest = Number.POSITIVE_INFINITY) {
	return [...names].map((name) => ({
		name,
		distance: distance(text.slice(0, 200), name.slice(0, 200))
	})).filter(({ distance }) => distance <= farthest).sort((one, other) => one.distance - other.distance).slice(0, most).map(({ name }) => name);
}
function distance(one, other) {
	let row = Array.from({ length: other.length + 1 }, (_, at) => at);
	for (const [at, character] of [...one].entries()) {
		const next = [at + 1];
		for (let to = 1; to <= other.length; to++) next.push(Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + (character === other[to - 1] ? 0 : 1)));
		row = next;
	}
	return row.at(-1) ?? 0;
}
const fileName = (path) => path.slice(path.lastIndexOf("/") + 1);
function findingAt({ path }, { id, position }, finding) {
	return {
		workflow: path,
		job: id,
		line: position.line,
		column: position.column,
		...finding
	};
}
function parseShipJobs(input) {
	return input.split(/\r?\n/).flatMap((line) => {
		const text = line.trim();
		if (text === "" || text.startsWith("#")) return [];
		const [, workflow, job] = /^([^:/\\]+):([^:/\\\s]+)$/.exec(text) ?? [];
		if (workflow === undefined || job === undefined) throw new UserError(`${quoted(text)} is not a ship job; expected the file name of a workflow, without folders, and a job, such as release.yml:deploy or release*.yml:deploy-*`);
		return [{
			workflow,
			job,
			text
		}];
	});
}
async function selectShipJobs(shipJobs, jobs, problems) {
	if (shipJobs.length === 0) return [];
	const { default: picomatch } = await import("./picomatch-b9a63c34.js").then((n) => n.index);
	const matcher = (pattern) => picomatch(pattern, { dot: true });
	const selected = new Set();
	for (const ship of shipJobs) {
		const [isWorkflow, isJob] = [matcher(ship.workflow), matcher(ship.job)];
		const found = jobs.filter(({ workflow, job }) => isWorkflow(fileName(workflow.path)) && isJob(job.id));
		for (const one of found) selected.add(one);
		if (found.length === 0 && !problems.some(({ path }) => isWorkflow(fileName(path)))) throw new UserError(noneFound(ship, jobs));
	}
	return jobs.filter((one) => selected.has(one));
}
function noneFound({ text }, jobs) {
	const what = `input "ship-jobs": there is no job ${quoted(text)}`;
	if (jobs.length === 0) return `${what}, since no workflow was found; expected a job of the workflows that are checked`;
	const names = [...new Set(jobs.map(({ workflow, job }) => `${fileName(workflow.path)}:${job.id}`))];
	const near = nearest(text, names, 3).map((name) => quoted(name));
	return `${what}; the nearest ${near.length === 1 ? "is" : "are"} ${enumerated(near)}`;
}
function mustUse(selected, lane) {
	return selected.flatMap(({ workflow, job, runs }) => {
		const at = (severity, message) => [findingAt(workflow, job, {
			rule: "must-use",
			severity,
			message
		})];
		const places = runs.flatMap((run) => placesOf(workflow, run.job));
		const labels = enumerated(lane.labels.map((one) => quoted(one)));
		const off = places.find(({ set }) => isOff(set, lane));
		if (off) {
			const called = off.job.job === job ? "" : `, as the job ${quoted(off.job.job.id)} of ${quoted(off.workflow.path)} that it calls does not`;
			const matrix = off.job === runs[0]?.job && places.some(({ set }) => set && lane.askedBy(set).length > 0);
			return at("violation", `make the job ${quoted(job.id)}${matrix ? " run on the lane with every value of its matrix and inputs" : " run on the lane"}: it is a ship job, so it has to ask for ${labels}${called}`);
		}
		const unknown = places.some(({ set }) => set === undefined || lane.askedBy(set).length === 0);
		return unknown || places.length === 0 ? at("warning", `write out where the job ${quoted(job.id)} runs: it is a ship job, and only a run can tell whether it asks for ${labels}`) : [];
	});
}
function isOff(set, lane) {
	return set !== undefined && lane.askedBy(set).length === 0 && !set.unresolved.some((one) => lane.mayBe(one));
}
function placesOf(workflow, job) {
	const places = [];
	const seen = new Set();
	const pending = [{
		workflow,
		job
	}];
	for (let next = pending.pop(); next; next = pending.pop()) {
		const { workflow: at, job: one } = next;
		if (one.runsOn) places.push(...one.runsOn.sets.map((set) => ({
			workflow: at,
			job: one,
			set
		})));
		else if (one.unseen) places.push({
			workflow: at,
			job: one,
			set: undefined
		});
		else for (const run of one.calls) {
			if (seen.has(run)) continue;
			seen.add(run);
			pending.push(...run.jobs.map((called) => ({
				workflow: run.workflow,
				job: called
			})));
		}
	}
	return places;
}
function readInputs(inputs, environment) {
	requireOwnInputs(inputs.mode, { ...inputs });
	const labels = inInput("labels", () => parseLabels(inputs.labels));
	const token = inInput("token", () => inputs.token === undefined ? undefined : parseToken(inputs.token));
	const { url, insecure } = inInput("server-url", () => parseServerUrl(inputs["server-url"], environment.GITHUB_SERVER_URL));
	const own = environment.GITHUB_REPOSITORY ?? "";
	const repository = inInput("repository", () => parseRepository(inputs.repository ?? own));
	const status = parseStatus(inputs, environment);
	const isOwn = `${repository.owner}/${repository.name}`.toLowerCase() === own.toLowerCase();
	return {
		mode: inputs.mode,
		serverUrl: url,
		token,
		repository,
		isOwn,
		labels,
		globs: splitGlobs(inputs.workflows),
		shipJobs: inInput("ship-jobs", () => parseShipJobs(inputs["ship-jobs"].join("\n"))),
		refusesUnresolved: inputs["on-unresolved"] === "fail",
		resolved: inInput("resolved", () => parseResolved(inputs.resolved)),
		trustedEvents: inInput("trusted-events", () => parseEvents(inputs["trusted-events"])),
		minOnline: inputs["min-online"],
		scaleFromZero: inputs["allow-scale-from-zero"],
		trustInstance: inputs["trust-instance-runners"],
		waitTimeout: inputs["wait-timeout"],
		heartbeatMaxAge: inputs["heartbeat-max-age"],
		maxWait: inputs["max-wait"],
		scope: inputs.scope,
		kind: kindWithoutAsking(environment, url),
		status,
		notices: [...token !== undefined && insecure ? [`the token travels unencrypted to ${url}`] : [], ...status?.insecure ? [`the status token travels unencrypted to ${status.serverUrl}`] : []]
	};
}
function parseStatus(inputs, environment) {
	const { "status-context": context, "status-token": given } = inputs;
	if (context === undefined) return undefined;
	const { url: serverUrl, insecure, repository } = inInput("status-context", () => {
		requireContext(context, inputs.mode);
		if (given === undefined) throw new UserError("is given, but the input \"status-token\" is empty; expected a token that may set commit statuses");
		return {
			...parseServerUrl(undefined, environment.GITHUB_SERVER_URL),
			repository: parseRepository(environment.GITHUB_REPOSITORY ?? "")
		};
	});
	const token = inInput("status-token", () => parseToken(given ?? ""));
	return {
		context,
		token,
		serverUrl,
		repository,
		insecure
	};
}
function requireContext(context, mode) {
	if (mode === "beat") throw new UserError(`${quoted(context)} is for a verdict, and mode: beat has none; leave it empty`);
	if (context.includes("${{") || !isPrintable(context) || context.length > 200) throw new UserError(`${quoted(context)} is not the context of a commit status; expected a name such as lane-guard`);
}
function parseLabels(labels) {
	const accepted = "expected the reserved labels, such as publish";
	if (labels.length === 0) throw new UserError(`no labels are given; ${accepted}`);
	for (const label of labels) if (label.includes("${{") || /[\p{C}\s]/u.test(label) || label.length > 200) throw new UserError(`${quoted(label)} is not a label; ${accepted}`);
	return [...new Set(labels)];
}
function parseRepository(text) {
	const [, owner, name] = /^([A-Za-z0-9_.-]+)\/([A-Za-z0-9_.-]+)$/.exec(text) ?? [];
	if (owner === undefined || name === undefined || [owner, name].some((part) => /^\.{1,2}$/.test(part))) throw new UserError(`${quoted(text)} is not a repository; expected owner/repo`);
	return {
		owner,
		name
	};
}
function parseEvents(events) {
	for (const event of events) if (!/^[a-z][a-z_]*$/.test(event)) throw new UserError(`${quoted(event)} is not an event; expected the name of an event, such as push or schedule`);
	return events;
}
function splitGlobs(lines) {
	return lines.flatMap((line) => line.split(/,(?![^{]*\})/).map((glob) => glob.trim())).filter(Boolean);
}
function normalServerUrl(text) {
	const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
	if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") throw new UserError("the forge's address is not one; expected http[s]://host[:port][/path] without credentials");
	return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
function repositoryUrl(serverUrl, { owner, name }) {
	return `${serverUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}
function pageUrl(named, serverUrl, own) {
	if (typeof named !== "string" || !URL.canParse(named)) return own;
	const url = new URL(named);
	const same = url.origin === new URL(serverUrl).origin && url.username === "" && url.password === "";
	return same ? url.href : own;
}
function runPage(kind, serverUrl, repository, { GITHUB_RUN_ID: id = "", GITHUB_RUN_NUMBER: number = "" }) {
	const found = kind === "github" ? id : number;
	if (!/^\d+$/.test(found)) return undefined;
	const page = `${repositoryUrl(serverUrl, repository)}/actions/runs/${found}`;
	return kind === "gitea" ? `${page}?by_index=1` : page;
}
const hasFolder = (workspace, folder) => existsSync(join(workspace, folder));
function mayBeForgejo(told, workspace) {
	return told === "gitea" && hasFolder(workspace, ".forgejo/workflows");
}
function environmentToOpen(env, told, workspace) {
	return mayBeForgejo(told, workspace) ? {
		...env,
		GITEA_ACTIONS: "",
		GITHUB_ACTIONS: ""
	} : env;
}
async function forgeKind(told, workspace, open, signal) {
	if (told !== undefined && !mayBeForgejo(told, workspace)) return told;
	return await kindOfServer(open, signal) ?? told ?? kindInWorkspace(workspace);
}
async function kindOfServer(open, signal) {
	try {
		return (await open?.())?.kind;
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof UserError || !(error instanceof ReportedError)) throw error;
		return undefined;
	}
}
function kindInWorkspace(workspace) {
	if (hasFolder(workspace, ".forgejo/workflows")) return "forgejo";
	return hasFolder(workspace, ".gitea/workflows") ? "gitea" : "github";
}
function opener(token, { serverUrl, kind }, workspace, { env, fetch, log, signal }) {
	const environment = environmentToOpen(env, kind, workspace);
	return lazyForge({
		serverUrl,
		token,
		environment,
		log,
		fetch
	}, signal);
}
function requireBeat({ trustedEvents, token }, { event }) {
	if (!trustedEvents.includes(event)) throw new UserError(`input "mode": "beat" is only for runs that a trusted event started, and this one was started by ${event === "" ? "an unknown event" : quoted(event)}; ${trustedEvents.length > 0 ? `expected one of the trusted events: ${enumerated(trustedEvents, 20)}` : "no event is trusted, as trusted-events is empty"}`);
	if (token === undefined) throw new UserError("input \"token\": is required for mode: beat, and nothing was given; expected the job's own token");
	return token;
}
function requireJudgeable({ mode, repository, isOwn }, { head }) {
	if (head === undefined) return;
	if (mode === "static") throw new UserError("input \"mode\": \"static\" reads the workspace, which on pull_request_target has the workflows of the base and not those to be merged; expected check, or static on pull_request");
	if (!isOwn) throw new UserError(`input "repository": ${repository.owner}/${repository.name} is not the repository of the pull request, whose head is to be judged; give that repository, or none`);
}
function requireWatch({ token }) {
	if (token !== undefined) return token;
	throw new UserError("input \"token\": is required for mode: watch, and nothing was given; expected a token that may list jobs and runners");
}
function requireScope(scope, kind) {
	if (kind === "github" && scope !== "repository") throw new UserError(`input "scope": ${quoted(scope)} has no list of waiting jobs on GitHub, which has one for each repository; expected repository`);
}
function isObjectId(value) {
	return typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
}
function readSurroundings(env) {
	const { GITHUB_EVENT_NAME: event = "", GITHUB_SHA: sha = "" } = env;
	return {
		event,
		head: event === "pull_request_target" ? headOf(env.GITHUB_EVENT_PATH) : undefined,
		sha: isObjectId(sha) ? sha : undefined,
		runner: env.RUNNER_NAME?.trim() || hostname(),
		workspace: env.GITHUB_WORKSPACE || process.cwd()
	};
}
function reportedCommit(env) {
	const { GITHUB_EVENT_NAME: event = "", GITHUB_EVENT_PATH: path, GITHUB_SHA: sha = "" } = env;
	const commit = event.startsWith("pull_request") ? headIn(payloadAt(path)) : event === "merge_group" ? queuedIn(payloadAt(path)) : sha;
	if (isObjectId(commit)) return commit;
	throw new UserError(`input "status-context": found the event ${quoted(event)} without a commit to set the status at; expected an event that a forge wrote`);
}
function payloadAt(path) {
	const payload = path && existsSync(path) ? parseJson(readFileSync(path, "utf8")) : undefined;
	return isRecord(payload) ? payload : {};
}
function headIn({ pull_request: request }) {
	return isRecord(request) && isRecord(request.head) ? request.head.sha : undefined;
}
function queuedIn({ merge_group: group }) {
	return isRecord(group) ? group.head_sha : undefined;
}
function headOf(path) {
	const head = headIn(payloadAt(path));
	if (isObjectId(head)) return head;
	throw new UserError("found pull_request_target without the head of a pull request in GITHUB_EVENT_PATH; expected an event that a forge wrote");
}
function judgedRefs({ GITHUB_REF: ref = "", GITHUB_BASE_REF: base = "" }, commit) {
	const queued = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-\d+-[0-9a-f]+$/.exec(ref)?.[1];
	const branch = base === "" ? queued : base;
	const full = branch === undefined ? ref : `refs/heads/${branch}`;
	const short = /^refs\/(?:heads|tags)\/(.+)$/.exec(full)?.[1];
	return [...commit === undefined ? [] : [commit], ...short === undefined ? [] : [short, full]];
}
async function withStatus({ status }, { env, fetch, log, signal }, judge) {
	if (status === undefined) {
		await judge();
		return;
	}
	const { context, token, serverUrl, repository } = status;
	const commit = reportedCommit(env);
	const { underStatus } = await import("./commit-status-d866171a.js");
	const forge = await lazyForge({
		serverUrl,
		token,
		environment: env,
		log,
		fetch
	}, signal)();
	const page = runPage(forge.kind, serverUrl, repository, env);
	await underStatus({
		context,
		repository,
		commit,
		page
	}, forge, signal, judge);
}
async function runLane(inputs, context) {
	const surroundings = readSurroundings(context.env);
	if (inputs.mode !== "beat") return judgeLane(inputs, surroundings, context);
	await leaveHeartbeats(inputs, surroundings, context);
	return undefined;
}
async function judgeLane(inputs, surroundings, context) {
	requireJudgeable(inputs, surroundings);
	const { log, signal } = context;
	const { head, sha, workspace } = surroundings;
	const { guard } = await import("./guard-4edb945e.js");
	const { mode, token, isOwn, repository, serverUrl } = inputs;
	const forge = mode === "static" || token === undefined ? undefined : opener(token, inputs, workspace, context);
	const request = {
		...inputs,
		kind: await forgeKind(inputs.kind, workspace, forge, signal),
		workspace,
		readAt: head,
		sha: isOwn ? sha : undefined,
		asksRunners: mode === "check",
		own: {
			...repository,
			serverUrl,
			refs: isOwn ? judgedRefs(context.env, head ?? sha) : []
		}
	};
	return guard(request, {
		forge,
		clock: systemClock,
		log,
		signal,
		now: () => new Date()
	});
}
async function leaveHeartbeats(inputs, surroundings, context) {
	const token = requireBeat(inputs, surroundings);
	const { runner, workspace } = surroundings;
	const { beat } = await import("./beat-c4e4a6c8.js");
	const forge = await opener(token, inputs, workspace, context)();
	await beat({
		...inputs,
		runner
	}, forge, context);
}
function annotate({ level, message, file, line, column }) {
	const say = {
		error,
		warning,
		notice
	}[level];
	const [path, text] = [broken(bounded(file, 300)), bounded(message, 1e3)];
	say(annotated(`${path}:${line}:${column}: ${text}`), {
		file: path,
		startLine: line,
		startColumn: column
	});
}
export { annotate, fileName, findingAt, isObjectId, mustUse, nearest, normalServerUrl, opener, pageUrl, readInputs, repositoryUrl, requireScope, requireWatch, runLane, selectShipJobs, withStatus };
