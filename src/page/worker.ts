import { type SearchNews, type SearchRequest, searchFrom } from './searchFrom.ts';

/** The part of a worker's global object that is used here. */
interface WorkerScope {
  onmessage: ((event: { readonly data: SearchRequest }) => void) | null;
  postMessage(news: SearchNews): void;
}

/** Serves searches to the page whose program this is. */
export function serveSearches(scope: WorkerScope): void {
  scope.onmessage = ({ data }) => {
    try {
      scope.postMessage({ kind: 'found', found: searchFrom(data, (news) => scope.postMessage(news)) });
    } catch (error) {
      scope.postMessage({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
}

/** Starts a worker with the program of this page: one that is opened from disk may load no other file. */
export function startWorker(): Worker {
  const program = document.getElementById('program')?.textContent ?? '';
  const url = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}
