import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isHydraFlowError, openWorkspace } from '../src/index.ts'

it('a write for which there is no room says so, and the next one that has room goes through', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'hydraflow-full-'))
  let ids = 0
  const newId = () => {
    if (++ids === 1) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    return `id-${ids}`
  }
  const workspace = await openWorkspace({ dataDir, newId, workers: 0 })
  try {
    const error: unknown = await workspace.threads.create({ title: 'one' }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ reason: 'STORAGE_FULL', kind: 'unavailable' })
    expect(isHydraFlowError(error)).toBe(true)
    const thread = await workspace.threads.create({ title: 'two' })
    expect((await workspace.threads.list({})).items).toEqual([thread])
  } finally {
    await workspace.close()
    await rm(dataDir, { recursive: true })
  }
})
