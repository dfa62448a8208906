/** The header of a client that shows the answer to a person at once: `person`. */
export const SHOWN_TO = 'shown-to';
