// CommonJS, and JavaScript: the client loads this file with require(), and webpack puts it into the workflow bundle.
const { DefaultFailureConverter } = require('@temporalio/common');

/** Messages and stack traces become payloads, which the codec encrypts: an Apruve refusal can name a buyer. */
exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
