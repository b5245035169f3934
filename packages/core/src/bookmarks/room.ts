import type { Deleted } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import type { Room } from '../kernel/room.ts'
import { createFolder, deleteFolder, updateFolder } from './change-folders.ts'
import { createBookmark } from './create-bookmark.ts'
import { getBookmark, listBookmarks, listFolders } from './reader.ts'
import { updateBookmark } from './update-bookmark.ts'
import { deleteBookmarks } from './writer.ts'

export const bookmarksRoom = (deps: Deps): Room<'bookmarks'> => ({
  list: (input) => listBookmarks(deps.database, input),
  create: (input) => createBookmark(deps, input),
  update: (input) => updateBookmark(deps, input),
  delete: ({ id }) => deleteBookmark(deps, id),
  folders: async () => ({ items: await listFolders(deps.database.look) }),
  createFolder: (input) => createFolder(deps, input),
  updateFolder: (input) => updateFolder(deps, input),
  deleteFolder: ({ id }) => deleteFolder(deps, id),
})

async function deleteBookmark({ database }: Deps, id: string): Promise<Deleted> {
  return await database.transact(async (tx) => {
    await getBookmark(tx, id)
    await deleteBookmarks(tx, [id])
    return { deleted: id, removed: { bookmarks: 1 } }
  })
}
