import { useId, type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes } from 'react'
import { classes } from './classes.ts'

const frameClasses = 'w-full min-w-0 rounded-sm border bg-surface px-2.5 text-text max-md:text-[1rem]'

export const fieldClasses = classes(frameClasses, 'h-8 border-line-strong max-md:h-11')

interface Beside {
  label: string
  hint?: string | undefined
  /** What is wrong with what was written, said below it. */
  problem?: string | undefined
}

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement>, Beside {
  mono?: boolean
}

export function TextField({ label, hint, problem, mono = false, className, ...rest }: TextFieldProps): ReactNode {
  const { id, described, frame } = useField({ hint, problem, mono })
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem} className={className}>
      <input id={id} {...rest} {...described} className={classes(frame, 'h-8 max-md:h-11')} />
    </Labelled>
  )
}

interface TextAreaProps extends TextareaHTMLAttributes<HTMLTextAreaElement>, Beside {}

/** A field of several lines, in mono: paths, patches, commands. */
export function TextArea({ label, hint, problem, className, ...rest }: TextAreaProps): ReactNode {
  const { id, described, frame } = useField({ hint, problem, mono: true })
  return (
    <Labelled id={id} label={label} hint={hint} problem={problem} className={className}>
      <textarea
        id={id}
        autoComplete="off"
        spellCheck={false}
        {...rest}
        {...described}
        className={classes(frame, 'resize-y py-1.5 leading-5 max-md:min-h-11')}
      />
    </Labelled>
  )
}

function useField({ hint, problem, mono }: { hint: string | undefined; problem: string | undefined; mono: boolean }) {
  const id = useId()
  const ids = [problem !== undefined && `${id}-problem`, hint !== undefined && `${id}-hint`].filter(Boolean)
  return {
    id,
    described: {
      'aria-invalid': problem !== undefined || undefined,
      'aria-describedby': ids.length > 0 ? ids.join(' ') : undefined,
    },
    frame: classes(
      frameClasses,
      problem === undefined ? 'border-line-strong' : 'border-bad',
      mono && 'font-mono text-xs max-md:text-[1rem]',
    ),
  }
}

function Labelled({
  id,
  label,
  hint,
  problem,
  className,
  children,
}: Beside & { id: string; className?: string | undefined; children: ReactNode }): ReactNode {
  return (
    <div className={classes('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children}
      {problem !== undefined && (
        <p id={`${id}-problem`} role="alert" className="text-bad wrap-anywhere">
          {problem}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-quiet">
          {hint}
        </p>
      )}
    </div>
  )
}
