import { useId, type InputHTMLAttributes, type ReactNode } from 'react'
import { classes } from './classes.ts'

export const fieldClasses =
  'h-8 w-full min-w-0 rounded-sm border border-line-strong bg-surface px-2.5 text-text max-md:h-11 max-md:text-[1rem]'

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  hint?: string
}

export function TextField({ label, hint, className, ...rest }: TextFieldProps): ReactNode {
  const id = useId()
  return (
    <div className={classes('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input id={id} {...rest} aria-describedby={hint ? `${id}-hint` : undefined} className={fieldClasses} />
      {hint && (
        <p id={`${id}-hint`} className="text-quiet">
          {hint}
        </p>
      )}
    </div>
  )
}
