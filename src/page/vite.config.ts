import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Bundles the page's program into one script and one style sheet, which the command line puts into each page. */
export default defineConfig({
  root: folder,
  logLevel: 'warn',
  build: {
    outDir: '../../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    lib: { entry: `${folder}/main.tsx`, formats: ['iife'], name: 'forkcheckPage', fileName: () => 'page.js', cssFileName: 'page' },
  },
});
