import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { type Controls, createControl } from './control/control-routes.ts';
import { cancelLongOverdue } from './domain/overdue.ts';
import { createLightbox } from './lightbox/lightbox-routes.tsx';
import { createAssets } from './page/assets.ts';
import { createPage } from './page/page-routes.tsx';
import { createGateway } from './rest/gateway.ts';

/** The whole sandbox as one HTTP application. `pause` waits a fault's delay. */
export const createApp = (controls: Controls, pause: (ms: number) => Promise<void>): Hono<{ Bindings: HttpBindings }> => {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(async (_, next) => {
    cancelLongOverdue(controls.world);
    await next();
  });
  app.route('/', createGateway(controls.world, pause));
  const control = createControl(controls);
  app.route('/', control);
  app.route('/', createAssets());
  app.route('/', createLightbox(controls.world));
  app.route('/', createPage(controls, control));
  return app;
};
