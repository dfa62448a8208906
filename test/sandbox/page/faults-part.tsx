import type { FaultRow } from '../store/sandbox-rows.ts';
import type { World } from '../world.ts';
import { Act, Section } from './parts.tsx';

const describe = (fault: FaultRow): string =>
  [
    fault.status === null ? '' : `answer ${fault.status}`,
    fault.delay_ms === 0 ? '' : `after ${fault.delay_ms} ms`,
    fault.drop_response ? 'cut the connection' : '',
    fault.commit === null ? '' : `work done ${fault.commit} the delay`,
    fault.retry_after === null ? '' : `Retry-After ${fault.retry_after}`,
  ]
    .filter((part) => part !== '')
    .join(', ');

const FaultList = ({ faults }: { faults: readonly FaultRow[] }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Requests</th>
          <th scope="col">What happens</th>
          <th scope="col" class="number">
            Times left
          </th>
        </tr>
      </thead>
      <tbody>
        {faults.map((fault) => (
          <tr>
            <th scope="row">
              <span class="mono">
                {fault.method ?? 'any'} …{fault.path}…
              </span>
            </th>
            <td>{describe(fault)}</td>
            <td class="number">{fault.times}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Matching = () => (
  <div class="fields">
    <label>
      Method
      <select name="method">
        {['any', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => (
          <option value={method}>{method}</option>
        ))}
      </select>
    </label>
    <label>
      Path contains
      <input name="path" placeholder="/invoices" />
    </label>
    <label>
      Times
      <input name="times" type="number" min="1" value="1" required />
    </label>
  </div>
);

const Happening = () => (
  <div class="fields">
    <label>
      Answer
      <select name="status">
        <option value="">the real one</option>
        {[400, 401, 403, 404, 409, 429, 500, 502, 503, 504].map((status) => (
          <option value={status} selected={status === 503}>
            {status}
          </option>
        ))}
      </select>
    </label>
    <label>
      Delay in ms
      <input name="delay_ms" type="number" min="0" value="0" required />
    </label>
    <label>
      Work is done
      <select name="commit">
        <option value="">not, where a status is set</option>
        <option value="before">before the delay</option>
        <option value="after">after the delay</option>
      </select>
    </label>
    <label>
      Retry-After
      <input name="retry_after" placeholder="seconds" />
    </label>
  </div>
);

/** The faults that wait for a request, and a form for more. */
export const FaultsPart = ({ world }: { world: World }) => {
  const faults = world.faults.all();
  const clear = <Act to="/ui/faults/clear" label="Clear all" about="faults" class="secondary outline" />;
  return (
    <Section id="faults" title="Faults" aside={faults.length > 0 ? clear : undefined}>
      {faults.length === 0 ? (
        <p class="muted">None: every request is answered as it should be.</p>
      ) : (
        <FaultList faults={faults} />
      )}
      <article>
        <form method="post" action="/ui/faults">
          <Matching />
          <Happening />
          <label>
            <input type="checkbox" name="drop_response" /> Cut the connection instead of answering
          </label>
          <button type="submit" class="small">
            Add fault
          </button>
        </form>
      </article>
    </Section>
  );
};
