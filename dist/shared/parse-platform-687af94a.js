import { UserError, quoted } from "./core-cb5264e6.js";
import { normalizeMachine, normalizeOs } from "./publish-index-16a2689c.js";
const WORD = "[A-Za-z0-9_.-]+";
const OPTION = "[A-Za-z0-9_.%-]";
const PLATFORM = new RegExp(`^([A-Za-z0-9_-]+)(?:\\((${OPTION}*)((?:\\+${OPTION}+)*)\\))?/(${WORD})(?:/(${WORD}))?$`);
function parsePlatform(text) {
	const refuse = () => {
		throw new UserError(`${quoted(text)} is not a platform; expected os/architecture[/variant], such as linux/amd64, linux/arm64/v8 or windows(10.0.17763)/amd64`);
	};
	const decode = (option) => {
		try {
			return decodeURIComponent(option);
		} catch {
			return refuse();
		}
	};
	const [whole, os = "", version = "", features = "", arch = "", variant = ""] = PLATFORM.exec(text) ?? [];
	if (whole === undefined) return refuse();
	const machine = normalizeMachine(arch, variant);
	if (machine.architecture === "arm64" && machine.variant === "" && variant !== "") machine.variant = "v8";
	if (machine.architecture === "arm" && variant === "" && machine.variant === "v7") machine.variant = "";
	return {
		os: normalizeOs(os),
		architecture: machine.architecture,
		...machine.variant !== "" && { variant: machine.variant },
		...version !== "" && { "os.version": decode(version) },
		...features !== "" && { "os.features": features.slice(1).split("+").map(decode) }
	};
}
export { parsePlatform };
