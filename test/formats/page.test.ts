import { expect, test } from 'vitest';
import { page, type PageData } from '../../src/formats/index.ts';

const data: PageData = {
  format: 'forkcheck-page/1',
  systems: [],
  cases: [{ title: 'a </script><!-- <b> & c', summary: [], system: 0, shows: null, schedule: [] }],
};

test('nothing in the data or the program ends the element around it', () => {
  const html = page(data, { script: 'const a = "</script>", b = "<!--";', style: 'a::after { content: "</style>"; }' });
  expect(html.match(/<\/script/g)).toHaveLength(2);
  expect(html.match(/<\/style/g)).toHaveLength(1);
  expect(html).not.toContain('<!--');
  expect(html).toContain('<title>a &lt;/script>&lt;!-- &lt;b> &amp; c - forkcheck</title>');
  const [, json = ''] = /id="data">(.*)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(json)).toEqual(data);
  const [, script = ''] = /id="program">(.*)<\/script>/.exec(html) ?? [];
  expect(new Function(`${script} return a + b;`)()).toBe('</script><!--');
});

test('asks nobody for anything', () => {
  expect(page(data, { script: '', style: '' })).not.toMatch(/https?:|src=|<link/);
});
