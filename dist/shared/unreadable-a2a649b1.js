import { messageOf } from "./core-a8176de4.js";
function cannotBeRead(error) {
	return `cannot be read (${messageOf(error).split(",")[0]})`;
}
export { cannotBeRead };
