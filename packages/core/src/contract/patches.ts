import { z } from 'zod'
import { ChangeStats, ChangedFile } from './changes.ts'
import { Count, Id, IsoTime, isCleanText, text } from './primitives.ts'
import { RepoPath, Sha256, askerFields, originFields } from './repo-fields.ts'
import { BudgetLeft } from './repos.ts'

const patchText = z
  .string()
  .max(64 * 1024 * 1024)
  .refine(isCleanText, 'must hold no NUL byte and no unpaired surrogate')

/** Replaces one stretch of a file. `oldText` must be in the file exactly once, or be replaced everywhere. */
const Edit = z.strictObject({
  oldText: patchText.min(1),
  newText: patchText,
  replaceAll: z.boolean().default(false),
})

const expectedSha256 = Sha256.nullable().optional().meta({
  description: 'What the file must be before the patch; null: it must not be there',
})

const mode = z.enum(['644', '755']).optional().meta({ description: 'Permission bits of the file after the patch' })

/** One file of a patch: exactly one of content, edits, diff and delete, or renameTo alone or beside edits or diff. */
export const PatchFile = z
  .strictObject({
    path: RepoPath,
    content: patchText.optional().meta({ description: 'The whole file as it shall be' }),
    encoding: z.enum(['utf-8', 'base64']).default('utf-8').meta({ description: 'Of content; base64 for binary bytes' }),
    edits: z.array(Edit).min(1).max(1_000).optional(),
    diff: patchText
      .min(1)
      .optional()
      .meta({ description: 'A unified diff of this one file; its headers may be left out' }),
    delete: z.literal(true).optional(),
    renameTo: RepoPath.optional(),
    mode,
    expectedSha256,
  })
  .refine(({ content, edits, diff, delete: remove, renameTo, mode: wanted }) => {
    const ways = [content, edits, diff, remove].filter((way) => way !== undefined).length
    if (remove) return ways === 1 && renameTo === undefined && wanted === undefined
    return ways === 1 || (ways === 0 && (renameTo !== undefined || wanted !== undefined))
  }, 'give exactly one of content, edits, diff and delete; renameTo and mode may stand alone or beside the first three')
export type PatchFile = z.infer<typeof PatchFile>

const patchFields = {
  files: z.array(PatchFile).min(1).max(10_000).optional(),
  patch: patchText
    .min(1)
    .optional()
    .meta({ description: 'A unified diff of several files, or a `*** Begin Patch` envelope; told apart by the text' }),
  mode: z.enum(['strict', 'lenient']).default('strict').meta({
    description:
      'How a patch finds its place: strict wants a diff to fit to the letter, forgives the chunks of an envelope spaces and quotes, and wants the place to be the only one; lenient forgives more and takes the first place',
  }),
  expectedSha256: z.record(RepoPath, Sha256.nullable()).optional().meta({
    description: 'For a patch text: what the files it names must be before; null: not there',
  }),
}

const namesOne = (fields: readonly unknown[]) => fields.filter((field) => field !== undefined).length === 1

/** Checks all that applying would, and writes nothing. */
export const ProposePatch = z
  .strictObject({
    repoId: Id,
    ...patchFields,
    ...originFields,
    expiresInSeconds: z.int().min(1).max(604_800).default(3_600),
  })
  .refine(({ files, patch }) => namesOne([files, patch]), 'give exactly one of files and patch')
export type ProposePatch = z.infer<typeof ProposePatch>

/** Applies a patch or a proposal, all of it or nothing. */
export const ApplyPatch = z
  .strictObject({
    repoId: Id,
    id: Id.optional().meta({ description: 'Of the change; applying the same id again gives the change there is' }),
    ...patchFields,
    proposalId: Id.optional(),
    paths: z.array(RepoPath).min(1).max(10_000).optional().meta({ description: 'Only these files of the proposal' }),
    ...originFields,
    runChecks: z.array(text(100, 1)).min(1).max(50).optional().meta({ description: 'Checks to run on the result' }),
    undoOnFailure: z
      .boolean()
      .default(false)
      .meta({ description: 'Take the change back when one of the checks fails' }),
  })
  .refine(
    ({ files, patch, proposalId }) => namesOne([files, patch, proposalId]),
    'give exactly one of files, patch and proposalId',
  )
  .refine(
    ({ paths, proposalId }) => paths === undefined || proposalId !== undefined,
    'paths choose among the files of a proposal',
  )
  .refine(({ undoOnFailure, runChecks }) => !undoOnFailure || runChecks !== undefined, 'undoOnFailure needs runChecks')
export type ApplyPatch = z.infer<typeof ApplyPatch>

/** Closes a proposal, so that nobody can apply it. */
export const RefuseProposal = z.strictObject({
  repoId: Id,
  proposalId: Id,
  reason: text(2_000, 1).optional().meta({ description: 'Why, for a person' }),
  ...askerFields,
})
export type RefuseProposal = z.infer<typeof RefuseProposal>

/** What a patch would do. */
export const Proposal = z.object({
  proposalId: z.string(),
  repoId: z.string(),
  expiresAt: IsoTime,
  summary: z.string(),
  stats: ChangeStats,
  files: z.array(ChangedFile),
  budget: BudgetLeft,
})
export type Proposal = z.infer<typeof Proposal>

/** What keeps a file, or one hunk of it, from being patched. Lines count from 1. */
export const PatchProblem = z.object({
  path: z.string(),
  hunk: Count.nullable().meta({ description: 'Which hunk, chunk or edit of the file, from 1' }),
  problem: z.enum([
    'file_not_found',
    'file_exists',
    'not_a_file',
    'text_not_found',
    'text_ambiguous',
    'overlaps',
    'encoding',
    'binary',
    'named_twice',
    'invalid',
  ]),
  message: z.string(),
  places: z.array(Count).meta({ description: 'The lines where an ambiguous text begins' }),
  nearest: z
    .object({ line: Count, text: z.string() })
    .nullable()
    .meta({ description: 'The lines of the file that come closest to what was looked for' }),
})
export type PatchProblem = z.infer<typeof PatchProblem>

/** The patch itself waits in a file of the data directory, since it may be large. */
export const ApplyPatchPayload = z.strictObject({ repoId: Id, changeId: Id, input: z.string() })
export type ApplyPatchPayload = z.infer<typeof ApplyPatchPayload>
