import { isBefore } from "./product-a1244fce.js";
import { quoted } from "./core-cb5264e6.js";
function parsePattern(text) {
	const isNegative = text.startsWith("!");
	const steps = stepsOf([...isNegative ? text.slice(1) : text]);
	return steps && {
		isNegative,
		matches: (other) => isMatch(steps, other)
	};
}
const anything = () => true;
const notSlash = (character) => character !== "/";
const just = (wanted) => (character) => character === wanted;
const once = (takes) => ({
	takes,
	isRepeated: false,
	skips: 0
});
const anyTimes = (takes) => ({
	takes,
	isRepeated: true,
	skips: 1
});
function stepsOf(pattern) {
	const steps = [];
	let at = 0;
	while (at < pattern.length) {
		const part = partAt(pattern, at);
		if (!part) return undefined;
		const repeats = at + part.length;
		const repeated = repeatedBy(part, pattern[repeats], pattern[repeats + 1]);
		if (!repeated) return undefined;
		for (const step of repeated.steps) steps.push(step);
		at += repeated.length;
	}
	return steps;
}
const folders = [
	{
		...once(anything),
		skips: 3
	},
	anyTimes(anything),
	once(just("/"))
];
function partAt(pattern, at) {
	const [character = "", next, afterNext] = pattern.slice(at, at + 3);
	switch (character) {
		case "*":
			if (next !== "*") return {
				steps: [anyTimes(notSlash)],
				length: 1
			};
			return afterNext === "/" ? {
				steps: folders,
				length: 3
			} : {
				steps: [anyTimes(anything)],
				length: 2
			};
		case "[": return classAt(pattern, at);
		case "?":
		case "+": return at === 0 ? {
			steps: [once(just(character))],
			length: 1
		} : undefined;
		case "\\": return next === undefined ? undefined : {
			steps: [once(just(next))],
			length: 2
		};
		default: return {
			steps: [once(just(character))],
			length: 1
		};
	}
}
function repeatedBy(part, sign, second) {
	if (sign !== "?" && sign !== "+") return part;
	const [first] = part.steps;
	if (first === undefined) return undefined;
	if (first.skips > 0) return sign === "?" ? {
		...part,
		length: part.length + 1
	} : undefined;
	const steps = sign === "+" ? [first, anyTimes(first.takes)] : [{
		...first,
		skips: 1
	}];
	return {
		steps,
		length: part.length + (second === "?" ? 2 : 1)
	};
}
const mayBeListed = (character) => /^[A-z0-9]$/.test(character);
function classAt(pattern, at) {
	const end = pattern.indexOf("]", at + 1);
	const ranges = end < 0 ? undefined : rangesOf(pattern.slice(at + 1, end));
	if (!ranges || ranges.length === 0) return undefined;
	const takes = (character) => ranges.some(([low, high]) => low <= character && character <= high);
	return {
		steps: [once(takes)],
		length: end - at + 1
	};
}
function rangesOf(listed) {
	const ranges = [];
	for (let place = 0; place < listed.length; place++) {
		const first = listed[place] ?? "";
		if (first === "-") {
			if (!rangeOf(listed[place - 1], listed[place + 1])) return undefined;
			ranges.push(["-", "-"]);
			continue;
		}
		const isRange = listed[place + 1] === "-";
		const range = rangeOf(first, isRange ? listed[place + 2] : first);
		if (!range) return undefined;
		ranges.push(range);
		if (isRange) place += 2;
	}
	return ranges;
}
function rangeOf(low = "", high = "") {
	if (!mayBeListed(low) || !mayBeListed(high) || low > high) return undefined;
	return isDigit(low) === isDigit(high) ? [low, high] : undefined;
}
const isDigit = (character) => character >= "0" && character <= "9";
function isMatch(steps, text) {
	let places = withSkipped([0], steps);
	for (const character of text) {
		const next = [];
		for (const place of places) {
			const step = steps[place];
			if (step?.takes(character)) next.push(...step.isRepeated ? [place, place + 1] : [place + 1]);
		}
		places = withSkipped(next, steps);
		if (places.size === 0) return false;
	}
	return places.has(steps.length);
}
function withSkipped(places, steps) {
	const all = new Set(places);
	for (const place of all) {
		const skips = steps[place]?.skips ?? 0;
		if (skips > 0) all.add(place + skips);
	}
	return all;
}
const giteas = ["gitea before 1.23", "gitea from 1.23"];
const names = {
	"gitea before 1.23": "Gitea before 1.23",
	"gitea from 1.23": "Gitea from 1.23 on",
	forgejo: "Forgejo",
	github: "GitHub"
};
function whyUnstarted(trigger, push, reader) {
	if (trigger.kind === "broken") return `does not start on a push, since ${trigger.why}`;
	if (trigger.kind === "none") return "does not start on a push";
	if (trigger.kind !== "push") return undefined;
	const whys = readersIn(reader).map((one) => whyNot(trigger, push, one));
	return whys.includes(undefined) ? undefined : `does not start on this push, since ${whys[0]}`;
}
function whyDoubtful(trigger, push, reader) {
	if (trigger.kind === "indirect") return "starts when another one calls it or has run, so it is not known whether the push rebuilds the template";
	if (trigger.kind === "unknown") return `may not start on this push, since ${trigger.why}`;
	if (trigger.kind !== "push" || whyUnstarted(trigger, push, reader) !== undefined) return undefined;
	for (const one of readersIn(reader)) {
		const why = whyNot(trigger, push, one);
		if (why !== undefined) return `may not start on this push: ${names[one]} starts nothing where ${why}`;
		const perhaps = trigger.faults.find(({ perhapsBy }) => perhapsBy?.includes(one));
		if (perhaps) return `may not start on this push: ${names[one]} may start nothing where ${perhaps.why}`;
	}
	return trigger.isList ? "starts on every push, since \"push\" is a list, which filters nothing: filters stand under keys such as \"branches\"" : undefined;
}
const dependsOnVersion = (trigger, push) => trigger.kind === "push" && new Set(giteas.map((reader) => whyNot(trigger, push, reader) === undefined)).size > 1;
const readersIn = (reader) => reader === "gitea" ? giteas : [reader];
const kindOf = (reader) => reader === "forgejo" || reader === "github" ? reader : "gitea";
function whyNot({ filters, faults }, push, reader) {
	const fault = faults.find(({ refusedBy }) => refusedBy.includes(reader));
	return fault?.why ?? whyFilteredOut(filters, push, kindOf(reader));
}
function whyFilteredOut(filters, push, kind) {
	const unread = [...filters].flatMap(([key, texts = []]) => whyUnread(key, texts) ?? []);
	const why = kind === "github" ? whyRefused(filters) : unread[0];
	if (why !== undefined) return why;
	const nothing = kind === "gitea" ? [""] : [];
	const unmet = [...filters].flatMap(([key, texts = nothing]) => isMet(key, texts, push, kind) ? [] : [key]);
	const [first] = decisive(unmet, filters, kind);
	return first && (reasons[first]?.(push) ?? `no forge knows its filter ${quoted(first)}`);
}
function whyUnread(key, texts) {
	const bad = key in reasons ? texts.find((text) => !parsePattern(text)) : undefined;
	return bad === undefined ? undefined : `its filter ${quoted(key)} has ${quoted(bad)}, which is no pattern of branches, tags or paths`;
}
function whyRefused(filters) {
	const twice = [
		"branches",
		"tags",
		"paths"
	].find((key) => filters.has(key) && filters.has(`${key}-ignore`));
	return twice && `it has "${twice}" beside "${twice}-ignore", of which GitHub takes only one`;
}
function decisive(unmet, filters, kind) {
	const hasBranches = filters.has("branches") || filters.has("branches-ignore");
	const hasTags = filters.has("tags") || filters.has("tags-ignore");
	const others = hasBranches ? unmet.filter((key) => !key.startsWith("tags")) : unmet;
	if (kind === "github") return others;
	const spare = hasBranches && hasTags ? 1 : 0;
	if (unmet.length <= spare) return [];
	return others.length > 0 ? others : unmet;
}
const reasons = {
	branches: ({ branch }) => `its filter "branches" leaves out the branch ${quoted(branch)}`,
	"branches-ignore": ({ branch }) => `its filter "branches-ignore" leaves out the branch ${quoted(branch)}`,
	tags: () => "its filter \"tags\" leaves out all branches",
	"tags-ignore": () => "its filter \"tags-ignore\" leaves out all branches",
	paths: ({ path }) => `its filter "paths" leaves out the file ${quoted(path)}`,
	"paths-ignore": ({ path }) => `its filter "paths-ignore" leaves out the file ${quoted(path)}`
};
function isMet(key, texts, { branch, path }, kind) {
	const patterns = texts.flatMap((text) => parsePattern(text) ?? []);
	if (patterns.length < texts.length) return true;
	switch (key) {
		case "branches": return isIn(patterns, branch);
		case "branches-ignore": return !isIgnored(patterns, branch, kind);
		case "tags":
		case "tags-ignore": return false;
		case "paths": return isIn(patterns, path);
		case "paths-ignore": return !isIgnored(patterns, path, kind);
		default: return kind === "github";
	}
}
function isIn(patterns, text) {
	if (patterns.length === 0) return true;
	const last = patterns.findLast(({ matches }) => matches(text));
	return last !== undefined && !last.isNegative;
}
function isIgnored(patterns, text, kind) {
	if (kind === "github") return patterns.length > 0 && isIn(patterns, text);
	return patterns.some(({ isNegative, matches }) => matches(text) !== isNegative);
}
async function startOf(trigger, push, server, possible, signal) {
	const unstarted = await server.answer((kind) => whyUnstarted(trigger, push, kind), possible);
	if (unstarted !== undefined) return {
		unstarted,
		doubt: undefined
	};
	const doubt = await server.answer((kind) => whyDoubtful(trigger, push, kind), possible);
	if (doubt === undefined || !dependsOnVersion(trigger, push)) return {
		unstarted,
		doubt
	};
	const product = await server.product(signal);
	if (product?.kind !== "gitea") return {
		unstarted,
		doubt
	};
	const reader = isBefore(product, 1, 23) ? "gitea before 1.23" : "gitea from 1.23";
	return {
		unstarted: whyUnstarted(trigger, push, reader),
		doubt: whyDoubtful(trigger, push, reader)
	};
}
export { startOf };
