export type { Action, AuthOptions } from "./auth.ts";
export { digestOf } from "./blob-store.ts";
export type { Fault, FaultAct, FaultHandle } from "./fault-box.ts";
export * as faults from "./faults.ts";
export { type ObjectStore, startObjectStore } from "./object-store.ts";
export {
  defaultCredentials,
  type Recorder,
  type Registry,
  type RegistryOptions,
  startRegistry,
} from "./registry.ts";
export type { Descriptor, RequestKind, RequestRecord, RequestView } from "./types.ts";
