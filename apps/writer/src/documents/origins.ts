/** Whose change it is. What anybody else has made is not sent again. */
export const FROM_SHELF = 'shelf';
export const FROM_TAB = 'tab';
export const FROM_GATEWAY = 'gateway';
/** What another program has written: all have to get it, but the file has it already, and stays as it is until somebody types. */
export const FROM_FILE = 'file';
export const FOREIGN: readonly unknown[] = [FROM_SHELF, FROM_TAB, FROM_GATEWAY];

/** The part of a document that its text is in. */
export const BODY = 'body';
