import type { ReactNode } from 'react'
import { isHydraFlowError, type Exceeded, type PatchProblem } from '@hydraflow/sdk'
import { faultText } from '../../data/fault-text.ts'
import { formatBytes, formatNumber } from '../../ui/format.ts'
import { Meter } from '../../ui/Meter.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Plain } from '../../ui/Plain.tsx'
import { Output } from '../../ui/ScrollRegion.tsx'

const problemWords: Record<PatchProblem['problem'], string> = {
  file_not_found: 'there is no such file',
  file_exists: 'there is such a file already',
  not_a_file: 'this is not a file',
  text_not_found: 'the text is not in the file',
  text_ambiguous: 'the text is in the file more than once',
  overlaps: 'two parts of the patch overlap',
  encoding: 'the file has another encoding',
  binary: 'the file is binary',
  named_twice: 'the patch names it twice',
  invalid: 'this part cannot be read',
}

export const boundWords: Record<Exceeded['bound'], string> = {
  maxFiles: 'Files in one patch',
  maxLines: 'Lines in one patch',
  maxBytes: 'Bytes in one patch',
  'perHour.maxPatches': 'Patches this hour',
  'perHour.maxLines': 'Lines this hour',
  'perDay.maxPatches': 'Patches in 24 hours',
  'perDay.maxLines': 'Lines in 24 hours',
}

/** Why a change was refused: in words, and by file or by bound where the server says so. */
export function PatchFault({ error }: { error: unknown }): ReactNode {
  const { what, advice } = faultText(error)
  const { message = '', details = {} } = isHydraFlowError(error) ? error : {}
  const problems = (details['problems'] ?? []) as readonly PatchProblem[]
  const exceeded = (details['exceeded'] ?? []) as readonly Exceeded[]
  const isSaid = problems.length > 0 || exceeded.length > 0 || message === what
  return (
    <div className="flex flex-col gap-4">
      <Notice meaning="bad" title={what}>
        {!isSaid && message !== '' && (
          <p className="text-text">
            <Plain text={message} />
          </p>
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
    <ul aria-label="Over budget" className="flex flex-col gap-3">
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
                <p>
                  <span className="font-medium">
                    {problem.hunk === null ? 'The whole file' : `Hunk ${problem.hunk}`}: {problemWords[problem.problem]}
                  </span>
                </p>
                <p className="text-quiet wrap-anywhere">
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
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="text-quiet">
        These lines of the file come closest, from line {formatNumber(nearest.line)}:
      </figcaption>
      <Output label={`Closest lines of ${path}`}>
        {nearest.text
          .replace(/\n$/, '')
          .split('\n')
          .map((line, index) => (
            <div key={index}>
              <span className="mr-3 inline-block w-9 text-right text-quiet select-none">{nearest.line + index}</span>
              <Plain text={line} />
            </div>
          ))}
      </Output>
    </figure>
  )
}
