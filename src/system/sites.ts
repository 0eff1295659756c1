import type { Site, Sites } from '../core/index.ts';

/** Numbers that a site takes: file, line, column, message. */
const siteLength = 4;

/** Puts places and messages into tables, as most of them are alike. */
export function packSites(sites: readonly Site[]): Sites {
  const files = new Map<string, number>();
  const messages = new Map<string, number>();
  const numbers = sites.flatMap(({ at, message }) => {
    const [, file = '', line = '0', column = '0'] = /^(.*):(\d+):(\d+)$/.exec(at) ?? [];
    return [numberOf(files, file), Number(line), Number(column), numberOf(messages, message)];
  });
  return { files: [...files.keys()], messages: [...messages.keys()], numbers };
}

export function unpackSites({ files, messages, numbers }: Sites): readonly Site[] {
  return Array.from({ length: numbers.length / siteLength }, (_, index) => {
    const [file, line, column, message] = numbers.slice(index * siteLength, (index + 1) * siteLength);
    const name = files[file!]!;
    return { at: name === '' ? '' : `${name}:${line}:${column}`, message: messages[message!]! };
  });
}

function numberOf(known: Map<string, number>, text: string): number {
  const number = known.get(text) ?? known.size;
  known.set(text, number);
  return number;
}
