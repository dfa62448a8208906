import { openLedger } from '../../activities/ledger/database.ts';
import { listSealed, replaceSealed, type SealedSecret } from '../../activities/ledger/sealed.ts';
import { keyIdOf, sealedBy, secretBox, type Config } from '../platform/index.ts';

/**
 * Seals every secret of the database with the first key of `SECRETS_KEY`, each by itself, so that it can be cut off and run again, while
 * everything runs. Prints what became of them, and which keys nothing is sealed with any more. True where all is sealed with the first.
 */
export async function reseal(config: Config, print: (line: string) => void): Promise<boolean> {
  const { keys } = config.secrets;
  const box = secretBox(keys);
  const present = keyIdOf(keys[0]);
  const ledger = openLedger(config.database.url, { max: 1 });
  try {
    const all = await listSealed(ledger.db);
    const others = all.filter(({ sealed }) => sealedBy(sealed) !== present);
    let anew = 0;
    for (const secret of others) {
      const plain = opened(box, secret, print);
      if (plain !== null && (await replaceSealed(ledger.db, secret, box.seal(plain)))) anew += 1;
    }
    print(`${anew} secrets were sealed with the key ${present}, ${all.length - others.length} were already.`);
    return tellOthers(await listSealed(ledger.db), keys.map(keyIdOf), print);
  } finally {
    await ledger.close();
  }
}

function opened(
  box: ReturnType<typeof secretBox>,
  { of, id, sealed }: SealedSecret,
  print: (line: string) => void,
): string | null {
  try {
    return box.open(sealed);
  } catch (error) {
    print(`${of} ${id}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/**
 * What is sealed with another key than the first: what could not be opened, and what was written meanwhile by who has another one; and which
 * keys can go. That one is lost keeps no other: only of what does not name its key nobody knows.
 */
function tellOthers(
  all: readonly SealedSecret[],
  [present, ...former]: readonly string[],
  print: (line: string) => void,
): boolean {
  const others = all.map(({ sealed }) => sealedBy(sealed)).filter((id) => id !== present);
  for (const id of new Set(others)) {
    const count = others.filter((each) => each === id).length;
    print(`${count} secrets are still sealed with ${id === null ? 'a key that they do not name' : `the key ${id}`}.`);
  }
  const unused = others.includes(null) ? [] : former.filter((id) => !others.includes(id));
  if (unused.length > 0) print(`Nothing is sealed with ${unused.join(', ')}: remove it from SECRETS_KEY.`);
  if (others.length === 0 && former.length === 0) print('There is no other key.');
  return others.length === 0;
}
