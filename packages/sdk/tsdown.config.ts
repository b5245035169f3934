import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/node.ts'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  // The declaration build follows `paths` into the server's sources; it works only from the root's tsconfig.
  tsconfig: '../../tsconfig.json',
  dts: true,
  deps: { alwaysBundle: [/^@hydraflow\//], neverBundle: [/^node:/] },
})
