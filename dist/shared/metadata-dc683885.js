import { parseJson, UserError, isRecord } from "./core-cb5264e6.js";
function parseMetadata(text) {
	const value = parseJson(text);
	const given = isRecord(value) ? value : {};
	const { tags } = given;
	const annotations = given.annotations ?? [];
	if (!isTexts(tags) || !isTexts(annotations)) throw new UserError(`${value === undefined ? "the text is not JSON" : `the JSON has no list of texts "${isTexts(tags) ? "annotations" : "tags"}"`}; expected the output "json" of docker/metadata-action`);
	return {
		tags,
		annotations
	};
}
function isTexts(value) {
	return Array.isArray(value) && value.every((item) => typeof item === "string");
}
export { parseMetadata };
