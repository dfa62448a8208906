import { readHistories } from '../recording/store.ts';
import { buildGate, findCaught, findPassing, parsed, quietly } from './replays.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
quietly();
const gate = await buildGate();
const histories = parsed(await readHistories());
const passing = await findPassing(gate, histories);
const caught = await findCaught(gate, histories, passing);
const width = Math.max(...[...caught.keys()].map((place) => place.length));
for (const [place, name] of [...caught].sort(([one], [other]) => one.localeCompare(other)))
  print(
    `${place.padEnd(width)}  ${name ?? (passing.get(place)?.length === 0 ? '– no history passes it' : '– no history goes on after it')}`,
  );
const missed = [...caught.values()].filter((name) => name === null).length;
print(`${caught.size - missed} of ${caught.size} places that ask for a command are held by a recorded history.`);
if (missed > 0) print('Write a test that passes the others, and record it: npm run histories -- <version> <test file>');
process.exitCode = missed === 0 ? 0 : 1;
