import type { Migration } from './migration.ts'

export const imagesByRepository: Migration = {
  name: '015-images-by-repository',
  async up(run, { integer, bytes }) {
    // Each image says itself whose it is and how long it is needed. To find that out from the files of the ledger took
    // two indexes on random hashes, which made a patch write four times the pages.
    const day = 86_400_000_000
    await run(`create table "repo_image_owned" (
      "repoId" text not null,
      "sha256" text not null,
      "base" text not null,
      "encoding" text not null,
      "bytes" ${bytes} not null,
      "keptUntil" ${integer} not null,
      primary key ("repoId", "sha256", "base")
    )`)
    await run(`create table "repo_image_owner" ("sha256" text not null, "repoId" text not null)`)
    await run(`insert into "repo_image_owner"
      select "beforeSha256", "repoId" from "repo_change_file" where "beforeSha256" is not null
      union select "afterSha256", "repoId" from "repo_change_file" where "afterSha256" is not null`)
    await run(`create index "repo_image_owner_sha256" on "repo_image_owner" ("sha256")`)
    await run(`insert into "repo_image_owned"
      select owner."repoId", image."sha256", image."base", image."encoding", image."bytes", image."createdAt" + ${90 * day}
      from "repo_image" image join "repo_image_owner" owner on owner."sha256" = image."sha256"`)
    // What no entry names may be needed to take back a change that was cut off.
    await run(`insert into "repo_image_owned"
      select coalesce(journal."repoId", ''), image."sha256", image."base", image."encoding", image."bytes",
        image."createdAt" + ${day}
      from "repo_image" image left join "repo_journal" journal on true
      where not exists (select 1 from "repo_image_owner" owner where owner."sha256" = image."sha256")`)
    // It may need what only the ledger of another repository names, too.
    await run(`insert into "repo_image_owned"
      select journal."repoId", image."sha256", image."base", image."encoding", image."bytes", image."createdAt" + ${day}
      from "repo_journal" journal join "repo_image" image on journal."entry" like '%' || image."sha256" || '%'
      where exists (select 1 from "repo_image_owner" owner where owner."sha256" = image."sha256")
        and not exists (select 1 from "repo_image_owner" owner
          where owner."sha256" = image."sha256" and owner."repoId" = journal."repoId")`)
    await run(`drop table "repo_image_owner"`)
    await run(`drop table "repo_image"`)
    await run(`alter table "repo_image_owned" rename to "repo_image"`)
    await run(`create index "repo_image_kept" on "repo_image" ("keptUntil")`)
  },
}
