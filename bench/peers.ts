/**
 * The model of `pidlife.ts` for the peers: Promela for SPIN, Murphi for Rumur. Both keep a process as a row of arrays with a
 * program counter `at`; each guarded line is one atomic step, and all three models have the same steps.
 *
 *     at   0 idle   1 counted   2 wait   3 find pid   4 unlock   5 wait   6 insert   7 unlock
 *                  10 wait     11 reparent           12 unlock  13 ended
 *                  20 wait     21 free               22 uncount 23 unlock
 */

/** Prints pidlife-N for SPIN. SPIN counts one state and two transitions more: its own initial step. */
export function promela(n: number): string {
  const slots = Array.from({ length: n }, (_, slot) => slot);
  return [
    `byte nprocs = 1; byte owner = 255;`,
    ...['state', 'parent', 'used', 'at', 'other'].map((name) => `byte ${name}[${n}];`),
    `hidden byte j;`,
    `init {`,
    `  d_step { state[0] = 1; used[0] = 1 }`,
    `  do`,
    ...slots.flatMap((i) => promelaProcess(i, slots)).map((step) => `  :: d_step { ${step} }`),
    `  od`,
    `}`,
    ``,
  ].join('\n');
}

/** The guarded steps of the process in slot i. */
function promelaProcess(i: number, slots: readonly number[]): string[] {
  const n = slots.length;
  const idle = `state[${i}] == 1 && at[${i}] == 0`;
  const child = `other[${i}]`;
  const acquire = (from: number): string => `state[${i}] == 1 && at[${i}] == ${from} && owner == 255 -> owner = ${i}; at[${i}] = ${from + 1}`;
  const release = (from: number, state: number, to: number): string => `state[${i}] == ${state} && at[${i}] == ${from} -> owner = 255; at[${i}] = ${to}`;
  const does = (from: number, what: string): string => `state[${i}] == 1 && at[${i}] == ${from} -> ${what}`;
  return [
    `${idle} -> nprocs++; at[${i}] = 1`,
    ...(i === 0 ? [] : [`${idle} -> at[${i}] = 10`]),
    ...slots.filter((j) => j !== i).map((j) => `${idle} && parent[${j}] == ${i} && state[${j}] == 2 -> ${child} = ${j}; at[${i}] = 20`),

    does(1, `if :: nprocs > ${n} -> nprocs--; at[${i}] = 0 :: else -> at[${i}] = 2 fi`),
    acquire(2),
    does(3, `j = 0; do :: used[j] != 0 -> j++ :: else -> break od; used[j] = 1; ${child} = j; j = 0; at[${i}] = 4`),
    release(4, 1, 5),
    acquire(5),
    does(6, `state[${child}] = 1; parent[${child}] = ${i}; at[${child}] = 0; ${child} = 0; at[${i}] = 7`),
    release(7, 1, 0),

    acquire(10),
    does(
      11,
      `j = 0; do :: j < ${n} -> if :: parent[j] == ${i} && state[j] != 0 -> parent[j] = 0 :: else fi; j++ :: else -> break od; ` +
        `j = 0; state[${i}] = 2; at[${i}] = 12`,
    ),
    release(12, 2, 13),

    acquire(20),
    does(
      21,
      `if :: state[${child}] == 2 && at[${child}] == 13 && parent[${child}] == ${i} -> ` +
        `state[${child}] = 0; used[${child}] = 0; at[${child}] = 0; parent[${child}] = 0; ${child} = 0; at[${i}] = 22 ` +
        `:: else -> ${child} = 0; at[${i}] = 23 fi`,
    ),
    does(22, `nprocs--; at[${i}] = 23`),
    release(23, 1, 0),
  ];
}

/** Prints pidlife-N for Rumur. */
export function murphi(n: number): string {
  const rule = (guard: string, action: string): string => `  rule ${guard} ==> begin ${action} end;`;
  const at = (place: number, state = 1): string => `state[i] = ${state} & at[i] = ${place}`;
  const acquire = (from: number): string => rule(`${at(from)} & owner = ${n}`, `owner := i; at[i] := ${from + 1};`);
  const release = (from: number, state: number, to: number): string => rule(at(from, state), `owner := ${n}; at[i] := ${to};`);
  return [
    `type slot: 0..${n - 1};`,
    `var nprocs: 0..${2 * n}; owner: 0..${n};`,
    `  state: array[slot] of 0..2; parent: array[slot] of slot; used: array[slot] of boolean;`,
    `  at: array[slot] of 0..23; other: array[slot] of slot;`,
    `startstate begin`,
    `  nprocs := 1; owner := ${n};`,
    `  for i: slot do state[i] := 0; parent[i] := 0; used[i] := false; at[i] := 0; other[i] := 0; end;`,
    `  state[0] := 1; used[0] := true;`,
    `end;`,
    `ruleset i: slot do`,
    rule(at(0), `nprocs := nprocs + 1; at[i] := 1;`),
    rule(`${at(0)} & i != 0`, `at[i] := 10;`),
    `  ruleset j: slot do`,
    `  ${rule(`${at(0)} & j != i & parent[j] = i & state[j] = 2`, `other[i] := j; at[i] := 20;`)}`,
    `  end;`,

    rule(at(1), `if nprocs > ${n} then nprocs := nprocs - 1; at[i] := 0; else at[i] := 2; end;`),
    acquire(2),
    `  rule ${at(3)} ==> var j: 0..${n}; begin j := 0; while used[j] do j := j + 1; end; used[j] := true; other[i] := j; at[i] := 4; end;`,
    release(4, 1, 5),
    acquire(5),
    rule(at(6), `state[other[i]] := 1; parent[other[i]] := i; at[other[i]] := 0; other[i] := 0; at[i] := 7;`),
    release(7, 1, 0),

    acquire(10),
    rule(at(11), `for j: slot do if parent[j] = i & state[j] != 0 then parent[j] := 0; end; end; state[i] := 2; at[i] := 12;`),
    release(12, 2, 13),

    acquire(20),
    rule(
      at(21),
      `if state[other[i]] = 2 & at[other[i]] = 13 & parent[other[i]] = i then state[other[i]] := 0; used[other[i]] := false; ` +
        `at[other[i]] := 0; parent[other[i]] := 0; other[i] := 0; at[i] := 22; else other[i] := 0; at[i] := 23; end;`,
    ),
    rule(at(22), `nprocs := nprocs - 1; at[i] := 23;`),
    release(23, 1, 0),
    `end;`,
    ``,
  ].join('\n');
}
