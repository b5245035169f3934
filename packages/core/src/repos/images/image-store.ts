import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type Look, type Tx, insertRows } from '@hydraflow/db'
import { type Micros, microsPerDay } from '../../kernel/time.ts'
import { sha256 } from '../file-state.ts'
import { type Stretch, applySplice, spliceFrom } from '../patch/splice.ts'

/**
 * Images are the bytes that a change replaced, or that a proposal would write: what undo, redo and apply need. In its
 * repository each is named by its SHA-256 and kept once. Where other bytes are known to be there when the image is needed (the file as the
 * change left it), the image is kept as the stretches in which the two differ, so a line changed in a large file costs
 * about a line.
 */
export interface NewImage {
  readonly bytes: Buffer
  readonly sha256: string
  /** The bytes that will be at hand when the image is asked for. */
  readonly base: { readonly bytes: Buffer; readonly sha256: string } | null
  /** Where the image (`before`) and its base (`after`) differ, if that is known. */
  readonly stretches: readonly Stretch[] | null
}

const noBase = ''

/** How long a change can be taken back. */
export const keptMicros = 90 * microsPerDay

/** Keeps images of a repository until some time at least. */
export async function keepImages(
  tx: Tx,
  { repoId, until }: { readonly repoId: string; readonly until: Micros },
  images: readonly NewImage[],
): Promise<void> {
  const rows = new Map(
    images.map(packed).map((row) => [`${row.sha256} ${row.base}`, { ...row, repoId, keptUntil: until }]),
  )
  await insertRows(tx, 'repo_image', [...rows.values()], {
    columns: ['repoId', 'sha256', 'base', 'encoding', 'bytes', 'keptUntil'],
    onConflict: `on conflict ("repoId", "sha256", "base") do update set "keptUntil" = excluded."keptUntil"
      where "repo_image"."keptUntil" < excluded."keptUntil"`,
  })
}

/** Below a page of the database, compressing costs more than it saves. */
const smallBytes = 4_096

function packed({ bytes, sha256: name, base, stretches }: NewImage) {
  const splice = base && spliceFrom(bytes, base.bytes, stretches)
  const isSplice = splice !== null && splice.length < bytes.length / 2
  const kept = isSplice ? splice : bytes
  const deflated = kept.length < smallBytes ? kept : deflateRawSync(kept, { level: 1 })
  const pays = deflated.length < kept.length
  return {
    sha256: name,
    base: isSplice && base ? base.sha256 : noBase,
    encoding: `${isSplice ? 'splice' : 'whole'}${pays ? '+deflate' : ''}`,
    bytes: pays ? deflated : kept,
  }
}

/** Where the images of a repository are. */
export interface Images {
  readonly look: Look
  readonly repoId: string
}

/** The bytes of this name, given the bytes of their base; undefined when they are no longer kept. */
export async function loadImage(
  { look, repoId }: Images,
  name: string,
  base: { readonly bytes: Buffer; readonly sha256: string } | null,
): Promise<Buffer | undefined> {
  const rows = await look
    .selectFrom('repo_image')
    .select(['encoding', 'bytes'])
    .where('repoId', '=', repoId)
    .where('sha256', '=', name)
    .where('base', 'in', base ? [base.sha256, noBase] : [noBase])
    .execute()
  for (const { encoding, bytes } of rows) {
    const image = unpacked(encoding, bytes, base?.bytes)
    if (image && sha256(image) === name) return image
  }
  return undefined
}

function unpacked(encoding: string, bytes: Buffer, base: Buffer | undefined): Buffer | undefined {
  const kept = encoding.endsWith('+deflate') ? inflateRawSync(bytes) : bytes
  if (!encoding.startsWith('splice')) return kept
  return base && applySplice(base, kept)
}
