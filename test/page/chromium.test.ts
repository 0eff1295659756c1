/** The page in a real browser, opened from disk. */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ourRooms } from '../../src/check.ts';
import { perform } from '../../src/cli/perform.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const isThere = existsSync(executablePath);
const counter = 'test/cli/models/counter.ts';
/** The page is drawn some time after a key was pressed, and a machine may be slow. */
const patience = { timeout: 60_000 };
const directory = mkdtempSync(join(tmpdir(), 'forkcheck-'));

describe.skipIf(!isThere)(isThere ? 'in Chromium' : `in Chromium: skipped, for there is none at ${executablePath} (CHROMIUM names another)`, () => {
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    const context = await browser.newContext({ offline: true, permissions: ['clipboard-read', 'clipboard-write'] });
    page = await context.newPage();
    page.setDefaultTimeout(120_000);
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', ({ message }) => errors.push(message));
  });

  afterAll(async () => {
    await browser?.close();
  });

  async function open(file: string, at = ''): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${pathToFileURL(file).href}${at}`);
    await page.waitForSelector('.lanes');
  }

  const fragment = (): string => new URL(page.url()).hash;
  const currentStep = (): Promise<string> => page.locator('.controls output').innerText();

  test('a run is gone through, left for another, and sent as a link', async () => {
    const file = join(directory, 'found.html');
    forkcheck('check', counter, 'two-adders', '--mutation', 'unlocked', '--quiet', '--html', file);
    await open(file);
    expect(await page.locator('h1').innerText()).toBe(`${counter} two-adders, mutation unlocked`);
    expect(await page.locator('.claim').innerText()).toContain('every-update-counts is violated');
    const rows = await page.locator('.lanes tbody tr[data-later]').count();
    await expect.poll(currentStep, patience).toBe(`step 0 of ${rows}`);

    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    await expect.poll(currentStep, patience).toBe(`step 2 of ${rows}`);
    await expect.poll(fragment, patience).toBe('#run=1&step=2');
    expect(await page.locator('[aria-current=step]').innerText()).toBe('2');
    await page.locator('input[type=range]').fill('1');
    await expect.poll(currentStep, patience).toBe(`step 1 of ${rows}`);

    await page.locator('.choices button[data-own=false]').first().click();
    expect(await page.locator('.branch-note').innerText()).toContain('leaves the run after step 1');
    await expect.poll(fragment, patience).toMatch(/^#run=1&step=2&after=1&then=\d&of=[0-9a-f]{8}$/);
    await page.locator('.choices button').first().click();
    await expect.poll(currentStep, patience).toBe('step 3 of 3');
    await expect.poll(fragment, patience).toContain('step=3');
    const lanes = await page.locator('.lanes').innerText();
    await page.locator('.copy').click();
    await page.getByText('copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await open(file, new URL(link).hash);
    await expect.poll(currentStep, patience).toBe('step 3 of 3');
    expect(await page.locator('.lanes').innerText()).toBe(lanes);

    await page.getByRole('button', { name: 'back to the run' }).click();
    await expect.poll(currentStep, patience).toBe(`step 1 of ${rows}`);
  });

  test('a search from here finds the bug, in a worker, and shows it', async () => {
    const file = join(directory, 'found.html');
    await open(file, '#step=1');
    await page.locator('.search button[type=submit]').click();
    const found = page.locator('.search li', { hasText: 'every-update-counts' });
    await found.waitFor();
    expect(await page.locator('.search p').innerText()).toContain('that is all of them');
    const length = Number(/after (\d+) more steps?/.exec(await found.innerText())?.[1]);
    await found.getByRole('button', { name: 'show' }).click();
    await expect.poll(currentStep, patience).toBe(`step 1 of ${1 + length}`);
    await page.keyboard.press('End');
    await expect.poll(currentStep, patience).toBe(`step ${1 + length} of ${1 + length}`);
    expect(await page.locator('.broken').innerText()).toContain('every-update-counts');
  });

  test('a kernel on one CPU is gone through from its initial state on', async () => {
    const file = join(directory, 'explored.html');
    forkcheck('explore', 'freebsd', 'vfork-exec', '--cpus', '1', '--html', file, '--no-open');
    await open(file);
    const choices = page.locator('.choices button');
    expect(await choices.count()).toBe(2);
    await choices.last().click();
    await expect.poll(currentStep, patience).toBe('step 1 of 1');
    await choices.last().click();
    await expect.poll(currentStep, patience).toBe('step 2 of 2');
    expect(await page.locator('.lanes th.cpu').innerText()).toBe('CPU 0');
    expect(await page.locator('.lanes td.cpu').allInnerTexts()).toEqual(['P', 'P']);
    expect(await page.locator('.lanes tr[data-current=true] .model').innerText()).toMatch(/^syscall\.ts:\d+ const event/);
    await page.locator('.full-state summary').click();
    expect(await page.locator('.full-state tr', { hasText: 'k.nprocs' }).first().innerText()).toMatch(/k\.nprocs\s+3/);
  });

  test('a link that does not fit is told from one that does', async () => {
    const file = join(directory, 'found.html');
    await open(file, '#run=1&step=9&after=0&then=0,7&of=00000000');
    expect(await page.getByRole('alert').innerText()).toContain('another model');
    await open(file, '#run=1&step=9&after=0&then=0,7');
    expect(await page.getByRole('alert').innerText()).toContain('does not offer step 2');
  });

  test('nothing is asked of any network, and no error is thrown', () => {
    expect(asked.filter((url) => !/^(file|about|blob|data):/.test(url))).toEqual([]);
    expect(errors).toEqual([]);
  });
});

function forkcheck(...args: readonly string[]): void {
  const nothing = (): void => undefined;
  perform(args, { rooms: ourRooms, colors: false, tell: nothing, progress: nothing, interrupted: nothing, finished: nothing });
}
