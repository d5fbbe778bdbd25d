import { parseSize } from "./image-cache_image-cache-post_prune-images-e2546fb4.js";
import { integer } from "./core-a8176de4.js";
function optional(parse) {
	return (raw) => raw.trim() === "" ? undefined : parse(raw);
}
function size() {
	return parseSize;
}
function percent({ min, max }) {
	return (raw) => integer({
		min,
		max
	})(raw.trim().replace(/\s*%$/, ""));
}
export { optional, percent, size };
