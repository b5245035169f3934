import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ApplyPatch, HydraFlowError } from '../contract/index.ts'
import { parse } from '../kernel/errors.ts'

/** Patches that wait for their job lie here: the ledger of jobs is no place for megabytes. */
export const inputsDirectory = (dataDir: string): string => join(dataDir, 'patches')

/** Keeps the input of an `applyPatch` until its job runs; returns the name to give to the job. */
export async function keepInput(dataDir: string, name: string, input: ApplyPatch): Promise<string> {
  await mkdir(inputsDirectory(dataDir), { recursive: true, mode: 0o700 })
  await writeFile(join(inputsDirectory(dataDir), name), JSON.stringify(input), { mode: 0o600 })
  return name
}

export async function readInput(dataDir: string, name: string): Promise<ApplyPatch> {
  const text = await readFile(join(inputsDirectory(dataDir), name), 'utf8').catch(() => null)
  if (text === null) throw new HydraFlowError('PATCH_INVALID', 'The patch is no longer kept; send it again.')
  return parse(ApplyPatch, JSON.parse(text))
}
