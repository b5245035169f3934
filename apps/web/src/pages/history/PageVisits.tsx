import type { ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { Page } from '@hydraflow/sdk'
import { client } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { classes } from '../../ui/classes.ts'
import { formatExact } from '../../ui/format.ts'
import { PanelSection } from '../../ui/SidePanel.tsx'
import { Time } from '../../ui/Time.tsx'
import { shortUrl } from './visit-text.ts'

interface PageVisitsProps {
  page: Page
  visitId: string | undefined
  onShow: (pageId: string, visitId: string) => void
}

const longestQuery = 1_000

const wordsOf = (url: string): string =>
  shortUrl(url)
    .text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .slice(0, longestQuery)

/** The words of the address find its visits; those of other pages with the same words are left out. */
function useVisitsOf({ id, url, host }: Page) {
  return useQuery({
    queryKey: queryKeys.historyOfPage(id),
    queryFn: ({ signal }) => client.history.list({ host, query: wordsOf(url), limit: 200 }, { signal }),
    select: ({ items }) => items.filter((visit) => visit.pageId === id),
  })
}

export function PageVisits({ page, visitId, onShow }: PageVisitsProps): ReactNode {
  const visits = useVisitsOf(page).data ?? []
  if (page.visitCount < 2 || visits.length < 2) return null
  return (
    <PanelSection title="All visits">
      <ul className="-mx-2">
        {visits.map((visit) => (
          <li key={visit.id}>
            <button
              type="button"
              aria-current={visit.id === visitId || undefined}
              title={formatExact(visit.visitedAt)}
              onClick={() => onShow(page.id, visit.id)}
              className={classes(
                'flex h-7 w-full items-center rounded-sm px-2 -outline-offset-2 max-md:h-11',
                visit.id === visitId ? 'bg-selection' : 'hover:bg-hover',
              )}
            >
              <Time at={visit.visitedAt} />
            </button>
          </li>
        ))}
      </ul>
    </PanelSection>
  )
}
