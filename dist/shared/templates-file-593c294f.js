const { extname } = process.getBuiltinModule("node:path");
import { isRecord, quoted, placed, UserError } from "./core-cb5264e6.js";
import { cannotBeRead } from "./unreadable-f822233d.js";
import { readTextInside } from "./workspace-file-d6ccfdd6.js";
import { readYaml } from "./read-yaml-fa3e1ec7.js";
import { distinct, parseTemplate, parseTemplates } from "./cascade-runtime-version-bf57bbd2.js";
const mostBytes = 1024 * 1024;
const accepted = "expected a list of templates, alone or under the one key \"templates\"; each is owner/repo, owner/repo@branch, or a map of repository, branch and canary";
async function readTemplatesFile(file, workspace) {
	const text = await readText(file, workspace);
	return [
		".json",
		".yml",
		".yaml"
	].includes(extname(file).toLowerCase()) ? fromYaml(file, await readYaml(text, {
		place: `${file}, `,
		accepted
	})) : fromLines(file, text);
}
const problems = {
	outside: "is outside the workspace",
	"no file": "is not a file",
	"too large": `is larger than ${mostBytes / 1024} KiB`,
	"not text": "is not text in UTF-8"
};
async function readText(file, workspace) {
	const refuse = (what) => {
		throw new UserError(`the file ${quoted(file)} ${what}; expected the path of a file in the workspace`);
	};
	const read = await readTextInside(workspace, file, mostBytes).catch((error) => refuse(cannotBeRead(error)));
	return "text" in read ? read.text : refuse(problems[read.problem]);
}
function fromLines(file, text) {
	return distinct(text.split(/\r\n|\r|\n/).flatMap((line, index) => {
		const column = line.search(/\S/) + 1;
		const place = `${file}, line ${index + 1}, column ${column}: `;
		return column === 0 ? [] : placed(place, () => parseTemplates([line]));
	}));
}
function fromYaml(file, { value, refuse, positionOf }) {
	const at = isRecord(value) ? ["templates"] : [];
	if (isRecord(value)) {
		const unknown = Object.keys(value).find((key) => key !== "templates");
		if (unknown !== undefined) refuse([unknown], `the key ${quoted(unknown)} is unknown; ${accepted}`);
	}
	const list = isRecord(value) ? value.templates : value;
	if (!Array.isArray(list)) return refuse(at, `found ${shown(list)}; ${accepted}`);
	if (list.length === 0) refuse(at, `the list is empty; ${accepted}`);
	return distinct(list.map((item, index) => {
		const path = [...at, index];
		const text = textOf(item, path, refuse);
		const { line, column } = positionOf(path);
		return placed(`${file}, line ${line}, column ${column}: `, () => parseTemplate(text));
	}));
}
function textOf(item, path, refuse) {
	if (typeof item === "string" && item.trim() !== "") return item.trim();
	if (!isRecord(item)) return refuse(path, `found ${shown(item)}; ${accepted}`);
	const unknown = Object.keys(item).find((key) => ![
		"repository",
		"branch",
		"canary"
	].includes(key));
	if (unknown !== undefined) refuse([...path, unknown], `the key ${quoted(unknown)} is unknown; expected repository, branch or canary`);
	const text = (key) => {
		const value = item[key] ?? "";
		return typeof value === "string" ? value.trim() : refuse([...path, key], `"${key}" is ${shown(value)}; expected a text`);
	};
	const repository = text("repository");
	const branch = text("branch");
	const canary = text("canary");
	if (![
		"",
		"true",
		"false"
	].includes(canary)) refuse([...path, "canary"], `"canary" is ${shown(canary)}; expected true or false`);
	if (repository === "") refuse(path, `"repository" is missing; expected owner/repo`);
	if (branch !== "" && repository.includes("@")) refuse([...path, "branch"], `"branch" is given beside a branch in "repository"; give only one of the two`);
	const template = branch === "" ? repository : `${repository}@${branch}`;
	return canary === "true" ? `${template} @canary` : template;
}
function shown(value) {
	if (Array.isArray(value)) return "a list";
	if (isRecord(value)) return "a map";
	return typeof value === "string" && value !== "" ? `the text ${quoted(value)}` : "nothing";
}
export { readTemplatesFile };
