import type { ButtonHTMLAttributes, ReactNode } from 'react'
import type { LucideIcon } from 'lucide-react'
import { classes } from './classes.ts'

const looks = {
  primary: 'bg-accent text-on-accent border-accent font-medium hover:opacity-90',
  plain: 'bg-surface text-text border-line hover:bg-hover hover:border-line-strong',
  ghost: 'border-transparent text-quiet hover:text-text hover:bg-hover',
  danger: 'border-bad text-bad bg-surface font-medium hover:bg-hover',
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: keyof typeof looks
  icon?: LucideIcon
  /** Work is under way: the button says so and takes no second press. */
  busy?: boolean
}

export const buttonClasses = (look: keyof typeof looks = 'plain') =>
  classes(
    'inline-flex h-8 max-md:h-11 shrink-0 select-none items-center justify-center gap-1.5 rounded-sm border px-3 whitespace-nowrap transition-colors',
    'disabled:cursor-default disabled:border-line disabled:bg-hover disabled:text-quiet disabled:opacity-100',
    looks[look],
  )

export function Button({ look, icon: Icon, busy = false, children, className, ...rest }: ButtonProps): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
      className={classes(buttonClasses(look), className)}
    >
      {Icon && <Icon size={15} aria-hidden />}
      {children}
    </button>
  )
}

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: LucideIcon
  label: string
}

export function IconButton({ icon: Icon, label, className, ...rest }: IconButtonProps): ReactNode {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classes(
        'inline-flex size-8 max-md:size-11 shrink-0 items-center justify-center rounded-sm text-quiet transition-colors hover:bg-hover hover:text-text disabled:pointer-events-none disabled:opacity-40',
        className,
      )}
    >
      <Icon size={16} aria-hidden />
    </button>
  )
}
