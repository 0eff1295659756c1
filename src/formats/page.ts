import type { PageApp, PageData } from './pageData.ts';

/** The page as one file that needs no other: the same bytes for the same data. */
export function page(data: PageData, { script, style }: PageApp): string {
  const title = data.cases.map((one) => one.title)[0] ?? 'forkcheck';
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(title)} - forkcheck</title>`,
    `<style>${style.replaceAll('</style', '<\\/style')}</style>`,
    '</head>',
    '<body>',
    '<div id="page"><noscript>This page executes a model: it needs JavaScript.</noscript></div>',
    `<script type="application/json" id="data">${quoted(JSON.stringify(data))}</script>`,
    `<script id="program">${inScript(script)}</script>`,
    '</body>',
    '</html>',
  ].join('\n');
}

/** JSON that ends no element around it. */
function quoted(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

/** Code that ends no element around it; what has to change stands in strings only. */
function inScript(code: string): string {
  return code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
