import { kindWithoutAsking, parseToken, parseServerUrl, lazyForge } from "./cascade-runtime-version_lane-guard-8fcab06b.js";
import { isRecord, UserError, quoted, inInput, isPrintable, ReportedError, parseJson as parseJson$1, systemClock, broken, bounded, annotated, notice, warning, error } from "./core-be33630b.js";
const { existsSync, readFileSync } = process.getBuiltinModule("node:fs");
const { join } = process.getBuiltinModule("node:path");
const { hostname } = process.getBuiltinModule("node:os");
function enumerated(words, most = 5, by = "and") {
	const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
	const last = shown.at(-1) ?? "";
	return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} ${by} ${last}` : last;
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
class Unknown {
	text;
	constructor(text) {
		this.text = text;
	}
}
const rest = "\0";
const hasExpression = (text) => text.includes("${{");
const isMap = (value) => value instanceof Map;
const mostParts = 5e3;
const deepest = 50;
function toValue(node, resolve) {
	return measured(node, resolve).value;
}
function measured(node, resolve, depth = 0) {
	let parts = 0;
	const visit = (one, at) => {
		if (++parts > mostParts || at > deepest) return tooLarge;
		if (one.kind === "scalar") return typeof scalar(one) === "string" ? resolve(one.text) : scalar(one);
		if (one.kind === "list") return one.items.map((item) => visit(item, at + 1));
		return toMap(one, (value) => visit(value, at + 1));
	};
	const value = visit(node, depth);
	return {
		value: isTooLarge(parts) ? tooLarge : value,
		parts
	};
}
const tooLarge = new Unknown("a value of too many parts");
const isTooLarge = (parts) => parts > mostParts;
function toMap({ entries }, read) {
	const made = [...entries.keys()].find(hasExpression);
	const named = [...entries].filter(([key]) => !hasExpression(key));
	return new Map([...named.map(([key, { value }]) => [key, read(value)]), ...made === undefined ? [] : [[rest, new Unknown(made)]]]);
}
function scalar({ text, plain }) {
	if (!plain) return text;
	if (/^(|~|null|Null|NULL)$/.test(text)) return null;
	if (/^(true|True|TRUE)$/.test(text)) return true;
	if (/^(false|False|FALSE)$/.test(text)) return false;
	return /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i.test(text) || /^0(x[\da-f]+|o[0-7]+)$/i.test(text) ? Number(text) : text;
}
function textOf(value) {
	if (value === null) return "";
	if (Array.isArray(value)) return "Array";
	return isMap(value) ? "Object" : String(value);
}
function equalValues(one, other) {
	if (one instanceof Unknown || other instanceof Unknown) return false;
	if (Array.isArray(one) && Array.isArray(other)) {
		const others = other;
		return one.length === others.length && one.every((part, at) => equalValues(part, others[at] ?? null));
	}
	if (isMap(one) && isMap(other)) return one.size === other.size && [...one].every(([key, part]) => equalValues(part, other.get(key) ?? null));
	return one === other;
}
function valueKey(value) {
	return JSON.stringify(value, (_, part) => {
		if (part instanceof Map) return { map: [...part].sort(([one], [other]) => one < other ? -1 : 1) };
		return part instanceof Unknown ? { unknown: true } : part;
	});
}
function expressionsIn(text) {
	const found = [];
	for (let start = text.indexOf("${{"); start >= 0;) {
		const end = endOf(text, start + 3);
		if (end === undefined) return undefined;
		found.push({
			start,
			end: end + 2,
			inner: text.slice(start + 3, end)
		});
		start = text.indexOf("${{", end + 2);
	}
	return found;
}
function endOf(text, from) {
	const mark = /'|\}\}/g;
	mark.lastIndex = from;
	for (let one = mark.exec(text); one; one = mark.exec(text)) {
		if (one[0] === "}}") return one.index;
		const close = text.indexOf("'", mark.lastIndex);
		if (close < 0) return undefined;
		mark.lastIndex = close + 1;
	}
	return undefined;
}
function interpolate(text, contexts) {
	if (!hasExpression(text)) return text;
	const trimmed = text.trim();
	const found = expressionsIn(trimmed);
	if (!found) return new Unknown(text);
	const [only] = found;
	if (only?.start === 0 && only.end === trimmed.length) return evaluate(only.inner, contexts, trimmed);
	let filled = "";
	let at = 0;
	for (const { start, end, inner } of found) {
		const value = evaluate(inner, contexts, trimmed.slice(start, end));
		if (value instanceof Unknown) return new Unknown(text);
		filled += trimmed.slice(at, start) + textOf(value);
		at = end;
	}
	const [lead = ""] = /^\s*/.exec(text) ?? [];
	return lead + filled + trimmed.slice(at) + text.slice(lead.length + trimmed.length);
}
const used = /\bmatrix\b(?:\s*\.\s*([a-z_][\w-]*)|\s*\[\s*'((?:[^']|'')*)'\s*\])?/gi;
function usedRows(text) {
	if (!hasExpression(text)) return [];
	const rows = [...text.matchAll(used)].map(([, plain, quoted]) => plain ?? quoted?.replaceAll("''", "'"));
	return rows.every((row) => row !== undefined) ? rows.map((row) => row.toLowerCase()) : undefined;
}
const property = /^([a-z_][\w-]*)((?:\s*\.\s*[a-z_][\w-]*|\s*\[\s*'(?:[^']|'')*'\s*\])*)$/i;
const step = /\.\s*([a-z_][\w-]*)|\[\s*'((?:[^']|'')*)'\s*\]/gi;
const mostDepth = 20;
function evaluate(inner, contexts, whole, depth = 0) {
	const text = inner.trim();
	if (depth > mostDepth) return new Unknown(whole);
	if (/^'(?:[^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
	if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
	if (/^(true|false|null)$/.test(text)) return JSON.parse(text);
	const [, argument] = /^fromJSON\s*\((.*)\)$/is.exec(text) ?? [];
	if (argument !== undefined) return parseJson(evaluate(argument, contexts, whole, depth + 1), whole);
	const [, name, path] = property.exec(text) ?? [];
	if (name === undefined) return new Unknown(whole);
	let value = contexts(name.toLowerCase());
	for (const [, plain, quoted] of (path ?? "").matchAll(step)) {
		if (value === undefined || value instanceof Unknown) break;
		value = propertyOf(value, plain ?? quoted?.replaceAll("''", "'") ?? "");
	}
	return value === undefined || value instanceof Unknown ? new Unknown(whole) : value;
}
function propertyOf(value, key) {
	if (!isMap(value)) return null;
	const exact = value.get(key);
	if (exact !== undefined) return exact;
	const wanted = key.toLowerCase();
	for (const [name, found] of value) if (name.toLowerCase() === wanted) return found;
	return value.get(rest) ?? null;
}
function parseJson(value, whole) {
	if (value instanceof Unknown) return value;
	try {
		return fromJson(JSON.parse(textOf(value)));
	} catch {
		return new Unknown(whole);
	}
}
function fromJson(value) {
	if (Array.isArray(value)) return value.map(fromJson);
	if (isRecord(value)) return new Map(Object.entries(value).map(([key, part]) => [key, fromJson(part)]));
	return value;
}
const mostCombinations = 1024;
const anything = new Map([[rest, new Unknown("matrix")]]);
function matrixCombinations(matrix, kind) {
	if (matrix instanceof Unknown) return [anything];
	if (!isMap(matrix)) return [new Map()];
	const rows = [...matrix].filter(([key]) => ![
		"include",
		"exclude",
		rest
	].includes(key));
	const names = new Set(rows.map(([key]) => key));
	let product = rows.length > 0 ? [new Map()] : [];
	for (const [key, row] of rows) {
		const values = Array.isArray(row) ? row : [row];
		if (product.length * values.length > mostCombinations) return anyOf(rows);
		product = product.flatMap((combination) => values.map((value) => new Map([...combination, [key, value]])));
	}
	const excludes = maps(matrix.get("exclude"));
	product = product.filter((combination) => !excludes.known.some((exclude) => (kind === "github" || exclude.size > 0) && [...exclude].every(([key, value]) => matches(combination.get(key), value, kind))));
	const includes = maps(matrix.get("include"));
	if (product.length + includes.known.length > mostCombinations) return anyOf([...rows, ...includes.known.flatMap((one) => [...one])]);
	const added = [];
	for (const include of includes.known) {
		const fitting = product.filter((combination) => [...include].every(([key, value]) => !names.has(key) || equalValues(combination.get(key) ?? null, value)));
		for (const combination of fitting) for (const [key, value] of include) combination.set(key, value);
		if (fitting.length === 0) added.push(new Map(include));
	}
	const all = [...product, ...added];
	if (includes.unknown || matrix.has(rest)) return [...all.map((combination) => new Map([...combination, ...anything])), anything];
	return all.length > 0 ? all : [new Map()];
}
function anyOf(rows) {
	const values = rows.flatMap(([key, row]) => (Array.isArray(row) ? row : [row]).map((value) => [key, value]));
	return [anything, ...values.map(([key, value]) => new Map([...anything, [key, value]]))];
}
function matches(found, wanted, kind) {
	if (found === undefined) return false;
	if (kind !== "github") return typeof wanted === "string" && found === wanted;
	if (isMap(found) && isMap(wanted)) return [...wanted].every(([key, value]) => matches(found.get(key), value, kind));
	return equalValues(found, wanted);
}
function maps(value) {
	if (value === undefined || value === null) return {
		known: [],
		unknown: false
	};
	const items = Array.isArray(value) ? value : [value];
	return {
		known: items.filter(isMap),
		unknown: items.some((item) => item instanceof Unknown)
	};
}
const known = new WeakMap();
function writtenMatrix(matrix, inputs) {
	const rows = known.get(inputs) ?? {
		byNode: new WeakMap(),
		ids: new Map()
	};
	known.set(inputs, rows);
	return matrix.kind === "map" ? ofRows(matrix, rows, inputs) : ofOne(matrix, rows, inputs);
}
function ofRows(matrix, rows, inputs) {
	const found = [...matrix.entries].map(([name, { value }]) => ({
		name,
		...rowOf(value, rows, inputs)
	}));
	const parts = found.reduce((sum, row) => sum + row.parts, 1);
	if (isTooLarge(parts)) return {
		value: tooLarge,
		text: ""
	};
	return {
		value: toMap(matrix, (node) => rowOf(node, rows, inputs).value),
		text: JSON.stringify(found.map(({ name, id }) => [name, id]))
	};
}
function ofOne(matrix, rows, inputs) {
	const { value, id } = rowOf(matrix, rows, inputs);
	return {
		value,
		text: String(id)
	};
}
function rowOf(node, { byNode, ids }, inputs) {
	const row = byNode.get(node);
	if (row) return row;
	const contexts = (name) => name === "inputs" ? inputs : undefined;
	const { value, parts } = measured(node, (text) => interpolate(text, contexts), 1);
	const text = exactText(value);
	const id = ids.get(text) ?? ids.size;
	ids.set(text, id);
	const made = {
		value,
		parts,
		id
	};
	byNode.set(node, made);
	return made;
}
function exactText(value) {
	return JSON.stringify(value, (_, part) => {
		if (part instanceof Map) return { map: [...part] };
		return part instanceof Unknown ? { unknown: part.text } : part;
	});
}
const ofMatrices = new WeakMap();
function combinationsOf({ matrix }, inputs, kind) {
	if (!matrix) return matrixCombinations(undefined, kind);
	const ofMatrix = ofMatrices.get(matrix) ?? new WeakMap();
	ofMatrices.set(matrix, ofMatrix);
	const found = ofMatrix.get(inputs) ?? sameAs(writtenMatrix(matrix, inputs), inputs, kind);
	ofMatrix.set(inputs, found);
	return found;
}
const ofValues = new WeakMap();
function sameAs({ value, text }, inputs, kind) {
	const known = ofValues.get(inputs) ?? new Map();
	ofValues.set(inputs, known);
	const key = `${kind} ${text}`;
	const found = known.get(key) ?? matrixCombinations(value, kind);
	known.set(key, found);
	return found;
}
function combinationsFor(parts, job, inputs, kind) {
	if (!parts.some(writtenWithExpression)) return [new Map()];
	const all = combinationsOf(job, inputs, kind);
	const rows = [];
	for (const text of parts.flatMap(textsOf)) {
		const used = text === undefined ? undefined : usedRows(text);
		if (used === undefined) return all;
		rows.push(...used);
	}
	return differingIn(rows, all);
}
function textsOf(node) {
	if (node.kind === "list") return node.items.map((item) => item.kind === "scalar" ? item.text : undefined);
	return [node.kind === "scalar" ? node.text : undefined];
}
function writtenWithExpression(node) {
	if (node.kind === "scalar") return hasExpression(node.text);
	if (node.kind === "list") return node.items.some((item) => item.kind === "scalar" && hasExpression(item.text));
	return [...node.entries.values()].some(({ value }) => value.kind !== "map" && writtenWithExpression(value));
}
const choices = new WeakMap();
function differingIn(rows, all) {
	const known = choices.get(all) ?? new Map();
	choices.set(all, known);
	const choice = JSON.stringify([...new Set(rows)].sort());
	const found = known.get(choice) ?? [...new Map(all.map((one) => [valuesIn(new Set(rows), one), one])).values()];
	known.set(choice, found);
	return found;
}
function valuesIn(rows, combination) {
	const values = [...combination].filter(([name]) => name === rest || rows.has(name.toLowerCase()));
	return exactText(values);
}
const nothing = {
	kind: "empty",
	sets: [{
		labels: [],
		unresolved: []
	}]
};
const asksNothing = ({ labels, group, unresolved }) => labels.length === 0 && group === undefined && unresolved.length === 0;
function runsOnOf(job, inputs, kind) {
	const { runsOn: node } = job;
	if (!node) return nothing;
	const over = combinationsFor([node], job, inputs, kind);
	const known = knownAnswers.get(over) ?? new Map();
	knownAnswers.set(over, known);
	const said = known.has(node) ? node : writtenText(node) ?? node;
	const answer = known.get(said) ?? runsOnOver(over, node, inputs, kind);
	known.set(said, answer).set(node, answer);
	return answer;
}
const knownAnswers = new WeakMap();
function writtenText(node) {
	if (node === undefined) return "none";
	if (node.kind === "scalar") return JSON.stringify([node.text, scalar(node) === null]);
	if (node.kind === "list") {
		const items = node.items.map((item) => item.kind === "scalar" ? writtenText(item) : undefined);
		return items.includes(undefined) ? undefined : `[${items.join()}]`;
	}
	const [group, labels] = ["group", "labels"].map((key) => node.entries.get(key)?.value);
	if (group?.kind === "map" || labels?.kind === "map") return undefined;
	const parts = [writtenText(group), writtenText(labels)];
	const open = JSON.stringify([...node.entries.keys()].find(hasExpression) ?? null);
	return parts.includes(undefined) ? undefined : `{${parts.join()},${open}}`;
}
function runsOnOver(over, node, inputs, kind) {
	const sets = new Map();
	for (const matrix of over) {
		const contexts = (name) => ({
			matrix,
			inputs
		})[name];
		const set = labelSetOf(node, (text) => interpolate(text, contexts), kind);
		sets.set(JSON.stringify(set), set);
	}
	const found = [...sets.values()];
	const [text] = found.flatMap(({ unresolved }) => unresolved);
	if (text !== undefined) return {
		kind: "expression",
		text,
		sets: found
	};
	return found.every(asksNothing) ? nothing : {
		kind: "labels",
		sets: found
	};
}
function labelSetOf(node, resolve, kind) {
	if (node.kind !== "map") {
		const value = node.kind === "scalar" ? textValue(node, resolve) : undefined;
		if (value === undefined) return listed(node, resolve, kind);
		if (!isMap(value)) return labelsOf(value);
		const open = value.get(rest);
		const set = withGroup(value.get("group") ?? null, labelsOf(value.get("labels")), kind);
		return withOpen(set, open instanceof Unknown ? open.text : undefined);
	}
	const group = node.entries.get("group")?.value;
	const labels = node.entries.get("labels")?.value;
	if (kind === "gitea" && group && group.kind !== "scalar") return {
		labels: [],
		unresolved: []
	};
	const set = withGroup(group?.kind === "scalar" ? textValue(group, resolve) : null, labels ? listed(labels, resolve, kind) : {
		labels: [],
		unresolved: []
	}, kind);
	return withOpen(set, [...node.entries.keys()].find(hasExpression));
}
function withOpen(set, key) {
	return key === undefined ? set : {
		...set,
		unresolved: [...set.unresolved, key]
	};
}
function withGroup(group, { labels, unresolved }, kind) {
	if (group instanceof Unknown) return {
		labels,
		unresolved: [...unresolved, group.text]
	};
	const name = textOf(group);
	if (name === "") return {
		labels,
		unresolved
	};
	const bare = name.replace(/^(org|organization|ent|enterprise)\//i, "");
	return kind === "github" ? {
		labels,
		group: bare,
		unresolved
	} : {
		labels: [...labels, name],
		unresolved
	};
}
function listed(node, resolve, kind) {
	if (node.kind === "scalar") return labelsOf(textValue(node, resolve));
	const items = node.kind === "list" ? node.items : [node];
	const parts = items.map((item) => item.kind === "scalar" ? labelsOf(textValue(item, resolve)) : undefined);
	if (kind === "gitea" && parts.includes(undefined)) return {
		labels: [],
		unresolved: []
	};
	return {
		labels: parts.flatMap((part) => part?.labels ?? []),
		unresolved: parts.flatMap((part) => part?.unresolved ?? ["a label that is not text"])
	};
}
function textValue(node, resolve) {
	return scalar(node) === null ? null : resolve(node.text);
}
function labelsOf(value) {
	if (value === undefined) return {
		labels: [],
		unresolved: []
	};
	const items = Array.isArray(value) ? value : [value];
	return {
		labels: items.flatMap((item) => item instanceof Unknown ? [] : [textOf(item)]),
		unresolved: items.flatMap((item) => item instanceof Unknown ? [item.text] : [])
	};
}
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
	const { default: picomatch } = await import("./picomatch-f455b7ec.js").then((n) => n.index);
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
	return set !== undefined && lane.askedBy(set).length === 0 && (set.unresolved.length === 0 || asksNothing(set));
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
const fileName = (path) => path.slice(path.lastIndexOf("/") + 1);
function readInputs(inputs, environment) {
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
		trustedEvents: inInput("trusted-events", () => parseEvents(inputs["trusted-events"])),
		minOnline: inputs["min-online"],
		scaleFromZero: inputs["allow-scale-from-zero"],
		trustInstance: inputs["trust-instance-runners"],
		waitTimeout: inputs["wait-timeout"],
		heartbeatMaxAge: inputs["heartbeat-max-age"],
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
	if (mode === "beat") throw new UserError(`${quoted(context)} is for a verdict, and mode: beat comes to none; leave it empty`);
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
	const payload = path && existsSync(path) ? parseJson$1(readFileSync(path, "utf8")) : undefined;
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
	const { underStatus } = await import("./commit-status-3df35bea.js");
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
	const { guard } = await import("./guard-89ca40de.js");
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
	const { beat } = await import("./beat-249667d6.js");
	const forge = await opener(token, inputs, workspace, context)();
	await beat({
		...inputs,
		runner
	}, forge, context);
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
export { Unknown, annotate, asksNothing, combinationsFor, enumerated, findingAt, hasExpression, interpolate, isObjectId, mustUse, nearest, normalServerUrl, pageUrl, readInputs, repositoryUrl, rest, runLane, runsOnOf, scalar, selectShipJobs, toValue, valueKey, withStatus };
