import { readHistories } from '../recording/store.ts';
import { buildGate, findCaught, findPassing, parsed, quietly } from './replays.ts';
import { UNHELD, withoutLine } from './unheld.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

quietly();
const gate = await buildGate();
const histories = parsed(await readHistories());
const passing = await findPassing(gate, histories);
const caught = await findCaught(gate, histories, passing);

const missing = (place: string): string =>
  UNHELD[withoutLine(place)] ?? (passing.get(place)?.length === 0 ? 'no history passes it' : 'no history goes on after it');
const width = Math.max(...[...caught.keys()].map((place) => place.length));
for (const [place, name] of [...caught].sort(([one], [other]) => one.localeCompare(other)))
  print(`${place.padEnd(width)}  ${name ?? `– ${missing(place)}`}`);

const unheld = [...caught].flatMap(([place, name]) => (name === null ? [withoutLine(place)] : []));
print(`${caught.size - unheld.length} of ${caught.size} places that ask for a command are held by a recorded history.`);
const unknown = unheld.filter((place) => !(place in UNHELD));
for (const place of unknown)
  print(`${place} is not: write a test that passes it, and record it: npm run histories -- <version> <test file>`);
const obsolete = Object.keys(UNHELD).filter((place) => !unheld.includes(place));
for (const place of obsolete) print(`${place} is held: take it off the list in test/gate/unheld.ts`);
process.exitCode = unknown.length + obsolete.length === 0 ? 0 : 1;
