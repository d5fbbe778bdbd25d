import { counted, UserError } from "./core-cb5264e6.js";
import { formatReference } from "./publish-index_wait-digests-66bd1fd0.js";
function refusal(refused, index, ifExists) {
	const [first] = refused;
	const more = refused.length > 1 ? ` (and ${counted(refused.length - 1, "more tag")})` : "";
	return new UserError(`input "if-exists": ${ifExists}, and ${first ? formatReference(first.reference) : ""}${more} holds ${first?.held}, not ${index.digest}; expected overwrite or skip, a tag that does not exist yet, or one that "moving-tags" says may move`);
}
export { refusal };
