import { z } from 'zod'
import { Id, text } from './primitives.ts'

export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 lower case hexadecimal digits')
  .meta({ description: 'SHA-256 of the bytes, in lower case hexadecimal' })

/** A path inside the root, with `/` between names. What is wrong with one is said by `PATH_INVALID` and its kin. */
export const RepoPath = z.string().min(1).max(16_384).meta({ description: 'A path relative to the root, with slashes' })

export const askerFields = {
  threadId: Id.optional(),
  taskId: Id.optional(),
  origin: text(200, 1).optional().meta({ description: 'Who asks: the name of an agent, an editor, a person' }),
}
export const originFields = { summary: text(2_000).default(''), ...askerFields }
