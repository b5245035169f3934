import { Download, FolderGit2, History, LayoutDashboard, ListChecks, type LucideIcon } from 'lucide-react'
import { paths, type Path } from '../paths.ts'

export interface Place {
  readonly word: string
  readonly keys: string
  readonly icon: LucideIcon
  readonly path: Path
  /** For the bar of a phone. */
  readonly short?: string
  /** On a phone it lies in the menu: the bar holds five. */
  readonly rare?: true
}

/** The pages there are, in the order of the navigation. */
export const places: readonly Place[] = [
  { word: 'Overview', keys: 'g o', icon: LayoutDashboard, path: paths.overview() },
  { word: 'History', keys: 'g h', icon: History, path: paths.history() },
  { word: 'Repositories', short: 'Repos', keys: 'g r', icon: FolderGit2, path: paths.repos() },
  { word: 'Import', keys: 'g i', icon: Download, path: paths.imports(), rare: true },
  { word: 'Jobs', keys: 'g j', icon: ListChecks, path: paths.jobs() },
]
