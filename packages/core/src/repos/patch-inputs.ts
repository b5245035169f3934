import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ApplyPatch, HydraFlowError } from '../contract/index.ts'
import { parse } from '../kernel/errors.ts'

/** Patches that wait for their job lie here: the ledger of jobs is no place for megabytes. */
export const inputsDirectory = (dataDir: string): string => join(dataDir, 'patches')

/** An input, and the name by which a job knows it. */
export interface NamedInput {
  readonly name: string
  readonly input: ApplyPatch
}

/** Keeps the input of an `applyPatch` for its job. */
export async function keepInput(dataDir: string, { name, input }: NamedInput): Promise<void> {
  await mkdir(inputsDirectory(dataDir), { recursive: true, mode: 0o700 })
  await writeFile(join(inputsDirectory(dataDir), name), JSON.stringify(input), { mode: 0o600 })
}

const atHand = new Map<string, ApplyPatch>()

/** While the act lasts, a job in this thread need not read the input from its file. */
export async function withInput<T>({ name, input }: NamedInput, act: () => Promise<T>): Promise<T> {
  atHand.set(name, input)
  try {
    return await act()
  } finally {
    atHand.delete(name)
  }
}

/** The input that a job knows by this name. */
export async function readInput(dataDir: string, name: string): Promise<ApplyPatch> {
  const known = atHand.get(name)
  if (known) return known
  const text = await readFile(join(inputsDirectory(dataDir), name), 'utf8').catch(() => '')
  return parse(ApplyPatch, valueOf(text))
}

/** A file that was cut off while it was written is as good as none. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = 'The patch is no longer kept; send it again.'
    throw new HydraFlowError('PATCH_INVALID', message, {}, { cause: error })
  }
}
