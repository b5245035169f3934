// Swaps a directory for a symbolic link to another one and back, as fast as it can, until it is killed.
import { renameSync, symlinkSync, unlinkSync } from 'node:fs'

const [directory = '', outside = ''] = process.argv.slice(2)
process.send?.('ready')
for (;;) {
  renameSync(directory, `${directory}.away`)
  symlinkSync(outside, directory)
  unlinkSync(directory)
  renameSync(`${directory}.away`, directory)
}
