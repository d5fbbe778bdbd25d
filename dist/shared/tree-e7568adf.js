async function loadYaml(options = {}) {
	const { parseYaml } = await import("./parser-3b38a709.js");
	return (text) => parseYaml(text, options);
}
class YamlError extends Error {
	name = "YamlError";
	position;
	constructor(message, position) {
		super(message);
		this.position = position;
	}
}
class UnknownAnchorError extends YamlError {}
export { UnknownAnchorError, YamlError, loadYaml };
