// What worker and api share: the configuration, the way to Temporal, encryption, logs.
export { ConfigError, loadConfig, loadDatabaseUrl } from './config.ts';
export type { Config } from './config.ts';
export { EncryptionCodec, dataConverter, failureConverterPath } from './codec.ts';
export { connectTemporal } from './temporal.ts';
export type { Temporal } from './temporal.ts';
export { createLogger, forCheckout, loggablePath } from './log.ts';
export { keyIdOf, sealedBy, secretBox } from './secret-box.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { withLocalStack } from './local-stack.ts';
