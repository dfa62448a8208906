/** A name as it is stored and looked up: nobody has to remember how it was capitalized. */
export const toUserName = (text: string): string => text.normalize('NFC').trim().toLowerCase();
