export * from './access.ts';
export * from './checkouts.ts';
export * from './messages.ts';
export * from './channels.ts';
export * from './setup-changes.ts';
export * from './receivers.ts';
export * from './builds.ts';
export * from './reconciliation.ts';
