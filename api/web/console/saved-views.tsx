import type { Hono } from 'hono';
import { z } from 'zod';
import { savedViewList, savedViewSchema, type SavedViewView } from '../../v1/saved-views/schemas.ts';
import type { ApiClient } from '../pages/api-client.ts';
import { readForm } from '../pages/render.ts';
import { search, valueOf } from './api-calls.ts';
import type { ConsoleEnv } from './env.ts';
import { keepFlash } from './flash.ts';

type List = SavedViewView['list'];
type Filters = Readonly<Record<string, string>>;

export const fetchViews = async (api: ApiClient): Promise<SavedViewView[]> =>
  valueOf(await api.get('/v1/saved-views', savedViewList)).items;

const hrefOf = ({ list, filters }: Pick<SavedViewView, 'list' | 'filters'>): string => `/console/${list}${search(filters)}`;

/** What somebody keeps, as links to the lists as they are now. */
export const ViewsPart = ({ views }: { views: readonly SavedViewView[] }) =>
  views.length === 0 ? null : (
    <section class="card" aria-labelledby="views-title">
      <h2 id="views-title">Your views</h2>
      <ul class="queues views">
        {views.map((view) => (
          <li>
            <a href={hrefOf(view)}>
              <strong>
                <bdi>{view.name}</bdi>
              </strong>
            </a>
            <form method="post" action={`/console/views/${view.id}/delete`}>
              <button type="submit" class="link">
                Delete<span class="hidden-text"> {view.name}</span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );

/** The views of a list, and a form that keeps the list as it is filtered now. */
export function ListViews({ list, query, views }: { list: List; query: Filters; views: readonly SavedViewView[] }) {
  const filters = keptOf(query);
  const own = views.filter((view) => view.list === list);
  return (
    <div class="row views-of-list">
      {own.length > 0 && (
        <nav aria-label="Your views">
          {own.map((view) => (
            <a href={hrefOf(view)} aria-current={search(view.filters) === search(filters) ? 'page' : undefined}>
              <bdi>{view.name}</bdi>
            </a>
          ))}
        </nav>
      )}
      {search(filters) !== '' && (
        <details id="save-view">
          <summary>Save this view</summary>
          <form method="post" action="/console/views" class="row">
            <input type="hidden" name="list" value={list} />
            <input type="hidden" name="filters" value={JSON.stringify(filters)} />
            <label>
              Name <input name="name" required maxlength={60} />
            </label>
            <button type="submit">Save</button>
          </form>
        </details>
      )}
    </div>
  );
}

/** The filters of an address, without a place in the list. */
const keptOf = (query: Filters): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([name, value]) => name !== 'cursor' && value !== ''));

const filtersField = z
  .string()
  .transform((text) => JSON.parse(text))
  .pipe(z.record(z.string(), z.string()));

/** Saving and deleting views. */
export function registerViews(app: Hono<ConsoleEnv>): void {
  app.post('/views', async (c) => {
    const { name, list, filters } = await readForm(c);
    const asked = { name, list, filters: filtersField.parse(filters) };
    const view = valueOf(await c.get('api').post('/v1/saved-views', asked, savedViewSchema));
    keepFlash(c, `“${view.name}” is one of your views now: here and on Today.`);
    return c.redirect(hrefOf(view), 303);
  });
  app.post('/views/:id/delete', async (c) => {
    valueOf(await c.get('api').remove(`/v1/saved-views/${encodeURIComponent(c.req.param('id'))}`, savedViewSchema));
    return c.redirect('/console', 303);
  });
}
