import { cellsByWord, type Packing } from './packing.ts';

/** Above it (characters of code times agents) steps are translated as they stand: translation would take longer than it saves. */
const mostText = 400_000;

/** A step may take back what it wrote by copying all cells, if there are few. */
const mostWords = 16;
const mostCells = 128;

/** Stops with more alternatives go through them in a loop. */
const mostUnrolled = 4;

/** Parameters for each value of which functions are translated by themselves: agents, their frames, where they stand and what they choose; and the kind of rows. */
export const specialParameters = ['t', 'f', 'stop', 'block', 'b', 'alt', 'packed'] as const;

/** What the code of native steps is made for. */
export interface NativeShape {
  readonly packing: Packing;
  readonly agents: number;
  /** How many alternatives each stop has, or -1; the first stop is the end. */
  readonly alternatives: readonly number[];
  /** Whether agents may be kept from taking any step. */
  readonly gated: boolean;
}

/** So many rows of a state have room in a batch wherever it begins, and need not be looked after one by one. */
const fewRows = 256;

/** Whether steps are translated for each agent and each place by itself. */
export function isSpecialized(source: string, { packing, agents }: NativeShape): boolean {
  return source.length * agents <= mostText && packing.words <= mostWords && packing.word.length <= mostCells;
}

/** Integer code that takes the place of functions of the emitted code, or is added to them. */
export function emitNativeSteps(shape: NativeShape, specialized: boolean): string {
  const { packing } = shape;
  if (!specialized) return [emitLoad(packing, false), hashedRow].join('\n');
  return [emitLoad(packing, true), emitWalk(shape), emitRow(packing.words)].join('\n');
}

/** A function that makes the packed state in X from `at` on the current one; `twice`: and in S0 and Q, which steps do not touch. */
function emitLoad(packing: Packing, twice: boolean): string {
  const set = (cell: number, value: string): string => (twice ? `y = ${value}; S[${cell}] = y; S0[${cell}] = y;` : `S[${cell}] = ${value};`);
  const words = cellsByWord(packing).map((cells, word) => {
    const lines = cells.map(({ cell, value }) => set(cell, value));
    return `  x = X[at + ${word}];\n  if (x !== P[${word}]) { P[${word}] = x; ${twice ? `Q[${word}] = x; ` : ''}${lines.join(' ')} }`;
  });
  return `function unpack(at) {\n  let x = 0, y = 0;\n${words.join('\n')}\n}`;
}

/** As `walk` in the runtime, one call an agent, one a place and one an alternative. */
function emitWalk(shape: NativeShape): string {
  const { agents, alternatives } = shape;
  const isSimple = isBounded(shape) && !shape.gated;
  const each = Array.from({ length: agents }, (_, agent) => `  if (AGENT === ${agent}) { came = walkAgent(${agent}, FB[${agent}], end); if (came < 0) return came; }`);
  const room = isBounded(shape) ? `  if (AT + ${mostRows(shape) - 1} * (W + 2) > end) return -1;\n` : '';
  return `
function walk(end) {
  let came = 0;
${room}${each.join('\n')}
  return AT;
}
${isSimple ? emitSimpleAgent(alternatives) : emitAgent(alternatives)}
function walkAlternative(t, f, stop, alt, end) {
  ${isBounded(shape) ? '' : 'if (AT > end) { ALT = alt; return -1; }'}
  fuel = 0;
  ALT = alt;
  if (GUARDED[stop] === 0 || may(stop, t, f, alt)) {
    beginLater();
    goOn(AFTER[stop], t, f, alt);
    ${emitRowText(shape.packing.words)}
    R[row + (W + 1)] = t << 16 | alt;
  }
  return 0;
}
function goOn(block, t, f) {
  if (++fuel > FUEL) fault(ENDLESS, 0);
  let b = run(block, t, f);
  while (b >= 0) { if (++fuel > FUEL) fault(ENDLESS, 0); b = run(b, t, f, 0); }
}`;
}

/** Rows of a state at most: each agent is at the stop with the most alternatives. */
const mostRows = ({ agents, alternatives }: NativeShape): number => agents * Math.max(1, ...alternatives);

const isBounded = (shape: NativeShape): boolean => shape.alternatives.every((count) => count >= 0 && count <= mostUnrolled) && mostRows(shape) <= fewRows;

