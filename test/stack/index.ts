// Everything on one machine: `main.ts` is `npm start`, `demo.ts` is `npm run demo`; this is what tests take.
export { Stack, startStack } from './stack.ts';
export type { PartName, StackOptions } from './stack.ts';
export { readStack } from './stack-file.ts';
export type { StackInfo } from './stack-file.ts';
export { startTestPostgres, startTestTemporal } from './services.ts';
export { temporalBinary } from './temporal-binary.ts';
