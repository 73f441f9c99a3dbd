/** Whose change it is. What anybody else has made is not sent again. */
export const FROM_SHELF = 'shelf';
export const FROM_TAB = 'tab';
export const FROM_GATEWAY = 'gateway';
export const FOREIGN: readonly unknown[] = [FROM_SHELF, FROM_TAB, FROM_GATEWAY];

/** The part of a document that its text is in. */
export const BODY = 'body';
