import { render } from 'preact';
import type { PageData } from '../formats/pageData.ts';
import { App } from './app.tsx';
import './page.css';
import { serveSearches } from './worker.ts';

function show(): void {
  const data = JSON.parse(element('data').textContent) as PageData;
  element('page').replaceChildren();
  render(<App data={data} />, element('page'));
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`forkcheck bug: the page has no #${id}`);
  return found;
}

// The page and its workers run the same program.
if (typeof document === 'undefined') serveSearches(globalThis as unknown as Parameters<typeof serveSearches>[0]);
else show();
