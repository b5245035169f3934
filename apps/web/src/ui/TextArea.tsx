import { useId, type ReactNode, type TextareaHTMLAttributes } from 'react'
import { classes } from './classes.ts'

interface TextAreaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  label: string
  hint?: string
}

/** Several lines to write, in the mono face: globs, commands, patches. */
export function TextArea({ label, hint, className, ...rest }: TextAreaProps): ReactNode {
  const id = useId()
  return (
    <div className={classes('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        id={id}
        spellCheck={false}
        {...rest}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="w-full min-w-0 rounded-sm border border-line-strong bg-surface px-2.5 py-1.5 font-mono text-xs text-text max-md:text-[1rem]"
      />
      {hint && (
        <p id={`${id}-hint`} className="text-quiet">
          {hint}
        </p>
      )}
    </div>
  )
}
