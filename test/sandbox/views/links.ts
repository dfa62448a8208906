import type { World } from '../world.ts';

/** Order answers carry links that end in `.json`; invoice answers and webhooks carry none that do. */
export type LinkStyle = '.json' | '';

/** The full address of a path under `/api/v4`. */
export const link = (world: World, path: string, style: LinkStyle = ''): string => `${world.baseUrl}/api/v4/${path}${style}`;
