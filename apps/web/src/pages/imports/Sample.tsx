import type { ReactNode } from 'react'
import type { ImportPreview } from '@hydraflow/sdk'
import { Time } from '../../ui/Time.tsx'
import { shortUrl } from '../history/visit-text.ts'

/** A few visits as they stand in the file. */
export function Sample({ visits }: { visits: ImportPreview['sample'] }): ReactNode {
  return (
    <details>
      <summary className="rounded-sm text-quiet hover:text-text max-md:py-3">
        Look at {visits.length} of its visits
      </summary>
      <ul className="mt-2 flex flex-col">
        {visits.map(({ url, title, visitedAt }) => (
          <li key={`${visitedAt} ${url}`} className="flex items-baseline gap-3 border-b border-line py-1.5">
            <span className="line min-w-0 flex-1">
              {title || shortUrl(url).text}
              {title !== '' && <span className="ml-3 text-quiet max-md:hidden">{shortUrl(url).text}</span>}
            </span>
            <span className="text-quiet">
              <Time at={visitedAt} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
