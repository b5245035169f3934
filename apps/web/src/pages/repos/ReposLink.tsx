import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { paths } from '../../paths.ts'

/** The way back to all repositories, above the title of a page of one. */
export const ReposLink = (): ReactNode => (
  <Link {...paths.repos()} className="door">
    Repositories
  </Link>
)
