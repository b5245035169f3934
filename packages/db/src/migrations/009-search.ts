import type { Migration } from './migration.ts'

export const search: Migration = {
  name: '009-search',
  async up(run, { engine, autoId, integer }) {
    await run(`create table "search_document" (
      "id" ${autoId},
      "kind" text not null,
      "itemId" text not null,
      "pageId" ${integer},
      "hostId" ${integer},
      "threadId" text,
      "time" ${integer} not null,
      "title" text not null,
      "body" text not null
    )`)
    await run(`create unique index "search_document_item" on "search_document" ("kind", "itemId")`)
    await (engine === 'sqlite' ? sqliteIndex(run) : postgresIndex(run))
  },
}

/** The texts are folded words parted by spaces: `ascii` takes them apart just so. */
async function sqliteIndex(run: (statement: string) => Promise<void>) {
  await run(`create virtual table "search_index" using fts5 (
    "title", "body", content = 'search_document', content_rowid = 'id', tokenize = 'ascii', prefix = '1 2 3'
  )`)
  // What is deleted leaves the index at once, not at some later merge.
  await run(`insert into "search_index" ("search_index", "rank") values ('secure-delete', 1)`)
  // A commit of its own for every document would cost several times the rest of the write: documents wait here until
  // a search or a moment of rest takes them into the index, many at a time.
  await run(`alter table "search_document" add column "indexed" integer not null default 0`)
  await run(`create index "search_document_waiting" on "search_document" ("id") where "indexed" = 0`)
  const remove = `insert into "search_index" ("search_index", "rowid", "title", "body")
    values ('delete', old."id", old."title", old."body");`
  const add = `insert into "search_index" ("rowid", "title", "body") values (new."id", new."title", new."body");`
  await run(`create trigger "search_document_indexed" after update of "indexed" on "search_document"
    when new."indexed" = 1 and old."indexed" = 0 begin ${add} end`)
  await run(`create trigger "search_document_removed" after delete on "search_document"
    when old."indexed" = 1 begin ${remove} end`)
  await run(`create trigger "search_document_changed" after update of "title", "body" on "search_document"
    when old."indexed" = 1 and (old."title" <> new."title" or old."body" <> new."body")
    begin ${remove} update "search_document" set "indexed" = 0 where "id" = new."id"; end`)
}

/**
 * The words are parted by spaces already; PostgreSQL's own parser would take some of them for numbers or addresses. A
 * position above 16,383 counts as that, and a text that is too long for a tsvector is indexed as far as it fits.
 */
async function postgresIndex(run: (statement: string) => Promise<void>) {
  await run(`create function hydraflow_words(source text) returns tsvector language plpgsql immutable as $$
    begin
      return (
        select coalesce(string_agg(quote_literal(word) || ':' || least(place, 16383), ' '), '')::tsvector
        from unnest(string_to_array(source, ' ')) with ordinality as words (word, place)
        where word <> ''
      );
    exception when program_limit_exceeded then
      return hydraflow_words(left(source, length(source) / 2));
    end $$`)
  await run(`alter table "search_document" add column "words" tsvector not null generated always as (
    setweight(hydraflow_words("title"), 'A') || setweight(hydraflow_words("body"), 'D')
  ) stored`)
  await run(`create index "search_document_words" on "search_document" using gin ("words")`)
}
