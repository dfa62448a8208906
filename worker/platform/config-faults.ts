import { createPublicKey } from 'node:crypto';

import { apruveTestKey } from './apruve-test-key.ts';
import type { Program } from './config.ts';
import { pemBlocks } from './config-fields.ts';
import { apruveHosts, variables } from './config-variables.ts';

/** Faults between several variables. Checks the raw values, so that these faults are reported together with all others. */
export function togetherFaults(given: Record<string, string>, program: Program): string[] {
  const faults = [...channelFaults(given, program), ...keyFaults(given)];
  if (given['APRUVE_MODE'] === 'production') faults.push(...productionFaults(given));
  if (isProductionHost(given['APRUVE_BASE_URL'])) {
    faults.push('APRUVE_BASE_URL: is the production host, which no test channel may talk to');
  }
  const notification = ['NOTIFICATION_URL', 'NOTIFICATION_SECRET'].filter((name) => given[name] === undefined);
  if (notification.length === 1) faults.push(`${notification[0]}: is missing; the notification URL and its secret go together`);
  return [...faults, ...(program === 'api' ? openIdFaults(given) : [])];
}

const OPENID = ['OPENID_ISSUER', 'OPENID_CLIENT_ID', 'OPENID_CLIENT_SECRET'];
const ON_THIS_MACHINE = /^http:\/\/(?:localhost|127\.0\.0\.1)(?=[:/]|$)/i;

function openIdFaults(given: Record<string, string>): string[] {
  const missing = OPENID.filter((name) => given[name] === undefined);
  if (missing.length === OPENID.length) return [];
  const issuer = given['OPENID_ISSUER'];
  const isOpen = issuer !== undefined && !isHttps(issuer) && !ON_THIS_MACHINE.test(issuer);
  return [
    ...missing.map((name) => `${name}: is missing; OpenID Connect needs all three OPENID_* variables`),
    ...(isOpen ? ['OPENID_ISSUER: expected https://, because whoever is between could sign in as anybody'] : []),
  ];
}

function channelFaults(given: Record<string, string>, program: Program): string[] {
  const needed = [...(program === 'worker' ? ['APRUVE_API_KEY'] : []), 'APRUVE_MERCHANT_ID', 'APRUVE_WEBHOOK_TOKEN'];
  const missing = needed.filter((name) => given[name] === undefined);
  if (missing.length === needed.length && given['APRUVE_MODE'] === undefined) return [];
  return missing.map(
    (name) => `${name}: is missing, but the environment has other APRUVE_* variables; a channel needs all of them`,
  );
}

/** What only a test environment may do. */
function productionFaults(given: Record<string, string>): string[] {
  const faults: string[] = [];
  if (given['APRUVE_BASE_URL'] !== undefined) {
    faults.push('APRUVE_BASE_URL: is refused with APRUVE_MODE=production, which talks to its own host only');
  }
  if (given['APRUVE_WEBHOOK_KEYS_PRODUCTION'] === undefined) {
    faults.push('APRUVE_WEBHOOK_KEYS_PRODUCTION: is missing; a production channel needs the key that signs its webhooks');
  } else if (pemBlocks(given['APRUVE_WEBHOOK_KEYS_PRODUCTION']).some(isTestKey)) {
    faults.push("APRUVE_WEBHOOK_KEYS_PRODUCTION: has the published key of Apruve's test environment");
  }
  if (!isHttps(given['PUBLIC_URL'])) {
    faults.push('PUBLIC_URL: expected a URL that begins with https:// with APRUVE_MODE=production, because cookies hang on it');
  }
  if (given['NOTIFICATION_URL'] !== undefined && !isHttps(given['NOTIFICATION_URL'])) {
    faults.push('NOTIFICATION_URL: expected https:// with APRUVE_MODE=production, because notifications name buyers');
  }
  if (given['CODEC_TOKEN'] !== undefined) {
    faults.push(
      "CODEC_TOKEN: is refused with APRUVE_MODE=production, because Temporal's UI shows it to all; use /console/codec or /codec",
    );
  }
  if (given['DEMO_SHOP'] === 'on') faults.push('DEMO_SHOP: is refused with APRUVE_MODE=production: anybody may order there');
  return faults;
}

/** Two purposes need two keys: whoever learns one must not learn the other. */
function keyFaults(given: Record<string, string>): string[] {
  const payload = (given['PAYLOAD_KEYS'] ?? '').split(',').map((pair) => bytesOf(pair.split(':')[1]));
  const secrets = (given['SECRETS_KEY'] ?? '').split(',').map(bytesOf);
  const isSame = secrets.some((secret) => secret.length > 0 && payload.some((key) => key.equals(secret)));
  return isSame ? ['SECRETS_KEY: is one of PAYLOAD_KEYS too; make a key of its own'] : [];
}

const bytesOf = (encoded = ''): Buffer => Buffer.from(encoded, 'base64');

const isHttps = (url: string | undefined): boolean => /^https:\/\//i.test(url ?? '');

/** Compares hosts as they are resolved: a URL can write one in capitals, escaped, in full-width letters or with a last dot. */
function isProductionHost(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  return new URL(url).hostname.replace(/\.+$/, '') === new URL(apruveHosts.production).hostname;
}

function isTestKey(pem: string): boolean {
  try {
    return createPublicKey(pem).equals(createPublicKey(apruveTestKey));
  } catch {
    return false;
  }
}

/** A misspelt policy would silently keep its default. */
export function unknownPolicies(given: Record<string, string>): string[] {
  const unknown = Object.keys(given).filter((name) => name.startsWith('POLICY_') && !(name in variables.shape));
  return unknown.map((name) => `${name}: is not a policy`);
}
