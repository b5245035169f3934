import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forEachEngine } from '@hydraflow/db/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '@hydraflow/db'
import { systemClock } from '../../kernel/deps.ts'
import { microsPerDay } from '../../kernel/time.ts'
import { type Workspace, openWorkspace } from '../../workspace.ts'
import { pruneImages } from '../prune-images.ts'

forEachEngine('the ledger', (engine) => {
  let workspace: Workspace
  let database: Database
  let root: string
  let dataDir: string
  let repoId: string

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'hydraflow-ledger-'))
    dataDir = mkdtempSync(join(tmpdir(), 'hydraflow-data-'))
    writeFileSync(join(root, 'a.txt'), 'one\ntwo\n')
    const location = await engine.location()
    workspace = await openWorkspace({ dataDir, databaseUrl: location })
    database = await engine.open(location)
    repoId = (await workspace.repos.register({ root })).id
  })
  afterEach(async () => {
    await workspace.close()
    for (const directory of [root, dataDir]) rmSync(directory, { recursive: true, force: true })
  })

  const write = (content: string) => workspace.repos.applyPatch({ repoId, files: [{ path: 'a.txt', content }] })
  const later = (days: number) => ({ now: () => systemClock.now() + days * microsPerDay })

  describe('its chain', () => {
    it('is whole after changes, and says where an entry was changed, taken out or cut off', async () => {
      for (const content of ['1\n', '2\n', '3\n']) await write(content)
      const verify = () => workspace.repos.verifyLedger({ repoId })
      expect(await verify()).toMatchObject({ ok: true, entries: 3, brokenAt: null })
      const second = database.look.selectFrom('repo_change').select('id').where('sequence', '=', 2)
      const { id } = await second.executeTakeFirstOrThrow()
      const summarise = (summary: string) =>
        database.transact((tx) => tx.updateTable('repo_change').set({ summary }).where('id', '=', id).execute())
      await summarise('nothing happened')
      expect(await verify()).toMatchObject({ ok: false, brokenAt: 2 })
      await summarise('')
      expect(await verify()).toMatchObject({ ok: true })
      await database.transact(async (tx) => {
        await tx.deleteFrom('repo_change_file').where('changeId', '=', id).execute()
      })
      expect(await verify()).toMatchObject({ ok: false, brokenAt: 2 })
      await database.transact((tx) => tx.deleteFrom('repo_change').where('id', '=', id).execute())
      expect(await verify()).toMatchObject({ ok: false, brokenAt: 2 })
    })

    it.each(['targets', 'checks', 'errorDetails'] as const)(
      'is broken where the %s of an entry cannot be read any more',
      async (column) => {
        await workspace.repos.applyPatch({ repoId, files: [{ path: '../a', content: '' }] }).catch(() => {})
        await database.transact((tx) =>
          tx
            .updateTable('repo_change')
            .set({ [column]: '{' })
            .execute(),
        )
        expect(await workspace.repos.verifyLedger({ repoId })).toMatchObject({ ok: false, brokenAt: 1 })
      },
    )

    it('misses its last entry when that was cut off', async () => {
      for (const content of ['1\n', '2\n']) await write(content)
      await database.transact(async (tx) => {
        const last = tx.selectFrom('repo_change').select('id').where('sequence', '=', 2)
        await tx.deleteFrom('repo_change_file').where('changeId', 'in', last).execute()
        await tx.deleteFrom('repo_change').where('sequence', '=', 2).execute()
      })
      expect(await workspace.repos.verifyLedger({ repoId })).toMatchObject({ ok: false, brokenAt: 2 })
    })
  })

  describe('why something was refused', () => {
    const refuse = (path: string, oldText: string) =>
      workspace.repos.applyPatch({ repoId, files: [{ path, edits: [{ oldText, newText: '' }] }] }).catch(() => {})
    const last = async () => {
      const { items } = await workspace.repos.changes({ repoId, limit: 1 })
      return await workspace.repos.getChange({ repoId, changeId: items[0]?.id ?? '' })
    }

    it('is kept with its details, which lists leave out', async () => {
      await refuse('a.txt', 'three')
      const problems = [{ path: 'a.txt', hunk: 1, problem: 'text_not_found' }]
      expect((await last()).error).toMatchObject({ reason: 'PATCH_DOES_NOT_APPLY', details: { problems } })
      const { items } = await workspace.repos.changes({ repoId })
      expect(items[0]?.error).toMatchObject({ reason: 'PATCH_DOES_NOT_APPLY', details: null })
      expect((await workspace.repos.allChanges({})).items).toEqual(items)
    })

    it('is part of the chain', async () => {
      await refuse('a.txt', 'three')
      const say = (errorDetails: string | null) =>
        database.transact((tx) => tx.updateTable('repo_change').set({ errorDetails }).execute())
      const verify = () => workspace.repos.verifyLedger({ repoId })
      expect(await verify()).toMatchObject({ ok: true, entries: 1 })
      for (const changed of ['{"problems":[]}', null]) {
        await say(changed)
        expect(await verify()).toMatchObject({ ok: false, brokenAt: 1 })
      }
    })

    it('has no details where there are none, or more than 64 KiB of them', async () => {
      await write('one\ntwo\n').catch(() => {})
      expect((await last()).error).toMatchObject({ reason: 'PATCH_EMPTY', details: null })
      const missing = Array.from({ length: 1_000 }, (_, n) => ({
        path: `${'x'.repeat(100)}${n}`,
        delete: true as const,
      }))
      await workspace.repos.applyPatch({ repoId, files: missing }).catch(() => {})
      expect((await last()).error).toMatchObject({ reason: 'PATCH_DOES_NOT_APPLY', details: null })
    })
  })

  describe('what undo needs', () => {
    it('is kept for 90 days, in which a change may be taken back', async () => {
      const { id } = await write('1\n')
      await pruneImages({ database, clock: later(2) })
      await workspace.repos.undoChange({ repoId, changeId: id })
      expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('one\ntwo\n')
      const again = await write('2\n')
      expect(await pruneImages({ database, clock: later(91) })).toBeGreaterThan(0)
      await expect(workspace.repos.undoChange({ repoId, changeId: again.id })).rejects.toMatchObject({
        reason: 'CHANGE_IMAGES_PRUNED',
      })
      expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('2\n')
    })

    it('goes with a proposal that nobody applied in time', async () => {
      const files = [{ path: 'a.txt', content: 'proposed\n' }]
      await workspace.repos.proposePatch({ repoId, files, expiresInSeconds: 5 * 86_400 })
      expect(await pruneImages({ database, clock: later(2) })).toBe(0)
      expect(await pruneImages({ database, clock: later(6) })).toBe(1)
    })

    it('goes with its repository', async () => {
      await write('1\n')
      await workspace.repos.remove({ id: repoId })
      expect(await database.look.selectFrom('repo_image').select('sha256').execute()).toEqual([])
    })

    it('costs about as much as what changed, however large the file is', async () => {
      const lines = Array.from({ length: 50_000 }, (_, line) => `line ${line} of a large file\n`)
      writeFileSync(join(root, 'a.txt'), lines.join(''))
      await workspace.repos.applyPatch({
        repoId,
        files: [
          {
            path: 'a.txt',
            edits: [
              { oldText: 'line 7 of', newText: 'line seven of' },
              { oldText: 'line 49990 of', newText: 'line x of' },
            ],
          },
        ],
      })
      const images = await database.look.selectFrom('repo_image').select('bytes').execute()
      expect(images.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(500)
    })
  })
})
