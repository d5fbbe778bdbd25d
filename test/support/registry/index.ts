export type { Action, AuthOptions } from "./auth.ts";
export type { Fault, FaultAct, FaultHandle } from "./fault-box.ts";
export * as faults from "./faults.ts";
export {
  defaultCredentials,
  type Recorder,
  type Registry,
  type RegistryOptions,
  startRegistry,
} from "./registry.ts";
export { digestOf } from "./store/blob-store.ts";
export { type ObjectStore, startObjectStore } from "./store/object-store.ts";
export type { Descriptor, RequestKind, RequestRecord, RequestView } from "./types.ts";
