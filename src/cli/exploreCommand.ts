import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openInBrowser } from './browser.ts';
import { resolveInput } from './input.ts';
import { initialState, writePage } from './pageFile.ts';
import type { Outcome, World } from './world.ts';

export interface ExploreFlags {
  readonly property?: readonly string[];
  readonly mutation?: string;
  readonly cpus?: number;
  readonly html?: string;
  readonly open: boolean;
}

/** `forkcheck explore KERNEL [SCENARIO]`: a page that begins at the initial state, in the browser. */
export function exploreCommand(kernel: string, scenario: string | undefined, flags: ExploreFlags, world: World): Outcome {
  const { mutation, cpus, property: properties, html, open } = flags;
  const input = resolveInput({ kernel, scenario, mutation, cpus, properties }, world.rooms.openModel);
  const page = initialState(input, world);
  const file = html ?? `${page.run.title.replace(/[^\w.-]+/g, '-')}.html`;
  writePage(file, [page]);
  const address = pathToFileURL(resolve(file)).href;
  const problem = open ? openInBrowser(address) : undefined;
  if (problem !== undefined) world.tell(`no browser was opened: ${problem}\n  Open ${address} with one, or ask for the file alone: --no-open.`);
  return { code: 0, lines: [file] };
}
