import { hash, verify } from '@node-rs/argon2';

/** Argon2id with the parameters that OWASP recommends: 19 MiB, two passes, one lane, a salt of its own. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password, COST);

/** A hash that no password has, so that an unknown name takes as long as a known one. */
let nobodys: Promise<string> | undefined;

/** True where the password belongs to the hash. `null`, of nobody or somebody without a password, is false and takes as long. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  nobodys ??= hashPassword(crypto.randomUUID());
  const isRight = await verify(stored ?? (await nobodys), password);
  return isRight && stored !== null;
}
