import { QueryObserver } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { queryClient, refresh } from '../src/data/client.ts'

// What the client keeps of a session, it keeps with the means of a browser.
vi.hoisted(() => vi.stubGlobal('addEventListener', () => {}))

test('what is asked for while it changes is asked for again', async () => {
  const queryKey = ['a list']
  const answers: ((answer: string) => void)[] = []
  const queryFn = () => new Promise<string>((resolve) => answers.push(resolve))
  const observer = new QueryObserver(queryClient, { queryKey, queryFn })
  const seen = new Promise((resolve) => {
    observer.subscribe(({ data }) => data !== undefined && resolve(data))
  })
  expect(answers).toHaveLength(1)
  const refreshed = refresh(queryKey)
  await expect.poll(() => answers.length).toBe(2)
  answers[0]?.('before the change')
  answers[1]?.('after it')
  await refreshed
  expect(await seen).toBe('after it')
  observer.destroy()
})
