import { brotliCompress, constants, gzip } from 'node:zlib';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const service = process.env.LEADGRAPH_URL ?? 'http://localhost:5000';

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    // The content security policy allows no data: scripts or styles, and the service knows what it serves by its name.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // The service refuses requests of pages that it takes for another site's: by the host that the browser names.
    proxy: {
      '/graphql': { target: service, changeOrigin: false },
      '/api': { target: service, changeOrigin: false },
    },
  },
});

/** Writes each text file a second and third time, compressed, for the service to send as it is. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = 'dist' }) {
      for (const file of await readdir(dir, { recursive: true })) {
        if (/\.(js|css|html|svg)$/.test(file)) {
          const location = path.join(dir, file);
          const content = await readFile(location);
          const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
          await writeFile(`${location}.br`, await promisify(brotliCompress)(content, quality));
          await writeFile(`${location}.gz`, await promisify(gzip)(content, { level: 9 }));
        }
      }
    },
  };
}
