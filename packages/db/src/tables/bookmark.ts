export interface BookmarkFolderTable {
  id: string
  name: string
  parentId: string | null
  createdAt: number
}

export interface BookmarkTable {
  id: string
  url: string
  urlHash: string
  hostId: number
  title: string
  description: string | null
  folderId: string | null
  createdAt: number
  updatedAt: number
}

export interface BookmarkTagTable {
  bookmarkId: string
  position: number
  tag: string
}
