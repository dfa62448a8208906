import { startSandbox } from './server.ts';

/** The sandbox as a process. It stops on SIGTERM and SIGINT; killed any other way it has lost nothing either. */
const {
  SANDBOX_PORT,
  SANDBOX_HOST,
  SANDBOX_STATE_FILE,
  SANDBOX_WEBHOOK_URL,
  SANDBOX_PUBLIC_URL,
  SANDBOX_WEBHOOK_RETRY_MS,
  SANDBOX_DAY_MS,
  BANNER,
} = process.env;

const sandbox = await startSandbox({
  port: Number(SANDBOX_PORT ?? 4010),
  ...(SANDBOX_HOST && { host: SANDBOX_HOST }),
  ...(SANDBOX_STATE_FILE && { stateFile: SANDBOX_STATE_FILE }),
  ...(SANDBOX_WEBHOOK_URL && { webhookUrl: SANDBOX_WEBHOOK_URL }),
  ...(SANDBOX_PUBLIC_URL && { publicUrl: SANDBOX_PUBLIC_URL }),
  ...(SANDBOX_WEBHOOK_RETRY_MS && { webhookRetryMs: Number(SANDBOX_WEBHOOK_RETRY_MS) }),
  ...(SANDBOX_DAY_MS && { dayMs: Number(SANDBOX_DAY_MS) }),
  ...(BANNER && { banner: BANNER }),
});

process.stdout.write(`Apruve sandbox at ${sandbox.url}\n`);

const stop = (): void => {
  void sandbox.close().then(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
