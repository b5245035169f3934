import type { ReactNode } from 'react'
import type { Skipped } from '@hydraflow/sdk'
import { formatNumber } from '../../ui/format.ts'
import { skipWords, skippedEntries } from './import-words.ts'

interface CountTableProps {
  read: number
  added: number
  unchanged: number
  skipped: Skipped
  /** What would happen, or what did. */
  words: 'would' | 'did'
}

/** Every visit of the file in one of three ways; the lines add up to the last one. */
export function CountTable({ read, added, unchanged, skipped, words }: CountTableProps): ReactNode {
  const rows: [what: string, count: number][] = [
    [words === 'would' ? 'New, to be added' : 'New, added', added],
    ['Already here, unchanged', unchanged],
    ...skippedEntries(skipped).map(([reason, count]): [string, number] => [`Left out: ${skipWords[reason]}`, count]),
  ]
  return (
    <table className="w-full">
      <caption className="sr-only">Visits in the file</caption>
      <tbody>
        {rows.map(([what, count]) => (
          <tr key={what} className="border-b border-line">
            <th scope="row" className="py-1.5 pr-4 text-left font-normal">
              {what}
            </th>
            <td className="py-1.5 text-right">{formatNumber(count)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="font-semibold">
          <th scope="row" className="py-1.5 pr-4 text-left">
            Visits in the file
          </th>
          <td className="py-1.5 text-right">{formatNumber(read)}</td>
        </tr>
      </tfoot>
    </table>
  )
}
