import { messageOf } from "./core-015bc9a3.js";
function cannotBeRead(error) {
	return `cannot be read (${messageOf(error).split(",")[0]})`;
}
export { cannotBeRead };
