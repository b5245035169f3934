import { hash } from 'node:crypto'
import { join } from 'node:path'
import { openWorkspace } from '@hydraflow/core'
import type SqliteDatabase from 'better-sqlite3'
import { indexWaiting, openRawWorkspace } from '../raw-database.ts'
import { alternate, perSecond } from '../rounds.ts'
import type { Row } from '../row.ts'
import { withDirectory } from '../temporary.ts'
import { randomFrom, textsFrom, zipf } from '../vocabulary.ts'

const visits = 2_000
const rounds = 7
const pages = 20_000

interface SeenVisit {
  readonly url: string
  readonly host: string
  readonly title: string
  readonly at: number
}

/** Records visits as a browser does, one by one, some to pages that are new. */
export const record = (): Promise<Row[]> =>
  withDirectory(async (directory) => {
    const workspace = await openWorkspace({ dataDir: join(directory, 'ours'), workers: 0 })
    const raw = await openRawWorkspace(join(directory, 'raw.db'))
    const [oursNext, rawNext] = [visitsFrom(), visitsFrom()]
    const recordRaw = rawRecords(raw)
    const ours = () => {
      const seen = oursNext()
      return perSecond(visits, async () => {
        for (const { url, title, at } of seen) {
          await workspace.history.record({
            url,
            title,
            visitedAt: new Date(at / 1_000).toISOString(),
            transition: 'link',
          })
        }
        await workspace.search.suggest({ q: 'zz' })
      })
    }
    const measured = await alternate(rounds, ours, () => {
      const seen = rawNext()
      return perSecond(visits, () => recordRaw(seen))
    })
    raw.close()
    await workspace.close()
    return [{ name: 'history record', unit: '/s', ...measured }]
  })

/** The visits of one round after the other. */
function visitsFrom(): () => SeenVisit[] {
  const random = randomFrom(4)
  const text = textsFrom(random)
  const page = zipf(pages, 0.8, random)
  const known = Array.from({ length: pages }, (_, at) => {
    const host = `www.${text(1)}${at % 40}.com`
    return { url: `https://${host}/${text(3).replaceAll(' ', '/')}-${at}`, host, title: text(6) }
  })
  let at = Date.UTC(2026, 0, 1) * 1_000
  return () => Array.from({ length: visits }, () => ({ ...known[page()]!, at: (at += 1_000_000) }))
}

function rawRecords(raw: SqliteDatabase.Database): (seen: readonly SeenVisit[]) => void {
  const begin = raw.prepare('begin immediate')
  const commit = raw.prepare('commit')
  const findPage = raw.prepare<[string], { id: number; hostId: number }>(
    'select id, hostId, title, lastSeenAt from page where urlHash = ?',
  )
  const ensureHost = raw
    .prepare<[string, string], number>(
      'insert into host (name, reversedName) values (?, ?) on conflict (name) do update set name = excluded.name returning id',
    )
    .pluck()
  const insertPage = raw
    .prepare<unknown[], number>(
      `insert into page (url, urlHash, title, hostId, visitCount, firstSeenAt, lastSeenAt) values (?, ?, ?, ?, 0, ?, ?)
       on conflict (urlHash) do nothing returning id`,
    )
    .pluck()
  const insertDocument = raw.prepare(
    `insert into search_document (kind, itemId, pageId, hostId, time, title, body) values ('page', ?, ?, ?, ?, ?, ?)`,
  )
  const insertVisit = raw
    .prepare<unknown[], number>(
      `insert into visit (pageId, hostId, url, urlVariant, visitedAt, transition, hidden) values (?, ?, null, '', ?, 0, 0)
       on conflict do nothing returning id`,
    )
    .pluck()
  const countVisit = raw.prepare(
    `update page set visitCount = visitCount + 1,
       firstSeenAt = case when visitCount = 0 then $at when firstSeenAt > $at then $at else firstSeenAt end,
       lastSeenAt = case when visitCount = 0 then $at when lastSeenAt < $at then $at else lastSeenAt end where id = $id`,
  )
  const countDay = raw.prepare(
    `insert into daily_count (day, kind, count) values (?, 'visit', 1)
     on conflict (kind, day) do update set count = daily_count.count + excluded.count`,
  )
  const readVisit = raw.prepare(
    `select v.*, p.url as pageUrl, p.title, h.name as host, coalesce(
       (select r.id from visit r where r.id = v.referrerVisitId),
       (select r.id from visit r where r.batchId = v.batchId and r.sourceVisitId = v.sourceReferrerId),
       (select s.visitId from visit_sighting s where s.batchId = v.batchId and s.sourceVisitId = v.sourceReferrerId limit 1)
     ) as referrer
     from visit v join page p on p.id = v.pageId join host h on h.id = p.hostId where v.id = ?`,
  )
  const readSightings = raw.prepare('select visitId, batchId from visit_sighting where visitId = ?')
  const addPage = ({ url, host, title, at }: SeenVisit, urlHash: string) => {
    const hostId = ensureHost.get(host, `${host.split('.').toReversed().join('.')}.`)!
    const id = insertPage.get(url, urlHash, title, hostId, at, at)!
    const body = url.slice(12).replaceAll(/[^a-z0-9]+/g, ' ')
    insertDocument.run(String(id), id, hostId, at, title, body)
    return { id, hostId }
  }
  return (seen) => {
    for (const visit of seen) {
      const urlHash = hash('sha256', visit.url, 'base64url').slice(0, 22)
      begin.run()
      const { id, hostId } = findPage.get(urlHash) ?? addPage(visit, urlHash)
      const visitId = insertVisit.get(id, hostId, visit.at)
      countVisit.run({ id, at: visit.at })
      countDay.run(Math.floor(visit.at / 86_400_000_000))
      readVisit.get(visitId)
      readSightings.all(visitId)
      commit.run()
    }
    indexWaiting(raw)
  }
}
