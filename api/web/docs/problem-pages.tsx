import { FAILURES, type FailureCode } from '../../../workflows/contract/failures.ts';
import { Prose } from '../pages/prose.tsx';
import { DocsShell } from './docs-shell.tsx';
import { ADVICE } from './problem-advice.ts';

/** All problems in one table. */
export function ProblemIndex() {
  return (
    <DocsShell title="Problems">
      <h1>Problems</h1>
      <p>
        Every error is <code>application/problem+json</code>. Programs should decide by its <code>code</code>, which never changes
        its meaning.
      </p>
      <table>
        <tbody>
          {Object.entries(FAILURES).map(([code, { status, title }]) => (
            <tr>
              <td>
                <a href={`/problems/${code}`}>
                  <code>{code}</code>
                </a>
              </td>
              <td>{status}</td>
              <td>{title}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </DocsShell>
  );
}

/** What one problem means, and what to do about it. */
export function ProblemPage({ code }: { code: FailureCode }) {
  const { status, title } = FAILURES[code];
  return (
    <DocsShell title={title}>
      <h1>{title}</h1>
      <p>
        Code <code>{code}</code>, HTTP status {status}.
      </p>
      <p>
        <Prose text={ADVICE[code] ?? 'The detail of the answer says what was expected and what was received.'} />
      </p>
    </DocsShell>
  );
}
