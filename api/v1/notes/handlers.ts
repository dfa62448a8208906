import type { OpenAPIHono } from '@hono/zod-openapi';
import { addNote, listNotes, type NoteRow } from '../../../activities/ledger/notes.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { actorOf } from '../../http/identity/caller.ts';
import { checkoutOf } from '../shared/find.ts';
import * as routes from './routes.ts';
import type { NoteView } from './schemas.ts';

/** What people write down about a checkout. */
export function registerNotes(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.list, async (c) => {
    const row = await checkoutOf(c, deps, c.req.valid('param').id);
    c.set('mode', row.mode);
    return c.json({ items: (await listNotes(deps.db, row.id)).map(noteView) }, 200);
  });

  app.openapi(routes.add, async (c) => {
    const row = await checkoutOf(c, deps, c.req.valid('param').id);
    const note = { actor: actorOf(c.get('caller')), text: c.req.valid('json').text, at: deps.clock() };
    c.set('mode', row.mode);
    return c.json(noteView(await addNote(deps.db, row, note)), 201);
  });
}

const noteView = ({ id, actor, text, createdAt }: NoteRow): NoteView => ({
  id,
  actor,
  text,
  created_at: createdAt.toISOString(),
});
