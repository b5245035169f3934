import { killPatches } from '@hydraflow/server/testing-kills'
import type { Row } from '../row.ts'
import type { PartOptions } from './index.ts'

const filesOfPatch = 200
const usualKills = 1_000
const fewKills = 100

/** Kills the server in the middle of patches of 200 files, half of the times while they are being renamed. */
export async function killPatchesRows({ small }: PartOptions): Promise<Row[]> {
  const kills = small ? fewKills : usualKills
  const counts = await killPatches({
    kills,
    files: filesOfPatch,
    onKill: (kill, now) => {
      if (kill % 50 === 0) process.stderr.write(`${kill} kills: ${JSON.stringify(now)}\n`)
    },
  })
  return [
    { name: 'kills of a patch', unit: '', ours: counts.kills },
    { name: 'kills while files were renamed', unit: '', ours: counts.whileRenaming, target: { atLeast: kills / 5 } },
    { name: 'half-applied trees after the next start', unit: '', ours: counts.halfApplied, target: { equals: 0 } },
    { name: 'temporary files left', unit: '', ours: counts.leftOver, target: { equals: 0 } },
    { name: 'acknowledged patches lost', unit: '', ours: counts.acknowledgedLost, target: { equals: 0 } },
    { name: 'ledgers broken', unit: '', ours: counts.ledgersBroken, target: { equals: 0 } },
  ]
}
