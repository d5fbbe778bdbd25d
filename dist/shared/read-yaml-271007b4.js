import { messageOf, UserError } from "./core-5c11f894.js";
async function readYaml(text, { place, accepted }) {
	const { LineCounter, parseDocument, visit } = await import("./yaml-082fdb5a.js").then((n) => n.index);
	const lineCounter = new LineCounter();
	const document = parseDocument(text, {
		schema: "failsafe",
		lineCounter
	});
	const at = (offset) => {
		const { line, col } = lineCounter.linePos(offset);
		return {
			line,
			column: col
		};
	};
	const refuseAt = (offset, what) => {
		const { line, column } = at(offset);
		throw new UserError(`${place}line ${line}, column ${column}: ${what}`);
	};
	const [error] = document.errors;
	if (error) {
		const [message = ""] = error.message.split(/ at line \d+/);
		refuseAt(error.pos[0], `${message.replace(/[\s.:]+$/, "")}; ${accepted}`);
	}
	visit(document, { Alias: (_, alias) => {
		if (!alias.resolve(document)) refuseAt(alias.range?.[0] ?? 0, `no anchor &${alias.source} comes before it`);
	} });
	let value;
	try {
		value = document.toJS({ maxAliasCount: 100 });
	} catch (error) {
		refuseAt(0, `${messageOf(error)}; ${accepted}`);
	}
	const offsetOf = (path) => {
		const node = document.getIn(path, true);
		return node?.range?.[0] ?? (path.length === 0 ? 0 : offsetOf(path.slice(0, -1)));
	};
	return {
		value,
		positionOf: (path) => at(offsetOf(path)),
		refuse: (path, what) => refuseAt(offsetOf(path), what)
	};
}
export { readYaml };
