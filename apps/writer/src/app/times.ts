const clockOf = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayOf = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** `14:02` today, else `25 Nov 14:02`. */
export function clock(ms: number): string {
  const isToday = new Date(ms).toDateString() === new Date().toDateString();
  return isToday ? clockOf.format(ms) : `${dayOf.format(ms)} ${clockOf.format(ms)}`;
}
