import type { ReactNode } from 'react'
import { DropdownMenu } from 'radix-ui'
import { Check, type LucideIcon } from 'lucide-react'

const itemClasses =
  'flex h-8 cursor-default items-center gap-2.5 rounded-sm px-2.5 outline-none select-none data-highlighted:bg-hover max-md:h-11'

/** What opens from a button: things to do, and a few words of which one holds. */
export function Menu({ trigger, children }: { trigger: ReactNode; children: ReactNode }): ReactNode {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="appear z-50 min-w-52 rounded-md border border-line bg-raised p-1 shadow-float"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface MenuItemProps {
  icon: LucideIcon
  onSelect: () => void
  hint?: ReactNode
  children: ReactNode
}

export function MenuItem({ icon: Icon, onSelect, hint, children }: MenuItemProps): ReactNode {
  return (
    <DropdownMenu.Item className={itemClasses} onSelect={onSelect}>
      <Icon size={15} aria-hidden className="text-quiet" />
      {children}
      {hint && <span className="ml-auto">{hint}</span>}
    </DropdownMenu.Item>
  )
}

interface MenuChoiceProps<V extends string> {
  label: string
  value: V
  options: readonly { value: V; label: string; icon: LucideIcon }[]
  onChoose: (value: V) => void
}

export function MenuChoice<V extends string>({ label, value, options, onChoose }: MenuChoiceProps<V>): ReactNode {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChoose(next as V)}>
      <DropdownMenu.Label className="px-2.5 pt-1.5 pb-1 text-xs text-quiet">{label}</DropdownMenu.Label>
      {options.map(({ value: option, label: word, icon: Icon }) => (
        <DropdownMenu.RadioItem key={option} value={option} className={itemClasses}>
          <Icon size={15} aria-hidden className="text-quiet" />
          {word}
          <DropdownMenu.ItemIndicator className="ml-auto">
            <Check size={15} aria-hidden />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

export const MenuLine = (): ReactNode => <DropdownMenu.Separator className="mx-1 my-1 h-px bg-line" />
