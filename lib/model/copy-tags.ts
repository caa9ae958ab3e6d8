/** On an encrypted copy that this service made, and on the snapshots that were made with it: the image that it is a copy of. */
export const COPY_OF = 'ami-warden:copy-of';

/** On an image that its encrypted copy has replaced: since when (ISO 8601). */
export const REPLACED_AT = 'ami-warden:replaced-at';
