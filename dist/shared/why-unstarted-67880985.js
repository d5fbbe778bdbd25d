import { quoted } from "./core-be33630b.js";
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
	const listed = pattern.slice(at + 1, end);
	if (end < 0 || listed.length === 0) return undefined;
	const ranges = [];
	for (let place = 0; place < listed.length; place++) {
		const first = listed[place] ?? "";
		const isRange = listed[place + 1] === "-";
		const last = isRange ? listed[place + 2] ?? "" : first;
		if (!mayBeListed(first) || !mayBeListed(last) || first > last) return undefined;
		if (isRange && isDigit(first) !== isDigit(last)) return undefined;
		ranges.push([first, last]);
		if (isRange) place += 2;
	}
	const takes = (character) => ranges.some(([low, high]) => low <= character && character <= high);
	return {
		steps: [once(takes)],
		length: end - at + 1
	};
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
function whyUnstarted(trigger, push, kind) {
	switch (trigger.kind) {
		case "unknown":
		case "indirect": return undefined;
		case "none": return "does not start on a push";
		case "list": return "does not start on a push, since \"push\" is a list, and filters stand under keys such as \"branches\"";
		case "push": {
			const why = whyFilteredOut(trigger.filters, push, kind);
			return why === undefined ? undefined : `does not start on this push, since ${why}`;
		}
	}
}
function whyFilteredOut(filters, push, kind) {
	const unread = [...filters].flatMap(([key, texts]) => whyUnread(key, texts) ?? []);
	const why = kind === "github" ? whyRefused(filters) : unread[0];
	if (why !== undefined) return why;
	const unmet = [...filters].flatMap(([key, texts = []]) => isMet(key, texts, push, kind) ? [] : [key]);
	const [first] = decisive(unmet, filters, kind);
	return first && (reasons[first]?.(push) ?? `no forge knows its filter ${quoted(first)}`);
}
function whyUnread(key, texts) {
	if (!texts) return `its filter ${quoted(key)} is no list of patterns`;
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
export { whyUnstarted };
