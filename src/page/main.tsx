import { render } from 'preact';
import type { PageData } from '../formats/pageData.ts';
import { App } from './app.tsx';
import './page.css';

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`forkcheck bug: the page has no #${id}`);
  return found;
};

const data = JSON.parse(element('data').textContent) as PageData;
element('page').replaceChildren();
render(<App data={data} />, element('page'));
