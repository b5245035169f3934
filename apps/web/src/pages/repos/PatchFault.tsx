import type { ReactNode } from 'react'
import { isHydraFlowError, type Exceeded, type PatchProblem } from '@hydraflow/sdk'
import { Notice } from '../../ui/Notice.tsx'
import { Fault } from '../Fault.tsx'
import { ExceededBars } from './BudgetBars.tsx'

/** Why a patch was refused, with everything that helps to make a better one. */
export function PatchFault({ error }: { error: unknown }): ReactNode {
  if (!isHydraFlowError(error)) return <Fault error={error} />
  const { reason, message, details } = error
  if (reason === 'PATCH_DOES_NOT_APPLY') {
    return (
      <Notice meaning="bad" title="The patch does not fit the files as they are. Nothing was changed.">
        <Problems problems={details['problems'] as PatchProblem[]} />
      </Notice>
    )
  }
  if (reason === 'BUDGET_EXCEEDED') {
    return (
      <Notice meaning="bad" title="The change is larger than what is left of the budget. Nothing was changed.">
        <div className="mt-2 max-w-100 text-text">
          <ExceededBars exceeded={details['exceeded'] as Exceeded[]} />
        </div>
      </Notice>
    )
  }
  return <Notice meaning="bad" title={message} />
}

function Problems({ problems }: { problems: readonly PatchProblem[] }): ReactNode {
  return (
    <ul className="mt-2 flex flex-col gap-3">
      {problems.map(({ path, hunk, message, places, nearest }, at) => (
        <li key={at}>
          <p>
            <bdi className="font-mono text-xs text-text">{path}</bdi>
            {hunk !== null && `, part ${hunk}`}: {message}
          </p>
          {places.length > 0 && <p>It is at the lines {places.slice(0, 20).join(', ')}.</p>}
          {nearest && (
            <>
              <p>Closest, from line {nearest.line}:</p>
              <pre className="mt-1 overflow-x-auto rounded-sm bg-hover p-2 font-mono text-xs text-text">
                {nearest.text}
              </pre>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
