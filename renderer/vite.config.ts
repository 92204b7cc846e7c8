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
    chunkSizeWarningLimit: 1500,
  },
})
