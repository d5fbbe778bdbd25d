/** What is said about lazy loading, in the words of the inputs. */
export interface RawSoci {
  readonly soci?: boolean | undefined;
  readonly "soci-min-layer-size"?: string | undefined;
  readonly "soci-span-size"?: string | undefined;
  readonly "soci-platforms"?: readonly string[];
  readonly "soci-tag-suffix"?: string | undefined;
}
