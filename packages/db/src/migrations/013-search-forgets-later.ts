import type { Migration } from './migration.ts'

export const searchForgetsLater: Migration = {
  name: '013-search-forgets-later',
  async up(run, { engine, integer }) {
    if (engine !== 'sqlite') return
    // To take one document out of the index costs as much as to take in hundreds: what was deleted waits here, like
    // what was added waits in its table, for a moment of rest.
    await run(`create table "search_index_removed" (
      "id" ${integer} primary key, "title" text not null, "body" text not null
    )`)
    const remove = `insert into "search_index_removed" values (old."id", old."title", old."body");`
    await run(`drop trigger "search_document_removed"`)
    await run(`create trigger "search_document_removed" after delete on "search_document"
      when old."indexed" = 1 begin ${remove} end`)
    await run(`drop trigger "search_document_changed"`)
    await run(`create trigger "search_document_changed" after update of "title", "body" on "search_document"
      when old."indexed" = 1 and (old."title" <> new."title" or old."body" <> new."body")
      begin ${remove} update "search_document" set "indexed" = 0 where "id" = new."id"; end`)
  },
}
