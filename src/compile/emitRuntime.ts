import { undoLength } from '../system/index.ts';
import type { EmitShared } from './emitContext.ts';
import type { ZoneLayout } from './layout.ts';

/**
 * The part of the emitted code that is alike for all models: cells with an undo log, the packed form and the fingerprint kept
 * up to date by every write, zones, lists, threads, and the functions that the engine calls.
 */
export function emitRuntime(shared: EmitShared, words: number): string {
  const { program } = shared;
  const families = [...program.layout.families.values()];
  const tables = families.map((_, index) => `const { ADR${index}, I${index}, L${index}, RANK${index} } = rt;`);
  const checks = families.map(
    (_, index) => `function isLive${index}(r) { return r !== 0 && (L${index}[r] < 0 || S[L${index}[r]] !== 0); }
function alive${index}(r, site) {
  if (r === 0) return nilAt(site);
  if (L${index}[r] >= 0 && S[L${index}[r]] === 0) fault(FREED, site);
  return r;
}`,
  );
  const threadFamily = program.threadZone() ? shared.familyIndex(program.threadStruct()) : -1;
  return `${prelude}
const W = ${words}, NA = ${shared.threads + shared.interrupts}, NT = ${shared.threads}, FRAME = ${shared.frameBase}, FS = ${shared.frameSize};
${tables.join('\n')}
${checks.join('\n')}
function S_isThread(b, t) { return ${threadFamily < 0 ? 'false' : `I${threadFamily}[b] === t + 1`}; }
${emitZones([...program.zones.values()])}
${library}`;
}

/** One table a property of zones, so that the code which uses them reads integers only. */
function emitZones(zones: readonly ZoneLayout[]): string {
  const table = (name: string, of: (zone: ZoneLayout) => number): string => `${name} = ${JSON.stringify(zones.map(of))}`;
  const tables = [
    table('ZLIVE', (zone) => zone.live),
    table('ZBASE', (zone) => zone.base),
    table('ZSTRIDE', (zone) => zone.stride),
    table('ZSLOTS', (zone) => zone.slots),
    table('ZFIRST', (zone) => zone.firstRef),
    table('ZLIST', (zone) => zone.freeList),
    table('ZSTABLE', (zone) => (zone.stable ? 1 : 0)),
  ];
  return `const ${tables.join(', ')};`;
}

const prelude = `const { S, P, U, WD, SH, KC, FB, SIZES, WATCHED } = rt;
const FUEL = 100000, NESTED = 390, LIMIT = ${undoLength - 4};
const FAULT = { fault: true };
const ASSERT = 'assertion-failed', GUARD = 'guard-violated', FREED = 'use-after-free', TWICE = 'double-free', NIL = 'nil-dereference', RANGE = 'out-of-range', ENDLESS = 'step-does-not-end';
let n = 0, H = 0, H0 = 0, ALT = 0, RV = 0, fuel = 0, faultKind = '', faultSite = 0, guardFaulted = false;
let A0 = 0, A1 = 0, A2 = 0, A3 = 0, A4 = 0, A5 = 0, A6 = 0, A7 = 0;
let R = U, AGENT = 0, COUNT = 0, AT = 0;

/** Stores v in cell i, and notes in the undo log what stood there. The packed state follows when the step has ended. */
function w(i, v) {
  const old = S[i];
  if (old !== v) {
    if (n > LIMIT) fault(ENDLESS, 0);
    U[n] = i; U[n + 1] = old; n += 2;
    S[i] = v;
  }
  return v;
}
/** As w, for a value that may not fit. */
function wr(i, v, lo, hi, site) {
  if (v < lo || v > hi) fault(RANGE, site);
  return w(i, v);
}
function fault(kind, site) { faultKind = kind; faultSite = site; throw FAULT; }
function nilAt(site) { return fault(NIL, site); }
function inside(index, length, site) { return index >= 0 && index < length ? index : fault(RANGE, site); }
function slotIn(index, slots, site) { return index >= 1 && index <= slots ? index : fault(RANGE, site); }`;

