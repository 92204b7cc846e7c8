import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * Vite warns of rules without a file, which its own compiler of CSS modules makes; no plugin here is meant, and the
 * page is built as it should be.
 */
const withoutWarningOfOwnRules: Plugin = {
  name: 'without-warning-of-own-rules',
  configResolved({ logger }) {
    const warnOnce = logger.warnOnce.bind(logger)
    logger.warnOnce = (message, options) => {
      if (!message.includes('A PostCSS plugin did not pass the `from` option')) warnOnce(message, options)
    }
  },
}

// The page is served under `script-src 'self'; style-src 'self'`: nothing may end up inline in index.html.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), withoutWarningOfOwnRules],
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
