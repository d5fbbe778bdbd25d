import { UserError } from "./core-cb5264e6.js";
import { loadYaml, YamlError, UnknownAnchorError } from "./tree-e7568adf.js";
const mostAliased = 1e4;
async function readYaml(text, { place, accepted }) {
	const parse = await loadYaml({
		duplicates: "first",
		tags: "ignore",
		ambiguous: "take",
		documents: "only"
	});
	const refuseAt = ({ line, column }, what) => {
		throw new UserError(`${place}line ${line}, column ${column}: ${what}`);
	};
	const parsed = () => {
		try {
			return parse(text);
		} catch (error) {
			if (!(error instanceof YamlError)) throw error;
			const { message, position } = error;
			return refuseAt(position, error instanceof UnknownAnchorError ? message : `${message}; ${accepted}`);
		}
	};
	const { root, positionOf } = parsed();
	const value = root && plainValueOf(root, (offset, what) => refuseAt(positionOf(offset), `${what}; ${accepted}`));
	const placeOf = (path) => positionOf(root ? offsetOf(root, path) : 0);
	return {
		value: value ?? null,
		positionOf: placeOf,
		refuse: (path, what) => refuseAt(placeOf(path), what)
	};
}
function plainValueOf(root, refuse) {
	const done = new Map();
	const visit = (node) => {
		const known = done.get(node);
		if (known) return known;
		let parts = 1;
		const part = (one) => {
			const visited = visit(one);
			parts += visited.parts;
			return visited.value;
		};
		let value;
		if (node.kind === "scalar") value = node.text;
		else if (node.kind === "list") value = node.items.map(part);
		else {
			for (const { key, offset } of node.pairs) {
				if (key.kind !== "scalar") return refuse(offset, "a key is a text");
				const merges = key.plain && key.text === "<<" && key.offset === offset;
				if (!merges && node.entries.get(key.text)?.offset !== offset) refuse(offset, "Map keys must be unique");
			}
			value = Object.fromEntries([...node.entries].map(([key, entry]) => [key, part(entry.value)]));
		}
		const visited = {
			value,
			parts
		};
		done.set(node, visited);
		return visited;
	};
	const { value, parts } = visit(root);
	if (parts > done.size + mostAliased) refuse(0, "Excessive alias count indicates a resource exhaustion attack");
	return value;
}
function offsetOf(node, [first, ...rest]) {
	const next = node.kind === "map" ? node.entries.get(String(first))?.value : node.kind === "list" ? node.items[Number(first)] : undefined;
	return first !== undefined && next ? offsetOf(next, rest) : node.offset;
}
export { readYaml };
