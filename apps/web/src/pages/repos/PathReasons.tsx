import type { ReactNode } from 'react'
import { counted } from '../../ui/format.ts'
import { Plain } from '../../ui/Plain.tsx'
import type { PathReason } from './refusal-details.ts'

/** As many as somebody reads. */
const shown = 50

/** Paths that stand in the way, each with its reason. */
export function PathReasons({ label, paths }: { label: string; paths: readonly PathReason[] }): ReactNode {
  return (
    <ul aria-label={label} className="flex flex-col gap-1">
      {paths.slice(0, shown).map(({ path, why }) => (
        <li key={path} className="wrap-anywhere">
          <span className="font-mono text-xs text-text">
            <Plain text={path} />
          </span>{' '}
          {why !== '' && (
            <span className="text-quiet max-md:block md:ml-1">
              <Plain text={why} />
            </span>
          )}
        </li>
      ))}
      {paths.length > shown && <li>and {counted(paths.length - shown, 'more', 'more')}</li>}
    </ul>
  )
}
