import { Prose } from '../pages/prose.tsx';
import { DocsShell } from './docs-shell.tsx';
import type { DocumentView, Operation, Shape } from './document.ts';
import { ShapeFields, schemaId, TypeName } from './shape.tsx';

/** The OpenAPI document as a page, without scripts or anything from another host. */
export function DocsPage({ view }: { view: DocumentView }) {
  return (
    <DocsShell title={`${view.title}: API`}>
      <div class="reference">
        <Contents view={view} />
        <div>
          <h1>{view.title}</h1>
          <p>{view.description}</p>
          <p>
            Send an API key as <code>Authorization: Bearer apc_…</code>. Errors are <a href="/problems">problems</a> with a stable{' '}
            <code>code</code>. Every POST takes an <code>Idempotency-Key</code>: a repeat returns the first outcome.
          </p>
          {view.groups.map(({ tag, operations }) => (
            <section>
              <h2>{tag}</h2>
              {operations.map((operation) => (
                <OperationCard operation={operation} />
              ))}
            </section>
          ))}
          <section>
            <h2>Shapes</h2>
            {view.schemas.map(([name, shape]) => (
              <article id={schemaId(name)}>
                <header>
                  <strong>{name}</strong>
                </header>
                <ShapeFields shape={shape} />
              </article>
            ))}
          </section>
        </div>
      </div>
    </DocsShell>
  );
}

function Contents({ view }: { view: DocumentView }) {
  return (
    <nav aria-label="Contents">
      {view.groups.map(({ tag, operations }) => (
        <>
          <strong>{tag}</strong>
          <ul>
            {operations.map(({ id, summary }) => (
              <li>
                <a href={`#${id}`}>{summary}</a>
              </li>
            ))}
          </ul>
        </>
      ))}
      <strong>Shapes</strong>
      <ul>
        {view.schemas.map(([name]) => (
          <li>
            <a href={`#${schemaId(name)}`}>{name}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function OperationCard({ operation }: { operation: Operation }) {
  const { id, method, path, summary, description, scopes, parameters, requestBody } = operation;
  const input = schemaOf(requestBody?.content);
  return (
    <article id={id}>
      <header>
        <span class={`method ${method}`}>{method.toUpperCase()}</span>
        <code>{path}</code>
        <span class="scope">scope {scopes.join(', ') || 'none'}</span>
      </header>
      <h3>{summary}</h3>
      {description === undefined ? null : (
        <p>
          <Prose text={description} />
        </p>
      )}
      {parameters.length > 0 ? <Parameters parameters={parameters} /> : null}
      {input === null ? null : (
        <p>
          Body{requestBody?.required ? '' : ' (may be left out)'}: <TypeName shape={input} />
        </p>
      )}
      {input?.properties === undefined ? null : <ShapeFields shape={input} />}
      <Answers operation={operation} />
    </article>
  );
}

function Parameters({ parameters }: Pick<Operation, 'parameters'>) {
  return (
    <table>
      <tbody>
        {parameters.map(({ name, in: place, required, schema, description }) => (
          <tr>
            <td>
              <code>{name}</code> {required ? <span class="required">required</span> : null}
            </td>
            <td class="type">
              {place}, {schema === undefined ? 'any' : <TypeName shape={schema} />}
            </td>
            <td>
              <Prose text={description ?? schema?.description ?? ''} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Answers({ operation: { responses } }: { operation: Operation }) {
  return (
    <table>
      <tbody>
        {Object.entries(responses).map(([status, { description, content }]) => {
          const shape = schemaOf(content);
          return (
            <tr>
              <td>
                <strong>{status}</strong>
              </td>
              <td>
                <Prose text={description} />
              </td>
              <td class="type">{shape === null ? '' : <TypeName shape={shape} />}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function schemaOf(content: Operation['responses'][string]['content']): Shape | null {
  return Object.values(content ?? {})[0]?.schema ?? null;
}
