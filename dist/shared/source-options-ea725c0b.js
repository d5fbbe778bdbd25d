import { placed, quoted, UserError } from "./core-cb5264e6.js";
import { parsePlatform } from "./parse-platform-687af94a.js";
import { formatReference } from "./publish-index_wait-digests-66bd1fd0.js";
const accepted = "expected behind a source platform=os/architecture[/variant] or os.version=…, each once";
function withOptionsOf(line, options, references) {
	const said = placed(`${quoted(line)}: `, () => parseOptions(options));
	const single = new Map(references.map((reference) => [formatReference(reference), reference]));
	const [reference] = single.values();
	if (!reference || single.size > 1) throw new UserError(`${quoted(line)} stands for ${single.size} sources; expected ${said.text} behind a single one`);
	return [{
		...reference,
		said
	}];
}
function parseOptions(options) {
	const values = new Map();
	for (const option of options.split(",").slice(1)) {
		const equals = option.indexOf("=");
		const name = option.slice(0, equals).trim().toLowerCase();
		const value = option.slice(equals + 1).trim();
		if (value === "") throw new UserError(`the value of ${name}= is empty; ${accepted}`);
		if (values.has(name)) throw new UserError(`${name}= is given twice; ${accepted}`);
		values.set(name, value);
	}
	const named = values.get("platform");
	const version = values.get("os.version");
	const platform = {
		...named !== undefined && parsePlatform(named),
		...version !== undefined && { "os.version": version }
	};
	return {
		text: [...values].map(([name, value]) => `${name}=${value}`).join(","),
		platform
	};
}
function oddLine(line, sources) {
	const shown = quoted(line);
	const isWhole = !/^,|,$/.test(line);
	const [, option] = /,\s*(?!(?:platform|os\.version)\s*=)([\w.-]+)\s*=/i.exec(line) ?? [];
	if (isWhole && option !== undefined) return new UserError(`${shown} has the unknown option ${quoted(option)}; ${accepted}`);
	if (isWhole && line.includes(",")) return new UserError(`${shown} holds a comma, but each source needs a line of its own; ${sources}`);
	return new UserError(`${shown} lacks ${gapIn(line)}: an output or variable in that line is empty; ${sources}`);
}
function gapIn(line) {
	if (/^[@:/,]/.test(line)) return `what belongs before its "${line[0]}"`;
	if (/[@:,]$/.test(line)) return `what belongs behind its last "${line.at(-1)}"`;
	const [before = "", after = ""] = /:@|(?<!:)\/[/@:]/.exec(line)?.[0] ?? "";
	return `what belongs between "${before}" and "${after}"`;
}
export { oddLine, withOptionsOf };