const library = `
function zoneAlloc(z) {
  const live = ZLIVE[z], slots = ZSLOTS[z], first = ZFIRST[z], list = ZLIST[z];
  if (list >= 0) {
    const top = S[list];
    if (top === 0) return 0;
    w(list, S[list + top]); w(list + top, 0); w(live + top - 1, 1);
    return first + top - 1;
  }
  for (let slot = 0; slot < slots; slot++) if (S[live + slot] === 0) { w(live + slot, 1); return first + slot; }
  return 0;
}
function zoneFree(z, r, site) {
  const live = ZLIVE[z], list = ZLIST[z];
  if (r === 0) nilAt(site);
  const slot = r - ZFIRST[z];
  if (S[live + slot] === 0) fault(TWICE, site);
  w(live + slot, 0);
  if (ZSTABLE[z] === 0) for (let i = 0; i < ZSTRIDE[z]; i++) w(ZBASE[z] + slot * ZSTRIDE[z] + i, 0);
  if (list >= 0) { w(list + slot + 1, S[list]); w(list, slot + 1); }
}

function insertHead(head, r, link, stride) { w(link + stride * r, S[head]); w(head, r); }
function insertTail(head, r, link, stride) {
  w(link + stride * r, 0);
  let at = head;
  while (S[at] !== 0) { if (++fuel > FUEL) fault(ENDLESS, 0); at = link + stride * S[at]; }
  w(at, r);
}
function insertAfter(after, r, link, stride) { w(link + stride * r, S[link + stride * after]); w(link + stride * after, r); }
function removeFrom(head, r, link, stride, site) {
  let at = head;
  while (S[at] !== r) {
    if (S[at] === 0 || ++fuel > FUEL) fault(ASSERT, site);
    at = link + stride * S[at];
  }
  w(at, S[link + stride * r]);
  w(link + stride * r, 0);
}
function isOn(head, r, link, stride) {
  for (let at = S[head]; at !== 0; at = S[link + stride * at]) { if (at === r) return true; if (++fuel > FUEL) fault(ENDLESS, 0); }
  return false;
}

function clearFrame(t, f) { for (let i = 0; i < SIZES[t]; i++) w(f + i, 0); }
function isHalted(r) { return S[FRAME + FS * (r - 1)] === 0; }
/** Begins a thread: what stands before its first yield happens at once. A start that happens there costs so much that no more are nested than there can be threads. */
function startThread(r, block, site, endless) {
  const t = r - 1, f = FB[t];
  if (S[f] !== 0) fault(ASSERT, site);
  fuel += NESTED;
  if (fuel > FUEL) fault(ENDLESS, endless);
  begin(t, block);
  fuel -= NESTED;
}
function begin(t, block) { goOn(block, t, FB[t]); }
function cloneFrames(r, t, site) {
  const f = FRAME + FS * (r - 1), from = FB[t];
  if (S[f] !== 0) fault(ASSERT, site);
  for (let i = 1; i < CLONE_BELOW; i++) w(f + i, S[from + i]);
  for (let k = 0; k < CLONED; k++) w(f + CLONE_CELLS[k], S[from + CLONE_CELLS[k]]);
  w(f, CLONE_STOP);
}
function isInside(r, routine) {
  const f = FRAME + FS * (r - 1);
  let at = ROUTINE[S[f]];
  while (at >= 0) {
    if (at === routine) return true;
    const cell = RETURN[at], callers = CALLERS[at];
    at = cell >= 0 ? CALLER[callers + S[f + cell]] : CALLER[callers + 1];
  }
  return false;
}
function isBlocked(r) {
  const t = r - 1, f = FRAME + FS * t, stop = S[f];
  if (stop === 0 || GUARDED[stop] === 0) return false;
  const count = countOf(stop, t, f);
  for (let alt = 0; alt < count; alt++) if (may(stop, t, f, alt)) return false;
  return true;
}

function counted(t, f, stop) {
  if (!gate(t)) return 0;
  return FIXED[stop] >= 0 ? FIXED[stop] : countOf(stop, t, f);
}
/** A fault of the gate or the count is one alternative, whose step tells it. */
function alternatives(t) {
  const f = FB[t], stop = S[f];
  if (stop === 0) return 0;
  fuel = 0;
  try { return counted(t, f, stop); } catch (e) {
    if (e !== FAULT) throw e;
    guardFaulted = true;
    return 1;
  }
}
function enabled(t, alt) {
  const f = FB[t], stop = S[f];
  if (GUARDED[stop] === 0) return true;
  fuel = 0;
  try { if (guardFaulted) counted(t, f, stop); return may(stop, t, f, alt); } catch (e) {
    if (e !== FAULT) throw e;
    guardFaulted = true;
    return true;
  }
}
/** One step: from the stop where the agent stands to its next one. */
function step(t, alt) {
  H0 = H; n = 0; fuel = 0; ALT = alt;
  try {
    const f = FB[t], stop = S[f];
    if (guardFaulted) { counted(t, f, stop); may(stop, t, f, alt); }
    goOn(AFTER[stop], t, f);
    settle();
    return undefined;
  } catch (e) {
    if (e !== FAULT) throw e;
    settle();
    return currentFault();
  }
}
/** Runs blocks until the agent comes to its next stop. */
function goOn(block, t, f) {
  let b = block;
  do { if (++fuel > FUEL) fault(ENDLESS, 0); b = run(b, t, f); } while (b >= 0);
}
/** Brings the packed state and the fingerprint to what the cells hold. */
function settle() {
  for (let k = n - 2; k >= 0; k -= 2) {
    const i = U[k], now = S[i], d = now - U[k + 1];
    P[WD[i]] += d << SH[i];
    H = (H + Math.imul(d, KC[i])) | 0;
    S[i] = U[k + 1]; U[k + 1] = now;
  }
  for (let k = 0; k < n; k += 2) { const i = U[k], now = U[k + 1]; U[k + 1] = S[i]; S[i] = now; }
}
/**
 * Takes the steps of the current state and back, from the cursor on (AGENT, COUNT alternatives or -1, ALT); puts a row for
 * each into R, from AT: packed state, fingerprint, choice. Returns where the last row ends, -1 if there is no room before
 * \`end\`, -2 if an alternative has no room in a choice. A fault leaves the cursor at the step that ran into it.
 */
function walk(end) {
  for (let t = AGENT; t < NA; t++) {
    const f = FB[t], stop = S[f];
    if (AT > end) return -1;
    AGENT = t;
    if (stop !== 0) {
      n = 0; fuel = 0;
      let alt = ALT, count = COUNT;
      if (count < 0) {
        count = counted(t, f, stop);
        if (count > 65536) return -2;
        COUNT = count; alt = 0;
      }
      const guarded = GUARDED[stop] !== 0, after = AFTER[stop];
      for (; alt < count; alt++) {
        if (AT > end) return -1;
        fuel = 0;
        ALT = alt;
        if (!guarded || may(stop, t, f, alt)) {
          goOn(after, t, f);
          row();
          R[AT - 1] = t << 16 | alt;
        }
      }
    }
    COUNT = -1;
  }
  AGENT = NA;
  return AT;
}
/** Adds the state that a step came to as a row, all but its choice, and takes the step back. */
function row() {
  const at = AT;
  let h = H;
  for (let k = 0; k < W; k++) R[at + k] = P[k];
  while (n > 0) {
    n -= 2;
    const i = U[n], d = S[i] - U[n + 1];
    R[at + WD[i]] += d << SH[i];
    h = (h + Math.imul(d, KC[i])) | 0;
    S[i] = U[n + 1];
  }
  R[at + W] = h;
  AT = at + W + 2;
}
/** Adds a row for the step that ran into a fault (its choice complemented), and moves the cursor behind it. */
function skip() {
  if (COUNT < 0) { ALT = 0; COUNT = 1; }
  row();
  R[AT - 1] = ~(AGENT << 16 | ALT);
  ALT++;
}
/** Puts the cursor before the first step of the current state, and the first row to \`at\`. */
function rewind(at) { AGENT = 0; COUNT = -1; ALT = 0; AT = at; n = 0; }
/** All rows of the current state: direct calls, several times as fast as alternatives, enabled, step and undo one by one. */
function successors(into, at) {
  const end = into.length - W - 2;
  R = into;
  rewind(at);
  for (;;) {
    try { return walk(end); } catch (e) {
      if (e !== FAULT) throw e;
      skip();
    }
  }
}
function undo() {
  while (n > 0) {
    n -= 2;
    const i = U[n], old = U[n + 1];
    P[WD[i]] += (old - S[i]) << SH[i];
    S[i] = old;
  }
  H = H0;
}
function fingerprint() { return H; }
function currentFault() { return { kind: faultKind, message: rt.sites[faultSite].message, at: rt.sites[faultSite].at }; }
/** Runs a function without a thread, outside of any step; a fault comes back as a value. */
function outside(act) {
  const before = n;
  fuel = 0;
  try { return act(); } catch (e) {
    if (e !== FAULT) throw e;
    n = before;
    return { failed: currentFault() };
  }
}
/** Makes what happened outside of any step final. */
function forget() { settle(); n = 0; }
function s(i, v) { const d = v - S[i]; if (d !== 0) { S[i] = v; H = (H + Math.imul(d, KC[i])) | 0; } }
function load(from, offset) {
  n = 0; guardFaulted = false;
  for (let k = 0; k < W; k++) {
    const x = from[offset + k];
    if (x !== P[k]) { P[k] = x; UNPACK[k](x); }
  }
}
return { alternatives, enabled, step, successors, undo, load, outside, fingerprint, forget, poke: w, begin, ended: (t) => S[FB[t]] === 0 };`;
