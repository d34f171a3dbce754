// What inflating came to. Errors are negative.

export const DONE: i32 = 0;
/** As many bytes as were wanted are there, but the end was not reached. */
export const ENOUGH: i32 = 1;
export const ENDS_EARLY: i32 = -1;
export const DAMAGED: i32 = -2;
export const OTHER_LENGTH: i32 = -3;
export const OTHER_CHECKSUM: i32 = -4;
