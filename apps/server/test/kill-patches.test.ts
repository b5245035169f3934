import { expect, test } from 'vitest'
import { killPatches } from '../src/testing-kills.ts'

test('a server that is killed in the middle of a patch leaves all of it or nothing, and loses nothing it has said', async () => {
  const counts = await killPatches({ kills: 8, files: 200 })
  expect(counts).toMatchObject({ kills: 8, halfApplied: 0, leftOver: 0, acknowledgedLost: 0, ledgersBroken: 0 })
  // A kill that hits nothing proves nothing.
  expect(counts.whileRenaming).toBeGreaterThan(0)
}, 120_000)
