import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const chromiumEpochMicros = 11_644_473_600_000_000n

/** The history of a Chromium browser with some visits in it, as the browser itself would write it. */
export function chromiumHistory(visits: number): Uint8Array<ArrayBuffer> {
  const path = join(mkdtempSync(join(tmpdir(), 'hydraflow-history-')), 'History')
  const database = new DatabaseSync(path)
  database.exec(`
    create table urls (id integer primary key, url text, title text, visit_count integer);
    create table visits (id integer primary key, url integer, visit_time integer, from_visit integer, transition integer,
      visit_duration integer);
    begin`)
  const url = database.prepare('insert into urls values (?, ?, ?, 1)')
  const visit = database.prepare('insert into visits values (?, ?, ?, 0, ?, 0)')
  const firstAt = chromiumEpochMicros + 1_700_000_000_000_000n
  for (let id = 1; id <= visits; id++) {
    url.run(id, `https://history.example/${id}`, `Page ${id}`)
    visit.run(id, id, firstAt + BigInt(id) * 1_000_000n, 0x30000000)
  }
  database.exec('commit')
  database.close()
  return new Uint8Array(readFileSync(path))
}
