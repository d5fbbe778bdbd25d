const before = String.raw`(?<![\p{L}\p{N}_.~+-])`;
const after = String.raw`(?![\p{L}\p{N}_~+/-]|\.+[\p{L}\p{N}_$*?{-]|\$[\w{])`;
function mentions(path) {
	const parts = path.split("/").map(escapePattern);
	const whole = new RegExp(`${before}${parts.join(String.raw`[\\/]+`)}${after}`, "u");
	const last = parts.length > 1 ? new RegExp(`${parts.at(-1)}${after}`, "gu") : undefined;
	return (text) => whole.test(text) || last !== undefined && namesAlone(text, last);
}
function namesAlone(text, name) {
	for (const { index } of text.matchAll(name)) if (isAlone(text.slice(Math.max(0, index - 200), index))) return true;
	return false;
}
function isAlone(text) {
	if (!/[\\/]$/.test(text)) return !/[\p{L}\p{N}_.~+-]$/u.test(text);
	const folder = text.replace(/[\\/]+$/, "").replace(/["']$/, "");
	if (/(?:^|[^\p{L}\p{N}_.~+/\\-])\.$|\*$/u.test(folder)) return true;
	const variable = /\$(?:\w+|\{\w+\}|\{\{[^{}]*\}\})$/.exec(folder)?.[0];
	return variable !== undefined && !/workspace/i.test(variable);
}
function escapePattern(text) {
	return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
const mostParsed = 64 * 1024;
const mostCharacters = 1024 * 1024;
const mostUses = 50;
async function readsFile(text, path) {
	const { texts, uses } = await partsOf(text) ?? linesOf(text.slice(0, mostCharacters));
	const names = mentions(path);
	return {
		reads: texts.some((one) => names(withoutComments(one))),
		uses: [...new Set(uses.flatMap(localFiles))].slice(0, mostUses)
	};
}
const mostSteps = 4;
const mostFiles = 20;
async function isWired(workflow, path, readFiles) {
	const seen = new Set();
	let texts = [workflow];
	for (let step = 0; step <= mostSteps; step++) {
		const found = await Promise.all(texts.map((text) => readsFile(text, path)));
		if (found.some(({ reads }) => reads)) return true;
		const next = found.flatMap(({ uses }) => uses).filter((used) => !seen.has(used) && seen.size < mostFiles);
		for (const used of next) seen.add(used);
		if (next.length === 0) return false;
		texts = await readFiles([...new Set(next)]);
	}
	return false;
}
async function aboutWorkflow(text) {
	const parsed = await parse(text);
	if (!parsed?.yaml.isMap(parsed.document.contents)) return {
		startedByPush: undefined,
		name: undefined
	};
	const { document, yaml } = parsed;
	const resolved = (node) => yaml.isAlias(node) ? node.resolve(document) : node;
	const name = resolved(parsed.document.contents.get("name", true));
	const on = resolved(parsed.document.contents.get("on", true));
	return {
		startedByPush: hasPush(on, resolved, yaml),
		name: yaml.isScalar(name) && name.value !== "" ? String(name.value) : undefined
	};
}
function hasPush(on, resolved, yaml) {
	const isPush = (node) => yaml.isScalar(node) && node.value === "push";
	if (yaml.isScalar(on)) return on.value === "" ? undefined : isPush(on);
	if (yaml.isSeq(on)) return on.items.slice(0, 100).some((item) => isPush(resolved(item)));
	if (yaml.isMap(on)) return on.items.some(({ key }) => isPush(key));
	return undefined;
}
async function parse(text) {
	if (text.length > mostParsed) return undefined;
	const yaml = await import("./yaml-082fdb5a.js").then((n) => n.index);
	const document = yaml.parseDocument(text, {
		schema: "failsafe",
		uniqueKeys: false
	});
	return document.errors.length === 0 ? {
		document,
		yaml
	} : undefined;
}
async function partsOf(text) {
	const parsed = await parse(text);
	if (!parsed) return undefined;
	const { document, yaml } = parsed;
	if (!yaml.isMap(document.contents)) return undefined;
	const texts = [];
	const uses = [];
	const anchors = new Map();
	const read = new Set();
	const resolved = (node) => yaml.isAlias(node) ? anchors.get(node.source) : node;
	const look = (node, reading) => {
		if (yaml.isAlias(node)) {
			if (reading) look(anchors.get(node.source), true);
			return;
		}
		if (yaml.isPair(node)) lookAtPair(node, reading);
		if (!yaml.isNode(node)) return;
		if (node.anchor !== undefined) anchors.set(node.anchor, node);
		if (reading) {
			if (read.has(node)) return;
			read.add(node);
		}
		if (yaml.isCollection(node)) for (const item of node.items) look(item, reading);
		else if (reading && yaml.isScalar(node)) texts.push(String(node.value));
	};
	const lookAtPair = ({ key, value }, reading) => {
		look(key, reading);
		look(value, reading);
		if (!reading || !yaml.isScalar(key) || key.value !== "uses") return;
		const used = resolved(value);
		if (yaml.isScalar(used)) uses.push(String(used.value));
	};
	const child = (node, key) => {
		const map = resolved(node);
		return yaml.isMap(map) ? map.get(key, true) : undefined;
	};
	for (const { key, value } of document.contents.items) {
		const on = yaml.isScalar(key) && key.value === "on";
		lookAtPair({
			key,
			value
		}, !on);
		const inputs = on ? resolved(child(child(value, "workflow_call"), "inputs")) : undefined;
		if (yaml.isMap(inputs)) for (const input of inputs.items) look(child(input.value, "default"), true);
	}
	return {
		texts,
		uses
	};
}
function linesOf(text) {
	const uses = text.matchAll(/^[ \t]*(?:-[ \t]+)?uses[ \t]*:[ \t]*["']?(\.\/[^\s"'#]*)/gm);
	return {
		texts: [text],
		uses: [...uses].map(([, used = ""]) => used)
	};
}
function withoutComments(text) {
	return text.includes("#") ? text.replace(/^[^\S\r\n]*#.*$/gm, "") : text;
}
function localFiles(uses) {
	if (!uses.startsWith("./") || uses.length > 500) return [];
	const parts = uses.split("/").filter((part) => part !== "" && part !== ".");
	if (parts.includes("..") || uses.includes("${{") || uses.includes("\\")) return [];
	const start = parts.findIndex((part) => /^\.(github|gitea|forgejo)$/.test(part));
	return [parts, ...start > 0 ? [parts.slice(start)] : []].flatMap((way) => {
		const path = way.join("/");
		if (/\.ya?ml$/.test(path)) return [path];
		const folder = path === "" ? "" : `${path}/`;
		return [`${folder}action.yml`, `${folder}action.yaml`];
	});
}
export { aboutWorkflow, isWired, readsFile };
