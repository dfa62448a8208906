import { createServer, type Server } from 'node:http';
import { createLook, type Health } from '../health.ts';

/** What is served beside the work of a process, on a port that only the operator's network reaches. */
export interface Seen {
  health: Health;
  /** The metrics in the text format of Prometheus. */
  metrics: () => Promise<string>;
}

interface Answer {
  status: number;
  type: 'application/json' | 'text/plain; version=0.0.4; charset=utf-8';
  body: string;
}

/** Serves `/metrics`, `/livez` and `/readyz` on a port, on all interfaces unless a host is given; rejects where it is taken. */
export async function serveMetrics(seen: Seen, port: number, host: string | null): Promise<{ close: () => void }> {
  const look = createLook(seen.health);
  const server: Server = createServer((request, response) => {
    void answer(request.url ?? '', seen, look).then(({ status, type, body }) => {
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host ?? undefined, () => resolve());
  });
  return {
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const json = (status: number, body: object): Answer => ({ status, type: 'application/json', body: JSON.stringify(body) });

async function answer(path: string, { metrics }: Seen, look: ReturnType<typeof createLook>): Promise<Answer> {
  switch (path) {
    case '/livez':
      return json(200, { status: 'alive' });
    case '/readyz': {
      const report = await look();
      return json(report.status === 'ready' ? 200 : 503, report);
    }
    case '/metrics':
      return metrics().then(
        (body) => ({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body }),
        () => json(503, { status: 'the metrics cannot be collected now' }),
      );
    default:
      return json(404, { status: 'not-found' });
  }
}
