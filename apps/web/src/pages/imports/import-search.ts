import { compact, readText, type RawSearch } from '../read-search.ts'

/** What the address of the Import page holds: the file in question, and the job once it runs. */
export interface ImportSearch {
  profile?: string | undefined
  path?: string | undefined
  upload?: string | undefined
  job?: string | undefined
}

export const readImportSearch = (raw: RawSearch): ImportSearch =>
  compact({
    profile: readText(raw.profile),
    path: readText(raw.path),
    upload: readText(raw.upload),
    job: readText(raw.job),
  })
