class Unknown {
	text;
	from;
	parts;
	isTrue;
	constructor(text, { from = [], parts, isTrue = false } = {}) {
		this.text = text;
		this.from = from;
		this.parts = parts;
		this.isTrue = isTrue;
	}
}
class OneOf {
	values;
	constructor(values) {
		this.values = values;
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
	if (typeof value === "number") return String(value === 0 ? 0 : Number(value.toFixed(15)));
	return isMap(value) ? "Object" : String(value);
}
function equalValues(one, other) {
	if ([one, other].some((value) => value instanceof Unknown || value instanceof OneOf)) return false;
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
		return part instanceof Unknown ? {
			unknown: true,
			parts: part.parts,
			isTrue: part.isTrue
		} : part;
	});
}
function exactText(value) {
	return JSON.stringify(value, (_, part) => {
		if (part instanceof Map) return { map: [...part] };
		if (typeof part === "number" && !Number.isFinite(part)) return { number: String(part) };
		return part instanceof Unknown ? {
			unknown: part.text,
			parts: part.parts,
			isTrue: part.isTrue
		} : part;
	});
}
export { OneOf, Unknown, equalValues, exactText, hasExpression, isMap, isTooLarge, measured, rest, scalar, textOf, toMap, toValue, tooLarge, valueKey };
