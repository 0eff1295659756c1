/**
 * Promela for four of the models in test/models, as their authors would write them for SPIN: a proctype a process, a guarded
 * step each `d_step`. SPIN must neither merge steps nor reset dead variables (`-o1 -o2 -o3`), or it counts fewer states.
 */
export interface PeerModel {
  /** The model and its scenario. */
  readonly file: string;
  readonly scenario: string;
  readonly promela: string;
}

const process = (n: number, shared: readonly string[], body: readonly string[]): string =>
  [...shared, `active [${n}] proctype P() {`, ...body.map((line) => `  ${line}`), '}', ''].join('\n');

export const lockModels: readonly PeerModel[] = [
  { file: 'test/models/peterson.ts', scenario: 'peterson-4', promela: peterson(4) },
  { file: 'test/models/philosophers.ts', scenario: 'philosophers-12', promela: philosophers(12) },
  { file: 'test/models/lamport.ts', scenario: 'lamport-4', promela: lamport(4) },
  { file: 'test/models/mcs.ts', scenario: 'mcs-4', promela: mcs(4) },
];

function peterson(n: number): string {
  return process(n, [`byte pos[${n}], step[${n}];`], [
    'byte j, k;',
    'ncs: j = 1;',
    `wait: if :: d_step { j < ${n} -> pos[_pid] = j } :: j == ${n} -> goto cs fi;`,
    'd_step { step[j - 1] = _pid; k = 0 };',
    `q3: if :: d_step { k < ${n} && (k == _pid || pos[k] < j) -> k++ }; goto q3`,
    `:: d_step { step[j - 1] != _pid || k == ${n} -> j++ }; goto wait fi;`,
    'cs: pos[_pid] = 0; goto ncs',
  ]);
}

function philosophers(n: number): string {
  const right = `taken[(_pid + 1) % ${n}]`;
  const body = `do :: d_step { taken[_pid] == 0 -> taken[_pid] = 1 }; d_step { ${right} == 0 -> ${right} = 1 }; taken[_pid] = 0; ${right} = 0 od`;
  return process(n, [`bit taken[${n}];`], [body]);
}

function lamport(n: number): string {
  return process(n, [`bit b[${n}]; byte x = 255, y = 255;`], [
    'byte j;',
    'ncs: b[_pid] = 1;',
    'x = _pid;',
    'if :: d_step { y != 255 -> b[_pid] = 0 } :: y == 255 -> goto p fi;',
    'y == 255 -> goto ncs;',
    'p: y = _pid;',
    'if :: x == _pid -> goto cs :: d_step { x != _pid -> b[_pid] = 0; j = 0 } fi;',
    `q4: if :: d_step { j < ${n} && b[j] == 0 -> j++ }; goto q4 :: j == ${n} fi;`,
    'if :: y == _pid -> goto cs :: y == 255 -> goto ncs fi;',
    'cs: y = 255;',
    'b[_pid] = 0; goto ncs',
  ]);
}

function mcs(n: number): string {
  return process(n, [`byte next[${n}] = 255; bit locked[${n}]; byte tail = 255;`], [
    'byte pred;',
    'ncs: next[_pid] = 255;',
    'd_step { pred = tail; tail = _pid };',
    'if :: pred == 255 -> goto cs :: pred != 255 fi;',
    'locked[_pid] = 1;',
    'next[pred] = _pid;',
    'locked[_pid] == 0;',
    'cs: if :: next[_pid] == 255 :: next[_pid] != 255 -> goto p13 fi;',
    'if :: d_step { tail == _pid -> tail = 255 }; goto ncs :: tail != _pid fi;',
    'next[_pid] != 255;',
    'p13: locked[next[_pid]] = 0; goto ncs',
  ]);
}
