import type { ReactNode } from 'react';

const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  spark: 'M12 4v5M12 15v5M4 12h5M15 12h5M7 7l2.5 2.5M14.5 14.5 17 17M17 7l-2.5 2.5M9.5 14.5 7 17',
  bold: 'M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z',
  italic: 'M10 5h7M7 19h7M14 5l-4 14',
  heading: 'M6 5v14M18 5v14M6 12h12',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  task: 'M10 7h10M10 17h10M3.5 7l1.5 1.5L8 5.5M3.5 17l1.5 1.5L8 15.5',
  quote: 'M5 6v12M10 8h9M10 12h9M10 16h6',
  link: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  help: 'M4 19V9M10 19V5M16 19v-7M20 19H3',
  clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  table: 'M4 5h16v14H4zM4 10h16M4 14.5h16M12 5v14',
  left: 'M4 6h16M4 12h10M4 18h13',
  center: 'M4 6h16M7 12h10M5.5 18h13',
  right: 'M4 6h16M10 12h10M7 18h13',
  folder: 'M3 7a2 2 0 0 1 2-2h4l2 2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z',
  trash: 'M5 7h14M9 7V5h6v2M7 7l1 12h8l1-12',
  check: 'M5 12.5 10 17 19 7',
  pause: 'M9 6v12M15 6v12',
  undo: 'M8 7 4 11l4 4M4 11h10a5 5 0 0 1 0 10h-3',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words or a label; it says nothing by itself. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
