import { describeLanes } from './lanes.ts';

describeLanes('odd');
