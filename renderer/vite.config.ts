import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The page is served under `script-src 'self'; style-src 'self'`: nothing may end up inline in index.html.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2024',
    // The page after a crash stands alone: what made the UI end must not keep it from being shown.
    rolldownOptions: { input: ['index.html', 'stopped.html'].map((name) => join(import.meta.dirname, name)) },
    chunkSizeWarningLimit: 1500,
  },
})
