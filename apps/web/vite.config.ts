import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    outDir: 'dist',
    target: 'es2024',
    // light-dark() stays as it is written.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The server's policy allows fonts from itself alone, so none may become a data: address.
    assetsInlineLimit: 0,
  },
})
