import { useState, type FormEvent, type ReactNode } from 'react'
import { codeFrom } from '../../data/session.ts'
import { faultText } from '../../data/fault-text.ts'
import { Wordmark } from '../../frame/Wordmark.tsx'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Command } from './Command.tsx'

interface SignInPageProps {
  exchanging: boolean
  error: unknown
  onCode: (code: string) => void
}

export function SignInPage({ exchanging, error, onCode }: SignInPageProps): ReactNode {
  const [text, setText] = useState('')
  const [unreadable, setUnreadable] = useState(false)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    const code = codeFrom(text)
    setUnreadable(code === null)
    if (code !== null) onCode(code)
  }
  return (
    <main className="flex min-h-full items-center justify-center px-5 py-10">
      <div className="flex w-full max-w-104 flex-col gap-6">
        <title>Sign in · HydraFlow</title>
        <Wordmark />
        <div>
          <h1 className="font-serif text-2xl font-medium tracking-[-0.01em]">Sign in with a link</h1>
          <p className="mt-1.5 text-base text-quiet">
            This workspace is yours alone, so there is no password to remember: the server hands out links that work
            once. Open one in this browser.
          </p>
        </div>
        {error !== null && !exchanging && <SignInFault error={error} />}
        <dl className="flex flex-col gap-3">
          <Command command="npm start" purpose="starts the server and prints a link" />
          <Command command="hydraflow sign-in" purpose="prints a fresh link while the server runs" />
        </dl>
        <form onSubmit={onSubmit} className="flex flex-col gap-3 border-t border-line pt-6">
          <TextField
            label="Sign-in link or code"
            value={text}
            onChange={(event) => setText(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={unreadable || undefined}
          />
          {unreadable && <Notice meaning="caution" title="There is no sign-in code in this text." />}
          <Button type="submit" look="primary" busy={exchanging} disabled={text.trim() === ''}>
            {exchanging ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
      </div>
    </main>
  )
}

function SignInFault({ error }: { error: unknown }): ReactNode {
  const { what, advice } = faultText(error)
  return (
    <Notice meaning="bad" title={what}>
      {advice}
    </Notice>
  )
}
