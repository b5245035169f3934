import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the package lies, in the repository or installed. */
export const packageRoot = join(import.meta.dirname, '..')

export const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
