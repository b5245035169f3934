import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { at, newHost, newWord, reasonOf, refusalOf } from './ask.ts'
import { forEachServer } from './for-each-server.ts'

forEachServer('bookmarks', (server) => {
  const create = (input: object = {}) => server.client.bookmarks.create({ url: `https://${newHost()}/`, ...input })
  const folder = (parentId: string | null = null, name = newWord()) =>
    server.client.bookmarks.createFolder({ name, parentId })
  const folderOf = async (id: string) => (await server.client.bookmarks.folders()).items.find((one) => one.id === id)

  describe('a bookmark', () => {
    it('has everything a caller gave', async () => {
      const host = newHost()
      const { id: folderId } = await folder()
      const given = {
        url: `https://${host}/a?b#c`,
        title: 'A page',
        description: 'Good',
        folderId,
        tags: ['b', 'a'],
        createdAt: at(1),
      }
      const bookmark = await server.client.bookmarks.create(given)
      expect(bookmark).toEqual({ ...given, id: bookmark.id, host, updatedAt: bookmark.updatedAt })
      expect((await server.client.bookmarks.list({ folderId })).items).toEqual([bookmark])
    })

    it('has each tag once, in the order given', async () => {
      expect((await create({ tags: ['c', 'a', 'c', 'b', 'a'] })).tags).toEqual(['c', 'a', 'b'])
    })

    it('of the same address in the same folder is there once: again it returns what is there', async () => {
      const made = await create({ title: 'First' })
      expect(await create({ url: made.url, title: 'Second', tags: ['x'] })).toEqual(made)
    })

    it('of the same address may be in two folders', async () => {
      const { id: folderId } = await folder()
      const made = await create()
      expect((await create({ url: made.url, folderId })).id).not.toBe(made.id)
    })

    it('is made once when many callers make it at the same time', async () => {
      const url = `https://${newHost()}/`
      const made = await Promise.all(Array.from({ length: 8 }, () => create({ url })))
      expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    })

    it('that is deleted or moves to another address leaves no word of its host', async () => {
      const [deleted, left, kept] = [newWord(), newWord(), newWord()]
      const { id } = await create({ url: `https://${deleted}.example/` })
      const moving = await create({ url: `https://${left}.example/` })
      await server.client.bookmarks.delete({ id })
      await server.client.bookmarks.update({ id: moving.id, url: `https://${kept}.example/` })
      if (server.engine === 'postgres') return
      const database = new DatabaseSync(join(server.dataDir, 'hydraflow.db'), { readOnly: true })
      const hosts = database
        .prepare('select name from host')
        .all()
        .map(({ name }) => name)
      database.close()
      expect(hosts).toContain(`${kept}.example`)
      expect(hosts).not.toContain(`${deleted}.example`)
      expect(hosts).not.toContain(`${left}.example`)
    })

    it('never keeps a password', async () => {
      const host = newHost()
      expect((await create({ url: `https://user:secret@${host}/` })).url).toBe(`https://${host}/`)
    })

    it('is of a web page only', async () => {
      expect(await refusalOf(create({ url: 'javascript:alert(1)' }))).toMatchObject({
        kind: 'invalid',
        reason: 'URL_NOT_SUPPORTED',
      })
    })

    it('needs its folder', async () => {
      expect(await reasonOf(create({ folderId: newWord() }))).toBe('FOLDER_NOT_FOUND')
    })

    it('changes only in the fields that are given', async () => {
      const before = await create({ title: 'a', description: 'b', tags: ['c'] })
      const after = await server.client.bookmarks.update({ id: before.id, title: 'd' })
      expect(after).toEqual({ ...before, title: 'd', updatedAt: after.updatedAt })
    })

    it('keeps what several who change it at the same time give', async () => {
      for (let round = 0; round < 10; round++) {
        const { id } = await create({ title: 'a' })
        const url = `https://${newWord()}.example/`
        const update = (given: object) => server.client.bookmarks.update({ id, ...given })
        await Promise.all([
          update({ url }),
          update({ title: 'b' }),
          update({ description: 'c' }),
          update({ tags: ['d'] }),
        ])
        expect(await update({})).toMatchObject({ url, title: 'b', description: 'c', tags: ['d'] })
      }
    })

    it('loses what null clears, and leaves its folder', async () => {
      const { id: folderId } = await folder()
      const { id } = await create({ description: 'b', folderId })
      expect(await server.client.bookmarks.update({ id, description: null, folderId: null })).toMatchObject({
        description: null,
        folderId: null,
      })
    })

    it('gets exactly the tags it is given', async () => {
      const { id } = await create({ tags: ['a', 'b'] })
      expect((await server.client.bookmarks.update({ id, tags: ['c', 'b', 'c'] })).tags).toEqual(['c', 'b'])
      expect((await server.client.bookmarks.update({ id, tags: [] })).tags).toEqual([])
    })

    it('can get another address', async () => {
      const { id } = await create()
      const host = newHost()
      expect(await server.client.bookmarks.update({ id, url: `https://${host}/` })).toMatchObject({
        url: `https://${host}/`,
        host,
      })
    })

    it('cannot take the place of another', async () => {
      const there = await create()
      const { id } = await create()
      const refusal = await refusalOf(server.client.bookmarks.update({ id, url: there.url }))
      expect(refusal).toMatchObject({ kind: 'conflict', reason: 'BOOKMARK_EXISTS', details: { id: there.id } })
    })

    it('cannot move to where its address is already', async () => {
      const { id: folderId } = await folder()
      const { url } = await create({ folderId })
      const { id } = await create({ url })
      expect(await reasonOf(server.client.bookmarks.update({ id, folderId }))).toBe('BOOKMARK_EXISTS')
    })

    it('is deleted, and says so', async () => {
      const { id } = await create({ tags: ['a'] })
      expect(await server.client.bookmarks.delete({ id })).toEqual({ deleted: id, removed: { bookmarks: 1 } })
      expect(await reasonOf(server.client.bookmarks.delete({ id }))).toBe('BOOKMARK_NOT_FOUND')
    })

    it('that is not there cannot be changed', async () => {
      expect(await refusalOf(server.client.bookmarks.update({ id: newWord() }))).toMatchObject({
        kind: 'not_found',
        reason: 'BOOKMARK_NOT_FOUND',
      })
    })
  })

  describe('the list of bookmarks', () => {
    const titles = async (input: object) => (await server.client.bookmarks.list(input)).items.map(({ title }) => title)

    it('keeps one folder, not those in it', async () => {
      const outer = await folder()
      const inner = await folder(outer.id)
      await create({ title: 'outer', folderId: outer.id })
      await create({ title: 'inner', folderId: inner.id })
      expect(await titles({ folderId: outer.id })).toEqual(['outer'])
    })

    it('with folder null keeps what lies in none', async () => {
      const tag = newWord()
      await create({ title: 'in one', tags: [tag], folderId: (await folder()).id })
      await create({ title: 'in none', tags: [tag] })
      expect(await titles({ tag, folderId: null })).toEqual(['in none'])
    })

    it('keeps one tag, exactly', async () => {
      const tag = newWord()
      await create({ title: 'one', tags: ['x', tag] })
      await create({ title: 'other', tags: [`${tag}2`] })
      expect(await titles({ tag })).toEqual(['one'])
    })

    it('finds words of title, description, tags and address', async () => {
      const word = newWord()
      await create({ title: `a ${word}` })
      await create({ title: 'b', description: `the ${word}` })
      await create({ title: 'c', tags: [word] })
      await create({ title: 'd', url: `https://${newHost()}/${word}` })
      await create({ title: 'e' })
      expect((await titles({ query: word })).toSorted()).toEqual([`a ${word}`, 'b', 'c', 'd'])
    })

    it('leaves out an excluded word', async () => {
      const tag = newWord()
      await create({ title: 'red bike', tags: [tag] })
      await create({ title: 'blue bike', tags: [tag] })
      expect(await titles({ tag, query: '-red' })).toEqual(['blue bike'])
    })
  })

  describe('a folder', () => {
    it('knows its place and how much lies in it', async () => {
      const outer = await folder()
      const inner = await folder(outer.id)
      await create({ folderId: inner.id })
      await create({ folderId: inner.id })
      expect(await folderOf(inner.id)).toEqual({
        id: inner.id,
        name: inner.name,
        parentId: outer.id,
        path: [outer.name, inner.name],
        bookmarkCount: 2,
        createdAt: inner.createdAt,
      })
    })

    it('comes after its parent', async () => {
      const outer = await folder(null, `z${newWord()}`)
      const inner = await folder(outer.id, 'a')
      const ids = (await server.client.bookmarks.folders()).items.map(({ id }) => id)
      expect(ids.indexOf(inner.id)).toBe(ids.indexOf(outer.id) + 1)
    })

    it('of the same name in the same parent is there once', async () => {
      const made = await folder()
      expect(await folder(null, made.name)).toEqual(made)
    })

    it('is made once when many callers make it at the same time', async () => {
      const name = newWord()
      const made = await Promise.all(Array.from({ length: 8 }, () => folder(null, name)))
      expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    })

    it('of the same name may be in another parent', async () => {
      const made = await folder()
      expect((await folder(made.id, made.name)).id).not.toBe(made.id)
    })

    it('needs its parent', async () => {
      expect(await reasonOf(folder(newWord()))).toBe('FOLDER_NOT_FOUND')
    })

    it('moves with everything in it', async () => {
      const [one, two] = [await folder(), await folder()]
      const inner = await folder(one.id)
      await server.client.bookmarks.updateFolder({ id: one.id, parentId: two.id })
      expect((await folderOf(inner.id))?.path).toEqual([two.name, one.name, inner.name])
    })

    it('moves to the top with null and can be renamed', async () => {
      const inner = await folder((await folder()).id)
      const name = newWord()
      expect(await server.client.bookmarks.updateFolder({ id: inner.id, parentId: null, name })).toMatchObject({
        parentId: null,
        path: [name],
      })
    })

    it('cannot be put inside itself, however deep', async () => {
      const outer = await folder()
      const middle = await folder(outer.id)
      const inner = await folder(middle.id)
      for (const parentId of [outer.id, middle.id, inner.id]) {
        expect(await reasonOf(server.client.bookmarks.updateFolder({ id: outer.id, parentId }))).toBe('FOLDER_CYCLE')
      }
    })

    it('cannot be put inside itself by two moves at the same time', async () => {
      const [one, two] = [await folder(), await folder()]
      await Promise.allSettled([
        server.client.bookmarks.updateFolder({ id: one.id, parentId: two.id }),
        server.client.bookmarks.updateFolder({ id: two.id, parentId: one.id }),
      ])
      expect([await folderOf(one.id), await folderOf(two.id)]).not.toContain(undefined)
    })

    it('cannot take the name of one beside it', async () => {
      const [one, two] = [await folder(), await folder()]
      const refusal = await refusalOf(server.client.bookmarks.updateFolder({ id: one.id, name: two.name }))
      expect(refusal).toMatchObject({ kind: 'conflict', reason: 'FOLDER_EXISTS', details: { id: two.id } })
    })

    it.each(['updateFolder', 'deleteFolder'] as const)('that is not there cannot be asked to %s', async (verb) => {
      expect(await refusalOf(server.client.bookmarks[verb]({ id: newWord() }))).toMatchObject({
        kind: 'not_found',
        reason: 'FOLDER_NOT_FOUND',
      })
    })

    it('is deleted with everything in it, and says so', async () => {
      const word = newWord()
      const outer = await folder()
      const inner = await folder(outer.id)
      await create({ folderId: outer.id, title: word })
      await create({ folderId: inner.id, title: word, tags: ['a'] })
      const kept = await create({ title: word })
      expect(await server.client.bookmarks.deleteFolder({ id: outer.id })).toEqual({
        deleted: outer.id,
        removed: { folders: 2, bookmarks: 2 },
      })
      expect([await folderOf(outer.id), await folderOf(inner.id)]).toEqual([undefined, undefined])
      expect((await server.client.bookmarks.list({ query: word })).items).toEqual([kept])
      expect((await server.client.search.query({ q: word })).items.map(({ id }) => id)).toEqual([kept.id])
    })
  })
})
