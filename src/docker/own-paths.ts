/** Where on a host imgpub keeps what it has to remember, unless an input says otherwise. */
export const ownFolder = "/var/lib/imgpub";

/** Where it is remembered when images were used. */
export const defaultLedger = `${ownFolder}/ledger.json`;

/** The file beside a ledger whose space is given back when the disk is too full to write the ledger. */
export const reserveOf = (ledger: string): string => `${ledger}.reserve`;
