import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Handlers } from '../handler.ts'

const token = '0123456789abcdef'

/** A worker that dies when it has begun to write a patch. */
export const handlers: Partial<Handlers> = {
  repo_apply_patch: {
    async run({ database }, { jobId, payload: { repoId, changeId } }) {
      const { root } = await database.look
        .selectFrom('repo')
        .select('root')
        .where('id', '=', repoId)
        .executeTakeFirstOrThrow()
      const said = { id: changeId, repoId, kind: 'apply', summary: '', threadId: null, taskId: null, origin: null }
      const draft = { ...said, jobId, proposalId: null, targets: [], createdAt: 1 }
      const entry = JSON.stringify({ draft, paths: ['a.txt'] })
      await database.transact((tx) =>
        tx.insertInto('repo_journal').values({ repoId, changeId, jobId, token, entry, startedAt: 1 }).execute(),
      )
      writeFileSync(join(root, `.hydraflow-${token}-0.tmp`), 'half of')
      process.exit(1)
    },
  },
}
