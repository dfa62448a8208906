import { connectTemporal, type Config } from '../platform/index.ts';
import { queryFor } from '../platform/search-attributes.ts';

/** Prints Temporal's query for an order number and what it finds: every attempt that Temporal still keeps. False where there is none. */
export async function find(config: Config, orderNumber: string, print: (line: string) => void): Promise<boolean> {
  if (orderNumber === '') throw new Error('Usage: npm run find -- <order number>');
  if (config.searchAttributes === 'off')
    throw new Error('SEARCH_ATTRIBUTES is off: Temporal knows checkouts by their ids alone.');
  const temporal = await connectTemporal(config);
  try {
    const query = queryFor(config, orderNumber);
    print(query);
    let found = 0;
    for await (const { workflowId, status, startTime } of temporal.client.workflow.list({ query })) {
      print(`${workflowId}  ${status.name}  started ${startTime.toISOString()}`);
      found += 1;
    }
    return found > 0;
  } finally {
    await temporal.close();
  }
}
