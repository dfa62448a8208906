import type { Form, LineChoice, Price } from '../console-action.ts';

interface LinesTableProps {
  lines: readonly LineChoice[];
  price: Price | undefined;
  filled: Form | undefined;
}

/** How many of each line, and what those come to. */
export const LinesTable = ({ lines, price, filled }: LinesTableProps) => (
  <table class="cards by-line">
    <thead>
      <tr>
        <th scope="col">Line</th>
        <th scope="col">How many</th>
        <th scope="col" class="number">
          Comes to
        </th>
      </tr>
    </thead>
    <tbody>
      {lines.map((line) => (
        <tr>
          <th scope="row">
            <bdi>{line.title}</bdi>
          </th>
          <td>
            <Quantity line={line} value={filled?.[line.name] ?? line.value} />
          </td>
          <td class="number">{price?.amounts[line.name] ?? '–'}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Quantity = ({ line: { name, title, left }, value }: { line: LineChoice; value: string }) =>
  left === 0 ? (
    <span class="muted">none left</span>
  ) : (
    <span class="how-many">
      <input
        type="text"
        name={name}
        value={value}
        inputmode="numeric"
        maxlength={9}
        autocomplete="off"
        aria-label={`How many of ${title}, of ${left} left`}
      />
      <span class="muted">of {left}</span>
    </span>
  );
