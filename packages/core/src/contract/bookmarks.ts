import { z } from 'zod'
import { Count, Id, IsoTime, WebUrl, listInput, pageOf, text } from './primitives.ts'

export const Bookmark = z.object({
  id: z.string(),
  url: z.string(),
  host: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  folderId: z.string().nullable(),
  tags: z.array(z.string()),
  createdAt: IsoTime,
  updatedAt: IsoTime,
})
export type Bookmark = z.infer<typeof Bookmark>
export const BookmarkPage = pageOf(Bookmark)

const Tags = z.array(text(100, 1)).max(100)
const FolderName = text(300, 1)

/** Newest first. `folderId: null` lists what lies in no folder. */
export const ListBookmarks = z.strictObject({
  ...listInput,
  folderId: Id.nullish(),
  tag: text(100, 1).optional(),
  query: text(1_000).optional(),
})
export type ListBookmarks = z.infer<typeof ListBookmarks>

/** The same address in the same folder is there only once: creating it again returns it and changes nothing. */
export const CreateBookmark = z.strictObject({
  id: Id.optional(),
  url: WebUrl,
  title: text(4_000).optional(),
  description: text(20_000).nullish(),
  folderId: Id.nullish(),
  tags: Tags.optional(),
  createdAt: IsoTime.optional(),
})
export type CreateBookmark = z.infer<typeof CreateBookmark>

export const UpdateBookmark = z.strictObject({
  id: Id,
  url: WebUrl.optional(),
  title: text(4_000).optional(),
  description: text(20_000).nullish(),
  folderId: Id.nullish(),
  tags: Tags.optional(),
})
export type UpdateBookmark = z.infer<typeof UpdateBookmark>

export const BookmarkFolder = z.object({
  id: z.string(),
  name: z.string(),
  parentId: z.string().nullable(),
  path: z.array(z.string()).meta({ description: 'The names from the top down to this folder' }),
  bookmarkCount: Count,
  createdAt: IsoTime,
})
export type BookmarkFolder = z.infer<typeof BookmarkFolder>
export const BookmarkFolders = z.object({ items: z.array(BookmarkFolder) })

export const ListBookmarkFolders = z.strictObject({})

/** A name is there only once in its parent: creating it again returns it. */
export const CreateBookmarkFolder = z.strictObject({ id: Id.optional(), name: FolderName, parentId: Id.nullish() })
export type CreateBookmarkFolder = z.infer<typeof CreateBookmarkFolder>

export const UpdateBookmarkFolder = z.strictObject({ id: Id, name: FolderName.optional(), parentId: Id.nullish() })
export type UpdateBookmarkFolder = z.infer<typeof UpdateBookmarkFolder>
