/** Opcodes of WebAssembly (core specification 2.0, section 5.4), as far as they are used. */
export const op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32GtS: 0x4a,
  i32LeS: 0x4c,
  i32GeS: 0x4e,
  i64Eq: 0x51,
  i64Ne: 0x52,
  i64LtS: 0x53,
  i64GtS: 0x55,
  i64LeS: 0x57,
  i64GeS: 0x59,
  i32Clz: 0x67,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32RemS: 0x6f,
  i32And: 0x71,
  i32Or: 0x72,
  i32Xor: 0x73,
  i32Shl: 0x74,
  i32ShrS: 0x75,
  i32ShrU: 0x76,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivS: 0x7f,
  i64RemS: 0x81,
  i32WrapI64: 0xa7,
  i64ExtendI32S: 0xac,
  i64ExtendI32U: 0xad,
  /** Followed by the number of the vector instruction. */
  vector: 0xfd,
  /** Followed by the number of the atomic instruction. */
  atomic: 0xfe,
} as const;

/** Pages of 64 KiB that 32 bits can address. */
export const mostPages = 2 ** 16;

export const i32 = 0x7f;
export const i64 = 0x7e;
/** The type of a block without a result. */
export const nothing = 0x40;

/** Loads and stores by the width of an element in bytes; narrow elements are unsigned. */
export const loads: Readonly<Record<number, number>> = { 1: 0x2d, 2: 0x2f, 4: 0x28 };
export const stores: Readonly<Record<number, number>> = { 1: 0x3a, 2: 0x3b, 4: 0x36 };

/** A function of i32 parameters and one i32 result. */
export interface EncodedFunction {
  readonly name: string;
  readonly parameters: number;
  /** Types of the locals behind the parameters. */
  readonly locals: readonly number[];
  /** Instructions, without the final `end`. */
  readonly code: readonly number[];
  readonly exported: boolean;
}

/** What a module is made of; function 0 is the imported `env.fault`, without parameters. */
export interface EncodedModule {
  readonly functions: readonly EncodedFunction[];
  /** Initial values of the mutable i32 globals. */
  readonly globals: readonly number[];
  /** 64 KiB pages of the imported `env.memory`, which is shared, at least. */
  readonly pages: number;
  /** Whether instances import `env.base`, an i32: where what each has of its own begins, in place of address 0. It is global 0 then. */
  readonly hasBase: boolean;
  /** What each instance has of its own begins with. */
  readonly data: Uint8Array;
}

/** Numbers of vector instructions (core specification 2.0, section 5.4.8). */
export const vectorOp = { load: 0x00, store: 0x0b } as const;

/** Numbers of atomic instructions of words (threads proposal, as part of core specification 3.0, section 5.4.6). */
export const atomicOp = { load: 0x10, store: 0x17, compareExchange: 0x48 } as const;

/** Bytes of a vector. */
export const vectorBytes = 16;

export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

/** A signed number of up to 53 bits. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -0x40 || rest >= 0x40; rest = Math.floor(rest / 0x80)) bytes.push((((rest % 0x80) + 0x80) % 0x80) | 0x80);
  return [...bytes, ((rest % 0x80) + 0x80) % 0x80];
}

/** The bytes of a module (core specification 2.0, section 5.5), with the names of its functions for profiles. */
export function encode(module: EncodedModule): Uint8Array<ArrayBuffer> {
  const { functions } = module;
  const types = [...new Set(functions.map((one) => one.parameters))];
  const typeOf = (parameters: number): number[] => unsigned(1 + types.indexOf(parameters));
  const exported = functions.flatMap((one, index) => (one.exported ? [join([text(one.name), [0], unsigned(1 + index)])] : []));
  const base = module.hasBase ? [join([text('env'), text('base'), [3, i32, 0]])] : [];
  return join([
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, vector([[0x60, 0, 0], ...types.map((count) => [0x60, ...unsigned(count), ...Array.from({ length: count }, () => i32), 1, i32])])),
    section(2, vector([join([text('env'), text('fault'), [0, 0]]), join([text('env'), text('memory'), [2, 3], unsigned(module.pages), unsigned(mostPages)]), ...base])),
    section(3, vector(functions.map((one) => typeOf(one.parameters)))),
    section(6, vector(module.globals.map((value) => [i32, 1, op.i32Const, ...signed(value), op.end]))),
    section(7, vector(exported)),
    section(10, vector(functions.map(body))),
    section(11, vector([join([[0, ...(module.hasBase ? [op.globalGet, 0] : [op.i32Const, 0]), op.end], unsigned(module.data.length), module.data])])),
    section(0, join([text('name'), section(1, vector(functions.map((one, index) => join([unsigned(1 + index), text(one.name)]))))])),
  ]);
}

type Bytes = readonly number[] | Uint8Array;

function body({ locals, code }: EncodedFunction): Bytes {
  const runs: [number, number][] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.[1] === type) last[0]++;
    else runs.push([1, type]);
  }
  const content = join([vector(runs.map(([count, type]) => [...unsigned(count), type])), code, [op.end]]);
  return join([unsigned(content.length), content]);
}

const section = (id: number, content: Bytes): Bytes => join([[id], unsigned(content.length), content]);

const vector = (items: readonly Bytes[]): Bytes => join([unsigned(items.length), ...items]);

function text(value: string): Bytes {
  const bytes = new TextEncoder().encode(value);
  return join([unsigned(bytes.length), bytes]);
}

function join(parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
