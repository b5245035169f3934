import type { GitStatus } from '../../contract/index.ts'
import { nulRecords } from './nul-records.ts'

const maxPaths = 1_000

type Paths = 'staged' | 'unstaged' | 'untracked' | 'conflicts'

/** How many fields stand before the path of a record. */
const fieldsBefore = { '1': 8, '2': 9, u: 10 } as const

/**
 * Reads `git status --porcelain=v2 --branch -z`. Its paths begin at the top of the repository; `prefixBytes` are
 * taken off to make them relative to the root.
 */
export function statusFromPorcelain(answer: Buffer, prefixBytes: number): GitStatus {
  const status: GitStatus = {
    branch: null,
    commit: null,
    upstream: null,
    ahead: 0,
    behind: 0,
    staged: [],
    unstaged: [],
    untracked: [],
    conflicts: [],
    truncated: false,
  }
  const add = (kind: Paths, path: Buffer) => {
    if (status[kind].length < maxPaths) status[kind].push(path.toString('utf8', prefixBytes))
    else status.truncated = true
  }
  const records = nulRecords(answer)
  for (const record of records) {
    const type = String.fromCharCode(record[0] ?? 0)
    if (type === '#') readHeader(status, record.toString())
    else if (type === '?') add('untracked', record.subarray(2))
    else if (type === 'u') add('conflicts', behindFields(record, fieldsBefore.u))
    else if (type === '1' || type === '2') {
      const path = behindFields(record, fieldsBefore[type])
      const [staged, unstaged] = record.toString('latin1', 2, 4)
      if (staged !== '.') add('staged', path)
      if (unstaged !== '.') add('unstaged', path)
      // The path before the rename is a record of its own.
      if (type === '2') records.next()
    }
  }
  return status
}

function readHeader(status: GitStatus, header: string): void {
  const [, key, value = ''] = /^# (\S+) (.*)$/s.exec(header) ?? []
  if (key === 'branch.oid') status.commit = value === '(initial)' ? null : value
  else if (key === 'branch.head') status.branch = value === '(detached)' ? null : value
  else if (key === 'branch.upstream') status.upstream = value
  else if (key === 'branch.ab') {
    const [ahead = 0, behind = 0] = value.split(' ').map((count) => Math.abs(Number(count)))
    Object.assign(status, { ahead, behind })
  }
}

function behindFields(record: Buffer, fields: number): Buffer {
  let start = 0
  for (let field = 0; field < fields; field++) start = record.indexOf(' ', start) + 1
  return record.subarray(start)
}
