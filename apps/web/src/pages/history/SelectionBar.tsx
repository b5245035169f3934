import type { ReactNode } from 'react'
import { Trash2 } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { counted } from '../../ui/format.ts'

interface SelectionBarProps {
  count: number
  onClear: () => void
  onDelete: () => void
}

export function SelectionBar({ count, onClear, onDelete }: SelectionBarProps): ReactNode {
  return (
    <div
      role="group"
      aria-label="Selection"
      className="appear mx-6 mb-2 flex items-center gap-2 rounded-sm bg-selection py-1 pr-1 pl-3 max-md:mx-4"
    >
      <span aria-live="polite" className="mr-auto">
        {counted(count, 'visit')} selected
      </span>
      <Button look="ghost" onClick={onClear}>
        Clear
      </Button>
      <Button look="danger" icon={Trash2} onClick={onDelete}>
        Delete
      </Button>
    </div>
  )
}
