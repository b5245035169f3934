// Applies the sixty changes when told to, writing each step down, and at a given step kills itself.
import { openSync, writeSync } from 'node:fs'
import { openRoot } from '../root.ts'
import { writeTree } from '../write-tree.ts'
import { sixtyChanges } from './sixty-changes.ts'

const [path = '', token = '', steps = '', dieAt = '0'] = process.argv.slice(2)
const log = openSync(steps, 'a')
let count = 0
const step = (name: string): void => {
  writeSync(log, `${name}\n`)
  if (++count === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
}
process.once('message', () => {
  void (async () => {
    const root = await openRoot(path)
    await writeTree(root, sixtyChanges, token, { step })
    await root.close()
    process.exit(0)
  })()
})
process.send?.('ready')
