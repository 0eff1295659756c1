import type { EmitShared } from './emitContext.ts';

/**
 * The part of the emitted code that is alike for all models: cells with an undo log, the packed form and the fingerprint kept
 * up to date by every write, zones, lists, threads, and the functions that the engine calls.
 */
export function emitRuntime(shared: EmitShared): string {
  const { program } = shared;
  const families = [...program.layout.families.values()];
  const zones = [...program.zones.values()];
  const tables = families.map((_, index) => `const ADR${index} = rt.addresses[${index}], I${index} = rt.references[${index}], L${index} = rt.liveCells[${index}], RANK${index} = rt.ranks[${index}];`);
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
const NT = ${shared.threads}, FB = rt.frameBases, FRAME = ${shared.frameBase}, FS = ${shared.frameSize}, SIZES = rt.frameSizes;
${tables.join('\n')}
${checks.join('\n')}
function S_isThread(b, t) { return ${threadFamily < 0 ? 'false' : `I${threadFamily}[b] === t + 1`}; }
const Z = ${JSON.stringify(zones.map((zone) => ({ live: zone.live, base: zone.base, stride: zone.stride, slots: zone.slots, first: zone.firstRef, list: zone.freeList, stable: zone.stable })))};
${library}`;
}

const prelude = `const { S, P, WD, SH, KC, U } = rt;
const FUEL = 100000, LIMIT = U.length - 4;
const FAULT = { fault: true };
const ASSERT = 'assertion-failed', GUARD = 'guard-violated', FREED = 'use-after-free', TWICE = 'double-free', NIL = 'nil-dereference', RANGE = 'out-of-range', ENDLESS = 'step-does-not-end';
let n = 0, H = 0, H0 = 0, ALT = 0, RV = 0, fuel = 0, faultKind = '', faultSite = 0, guardFaulted = false;
let A0 = 0, A1 = 0, A2 = 0, A3 = 0, A4 = 0, A5 = 0, A6 = 0, A7 = 0;

/** Stores v in cell i, and keeps the undo log, the packed state and the fingerprint in step. */
function w(i, v) {
  const old = S[i];
  if (old !== v) {
    if (n > LIMIT) fault(ENDLESS, 0);
    U[n] = i; U[n + 1] = old; n += 2;
    S[i] = v;
    const d = v - old;
    P[WD[i]] += d << SH[i];
    H = (H + Math.imul(d, KC[i])) | 0;
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
  const { live, slots, first, list } = Z[z];
  if (list >= 0) {
    const slot = S[list];
    if (slot === 0) return 0;
    w(list, S[list + slot]); w(list + slot, 0); w(live + slot - 1, 1);
    return first + slot - 1;
  }
  for (let slot = 0; slot < slots; slot++) if (S[live + slot] === 0) { w(live + slot, 1); return first + slot; }
  return 0;
}
function zoneFree(z, r, site) {
  const { live, base, stride, first, list, stable } = Z[z];
  if (r === 0) nilAt(site);
  const slot = r - first;
  if (S[live + slot] === 0) fault(TWICE, site);
  w(live + slot, 0);
  if (!stable) for (let i = 0; i < stride; i++) w(base + slot * stride + i, 0);
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
/** Begins a thread: what stands before its first yield happens at once. */
function startThread(r, block, site) {
  const t = r - 1, f = FB[t];
  if (S[f] !== 0) fault(ASSERT, site);
  begin(t, block);
}
function begin(t, block) {
  let b = block;
  do { if (++fuel > FUEL) fault(ENDLESS, 0); b = run(b, t, FB[t]); } while (b >= 0);
}
function cloneFrames(r, t, site) {
  const f = FRAME + FS * (r - 1), from = FB[t];
  if (S[f] !== 0) fault(ASSERT, site);
  for (let i = 1; i < CLONE.below; i++) w(f + i, S[from + i]);
  for (const i of CLONE.cells) w(f + i, S[from + i]);
  w(f, CLONE.stop);
}
function isInside(r, routine) {
  const f = FRAME + FS * (r - 1);
  let at = ROUTINE[S[f]];
  while (at >= 0) {
    if (at === routine) return true;
    const caller = CALLERS[at];
    const cell = RETURN[at];
    at = cell < 0 ? (caller.length > 1 ? caller[1] : -1) : caller[S[f + cell]];
  }
  return false;
}
function isBlocked(r) {
  const t = r - 1, f = FRAME + FS * t;
  if (S[f] === 0) return false;
  const guard = GUARDS[S[f]];
  if (guard === null) return false;
  const count = COUNTS[S[f]](t, f);
  for (let alt = 0; alt < count; alt++) if (guard(t, f, alt)) return false;
  return true;
}

function counted(t, f, stop) {
  if (GATE !== null && t < NT && !GATE(-1, t + 1)) return 0;
  return FIXED[stop] >= 0 ? FIXED[stop] : COUNTS[stop](t, f);
}
/** A fault of the gate or the count is one alternative, whose step tells it. */
function alternatives(t) {
  const f = FB[t], stop = S[f];
  if (stop === 0) return 0;
  if (GATE === null && FIXED[stop] >= 0) return FIXED[stop];
  fuel = 0;
  try { return counted(t, f, stop); } catch (e) {
    if (e !== FAULT) throw e;
    guardFaulted = true;
    return 1;
  }
}
function enabled(t, alt) {
  const f = FB[t], guard = GUARDS[S[f]];
  if (guard === null) return true;
  fuel = 0;
  try { if (guardFaulted) counted(t, f, S[f]); return guard(t, f, alt); } catch (e) {
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
    if (guardFaulted) { counted(t, f, stop); if (GUARDS[stop] !== null) GUARDS[stop](t, f, alt); }
    let b = AFTER[stop];
    do { if (++fuel > FUEL) fault(ENDLESS, 0); b = run(b, t, f); } while (b >= 0);
    return undefined;
  } catch (e) {
    if (e !== FAULT) throw e;
    return currentFault();
  }
}
/**
 * Takes every step of the current state and back; puts a row for each into \`into\`, from \`at\`: packed state, fingerprint,
 * choice. Direct calls all the way, which is several times as fast as alternatives, enabled, step and undo one by one.
 */
function successors(into, at) {
  const end = into.length - P.length - 2;
  for (let t = 0; t < FB.length; t++) {
    const f = FB[t], stop = S[f];
    if (stop === 0) continue;
    const count = alternatives(t);
    if (count > 65536) return -2;
    for (let alt = 0; alt < count; alt++) {
      H0 = H; n = 0; fuel = 0; ALT = alt;
      let choice = t << 16 | alt;
      try {
        if (guardFaulted) counted(t, f, stop);
        if (!may(stop, t, f, alt)) continue;
        let b = AFTER[stop];
        do { if (++fuel > FUEL) fault(ENDLESS, 0); b = run(b, t, f); } while (b >= 0);
      } catch (e) {
        if (e !== FAULT) throw e;
        choice = ~choice;
      }
      if (at > end) { undo(); return -1; }
      for (let k = 0; k < P.length; k++) into[at + k] = P[k];
      into[at + P.length] = fingerprint();
      into[at + P.length + 1] = choice;
      at += P.length + 2;
      undo();
    }
  }
  return at;
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
function s(i, v) { const d = v - S[i]; if (d !== 0) { S[i] = v; H = (H + Math.imul(d, KC[i])) | 0; } }
function load(from, offset) {
  n = 0; guardFaulted = false;
  for (let k = 0; k < P.length; k++) {
    const x = from[offset + k];
    if (x !== P[k]) { P[k] = x; UNPACK[k](x); }
  }
}
return { alternatives, enabled, step, successors, undo, load, outside, fingerprint, forget: () => { n = 0; }, poke: w, begin, ended: (t) => S[FB[t]] === 0 };`;
