import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What opens an address with whatever the user reads such things with. */
const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // `start` takes its first argument in quotes for a title.
  win32: ['cmd.exe', '/c', 'start', ''],
};

/** Opens an address in the browser, and does not wait for it; returns why it cannot. */
export function openInBrowser(address: string): string | undefined {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  if (!isOnPath(command)) return `there is no ${command} on the PATH`;
  if (command === 'xdg-open' && !hasDisplay()) return 'there is no display';
  const child = spawn(command, [...args, address], { detached: true, stdio: 'ignore' });
  // It was there a moment ago; the address stands on stdout anyway.
  child.on('error', () => undefined);
  child.unref();
  return undefined;
}

function isOnPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, command)));
}

/** Without one, xdg-open would take the terminal for a browser of text, which executes nothing. */
function hasDisplay(): boolean {
  return (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? '') !== '';
}
