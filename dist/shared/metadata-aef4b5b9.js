import { parseJson, isRecord, UserError } from "./core-605b8cd1.js";
function parseMetadata(text) {
	const value = parseJson(text);
	const { tags, annotations = [] } = isRecord(value) ? value : {};
	if (!isTexts(tags) || !isTexts(annotations)) throw new UserError(`${value === undefined ? "the text is not JSON" : "the JSON has no list \"tags\""}; expected the output "json" of docker/metadata-action`);
	return {
		tags,
		annotations
	};
}
function isTexts(value) {
	return Array.isArray(value) && value.every((item) => typeof item === "string");
}
export { parseMetadata };
