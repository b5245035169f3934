import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { Repo } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { Plain } from '../../ui/Plain.tsx'

/** The way back up: all repositories, then this one. */
export function RepoLink({ repo }: { repo: Pick<Repo, 'id' | 'name'> }): ReactNode {
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      <Link {...paths.repos()} className="door shrink-0 max-md:hidden">
        Repositories
      </Link>
      <span aria-hidden className="max-md:hidden">
        /
      </span>
      <Link {...paths.repo(repo.id)} className="door line max-md:py-2">
        <Plain text={repo.name} />
      </Link>
    </span>
  )
}
