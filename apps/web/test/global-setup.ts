import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { provideChromium } from './find-chromium.ts'

/** Once for all files: there is a browser, and there is a page to show in it. */
export default function setup() {
  provideChromium()
  if (!existsSync(join(import.meta.dirname, '../dist/index.html'))) {
    throw new Error('The page is not built. Run "pnpm build" in apps/web first.')
  }
}
