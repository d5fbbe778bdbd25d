import { UserError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";
import { normalizeMachine, normalizeOs, type Platform } from "./platform.ts";

const WORD = "[A-Za-z0-9_.-]+";
const OPTION = "[A-Za-z0-9_.%-]";
const PLATFORM = new RegExp(
  `^([A-Za-z0-9_-]+)(?:\\((${OPTION}*)((?:\\+${OPTION}+)*)\\))?/(${WORD})(?:/(${WORD}))?$`,
);

/**
 * Reads `os[(version[+feature…])]/architecture[/variant]`, such as `linux/arm64/v8` or
 * `windows(10.0.17763)/amd64`, as containerd's platforms package does: letter case and other names of an
 * architecture (`x86_64`, `aarch64`, `armhf` …) are made uniform, `%XX` escapes in version and features are
 * decoded. An operating system or architecture by itself is refused, as the other half would be this machine's.
 *
 * @throws {UserError} when the text is anything else.
 */
export function parsePlatform(text: string): Platform {
  const refuse = (): never => {
    throw new UserError(
      `${quoted(text)} is not a platform; expected os/architecture[/variant], such as linux/amd64, linux/arm64/v8 or windows(10.0.17763)/amd64`,
    );
  };
  const decode = (option: string): string => {
    try {
      return decodeURIComponent(option);
    } catch {
      return refuse();
    }
  };
  const [whole, os = "", version = "", features = "", arch = "", variant = ""] = PLATFORM.exec(text) ?? [];
  if (whole === undefined) return refuse();
  const machine = normalizeMachine(arch, variant);
  // What was written is kept where it is only a longer spelling; platformKey makes the two alike.
  if (machine.architecture === "arm64" && machine.variant === "" && variant !== "") machine.variant = "v8";
  if (machine.architecture === "arm" && variant === "" && machine.variant === "v7") machine.variant = "";
  return {
    os: normalizeOs(os),
    architecture: machine.architecture,
    ...(machine.variant !== "" && { variant: machine.variant }),
    ...(version !== "" && { "os.version": decode(version) }),
    ...(features !== "" && { "os.features": features.slice(1).split("+").map(decode) }),
  };
}
