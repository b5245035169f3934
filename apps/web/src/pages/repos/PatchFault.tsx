import type { ReactNode } from 'react'
import { isHydraFlowError, type Exceeded, type PatchProblem } from '@hydraflow/sdk'
import { afterWhat, faultTextOfReason } from '../../data/fault-text.ts'
import { counted, formatBytes, formatNumber } from '../../ui/format.ts'
import { Meter } from '../../ui/Meter.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Plain } from '../../ui/Plain.tsx'
import { Output } from '../../ui/ScrollRegion.tsx'
import { Fault } from '../Fault.tsx'
import { PathReasons } from './PathReasons.tsx'
import { refusalDetails, type Refusal } from './refusal-details.ts'

export const boundWords: Record<Exceeded['bound'], string> = {
  maxFiles: 'Files in one patch',
  maxLines: 'Lines in one patch',
  maxBytes: 'Bytes in one patch',
  'perHour.maxPatches': 'Patches this hour',
  'perHour.maxLines': 'Lines this hour',
  'perDay.maxPatches': 'Patches in 24 hours',
  'perDay.maxLines': 'Lines in 24 hours',
}

const unknown: Refusal = { reason: 'INTERNAL', message: '', details: null }

/** No answer is no refusal: there is nothing to tell beside it. */
const isUnanswered = (error: unknown): boolean =>
  isHydraFlowError(error) && (error.reason === 'SERVER_UNREACHABLE' || error.reason === 'TIMEOUT')

/** Why what was just asked for was refused. */
export function PatchFault({ error }: { error: unknown }): ReactNode {
  if (isUnanswered(error)) return <Fault error={error} />
  return <RefusalView refusal={isHydraFlowError(error) ? error : unknown} />
}

interface RefusalViewProps {
  refusal: Refusal
  /** A person who changes their mind is no fault. */
  meaning?: 'bad' | 'plain'
}

/** Why a change was refused: in words, and by file, path or bound where the server says so. */
export function RefusalView({ refusal, meaning = 'bad' }: RefusalViewProps): ReactNode {
  const { reason, message } = refusal
  const { what, advice } = faultTextOfReason(reason, message)
  const { problems, exceeded, paths } = refusalDetails(refusal)
  const refusedAlike = paths.length > 0 && what === message
  const isSaid = problems.length > 0 || exceeded.length > 0 || paths.length > 0
  const more = isSaid ? '' : afterWhat(what, message)
  return (
    <div className="@container flex flex-col gap-4">
      <Notice
        meaning={meaning}
        title={refusedAlike ? `${counted(paths.length, 'path is', 'paths are')} refused` : what}
      >
        {more !== '' && (
          <p className="whitespace-pre-wrap text-text">
            <Plain text={more} />
          </p>
        )}
        {paths.length > 0 && (
          <div className="py-1.5">
            <PathReasons label="What stands in the way" paths={paths} />
          </div>
        )}
        {advice}
      </Notice>
      {exceeded.length > 0 && <ExceededBars exceeded={exceeded} />}
      {problems.length > 0 && (
        <>
          <h2 className="sr-only">What does not fit</h2>
          <Problems problems={problems} />
        </>
      )}
    </div>
  )
}

function ExceededBars({ exceeded }: { exceeded: readonly Exceeded[] }): ReactNode {
  return (
    <ul aria-label="Over budget" className="grid gap-x-8 gap-y-3 @xl:grid-cols-2">
      {exceeded.map(({ bound, used, asked, limit }) => {
        const say = bound === 'maxBytes' ? formatBytes : formatNumber
        return (
          <li key={bound}>
            <Meter label={boundWords[bound]} used={used} asked={asked} limit={limit}>
              {used > 0 && `${say(used)} used, `}
              {say(asked)} asked, {say(limit)} allowed
            </Meter>
          </li>
        )
      })}
    </ul>
  )
}

function Problems({ problems }: { problems: readonly PatchProblem[] }): ReactNode {
  const byPath = Map.groupBy(problems, ({ path }) => path)
  return (
    <ul aria-label="What does not fit" className="flex flex-col gap-5">
      {[...byPath].map(([path, found]) => (
        <li key={path} className="flex flex-col gap-2">
          <h3 className="font-mono text-xs font-semibold wrap-anywhere">
            <Plain text={path} />
          </h3>
          <ol className="flex flex-col gap-3">
            {found.map((problem, index) => (
              <li key={index} className="flex flex-col gap-1.5 border-l-2 border-bad pl-3">
                <p className="font-medium wrap-anywhere">
                  <Plain text={problem.message} />
                </p>
                <Places problem={problem} />
                <Nearest problem={problem} />
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ul>
  )
}

function Places({ problem: { places } }: { problem: PatchProblem }): ReactNode {
  if (places.length === 0) return null
  return <p>It begins at the lines {places.map((line) => formatNumber(line)).join(', ')}.</p>
}

function Nearest({ problem: { nearest, path } }: { problem: PatchProblem }): ReactNode {
  if (!nearest) return null
  const lines = nearest.text.replace(/\n$/, '').split('\n')
  const digits = String(nearest.line + lines.length - 1).length
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="text-quiet">These lines of the file come closest:</figcaption>
      <Output label={`Closest lines of ${path}`}>
        {lines.map((line, index) => (
          <div key={index}>
            <span className="mr-4 inline-block text-right text-quiet select-none" style={{ width: `${digits}ch` }}>
              {nearest.line + index}
            </span>
            <Plain text={line} />
          </div>
        ))}
      </Output>
    </figure>
  )
}
