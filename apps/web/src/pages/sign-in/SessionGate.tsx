import { useEffect, type ReactNode } from 'react'
import { useMutation } from '@tanstack/react-query'
import { signIn, takeCodeFromAddress } from '../../data/session.ts'
import { useSignedIn } from '../../stores/session.ts'
import { SignInPage } from './SignInPage.tsx'

/** Read before anything is drawn, so that the code stays neither in the address bar nor in the history. */
let codeAtStart = takeCodeFromAddress()
const startedWithCode = codeAtStart !== null

/** Shows the workspace to who is signed in, and the way in to everyone else. */
export function SessionGate({ children }: { children: ReactNode }): ReactNode {
  const signedIn = useSignedIn()
  const { mutate, isIdle, isPending, error } = useMutation({ mutationFn: signIn })

  useEffect(() => {
    const exchange = (code: string | null) => code !== null && mutate(code)
    exchange(codeAtStart)
    // A code works once.
    codeAtStart = null
    // A second link pasted into the address bar of the same tab loads nothing: only the fragment changes.
    const onHash = () => exchange(takeCodeFromAddress())
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [mutate])

  const exchanging = isPending || (startedWithCode && isIdle)
  if (signedIn && !exchanging) return children
  return <SignInPage exchanging={exchanging} error={error} onCode={mutate} />
}
