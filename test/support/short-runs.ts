/** Whether processes go on in a new run after few events (`NEW_RUN_AFTER`): a test that measures one run has nothing to measure then. */
export const IN_SHORT_RUNS = process.env['NEW_RUN_AFTER'] !== undefined;
