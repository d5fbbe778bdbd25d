import { messageOf } from "./core-35377b4d.js";
function cannotBeRead(error) {
	return `cannot be read (${messageOf(error).split(",")[0]})`;
}
export { cannotBeRead };
