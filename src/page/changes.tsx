import type { JSX } from 'preact';
import type { Change } from '../trace/trace.ts';

/** More changes of a step are shown on demand: what fills a screen hides what matters. */
const mostShown = 5;

/** What a step changed: new values with the old ones. Locals come last, for they matter least. */
export function Changes({ changes }: { readonly changes: readonly Change[] }): JSX.Element | null {
  const told = changes.filter(({ after }) => after !== undefined);
  const ordered = [...told.filter((one) => !isLocal(one)), ...told.filter(isLocal)];
  const shared = ordered.filter((one) => !isLocal(one)).length;
  const shown = ordered.slice(0, Math.min(mostShown, Math.max(shared, 2)));
  const rest = ordered.slice(shown.length);
  if (ordered.length === 0) return null;
  return (
    <>
      <ChangeList changes={shown} />
      {rest.length > 0 && (
        <details onClick={(event) => event.stopPropagation()}>
          <summary>and {rest.length} more</summary>
          <ChangeList changes={rest} />
        </details>
      )}
    </>
  );
}

function ChangeList({ changes }: { readonly changes: readonly Change[] }): JSX.Element {
  return (
    <ul>
      {changes.map(({ path, before, after }) => (
        <li key={path} data-local={path.includes(':')}>
          <code>{path}</code> {before === undefined ? '= ' : <><del>{before}</del> → </>}
          <ins>{after}</ins>
        </li>
      ))}
    </ul>
  );
}

/** `P:fork1.error` is a local variable of P. */
function isLocal({ path }: Change): boolean {
  return path.includes(':');
}
