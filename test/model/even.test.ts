import { describeLanes } from './lanes.ts';

describeLanes('even');
