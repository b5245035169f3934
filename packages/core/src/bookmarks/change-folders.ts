import type { Look, Tx } from '@hydraflow/db'
import {
  type BookmarkFolder,
  type CreateBookmarkFolder,
  type Deleted,
  HydraFlowError,
  type UpdateBookmarkFolder,
} from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { getFolder, listFolders, requireFolder } from './reader.ts'
import { deleteBookmarks } from './writer.ts'

/** Makes a folder; one of this id, or of this name in this parent, is returned as it is. */
export async function createFolder(
  { database, clock, newId }: Deps,
  input: CreateBookmarkFolder,
): Promise<BookmarkFolder> {
  return await database.transact(async (tx) => {
    const parentId = input.parentId ?? null
    await requireFolder(tx, parentId)
    const folders = await listFolders(tx)
    const known = folders.find(({ id }) => id === input.id) ?? folders.find(isNamed(input.name, parentId))
    if (known) return known
    const id = input.id ?? newId()
    await tx.insertInto('bookmark_folder').values({ id, name: input.name, parentId, createdAt: clock.now() }).execute()
    return await getFolder(tx, id)
  })
}

/** Renames or moves a folder with everything in it. */
export async function updateFolder(
  { database }: Deps,
  { id, ...fields }: UpdateBookmarkFolder,
): Promise<BookmarkFolder> {
  return await database.transact(async (tx) => {
    // Two moves at once could each put the other's folder inside its own: the second waits and sees the first.
    await tx
      .updateTable('bookmark_folder')
      .set((eb) => ({ createdAt: eb.ref('createdAt') }))
      .execute()
    const before = await getFolder(tx, id)
    const name = fields.name ?? before.name
    const parentId = fields.parentId === undefined ? before.parentId : fields.parentId
    await requireFolder(tx, parentId)
    if (parentId !== null && (await isWithin(tx, parentId, id))) throw new HydraFlowError('FOLDER_CYCLE')
    const twin = (await listFolders(tx)).find(isNamed(name, parentId))
    if (twin && twin.id !== id) throw new HydraFlowError('FOLDER_EXISTS', undefined, { id: twin.id })
    await tx.updateTable('bookmark_folder').set({ name, parentId }).where('id', '=', id).execute()
    return await getFolder(tx, id)
  })
}

/** Deletes a folder with its folders and bookmarks. */
export async function deleteFolder({ database }: Deps, id: string): Promise<Deleted> {
  return await database.transact(async (tx) => {
    await getFolder(tx, id)
    const folderIds = await idsWithin(tx, id)
    const rows = await tx.selectFrom('bookmark').select('id').where('folderId', 'in', folderIds).execute()
    await deleteBookmarks(
      tx,
      rows.map((row) => row.id),
    )
    // Children before parents: each refers to the one above it.
    for (const folderId of folderIds.toReversed()) await deleteRow(tx, folderId)
    return { deleted: id, removed: { folders: folderIds.length, bookmarks: rows.length } }
  })
}

const isNamed = (name: string, parentId: string | null) => (folder: BookmarkFolder) =>
  folder.name === name && folder.parentId === parentId

/** The folder and all below it, parents first. */
async function idsWithin(look: Look, id: string): Promise<string[]> {
  const within = new Set([id])
  for (const folder of await listFolders(look)) {
    if (folder.parentId !== null && within.has(folder.parentId)) within.add(folder.id)
  }
  return [...within]
}

const isWithin = async (look: Look, id: string, above: string): Promise<boolean> =>
  (await idsWithin(look, above)).includes(id)

const deleteRow = (tx: Tx, id: string) => tx.deleteFrom('bookmark_folder').where('id', '=', id).execute()
