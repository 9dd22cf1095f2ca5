import * as Tabs from '@radix-ui/react-tabs';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';

interface PageTabsProps {
  label: string;
  /** Name in the address, words, what it shows; the first is open at first. */
  tabs: readonly (readonly [string, string, ReactNode])[];
}

/** Parts of a page. The open one stands in the address, so that it is there again after a reload or the way back. */
export function PageTabs({ label, tabs }: PageTabsProps) {
  const asked = useLocation({ select: ({ hash }) => hash });
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  const open = tabs.find(([value]) => value === asked)?.[0] ?? tabs[0]?.[0] ?? '';
  useEffect(() => {
    const tab = list.current?.querySelector('[data-state=active]');
    tab?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [open]);
  return (
    <Tabs.Root
      value={open}
      onValueChange={(hash) => void navigate({ to: '.', hash, replace: true, resetScroll: false })}
    >
      <Tabs.List className="tabs" aria-label={label} ref={list}>
        {tabs.map(([value, words]) => (
          <Tabs.Trigger key={value} value={value}>
            {words}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {tabs.map(([value, , content]) => (
        <Tabs.Content key={value} value={value} tabIndex={-1}>
          {content}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
