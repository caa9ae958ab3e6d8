/** Accounts whose images the day is about. */
export const GOLDEN = '111122223333';
export const WEB_PROD = '222233334444';
export const WEB_DEV = '555566667777';
export const PLAYGROUND = '666677778888';
