import type { PatchFile } from '../../contract/index.ts'
import type { PatchInput } from './compute-patch.ts'
import { type Changes, type Operation, operation } from './operation.ts'
import { isEnvelope, parseEnvelope } from './parse-envelope.ts'
import { parseFileDiff, parseUnifiedDiff } from './parse-unified-diff.ts'

/** What a patch asks for, file by file; throws `PATCH_INVALID` when it cannot be read. */
export function operationsOf({ files, patch, mode }: Pick<PatchInput, 'files' | 'patch' | 'mode'>): Operation[] {
  const listed = (files ?? []).map((file) => operationOf(file, mode))
  if (patch === undefined) return listed
  return [...listed, ...(isEnvelope(patch) ? parseEnvelope(patch, mode) : parseUnifiedDiff(patch, mode))]
}

function operationOf(file: PatchFile, mode: PatchInput['mode']): Operation {
  const { path, content, edits, diff, renameTo } = file
  const fields = { path, to: renameTo ?? null, executable: file.mode === undefined ? null : file.mode === '755' }
  if (file.delete) return operation({ path, act: 'delete' })
  if (content !== undefined) return operation({ ...fields, act: 'write', ...contentOf(content, file.encoding) })
  if (edits) return operation({ ...fields, changes: { kind: 'edits', edits } })
  if (diff === undefined) return operation(fields)
  const parsed = parseFileDiff(diff, path, mode)
  return operation({ ...parsed, to: fields.to, executable: fields.executable ?? parsed.executable })
}

function contentOf(content: string, encoding: PatchFile['encoding']): Pick<Operation, 'changes' | 'refused'> {
  const changes = (bytes: string | Buffer): Changes => ({ kind: 'content', content: bytes })
  if (encoding === 'utf-8') return { changes: changes(content), refused: null }
  const bytes = Buffer.from(content, 'base64')
  if (bytes.toString('base64') === content.replaceAll(/\s/g, '')) return { changes: changes(bytes), refused: null }
  return { changes: null, refused: { problem: 'invalid', message: 'The content is no base64.' } }
}
