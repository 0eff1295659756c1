import { explorerContract } from './explorerContract.ts';

explorerContract('breadth first', 'bfs');
explorerContract('depth first', 'dfs');
