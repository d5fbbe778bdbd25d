/** The label of all that imgpub leaves on an engine's host; its value says what it is. */
export const ours = "io.imgpub";
