import fc from 'fast-check'
import { expect, it } from 'vitest'
import { listAll } from '../../src/node.ts'
import { at, without } from './ask.ts'
import { forEachServer } from './for-each-server.ts'

const hosts = ['a.example', 'www.a.example', 'nota.example'] as const
const paths = ['/', '/x', '/x#part', '/?utm_source=y'] as const
const lastSecond = 12

interface Visit {
  readonly id: string
  readonly url: string
  readonly page: string
  readonly host: string
  readonly visitedAt: string
  readonly hidden: boolean
}

type Operation =
  | {
      readonly do: 'record'
      readonly host: number
      readonly path: number
      readonly second: number
      readonly hidden: boolean
    }
  | { readonly do: 'delete'; readonly nth: number }
  | {
      readonly do: 'purge'
      readonly host?: number
      readonly subdomains?: boolean
      readonly from?: number
      readonly to?: number
      readonly hidden?: boolean
    }

const second = fc.integer({ min: 0, max: lastSecond })
const host = fc.integer({ min: 0, max: hosts.length - 1 })
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      host,
      path: fc.integer({ min: 0, max: paths.length - 1 }),
      second,
      hidden: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), nth: fc.nat(50) }) },
  {
    weight: 1,
    arbitrary: fc
      .record(
        {
          do: fc.constant('purge' as const),
          host,
          subdomains: fc.boolean(),
          from: second,
          to: second,
          hidden: fc.boolean(),
        },
        { requiredKeys: ['do'] },
      )
      .filter(({ host: named, subdomains, from, to, hidden }) =>
        named === undefined ? subdomains === undefined && [from, to, hidden].some((one) => one !== undefined) : true,
      ),
  },
)

/** A purge as the server takes it. */
const filterOf = ({ host: nth, subdomains, from, to, hidden }: Operation & { do: 'purge' }) => ({
  ...(nth !== undefined && { host: hosts[nth]! }),
  ...(subdomains !== undefined && { subdomains }),
  ...(from !== undefined && { from: at(from) }),
  ...(to !== undefined && { to: at(to) }),
  ...(hidden !== undefined && { hidden }),
})

/** What the history is, in a Map. */
class Model {
  readonly #visits = new Map<string, Visit>()

  key = (url: string, visitedAt: string) => `${url} ${visitedAt}`

  get visits(): Visit[] {
    return [...this.#visits.values()].toSorted((a, b) =>
      a.visitedAt === b.visitedAt ? Number(b.id) - Number(a.id) : a.visitedAt < b.visitedAt ? 1 : -1,
    )
  }

  get pages() {
    return [...Map.groupBy(this.visits, ({ page }) => page)]
      .map(([url, visits]) => ({
        url,
        visitCount: visits.length,
        firstSeenAt: visits.at(-1)!.visitedAt,
        lastSeenAt: visits[0]!.visitedAt,
      }))
      .toSorted((a, b) => (a.url < b.url ? -1 : 1))
  }

  has = (url: string, visitedAt: string) => this.#visits.has(this.key(url, visitedAt))
  add = (visit: Visit) => void this.#visits.set(this.key(visit.url, visit.visitedAt), visit)
  remove = (visits: readonly Visit[]) =>
    visits.forEach((visit) => this.#visits.delete(this.key(visit.url, visit.visitedAt)))

  selectedBy({ host: name, subdomains, from, to, hidden }: ReturnType<typeof filterOf>): Visit[] {
    return this.visits.filter(
      (visit) =>
        (name === undefined || visit.host === name || (subdomains === true && visit.host.endsWith(`.${name}`))) &&
        (from === undefined || visit.visitedAt >= from) &&
        (to === undefined || visit.visitedAt < to) &&
        (hidden === undefined || visit.hidden === hidden),
    )
  }
}

forEachServer('the history, whatever happens to it,', (server) => {
  const apply = async (model: Model, step: Operation) => {
    const { history } = server.client
    if (step.do === 'record') {
      const name = hosts[step.host]!
      const url = `https://${name}${paths[step.path]!}`
      const visitedAt = at(step.second)
      const { id, created } = await history.record({ url, visitedAt, hidden: step.hidden })
      expect(created).toBe(!model.has(url, visitedAt))
      if (created) model.add({ id, url, page: url.replace(/#.*|\?.*/, ''), host: name, visitedAt, hidden: step.hidden })
    } else if (step.do === 'delete') {
      const { visits } = model
      const visit = visits[step.nth % Math.max(1, visits.length)]
      if (!visit) return
      await history.delete({ id: visit.id })
      model.remove([visit])
    } else {
      const filter = filterOf(step)
      const gone = model.selectedBy(filter)
      const pagesBefore = model.pages.length
      const counted = await history.purge({ ...filter, dryRun: true })
      const { removed } = await history.purge(filter)
      model.remove(gone)
      expect(counted.removed).toEqual(removed)
      expect(removed).toEqual({ visits: gone.length, pages: pagesBefore - model.pages.length })
    }
  }

  it('is what a simple model of it says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 30 }), async (steps) => {
        const { client } = server
        await client.history.purge({ all: true })
        const model = new Model()
        for (const step of steps) await apply(model, step)
        const visits = []
        for await (const { id, url, host: name, visitedAt, hidden } of listAll(client.history.list, { limit: 7 }))
          visits.push({ id, url, host: name, visitedAt, hidden })
        const pages = []
        for await (const { url, visitCount, firstSeenAt, lastSeenAt } of listAll(client.pages.list, { limit: 3 }))
          pages.push({ url, visitCount, firstSeenAt, lastSeenAt })
        const { counts } = await client.overview.get()
        expect(visits).toEqual(model.visits.map((visit) => without(visit, 'page')))
        expect(pages.toSorted((a, b) => (a.url < b.url ? -1 : 1))).toEqual(model.pages)
        expect({ visits: counts.visits, pages: counts.pages }).toEqual({
          visits: model.visits.length,
          pages: model.pages.length,
        })
      }),
      { numRuns: 20 },
    )
  })
})
