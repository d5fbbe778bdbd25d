/**
 * What our ztocs and SOCI indexes name as the tool that made them: a revision of the format, not a release, so that a
 * release changes no digest. Only a change of what a ztoc holds for the same layer and span size raises it.
 */
export const buildTool = "imgpub SOCI 1";
