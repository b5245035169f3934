import type { ChecksResult } from '../../contract/index.ts'
import type { Handler } from '../../worker/handler.ts'
import { getRepoFor } from '../reader.ts'
import { recordingRefusal } from '../record-refusal.ts'
import { checksNamed, recordChecks, runNamedChecks } from './run-named-checks.ts'

/** Runs registered checks in the root and writes how they ended into the ledger. */
export const runChecksJob: Handler<'repo_run_checks'> = {
  async run(deps, run): Promise<ChecksResult> {
    const { repoId, checks: names, changeId, stopOnFailure, ...said } = run.payload
    const targets = changeId === null ? [] : [changeId]
    const asked = { ...said, kind: 'checks', repoId, changeIds: targets, jobId: run.jobId } as const
    const repo = await recordingRefusal(deps, asked, async () => {
      const found = await getRepoFor(deps.database.look, repoId, 'run_checks')
      checksNamed(found, names)
      return found
    })
    const createdAt = deps.clock.now()
    const checks = await runNamedChecks(deps, run, { repo, names, stopOnFailure })
    const id = deps.newId()
    const draft = { ...said, id, repoId, jobId: run.jobId, proposalId: null, targets, createdAt }
    await recordChecks(deps, { repo, checks, draft })
    run.signal.throwIfAborted()
    return { changeId: id, passed: checks.every(({ status }) => status === 'passed'), checks }
  },
}