/** Where all alternatives are known and may be taken, the next one is all of the cursor; COUNT stays 1, so that \`skip\` moves on. */
function emitSimpleAgent(alternatives: readonly number[]): string {
  const cases = alternatives.flatMap((count, stop) => {
    const each = Array.from({ length: count }, (_, alt) => `if (ALT <= ${alt}) walkAlternative(t, f, ${stop}, ${alt}, end);`);
    return stop === 0 ? [] : [`    case ${stop}: ${each.join(' ')} break;`];
  });
  return `
function rewind(at) { AGENT = 0; COUNT = 1; ALT = 0; AT = at; n = 0; }
function walkAgent(t, f, end) {
  switch (S[f]) {
${cases.join('\n')}
  }
  AGENT = t + 1;
  ALT = 0;
  return 0;
}`;
}

function emitAgent(alternatives: readonly number[]): string {
  const cases = alternatives.flatMap((count, stop) => (stop === 0 ? [] : [`    case ${stop}: came = ${callStop(stop, count)}; break;`]));
  const stops = alternatives.flatMap((count, stop) => (stop > 0 && count > 1 && count <= mostUnrolled ? [emitStop(stop, count)] : []));
  return `
function walkAgent(t, f, end) {
  let came = 0;
  if (AT > end) return -1;
  switch (S[f]) {
${cases.join('\n')}
  }
  if (came < 0) return came;
  AGENT = t + 1;
  COUNT = -1;
  return 0;
}
${stops.join('\n')}
function walkOne(t, f, stop, alt, end) {
  if (COUNT < 0) {
    if (!gate(t)) return 0;
    ALT = 0;
    COUNT = 1;
  }
  return ALT === 0 ? walkAlternative(t, f, stop, alt, end) : 0;
}
function walkAny(t, f, stop, end) {
  let alternative = ALT, count = COUNT, came = 0;
  if (count < 0) {
    count = counted(t, f, stop);
    if (count > 65536) return -2;
    COUNT = count; alternative = 0;
  }
  for (; alternative < count; alternative++) {
    if (walkAlternative(t, f, stop, alternative, end) < 0) return -1;
  }
  return 0;
}`;
}

function callStop(stop: number, count: number): string {
  if (count === 1) return `walkOne(t, f, ${stop}, 0, end)`;
  return count > 1 && count <= mostUnrolled ? `walkStop${stop}(t, f, end)` : `walkAny(t, f, ${stop}, end)`;
}

function emitStop(stop: number, count: number): string {
  const each = Array.from({ length: count }, (_, alt) => `  if (ALT <= ${alt}) { if (walkAlternative(t, f, ${stop}, ${alt}, end) < 0) return -1; }`);
  return `function walkStop${stop}(t, f, end) {
  if (COUNT < 0) {
    if (!gate(t)) return 0;
    ALT = 0;
    COUNT = ${count};
  }
${each.join('\n')}
  return 0;
}`;
}

/** Writes bring the packed state up to date at once; a row is a copy of it, and what the state was is copied back: what was written, or all. */
function emitRow(words: number): string {
  return `
function w(i, v) {
  const old = S[i];
  later(takeCellBack, i);
  later(takeWordBack, WD[i]);
  if (old !== v) {
    n += 2;
    S[i] = v;
    P[WD[i]] += (v - old) << SH[i];
  }
  return v;
}
function takeCellBack(i) { S[i] = S0[i]; }
function takeWordBack(k) { P[k] = Q[k]; }
function takeAllBack() { copyAll(P, Q); copyAll(S, S0); }
function row() {
  ${emitRowText(words)}
}`;
}

function emitRowText(words: number): string {
  const copies = Array.from({ length: words }, (_, word) => `R[row + ${word}] = P[${word}];`);
  return `
  const row = AT;
  // Where the runtime would have met the end of its log.
  if (n > LIMIT + 3) fault(ENDLESS, 0);
  n = 0;
  ${copies.join(' ')}
  doLater(takeAllBack);
  R[row + W] = hashOfRow(row);
  AT = row + W + 2;`;
}

/** As \`row\` in the runtime, with the hash of the search. */
const hashedRow = `
function row() {
  const at = AT;
  for (let k = 0; k < W; k++) R[at + k] = P[k];
  while (n > 0) {
    n -= 2;
    const i = U[n];
    R[at + WD[i]] += (S[i] - U[n + 1]) << SH[i];
    S[i] = U[n + 1];
  }
  R[at + W] = hashOfRow(at);
  AT = at + W + 2;
}`;
