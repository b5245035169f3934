import type { Job, Overview, Thread } from '@hydraflow/core/contract'
import { type TRPCClient, TRPCClientError, createTRPCClient, httpLink } from '@trpc/client'
import { expect, expectTypeOf, test } from 'vitest'
import type { AppRouter } from '../src/index.ts'
import { startServer } from '../src/testing.ts'

test("tRPC's own client infers every input and output, and reaches the server", async () => {
  const server = await startServer()
  const client = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${server.url}/trpc`, headers: { authorization: `Bearer ${server.token}` } })],
  })
  const thread = await client.threads.create.mutate({ title: 'Typed' })
  expectTypeOf(thread).toEqualTypeOf<Thread>()
  expect(await client.threads.get.query({ id: thread.id })).toEqual(thread)
  expectTypeOf(await client.overview.get.query()).toEqualTypeOf<Overview>()
  expectTypeOf(client.threads.list.query).toBeCallableWith()
  // @ts-expect-error an id is needed
  await expect(client.threads.get.query()).rejects.toThrow(TRPCClientError)
  // @ts-expect-error there is no such status
  await expect(client.tasks.create.mutate({ title: 'x', status: 'lost' })).rejects.toThrow('status')
  await server.stop()
})

test('a subscription gives its values with the ids to resume from', () => {
  const watch = (client: TRPCClient<AppRouter>) =>
    client.jobs.watch.subscribe({}, { onData: ({ id, data }) => ({ id, status: data.status }) satisfies Watched })
  interface Watched {
    id: string
    status: Job['status']
  }
  expectTypeOf(watch).toBeFunction()
})
