import { messageOf } from "./core-057eca0b.js";
function cannotBeRead(error) {
	return `cannot be read (${messageOf(error).split(",")[0]})`;
}
export { cannotBeRead };
