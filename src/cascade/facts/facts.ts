import type { CompareVersions } from "../inputs/version.ts";
import type { Twin } from "./twin.ts";

/** What lies at the path in a template. */
export type Found =
  | { readonly kind: "absent" }
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  | { readonly kind: "symlink" | "folder" | "submodule" }
  | /** A file larger than 1 MiB, which was not read. */ { readonly kind: "large" }
  | {
      /** A part of the path before the last is no folder. */
      readonly kind: "blocked";
      readonly parent: string;
      readonly by: "symlink" | "file" | "submodule";
    };

/** What the user asked for, the same for all templates. */
export interface Wanted {
  readonly version: string;
  readonly path: string;
  /** File name of the workflow. */
  readonly workflow: string;
  readonly compare: CompareVersions;
  readonly onNewer: "overwrite" | "skip" | "fail";
  readonly onMissingWorkflow: "skip" | "fail";
  readonly onUnwired: "fail" | "warn";
  readonly onOtherContent: "fail" | "replace";
}

/** What there is in the place of a workflow that is not there. */
export interface MissingWorkflow {
  /** The folder that the server reads workflows from; undefined where the template has none. */
  readonly folder: string | undefined;
  /** The folders that the server may read, as far as its kind is known. */
  readonly folders: readonly string[];
  /** A file name in that folder that may have been meant. */
  readonly near: string | undefined;
  /** The path of the workflow, or of the one with the other ending of YAML, in a folder that the server does not read. */
  readonly elsewhere: string | undefined;
}

/** What is known of the template's workflow. */
export interface WorkflowFacts {
  /** Its file name, which may end in `.yaml` where `.yml` was asked for, or the other way round. */
  readonly file: string;
  /** Whether it, or what it uses, reads the file. */
  readonly wired: boolean;
  /** Whether it is larger than 1 MiB, and so was not looked at. */
  readonly tooLarge: boolean;
  /** Why the push would not start it, as what follows on its name; undefined where it does, or may. */
  readonly unstarted: string | undefined;
}

/** What is known of a template when it is decided about: what one look at the head of its branch has shown. */
export interface Facts {
  /** Whether the repository has no commit yet. */
  readonly empty: boolean;
  /** Undefined where there is no workflow. */
  readonly workflow: WorkflowFacts | undefined;
  readonly missing: MissingWorkflow;
  /** What has the path but for letter case or Unicode form. */
  readonly twin: Twin | undefined;
  readonly found: Found;
  /** What the first look found, when this one follows a push that lost a race; undefined at the first look. */
  readonly before: Found | undefined;
}
