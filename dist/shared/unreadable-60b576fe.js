import { messageOf } from "./core-5fecaee2.js";
function cannotBeRead(error) {
	return `cannot be read (${messageOf(error).split(",")[0]})`;
}
export { cannotBeRead };
